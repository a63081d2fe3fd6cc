// Empties entries of the audit log that are about an erased person. The chain stays whole: who did what and when stays, and the hash of what stood
// there; another entry, sealed like all, says what each became (docs/decisions/0031-erasing-entries-of-the-audit-log.md).
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import { redacted, words } from "./seals.ts";

/** Entries in one entry of that kind. */
const BATCH_SIZE = 1_000;

/** Empties what stood before and after, and the note, of the entries `t` for which `where` holds. Returns their number. */
export async function redact(tx: Transaction<DB>, where: RawBuilder<unknown>, by: string, now: Date): Promise<number> {
  await sql`select set_config('bellhop.erasing', 'on', true)`.execute(tx);
  const { rows } = await sql<{ id: number; sha256: string }>`
    with emptied as (
      update audit_log a set before = null, after = null, note = null
      where a.id in (select t.id from audit_log t where ${where}) and (a.before is not null or a.after is not null or a.note is not null)
      returning a.*
    )
    select a.id, encode(sha256(convert_to(${words}, 'UTF8')), 'hex') as sha256 from emptied a order by a.id`.execute(
    tx,
  );
  await sql`select set_config('bellhop.erasing', 'off', true)`.execute(tx);
  for (let from = 0; from < rows.length; from += BATCH_SIZE)
    await audit(
      tx,
      by,
      {
        action: redacted,
        subject: "audit",
        id: 0,
        before: null,
        after: { entries: rows.slice(from, from + BATCH_SIZE) },
      },
      now,
    );
  return rows.length;
}
