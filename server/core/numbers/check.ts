// The steps of checking a number before it is saved: those of its provider, and whether the provider can reach this Bellhop.
import { isLoopback } from "../../base/local.ts";
import type { CheckResult, CheckStep, NumberCandidate, NumberChecker } from "../../contract/numbers.ts";

/** What is not saved when it fails; the others can be put right afterwards. */
const needed: readonly CheckStep[] = ["token", "rights", "app_secret", "number", "account"];

/** This Bellhop, as the provider finds it. `simulated`: the provider is the simulator, which finds it anywhere. */
export type Home = { publicUrl: string; simulated: boolean };

/** The steps for a number, in order. */
export const stepsOf = (checker: NumberChecker): CheckStep[] => [...checker.steps, "address"];

/** Makes one step. */
export async function check(
  checker: NumberChecker,
  candidate: NumberCandidate,
  step: CheckStep,
  home: Home,
  signal?: AbortSignal,
): Promise<CheckResult> {
  return step === "address" ? addressOf(home) : checker.check(candidate, step, signal);
}

/** The first step that fails of those without which a number is of no use, and the number as people dial it. */
export async function findFault(
  checker: NumberChecker,
  candidate: NumberCandidate,
  signal?: AbortSignal,
): Promise<{ fault: CheckResult | null; displayNumber: string | null }> {
  let displayNumber: string | null = null;
  for (const step of checker.steps.filter((one) => needed.includes(one))) {
    const result = await checker.check(candidate, step, signal);
    if (result.state === "failed" || (result.state === "unknown" && step === "token"))
      return { fault: result, displayNumber: null };
    displayNumber = result.displayNumber ?? displayNumber;
  }
  return { fault: null, displayNumber };
}

/** Providers only call public addresses with HTTPS. (Meta: webhooks, create endpoint.) */
function addressOf({ publicUrl, simulated }: Home): CheckResult {
  const step = "address";
  if (simulated) return { step, state: "ok", detail: "The simulator reaches this Bellhop.", remedy: null };
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === "https:" && !isLoopback(hostname))
    return { step, state: "ok", detail: `Webhooks come to ${publicUrl}.`, remedy: null };
  return {
    ...{ step, state: "failed", detail: `Providers cannot send webhooks to ${publicUrl}.` },
    remedy: "Set PUBLIC_URL to the address with HTTPS under which others reach this Bellhop, and restart.",
  };
}
