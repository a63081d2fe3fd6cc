// Whether what staff do reaches the driver as a message: nobody can be written to who never wrote, and after 24 hours only who writes again.
import type { Transaction } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import { isOpen, type Opened } from "../../core/inbox/window.ts";

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
  const row = await tx
    .selectFrom("conversations")
    .select((eb) => [
      eb.fn.max("last_inbound_at").as("last_inbound_at"),
      eb.fn.max("window_maybe_at").as("window_maybe_at"),
    ])
    .where("contact_id", "=", contact_id)
    .executeTakeFirstOrThrow();
  const opened = row as Opened;
  const wrote = opened.last_inbound_at !== null || opened.window_maybe_at !== null;
  const reaches = !wrote ? "never" : isOpen(opened, now) ? "now" : "when_they_write";
  return { reaches, note: notes[reaches] };
}
