// What becomes of a message after an attempt, and what the attempt says about the number. Pure: outcome in, decision out.
import type { SendResult } from "../../contract/outbound.ts";

/** What is known of the message whose attempt has ended. */
export type Attempt = {
  /** Attempts that were the message's own affair so far, this one included. */
  attempts: number;
  firstAttemptAt: Date;
  /** The number was not held when the attempt began. */
  well: boolean;
  /** The provider can be asked whether a message arrived. */
  canAsk: boolean;
};

/** What happens next. */
export type Decision =
  | { next: "done"; providerId: string; waId: string | null; bsuid: string | null }
  /** Try again at `at`; `counted`: it was the message's own affair. */
  | { next: "again"; at: Date; reason: string; counted: boolean }
  /** Find out at `at` whether it arrived; nothing is repeated before. `left`: a request went out without a verdict. */
  | { next: "settle"; at: Date; reason: string; left: boolean }
  /** Keep it until the customer writes again, or until it makes no sense any more. */
  | { next: "window"; reason: string }
  | { next: "fail"; code: number | null; title: string; details: string | null; remedy: string };

/** What an attempt says about the number, its account or the way to the provider; null: nothing. */
export type Sign =
  | { well: true }
  | {
      well: false;
      /** One is enough to hold the number; of the others several in a row. */
      sure: boolean;
      /** An operator must act. */
      operator: boolean;
      reason: string;
      remedy: string | null;
      retryAfterMs: number | null;
    }
  | null;

const SECOND_MS = 1_000;
const minute = 60 * SECOND_MS;
const hour = 60 * minute;

/** No message waits longer between two attempts for a passing fault, so that all go soon after it has passed. */
const longest = 30 * SECOND_MS;
/** A message that alone is refused, while others pass, fails after this many attempts and this long. */
const ownTries = { attempts: 10, ms: 15 * minute };
/** How often a message may have left: a second time only when no trace of the first was found. */
export const MAX_COPIES = 2;
/** How long a provider's echo is waited for; Meta sends `sent` within seconds. */
const echoWait = 45 * SECOND_MS;
/** How soon a provider that can be asked is asked. */
const askWait = 3 * SECOND_MS;
/** How soon it is asked again when it could not be. */
const askAgain = 10 * SECOND_MS;

/** Decides about the message. `now` is when the attempt ended; `jitter` is between 0 and 1. */
export function decide(result: SendResult, attempt: Attempt, now: Date, jitter = Math.random()): Decision {
  const at = (ms: number) => new Date(now.getTime() + ms);
  switch (result.outcome) {
    case "accepted":
      return { next: "done", providerId: result.providerId, waId: result.waId, bsuid: result.bsuid };
    case "unanswered":
      return { next: "settle", at: at(attempt.canAsk ? askWait : echoWait), reason: result.reason, left: true };
    case "unreachable":
      return { next: "again", at: now, reason: result.reason, counted: false };
    case "refused":
      break;
  }
  const { error, advice } = result;
  const reason = `${error.code} ${error.title}`;
  const failed = {
    next: "fail",
    code: error.code,
    title: error.title,
    details: error.details,
    remedy: advice.remedy,
  } as const;
  const tried =
    attempt.attempts >= ownTries.attempts && now.getTime() - attempt.firstAttemptAt.getTime() >= ownTries.ms;
  const again = (ms: number, counted: boolean): Decision => ({ next: "again", at: at(ms), reason, counted });
  const backoff = (base: number, factor: number, most: number) =>
    Math.min(most, base * factor ** (attempt.attempts - 1)) * (1 + jitter / 4);
  const asked = Math.min(result.retryAfterMs ?? 0, longest);
  if (advice.scope === "channel") {
    // Held by what looks like the number's fault again and again, while the number sends others: it is the message's own.
    if (advice.action === "never" && tried && attempt.well) return failed;
    return again(0, attempt.well && advice.action === "never");
  }
  switch (advice.action) {
    case "retry":
      if (!attempt.well) return again(0, false);
      if (advice.scope === "message" && tried) return failed;
      // Meta asks for 4^X s after the pair limit; it serves the others as well.
      return again(Math.max(asked, backoff(SECOND_MS, 4, advice.scope === "pair" ? minute : longest)), true);
    case "wait":
      return again(Math.max(asked, backoff(5 * minute, 2, hour)), true);
    default:
      return failed;
  }
}

/** Reads an outcome as a sign of the number's health. */
export function signOf(result: SendResult): Sign {
  switch (result.outcome) {
    case "accepted":
      return { well: true };
    case "unreachable":
    case "unanswered":
      return { well: false, sure: true, operator: false, reason: result.reason, remedy: null, retryAfterMs: null };
    case "refused": {
      const { error, advice, retryAfterMs } = result;
      const own = advice.scope !== "channel";
      if (own && (advice.action !== "retry" || advice.scope === "pair")) return { well: true };
      const { operator, remedy } = advice;
      return { well: false, sure: !own, operator, reason: `${error.code} ${error.title}`, remedy, retryAfterMs };
    }
  }
}

/** When a provider that could not be asked is asked again. */
export const askLater = (now: Date, reason: string): Decision => ({
  next: "settle",
  at: new Date(now.getTime() + askAgain),
  reason,
  left: false,
});

/** A message that may have left as often as it may. */
export const noAnswer = (details: string | null): Decision => ({
  next: "fail",
  code: null,
  title: "The provider did not say whether it took the message",
  details,
  remedy: "It may have arrived. Ask the customer, or send it again by hand.",
});

/** A message that makes no sense any more. */
export const expired = (details: string | null): Decision => ({
  next: "fail",
  code: null,
  title: "It could not be sent while it made sense",
  details,
  remedy: "Send it again if it still matters.",
});

/** A message that is allowed only within the 24-hour window, which is closed. */
export const windowClosed: Decision = {
  next: "fail",
  code: null,
  title: "The 24-hour window closed before it was sent",
  details: null,
  remedy: "Send a template, or wait until the customer writes.",
};
