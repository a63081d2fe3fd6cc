// Why a message failed or what it waits for, and what to do about it.
import { z } from "zod";
import type { Channel } from "../../contract/ports.ts";
import { type Failed, type Where, whyNotAgain } from "../../core/outbox/reply.ts";
import { windowReason } from "../../core/outbox/retry.ts";

/** Why a message failed or what it waits for. */
export const failureShape = z.object({
  code: z.number().int().nullable(),
  title: z.string(),
  details: z.string().nullable(),
  remedy: z.string().nullable(),
  retryable: z.boolean().describe("As can_send_again."),
  can_send_again: z.boolean().describe("Whether POST /api/inbox/messages/{id}/retry would queue it anew."),
  cannot_send_again_because: z.string().nullable().describe("A sentence; null where it can, or has not failed."),
  waits_for: z
    .enum(["turn", "verdict", "number", "window"])
    .nullable()
    .describe(
      "What a message that has not failed waits for: its next try, the provider's verdict, its number (which is held), or the customer, who must write first.",
    ),
  can_cancel: z.boolean().describe("Whether POST /api/inbox/messages/{id}/cancel takes it out of the queue."),
});

type Failure = z.infer<typeof failureShape>;

/** What a message waits for in the outbox; times are dates or strings. */
export type Waiting = {
  state: string;
  due_at: Date | string;
  expires_at: Date | string;
  copies: number;
  last_error: string | null;
  held_reason: string | null;
  held_remedy: string | null;
};

/** The failure of a message; null when there is none. */
export function failureOf(
  message: Failed,
  waiting: Waiting | null | undefined,
  channel: Channel | undefined,
  where: Where,
): Failure | null {
  const { error_code: code, error_title: title, error_details: details, error_remedy: remedy } = message;
  if (title !== null) {
    const why = whyNotAgain(message, channel, where);
    const again = { can_send_again: why === null, cannot_send_again_because: why && `It ${why}` };
    return { code, title, details, remedy, retryable: why === null, ...again, waits_for: null, can_cancel: false };
  }
  const told = waiting && waitOf(waiting);
  if (!told) return null;
  const can_cancel = (waiting.state === "queued" || waiting.state === "window") && waiting.copies === 0;
  const again = { retryable: false, can_send_again: false, cannot_send_again_because: null };
  return { code: null, details: null, ...told, ...again, can_cancel };
}

const timeOf = (time: Date | string) => new Date(time).toISOString();

function waitOf(waiting: Waiting): (Pick<Failure, "title" | "remedy" | "waits_for"> & Partial<Failure>) | null {
  const { state, held_reason, held_remedy, last_error } = waiting;
  if (state === "window") {
    const until = timeOf(waiting.expires_at);
    const remedy = `It is sent as soon as the customer writes again, until ${until}.`;
    // Why the template that was to say it did not go out.
    const details = last_error === windowReason ? null : last_error;
    return { title: "The 24-hour window is closed.", details, remedy, waits_for: "window" };
  }
  if (state === "queued" && held_reason !== null) {
    const remedy =
      held_remedy ?? "Bellhop tries again automatically, and it goes out as soon as the number sends again.";
    return { title: `The number cannot send: ${held_reason}`, remedy, waits_for: "number" };
  }
  if (!last_error) return null;
  const when = timeOf(waiting.due_at);
  if (state === "unanswered") {
    const remedy = `Nothing to do: whether it arrived is being found out until ${when}.`;
    return { title: last_error, remedy, waits_for: "verdict" };
  }
  return { title: last_error, remedy: `Nothing to do: it is tried again at ${when}.`, waits_for: "turn" };
}
