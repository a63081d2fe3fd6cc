// Twilio's retries of a failed webhook: the overrides in a URL's fragment, and when to try again.
import type { Answer } from "./post.ts";

export type Policy = {
  /** Retries after the first attempt, 0 to 5. */
  retries: number;
  /** Read timeout of one attempt, milliseconds. */
  readMs: number;
  /** Time for all attempts, milliseconds. */
  totalMs: number;
  on: Set<"ct" | "rt" | "4xx" | "5xx">;
};

/** Parses `#rc=5&rp=all&rt=...&tt=...` (Twilio: webhook connection overrides); invalid values fall back to Twilio's defaults. */
export function policyOf(url: string): Policy {
  const settings = new URLSearchParams(url.split("#")[1] ?? "");
  const number = (name: string, fallback: number, max: number) => {
    const value = Number(settings.get(name) ?? Number.NaN);
    return Number.isFinite(value) && value >= 0 && value <= max ? value : fallback;
  };
  const words = (settings.get("rp") ?? "ct").split(",");
  const on = new Set<"ct" | "rt" | "4xx" | "5xx">();
  for (const word of words) {
    if (word === "all") for (const every of ["ct", "rt", "4xx", "5xx"] as const) on.add(every);
    if (word === "ct" || word === "rt" || word === "4xx" || word === "5xx") on.add(word);
  }
  return {
    retries: number("rc", 1, 5),
    readMs: number("rt", 15_000, 15_000),
    totalMs: number("tt", 15_000, 15_000),
    on,
  };
}

/** Whether the policy requires another attempt after this answer. */
export function retryDue(policy: Policy, answer: Answer): boolean {
  if (!("status" in answer)) return policy.on.has(answer.failed === "timeout" ? "rt" : "ct");
  if (answer.status >= 500) return policy.on.has("5xx");
  return answer.status >= 400 && policy.on.has("4xx");
}

/** Any 2xx is success (Twilio: status callbacks). */
export function succeeded(answer: Answer): boolean {
  return "status" in answer && answer.status >= 200 && answer.status < 300;
}
