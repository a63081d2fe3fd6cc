// Why a message failed or what it waits for, and what to do.
import type { Channel } from "../contract/ports.ts";
import { type Failed, whyNotAgain } from "../core/outbox/reply.ts";

/** What a failure is told as. */
type Failure = {
  code: number | null;
  title: string;
  details: string | null;
  remedy: string | null;
  retryable: boolean;
};

/** What a message waits for in the outbox; `due_at` is a time or its text. */
type Waiting = { state: string; due_at: Date | string; last_error: string | null };

/** Null when all is well. */
export function failureOf(
  message: Failed,
  waiting: Waiting | null | undefined,
  channel: Channel | undefined,
): Failure | null {
  const { error_code: code, error_title: title, error_details: details, error_remedy: remedy } = message;
  if (title !== null) return { code, title, details, remedy, retryable: whyNotAgain(message, channel) === null };
  if (!waiting?.last_error) return null;
  const when = new Date(waiting.due_at).toISOString();
  const wait =
    waiting.state === "unanswered"
      ? `Nothing to do: whether it arrived is being found out until ${when}.`
      : `Nothing to do: it is tried again at ${when}.`;
  return { code: null, title: waiting.last_error, details: null, remedy: wait, retryable: false };
}
