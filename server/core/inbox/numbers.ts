// The business's own numbers as people see them: the channels, without those that a simulator has left behind.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { ReceiptMode } from "../../contract/receipts.ts";
import type { Channel } from "./channels.ts";
import { isRetired } from "./simulated.ts";

/** One of the business's numbers. */
export type OwnNumber = Channel & {
  isSimulated: boolean;
  /** The provider refuses to send from it: its messages wait. */
  isHeld: boolean;
  /** What customers see of a colleague who reads and answers. */
  receipts: ReceiptMode;
};

/** All numbers, oldest first. */
export async function listNumbers(db: Kysely<DB>): Promise<OwnNumber[]> {
  const rows = await db
    .selectFrom("channels")
    .select(["id", "provider", "external_id", "display_number", "account_id", "simulated", "held_since", "receipts"])
    .orderBy("id")
    .execute();
  return rows
    .filter((row) => !isRetired(row.external_id))
    .map((row) => ({
      id: row.id,
      provider: row.provider as Provider,
      externalId: row.external_id,
      displayNumber: row.display_number,
      accountId: row.account_id,
      isSimulated: row.simulated,
      isHeld: row.held_since !== null,
      receipts: row.receipts as ReceiptMode,
    }));
}
