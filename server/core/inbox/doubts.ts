// Identity doubts: whether somebody who writes from a known contact's number is that contact. Colleagues decide; until then an incident is
// open.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";

const kind = "identity_doubt";

/**
 * Opens an incident for each doubt that is not decided, and closes those of contacts that are no longer in doubt. Returns the contacts with a new
 * incident.
 */
export async function keepDoubts(
  tx: Transaction<DB>,
  doubts: readonly { contact: number; other: number }[],
  contacts: readonly number[],
  now: Date,
): Promise<number[]> {
  const { rows } = await sql<{ contact_id: number; other: number; open: boolean; decided: boolean }>`
    select contact_id, (detail->>'other_contact_id')::bigint as other, closed_at is null as open, note is not null as decided
    from incidents where kind = ${kind} and contact_id = any(${[...contacts]}::bigint[])`.execute(tx);
  const wanted = doubts.filter(({ contact, other }) => contact !== other);
  const passed = rows.filter(
    (row) => row.open && !wanted.some((one) => one.contact === row.contact_id && one.other === row.other),
  );
  for (const { contact_id } of passed) await closeIncident(tx, kind, { contactId: contact_id }, "bellhop", now);
  const fresh: number[] = [];
  for (const { contact, other } of wanted) {
    const told = rows.some((row) => row.contact_id === contact && row.other === other && (row.open || row.decided));
    if (told) continue;
    const opened = await openIncident(tx, kind, { contactId: contact }, { other_contact_id: other }, now);
    if (opened !== null) fresh.push(contact);
  }
  return fresh;
}
