// How long messages are worth sending. A message that cannot be sent by then fails with an explanation.
import { unsentStates } from "../../contract/messages.ts";
import type { Draft } from "../../contract/outbound.ts";

const MINUTE_MS = 60_000;
const hour = 60 * MINUTE_MS;

/**
 * The kinds of outbound messages, with how long after queueing each is worth sending, in milliseconds. `answer`: by the bot to a question;
 * free spots and prices are soon out of date. `notice`: true at the moment. `receipt`: stays true. `message`: by a colleague or a program;
 * waits for the window over a weekend. `template`: costs money and starts a conversation.
 */
export const validity = {
  answer: 12 * hour,
  notice: hour,
  receipt: 14 * 24 * hour,
  message: 72 * hour,
  template: 24 * hour,
} as const;

/**
 * The states of a message that the provider has not taken yet. `unanswered`: it may have; `window`: it waits for the customer to write
 * again.
 */
export const outboxStates = [...unsentStates, "window"] as const;

/** A kind of outbound message. */
export type OutboundKind = keyof typeof validity;

/** Kinds that wait for the customer to write again when the 24-hour window is closed; the others fail. */
export const waitsForWindow: ReadonlySet<OutboundKind> = new Set(["receipt", "message", "notice"]);

/** The kind of a message when the caller does not give one. */
export function kindOf(message: { draft: Draft; origin: string; windowExempt: boolean }): OutboundKind {
  if (message.draft.type === "template") return "template";
  if (message.windowExempt) return "answer";
  return message.origin.startsWith("bot:") ? "notice" : "message";
}

/** When a message of a kind that is queued now expires. */
export const expiryOf = (kind: OutboundKind, now: Date): Date => new Date(now.getTime() + validity[kind]);
