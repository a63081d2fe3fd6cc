// What customers of a number may see of a colleague who reads and answers: a setting of each number.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { ReceiptMode } from "../../contract/receipts.ts";
import { lockNumber } from "./numbers.ts";

/** Sets it. Throws NOT_FOUND, and BAD_REQUEST for what the number's provider does not have. */
export async function setReceipts(
  db: Kysely<DB>,
  channelId: number,
  receipts: ReceiptMode,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const known = await lockNumber(tx, channelId);
    if (known.provider === "twilio" && receipts === "read")
      throw new Fault(
        "BAD_REQUEST",
        'Twilio cannot show that messages were read without "typing". Choose "typing" or "off".',
      );
    if (known.receipts === receipts) return;
    await tx.updateTable("channels").set({ receipts }).where("id", "=", channelId).execute();
    const change = { before: { receipts: known.receipts }, after: { receipts } };
    await audit(tx, by, { action: "number.receipts", subject: "channel", id: channelId, ...change }, now);
  });
}
