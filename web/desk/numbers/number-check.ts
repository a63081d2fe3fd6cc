// Checks a number step by step at its provider, and tells each step as soon as it is known.
import { useState } from "react";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import type { paths } from "../../api/schema.ts";

/** A number that is not saved yet, or one that is with changes. */
export type Candidate = paths["/api/numbers/check"]["post"]["requestBody"]["content"]["application/json"];

/** A number to add. */
export type NewNumber = Extract<Candidate, { number: unknown }>["number"];

type Answer = paths["/api/numbers/check"]["post"]["responses"][200]["content"]["application/json"];

export type StepResult = Answer["steps"][number];
export type Step = Brought<"/api/numbers/check">["steps"]["meta"][number];

/** Steps that can be put right after the number was saved. */
const later: readonly Step[] = ["subscription", "address"];

/** Whether a number can be saved in spite of a result. */
export const canWait = ({ step, state }: StepResult): boolean => state !== "failed" || later.includes(step);

/** A check: its results so far, and the step that is being made. */
export function useCheck() {
  const [results, setResults] = useState<readonly StepResult[]>([]);
  const [running, run] = useState<Step | null>(null);
  const put = (result: StepResult) =>
    setResults((before) =>
      before.some(({ step }) => step === result.step)
        ? before.map((one) => (one.step === result.step ? result : one))
        : [...before, result],
    );
  return {
    results,
    running,
    forget: () => setResults([]),
    /** Makes the steps in order until one fails that cannot wait; returns the results. */
    async make(steps: readonly Step[], body: Candidate): Promise<StepResult[]> {
      const made: StepResult[] = [];
      setResults([]);
      try {
        for (const step of steps) {
          run(step);
          const answer = await ok(api.POST("/api/numbers/check", { params: { query: { step } }, body }));
          for (const result of answer.steps) {
            made.push(result);
            put(result);
          }
          if (!made.every(canWait)) break;
        }
      } finally {
        run(null);
      }
      return made;
    },
    /** Has the account's webhooks sent to the app. */
    async subscribe(body: Candidate): Promise<void> {
      run("subscription");
      try {
        const { steps } = await ok(api.POST("/api/numbers/subscribe", { body }));
        for (const result of steps) put(result);
      } finally {
        run(null);
      }
    },
  };
}
