// What happens to a message after an attempt, and what the attempt says about the channel. Pure: outcome in, decision out.
import type { Draft, SendResult } from "../../contract/outbound.ts";

/** The facts about the message whose attempt has ended. */
export type Attempt = {
  /** Attempts that were refused because of the message itself, including this one. */
  attempts: number;
  firstAttemptAt: Date;
  /** The channel was not held when the attempt began. */
  well: boolean;
  /** The provider can tell whether a message arrived. */
  canAsk: boolean;
};

/** What a message says from now on, which is certainly not sent yet; `text`: as the customer reads it. */
export type Becomes = { draft: Draft; text: string | null };

/** What happens next. */
export type Decision =
  | { next: "done"; providerId: string; waId: string | null; bsuid: string | null }
  /** Try again at `at`; `counted`: the refusal was about the message itself. */
  | { next: "again"; at: Date; reason: string; counted: boolean; becomes?: Becomes }
  /** At `at` find out whether it arrived; until then it is not repeated. `left`: a request was sent and got no result. */
  | { next: "settle"; at: Date; reason: string; left: boolean }
  /** Keep it until the customer writes again or it expires. */
  | { next: "window"; reason: string; becomes?: Becomes }
  /** `optedOut`: it failed because the person wants no more marketing. */
  | { next: "fail"; code: number | null; title: string; details: string | null; remedy: string; optedOut?: boolean };

/** What an attempt says about the channel, its account or the connection to the provider; null: nothing. */
export type Sign =
  | { well: true }
  | {
      well: false;
      /** This alone is enough to hold the channel; otherwise several in a row are needed. */
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

/** The longest wait between two attempts after a temporary fault, so that everything is sent soon after the fault is gone. */
const MAX_WAIT_MS = 30 * SECOND_MS;
/** A message that is refused while others are accepted fails after this many attempts and this time. */
const ownTries = { attempts: 10, ms: 15 * minute };
/** How often a message may be sent in all: a second time only when no trace of the first was found. */
export const MAX_COPIES = 2;
/** How long to wait for a status; Meta sends `sent` within seconds. */
const echoWait = 45 * SECOND_MS;
/** How soon a provider that can look a message up is asked. */
const askWait = 3 * SECOND_MS;
/** How soon it is asked again if that failed. */
const askAgain = 10 * SECOND_MS;

/** Decides what happens to the message. `now` is when the attempt ended; `jitter` is between 0 and 1. */
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
    ...(advice.optedOut ? { optedOut: true } : {}),
  } as const;
  const tried =
    attempt.attempts >= ownTries.attempts && now.getTime() - attempt.firstAttemptAt.getTime() >= ownTries.ms;
  const again = (ms: number, counted: boolean): Decision => ({ next: "again", at: at(ms), reason, counted });
  const backoff = (base: number, factor: number, most: number) =>
    Math.min(most, base * factor ** (attempt.attempts - 1)) * (1 + jitter / 4);
  const asked = Math.min(result.retryAfterMs ?? 0, MAX_WAIT_MS);
  if (advice.scope === "channel") {
    // The error is one of the channel, but comes again and again while the channel sends other messages: so the message itself is at fault.
    if (advice.action === "never" && tried && attempt.well) return failed;
    return again(0, attempt.well && advice.action === "never");
  }
  switch (advice.action) {
    case "retry":
      if (!attempt.well) return again(0, false);
      if (advice.scope === "message" && tried) return failed;
      // Meta asks for waits of 4^X s after the pair limit; other limits use the same.
      return again(Math.max(asked, backoff(SECOND_MS, 4, advice.scope === "pair" ? minute : MAX_WAIT_MS)), true);
    case "wait":
      return again(Math.max(asked, backoff(5 * minute, 2, hour)), true);
    default:
      return failed;
  }
}

/** What an outcome says about the channel. */
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

/** The decision when a provider could not be asked: ask again later. */
export const askLater = (now: Date, reason: string): Decision => ({
  next: "settle",
  at: new Date(now.getTime() + askAgain),
  reason,
  left: false,
});

/**
 * The decision about a message that was not sent because this process may have lost the lease, for example while it was suspended. It may still
 * lead, so the message must not wait for another process; where another has taken it already, the decision is not recorded.
 */
export const notSent = ({ unanswered }: { unanswered: boolean }, now: Date): Decision => {
  const reason = "the process that was to send it stood still";
  if (unanswered) return askLater(now, reason);
  return { next: "again", at: new Date(now.getTime() + SECOND_MS), reason, counted: false };
};

/** The decision about a message that may not be sent again because it may have arrived. */
export const noAnswer = (details: string | null): Decision & { next: "fail" } => ({
  next: "fail",
  code: null,
  title: "The provider did not say whether it took the message",
  details,
  remedy: "It may have arrived. Ask the customer, or send it again by hand.",
});

/** The decision about an expired message. */
export const expired = (details: string | null): Decision => ({
  next: "fail",
  code: null,
  title: "It could not be sent while it made sense",
  details,
  remedy: "Send it again if it still matters.",
});

/** Why a message waits for the window, where no template was to say it. */
export const windowReason = "the 24-hour window is closed";

/** The decision about a message that may only be sent within the 24-hour window, which is closed. */
export const windowClosed: Decision = {
  next: "fail",
  code: null,
  title: "The 24-hour window closed before it was sent",
  details: null,
  remedy: "Send a template, or wait until the customer writes.",
};

/** The decision about marketing for somebody who wants none. */
export const optedOut: Decision = {
  next: "fail",
  code: null,
  title: "The customer wants no marketing",
  details: null,
  remedy: "Send a template of another category, or wait until they ask for marketing again.",
};
