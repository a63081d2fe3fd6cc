// Names from the address book of the WhatsApp Business app, which a number brings along when it is used in both.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";

/** Gives names to contacts whom no colleague has named. Of two names for one contact the later counts. */
export async function nameContacts(
  tx: Transaction<DB>,
  given: readonly { contactId: number; name: string }[],
): Promise<void> {
  if (given.length === 0) return;
  const names = new Map(given.map(({ contactId, name }) => [contactId, name]));
  const rows = [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.id - b.id);
  await sql`
    update contacts c set given_name = r.name from ${recordset("r", "id bigint, name text", rows)}
    where c.id = r.id and c.given_name is null`.execute(tx);
}
