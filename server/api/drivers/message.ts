// Whether what staff do reaches the driver as a message: nobody can be written to who never wrote, and after 24 hours only who writes again.
import type { Transaction } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import { isOpen } from "../../core/inbox/window.ts";

export const driverMessage = z
  .object({
    reaches: z
      .enum(["now", "when_they_write", "never"])
      .describe(
        "now: it is on its way. when_they_write: their last message is more than 24 hours old, so WhatsApp takes nothing until they write again. never: they have never written, so nothing can be sent.",
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
  // Drivers are told things on the line on which they wrote last (core/outbox/notify-contact.ts).
  const line = await tx
    .selectFrom("conversations")
    .select(["last_inbound_at", "window_maybe_at"])
    .where("contact_id", "=", contact_id)
    .where("last_inbound_at", "is not", null)
    .orderBy("last_inbound_at", "desc")
    .orderBy("id", "desc")
    .executeTakeFirst();
  const reaches = !line ? "never" : isOpen(line, now) ? "now" : "when_they_write";
  return { reaches, note: notes[reaches] };
}
