// For how long a message makes sense. A queue that cannot be sent waits this long, then the message fails and says why.
import { unsentStates } from "../../contract/messages.ts";
import type { Draft } from "../../contract/outbound.ts";

const MINUTE_MS = 60_000;
const hour = 60 * MINUTE_MS;

/**
 * What a message is to its reader, and for how long after it was queued it is worth sending, in milliseconds.
 * `answer`: of the bot, to what a person asked; free spots and prices are soon wrong. `notice`: something that is true now.
 * `receipt`: something that stays true. `message`: of a colleague or of a program; it waits for the window over a weekend.
 * `template`: costs money and speaks first.
 */
export const validity = {
  answer: 12 * hour,
  notice: hour,
  receipt: 14 * 24 * hour,
  message: 72 * hour,
  template: 24 * hour,
} as const;

/** Where a message is that is not with the provider yet. `unanswered`: it may be; `window`: it waits until the customer writes again. */
export const outboxStates = [...unsentStates, "window"] as const;

/** A kind of outbound message. */
export type OutboundKind = keyof typeof validity;

/** Kinds that wait until the customer writes again when the 24-hour window has closed; the others fail then. */
export const waitsForWindow: ReadonlySet<OutboundKind> = new Set(["receipt", "message", "notice"]);

/** What a message is when whoever queues it does not say. */
export function kindOf(message: { draft: Draft; origin: string; windowExempt: boolean }): OutboundKind {
  if (message.draft.type === "template") return "template";
  if (message.windowExempt) return "answer";
  return message.origin.startsWith("bot:") ? "notice" : "message";
}

/** Until when a message of a kind that is queued now makes sense. */
export const expiryOf = (kind: OutboundKind, now: Date): Date => new Date(now.getTime() + validity[kind]);
