// Takes away the beginning of the audit log, and says so in it. The last seal that goes stays as the beginning of the chain, and the entry that says so
// holds its hash: seals.ts proves both.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import type { Due, RetentionKind } from "../../contract/retention.ts";
import { emptied, firstFault, lockSeals, type SealedEntry, shortened, words } from "./seals.ts";

/** Entries that one transaction takes away. */
const BATCH_SIZE = 2_000;

/** The old entries at the beginning of the chain: up to the first seal, in its order, whose entry is young. */
const oldEntries = (before: Date, limit: number) => sql`
  select s.position, s.audit_id, s.hash, ${words} as words, ${emptied} as emptied, a.at from audit_seals s join audit_log a on a.id = s.audit_id
  where s.position < coalesce((
      select y.position from audit_seals y join audit_log e on e.id = y.audit_id where e.at >= ${before} order by y.position limit 1
    ), 9223372036854775807)
  order by s.position limit ${limit}`;

async function countOld(db: Kysely<DB>, before: Date): Promise<Due> {
  const { rows } = await sql<Due>`
    select count(*)::int as count, min(at) as oldest from (${oldEntries(before, 10_000_000)}) o`.execute(db);
  return rows[0]!;
}

async function shorten(tx: Transaction<DB>, before: Date, now: Date): Promise<number> {
  await lockSeals(tx);
  const { rows } = await sql<SealedEntry>`${oldEntries(before, BATCH_SIZE)}`.execute(tx);
  const last = rows.at(-1);
  if (!last) return 0;
  // What was altered must not go: the verification would no longer find it.
  const fault = await firstFault(tx, rows);
  if (fault !== null) throw new Error(`The audit log was not shortened, because it was altered. ${fault}`);
  await sql`select set_config('bellhop.shortening', pg_current_xact_id()::text, true)`.execute(tx);
  await sql`delete from audit_log where id = any(${rows.map(({ audit_id }) => audit_id)}::bigint[])`.execute(tx);
  await sql`delete from audit_seals where position < ${last.position}`.execute(tx);
  await sql`select set_config('bellhop.shortening', '', true)`.execute(tx);
  const after = {
    entries: rows.length,
    position: last.position,
    hash: last.hash.toString("hex"),
    before: before.toISOString(),
  };
  await audit(tx, "schedule", { action: shortened, subject: "audit", id: 0, before: null, after }, now);
  return rows.length;
}

/** The audit log as a kind of data that is kept for a limited time. */
export const auditLog: RetentionKind<Transaction<DB>> = {
  name: "audit",
  title: "Audit log",
  description:
    "Who changed what. Only the beginning of the log can go; an entry says how much went, and the seals of the rest are verified as before.",
  byNumber: false,
  find: (tx, { before }) => countOld(tx, before),
  async deleteSome(tx, { now, before }, after) {
    const deleted = await shorten(tx, before, now);
    return { deleted, next: deleted === BATCH_SIZE ? (after ?? { at: "", id: 0 }) : null };
  },
};
