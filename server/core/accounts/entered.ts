// What was entered for a driver under a key, to tell a request that is repeated from another one.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** The driver's side of an entry. */
export type Entered = { account_id: number; kind: string; amount_cents: number; currency: string; memo: string };

/** The driver's side of the entry that has a key; null when nothing was entered under it. */
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
