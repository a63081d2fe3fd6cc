// Finds what was entered in the ledger for a driver under a key, to tell a repeated request from a different one.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** The driver's line of an entry. */
export type Entered = { account_id: number; kind: string; amount_cents: number; currency: string; memo: string };

/** The driver's line of the entry with a key; null when there is no such entry. */
export async function under(db: Kysely<DB>, key: string): Promise<Entered | null> {
  const row = await db
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_lines as l", "l.entry_id", "e.id")
    .innerJoin("ledger_accounts as a", "a.id", "l.ledger_account_id")
    .select(["a.account_id", "e.kind", "l.amount_cents", "e.currency", "e.memo"])
    .where("e.key", "=", key)
    .where("a.account_id", "is not", null)
    .executeTakeFirst();
  return (row as Entered | undefined) ?? null;
}
