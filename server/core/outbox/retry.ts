// What becomes of a message after an attempt. Pure: outcome in, decision out.
import type { SendResult } from "../../contract/outbound.ts";

/** What is known of the message whose attempt has ended. */
export type Attempt = {
  /** Attempts so far, this one included. */
  attempts: number;
  /** When the message was queued. */
  queuedAt: Date;
  /** The provider can be asked whether a message arrived. */
  canAsk: boolean;
};

/** What happens next. */
export type Decision =
  | { next: "done"; providerId: string; waId: string | null; bsuid: string | null }
  /** Try again at `at`. `pause` holds the whole number back until then; `attempted` false: this one did not count. */
  | { next: "again"; at: Date; reason: string; pause: boolean; attempted: boolean }
  /** Find out by `at` whether it arrived; nothing is repeated before. */
  | { next: "settle"; at: Date; reason: string }
  | { next: "fail"; code: number | null; title: string; details: string | null; remedy: string; pause: Date | null };

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** A message that could not be sent for a day would only confuse: it fails. */
const patience = 24 * hour;
/** A refusal that the tables call temporary is tried this often. */
const maxRefusals = 6;
/** A message without an answer is sent at most this often, each time after no trace of it was found. */
const maxUnanswered = 3;
/** How often a provider that can be asked is asked before people have to decide. */
const maxQuestions = 8;
/** How long a provider's echo is waited for; Meta sends `sent` within seconds and repeats it while we are away. */
const echoWait = minute;
/** How soon a provider that can be asked is asked. */
const askWait = 3 * second;

/** Decides. `now` is when the attempt ended; `jitter` is between 0 and 1. */
export function decide(result: SendResult, attempt: Attempt, now: Date, jitter = Math.random()): Decision {
  const at = (ms: number) => new Date(now.getTime() + ms);
  const spread = (ms: number) => ms * (1 + jitter / 4);
  const tooOld = now.getTime() - attempt.queuedAt.getTime() > patience;
  switch (result.outcome) {
    case "accepted":
      return { next: "done", providerId: result.providerId, waId: result.waId, bsuid: result.bsuid };
    case "unanswered":
      if (attempt.attempts >= maxUnanswered) return { ...noAnswer, details: result.reason };
      return { next: "settle", at: at(attempt.canAsk ? askWait : echoWait), reason: result.reason };
    case "unreachable":
      if (tooOld) return { ...expired, details: result.reason };
      return {
        next: "again",
        at: at(spread(Math.min(minute, 500 * 2 ** (attempt.attempts - 1)))),
        reason: result.reason,
        pause: false,
        attempted: true,
      };
    case "refused": {
      const { error, advice } = result;
      const pause = advice.scope === "channel";
      const reason = `${error.code} ${error.title}`;
      if ((advice.action === "retry" || advice.action === "wait") && attempt.attempts < maxRefusals && !tooOld) {
        // Meta asks for 4^X s after the pair limit; it serves the others as well.
        const backoff =
          advice.action === "wait" ? 5 * minute * 2 ** (attempt.attempts - 1) : second * 4 ** (attempt.attempts - 1);
        const wait = Math.max(result.retryAfterMs ?? 0, spread(Math.min(hour, backoff)));
        return { next: "again", at: at(wait), reason, pause, attempted: true };
      }
      return {
        next: "fail",
        code: error.code,
        title: error.title,
        details: error.details,
        remedy: advice.remedy,
        // A number whose token or account is refused gets a rest, so that a queue of messages is not burnt on it.
        pause: pause && advice.operator ? at(minute) : null,
      };
    }
  }
}

/** Decides when the provider was asked and could not tell: ask again, ever less often, and never send blindly. */
export function decideUnknown(attempts: number, now: Date): Decision {
  if (attempts >= maxQuestions) return { ...noAnswer, details: "The provider could not tell whether it arrived." };
  return {
    next: "settle",
    at: new Date(now.getTime() + askWait * 2 ** attempts),
    reason: "the provider could not tell whether it arrived",
  };
}

const noAnswer = {
  next: "fail",
  code: null,
  title: "The provider did not answer",
  remedy: "It may or may not have arrived. Ask the customer, or send it again.",
  pause: null,
} as const;

const expired = {
  next: "fail",
  code: null,
  title: "The provider could not be reached for a day",
  remedy: "Check the connection to the provider, then send it again.",
  pause: null,
} as const;
