// What the messages about a stay cost.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { ofConversations, type Sum } from "../../core/costs/sums.ts";

/** Until so long after its end, in ms, messages to the driver belong to a booking: the receipt goes out when it is over. */
const LAST_MESSAGES_MS = 3_600_000;

/** What was sent to a booking's driver cost, from the booking until an hour after its end. */
export async function messageCostsOf(
  tx: Transaction<DB>,
  booking: { account_id: number; reserved_at: Date; closed_at: Date | null },
): Promise<Sum[]> {
  const conversations = await tx
    .selectFrom("accounts")
    .innerJoin("conversations", "conversations.contact_id", "accounts.contact_id")
    .select("conversations.id")
    .where("accounts.id", "=", booking.account_id)
    .execute();
  const ids = conversations.map(({ id }) => id);
  const to = booking.closed_at && new Date(+booking.closed_at + LAST_MESSAGES_MS);
  return ofConversations(tx, ids, { from: booking.reserved_at, to });
}
