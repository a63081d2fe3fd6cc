// Checkers of numbers that tests control: everything is well, but for what a test says.
import type { CheckResult, CheckStep, NumberCandidate, NumberChecker } from "../../server/contract/numbers.ts";

export type FakeChecker = NumberChecker & {
  /** The results of steps that are not `ok`. */
  results: Partial<Record<CheckStep, Omit<CheckResult, "step">>>;
  /** What was checked, in order. */
  asked: { step: CheckStep; candidate: NumberCandidate }[];
};

export function makeChecker(steps: readonly CheckStep[]): FakeChecker {
  const fake: FakeChecker = {
    steps,
    results: {},
    asked: [],
    async check(candidate, step) {
      fake.asked.push({ step, candidate });
      const result = fake.results[step] ?? { state: "ok", detail: "It is well.", remedy: null };
      return { step, displayNumber: "15550100099", ...result };
    },
    subscribe: async () => ({ step: "subscription", state: "ok", detail: "It is subscribed.", remedy: null }),
  };
  return fake;
}
