// Whether staff's action reaches the driver as a message: people who never wrote cannot be messaged, and after 24 hours only when they write again.
import { sql, type Transaction } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import type { OccasionFacts } from "../../contract/skill.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import { isOpen } from "../../core/inbox/window.ts";
import { readBindings, templateFor } from "../../core/templates/bindings.ts";

export const driverMessage = z
  .object({
    reaches: z
      .enum(["now", "when_they_write", "never"])
      .describe(
        "now: it is on its way, as a template where their last message is more than 24 hours old and the number has one for it. when_they_write: their last message is more than 24 hours old, so WhatsApp takes nothing until they write again. never: they have never written, so nothing can be sent.",
      ),
    note: z.string().describe("The same as a sentence."),
  })
  .describe("Whether the driver is told of it.");

export type DriverMessage = z.infer<typeof driverMessage>;

const notes: Record<DriverMessage["reaches"], string> = {
  now: "The driver is told by WhatsApp.",
  when_they_write:
    "The driver is not told now: their last message is more than 24 hours old, and WhatsApp delivers nothing until they write again. Call them if they need to know.",
  never:
    "The driver is not told: they have never written to this business, and WhatsApp delivers nothing to them. Tell them yourself.",
};

/** Whether a message to a driver goes out. */
export async function driverMessageOf(tx: Transaction<DB>, accountId: number, now: Date): Promise<DriverMessage> {
  const { contact_id } = await accounts.get(tx, accountId);
  // Drivers are notified in the conversation in which they wrote last (core/outbox/notify-contact.ts).
  const line = await tx
    .selectFrom("conversations")
    .select(["id", "channel_id", "last_inbound_at", "window_maybe_at"])
    .where("contact_id", "=", contact_id)
    .where("last_inbound_at", "is not", null)
    .orderBy("last_inbound_at", "desc")
    .orderBy("id", "desc")
    .executeTakeFirst();
  if (!line) return { reaches: "never", note: notes.never };
  if (isOpen(line, now)) return { reaches: "now", note: notes.now };
  const template = await newestTemplate(tx, line);
  if (template === null) return { reaches: "when_they_write", note: notes.when_they_write };
  return { reaches: "now", note: `The driver is told by WhatsApp with the template ${template}.` };
}

/** The name of the template as which the newest notification of a conversation goes out; null: it waits. */
async function newestTemplate(
  tx: Transaction<DB>,
  { id, channel_id: channelId }: { id: number; channel_id: number },
): Promise<string | null> {
  const newest = await tx
    .selectFrom("messages")
    .select(["text_body", sql<OccasionFacts | null>`content -> 'occasion'`.as("occasion")])
    .where("conversation_id", "=", id)
    .where("direction", "=", "out")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!newest?.occasion) return null;
  const bound = await templateFor(tx, channelId, newest.occasion, newest.text_body ?? "");
  if (bound === null || "why" in bound) return null;
  const [binding] = await readBindings(tx, { channelId, occasion: newest.occasion.name });
  return binding?.template ?? null;
}
