// The hash chain of the audit log: seals new entries, and verifies that sealed entries are unchanged. base/journal.ts writes entries without
// waiting for a seal, which follows within a minute; shorten.ts takes old ones away.
import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";

/** Entries per step. */
const BATCH_SIZE = 5_000;
/** How many ids back to look for entries that became visible after later ones were sealed. The nightly verification looks at all. */
const LOOK_BACK_IDS = 10_000;

/** The text of an entry that is hashed; the same in every session. */
export const words = sql<string>`jsonb_build_array(a.id, (extract(epoch from a.at) * 1000000)::bigint, a.actor, a.actor_user_id, a.actor_key_id,
  a.action, a.subject, a.subject_id, a.before, a.after, a.note)::text`;

const start = Buffer.alloc(32);

/** The hash of an entry: SHA-256 over the previous hash and the entry's text. */
const sealOf = (before: Buffer, entry: string): Buffer => createHash("sha256").update(before).update(entry).digest();

/** The last seal of the chain. */
export type Head = { position: number; hash: string };

/** Seals all unsealed entries and returns their number. `all`: looks for late ones in the whole log. */
export async function seal(db: Kysely<DB>, now: Date, all = false): Promise<number> {
  for (let sealed = 0; ; ) {
    const more = await db.transaction().execute((tx) => sealSome(tx, now, all));
    sealed += more;
    if (more < BATCH_SIZE) return sealed;
  }
}

/** Has this transaction alone change the chain. */
export const lockSeals = (tx: Transaction<DB>) =>
  sql`select pg_advisory_xact_lock(hashtext('bellhop audit seals'))`.execute(tx);

async function sealSome(tx: Transaction<DB>, now: Date, all: boolean): Promise<number> {
  await lockSeals(tx);
  const last = await lastSeal(tx);
  const { rows: bound } = await sql<{ id: number | null }>`select max(audit_id) as id from audit_seals`.execute(tx);
  const from = all ? 0 : Math.max(0, (bound[0]?.id ?? 0) - LOOK_BACK_IDS);
  const { rows } = await sql<{ id: number; words: string }>`
    select a.id, ${words} as words from audit_log a
    where a.id > ${from} and not exists (select from audit_seals s where s.audit_id = a.id)
    order by a.id limit ${BATCH_SIZE}`.execute(tx);
  if (rows.length === 0) return 0;
  let hash = last.hash;
  const hashes = rows.map((row) => {
    hash = sealOf(hash, row.words);
    return hash.toString("hex");
  });
  await sql`
    insert into audit_seals (position, audit_id, hash, sealed_at)
    select ${last.position} + n, id, decode(hash, 'hex'), ${now}
    from unnest(${rows.map(({ id }) => id)}::bigint[], ${hashes}::text[]) with ordinality s (id, hash, n)`.execute(tx);
  return rows.length;
}

async function lastSeal(db: Kysely<DB>): Promise<{ position: number; hash: Buffer }> {
  const { rows } = await sql<{ position: number; hash: Buffer }>`
    select position, hash from audit_seals order by position desc limit 1`.execute(db);
  return rows[0] ?? { position: 0, hash: start };
}

/** The action of the entry that says that the beginning of the log was taken away: up to which seal, and its hash. */
export const shortened = "audit.shortened";

/** A seal with the text of its entry, which is null when the entry is missing. */
export type SealedEntry = { position: number; audit_id: number; hash: Buffer; words: string | null; emptied: boolean };

/** Whether an entry may be one that was redacted (redact.ts). */
export const emptied = sql<boolean>`num_nonnulls(a.before, a.after, a.note) = 0`;

/** What is wrong with a seal that follows on another; null: nothing. */
function faultOf(
  row: SealedEntry,
  before: { position: number; hash: Buffer },
  redactions: ReadonlyMap<number, string>,
): string | null {
  if (row.position !== before.position + 1)
    return `The seals ${before.position + 1} to ${row.position - 1} are missing.`;
  if (row.words === null) return `Entry ${row.audit_id} is missing.`;
  const isRedacted = row.emptied && redactions.get(row.audit_id) === sha256(row.words);
  return isRedacted || sealOf(before.hash, row.words).equals(row.hash)
    ? null
    : `Entry ${row.audit_id} is not what it was when it was sealed.`;
}

/** The first fault of entries at the beginning of the chain; null when there is none. */
export async function firstFault(tx: Transaction<DB>, rows: readonly SealedEntry[]): Promise<string | null> {
  const [first, redactions] = [await beginning(tx), await redactionsIn(tx)];
  let before: { position: number; hash: Buffer } = {
    position: first?.position ?? 0,
    hash: first ? Buffer.from(first.hash, "hex") : start,
  };
  for (const row of rows) {
    const fault = faultOf(row, before, redactions);
    if (fault !== null) return fault;
    before = row;
  }
  return null;
}

/** The seal with which the chain begins, if the log was shortened, as the last entry about it says. */
async function beginning(tx: Transaction<DB>): Promise<Head | null> {
  const { rows } = await sql<Head>`
    select (after ->> 'position')::bigint as position, after ->> 'hash' as hash from audit_log
    where action = ${shortened} order by id desc limit 1`.execute(tx);
  return rows[0] ?? null;
}

/** The result of a verification. */
export type Proof = {
  /** One sentence each; empty when the log is unchanged. */
  faults: string[];
  /** How many entries were verified. */
  sealed: number;
  /** How many entries are not sealed yet: they are less than a minute old, unless the scheduler is not running. */
  unsealed: number;
  /** The end of the chain, to be recorded elsewhere; null while nothing is sealed. */
  head: Head | null;
};

/** How many faults are listed individually. */
const MAX_FAULTS_REPORTED = 20;

/**
 * Verifies the whole chain in one snapshot. `noted` is a head that was recorded earlier: it must still be in the chain, which also reveals that the
 * end of the log was removed together with its seals.
 */
export function verify(db: Kysely<DB>, noted: Head | null = null): Promise<Proof> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((tx) => verifyIn(tx, noted));
}

/** Like {@link verify}, in a transaction of the caller. */
export async function verifyIn(tx: Transaction<DB>, noted: Head | null = null): Promise<Proof> {
  const faults: string[] = [];
  let found = 0;
  const report = (fault: string) => {
    found += 1;
    if (faults.length < MAX_FAULTS_REPORTED) faults.push(fault);
  };
  const redactions = await redactionsIn(tx);
  const first = await beginning(tx);
  let [hash, position]: [Buffer, number] = first ? [Buffer.from(first.hash, "hex"), first.position] : [start, 0];
  let proved = noted === null;
  const isNoted = () => hash.toString("hex") === noted!.hash;
  if (first && noted && noted.position < first.position)
    report(`Seal ${noted.position} went when the log was shortened to seal ${first.position}. Note a later one.`);
  if (first && noted && noted.position <= first.position) proved = noted.position < first.position || isNoted();
  if (first) await checkBeginning(tx, first, report);
  for (let more = true; more; ) {
    const { rows } = await sql<SealedEntry>`
      select s.position, s.audit_id, s.hash, case when a.id is not null then ${words} end as words, ${emptied} as emptied
      from audit_seals s left join audit_log a on a.id = s.audit_id
      where s.position > ${position} order by s.position limit ${BATCH_SIZE}`.execute(tx);
    for (const row of rows) {
      const fault = faultOf(row, { position, hash }, redactions);
      if (fault !== null) report(fault);
      // Continue from the stored hash, so that one fault is reported once.
      [hash, position] = [row.hash, row.position];
      if (noted?.position === position) proved = isNoted();
    }
    more = rows.length === BATCH_SIZE;
  }
  if (!proved) report(`The chain no longer holds seal ${noted!.position} as it was noted: entries were taken away.`);
  if (found > MAX_FAULTS_REPORTED) faults.push(`And ${found - MAX_FAULTS_REPORTED} more.`);
  const { rows: open } = await sql<{ n: number }>`
    select count(*) as n from audit_log a where not exists (select from audit_seals s where s.audit_id = a.id)`.execute(
    tx,
  );
  const head = position === 0 ? null : { position, hash: hash.toString("hex") };
  return { faults, sealed: position - (first?.position ?? 0), unsealed: Number(open[0]!.n), head };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The action of an entry that says what others became. */
export const redacted = "audit.redacted";

/** What entries about erased people became, as later entries say (redact.ts): the digest of each by its id. */
async function redactionsIn(tx: Transaction<DB>): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; sha256: string }>`
    select (e->>'id')::bigint as id, e->>'sha256' as sha256
    from audit_log a cross join lateral jsonb_array_elements(a.after->'entries') e
    where a.action = ${redacted} and a.subject = 'audit' order by a.id`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.sha256]));
}

/** Reports when the seal with which the chain begins is not the one that the log names, or more is there before it. */
async function checkBeginning(tx: Transaction<DB>, first: Head, report: (fault: string) => void): Promise<void> {
  const { rows } = await sql<{ position: number; hash: string }>`
    select position, encode(hash, 'hex') as hash from audit_seals where position <= ${first.position} order by position limit 2`.execute(
    tx,
  );
  const [seal, more] = rows;
  if (more || seal?.position !== first.position || seal.hash !== first.hash)
    report(`The log does not begin with seal ${first.position}, as its last shortening says.`);
}

/** The name of the scheduled verification in job_runs. */
export const proofJob = "audit.verify";

/** The result of a verification in one sentence, with its faults. */
export const sentenceOf = ({ faults, sealed }: Proof): string =>
  faults.length === 0
    ? `The audit log is unchanged: ${sealed} ${sealed === 1 ? "entry was" : "entries were"} checked.`
    : `The audit log was altered. ${faults.join(" ")}`;

/** Opens the incident of an altered log, or closes it when the log verifies again. */
export async function raise(db: Kysely<DB>, proof: Proof, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (proof.faults.length === 0) await closeIncident(tx, "audit_log_altered", {}, "schedule", now);
    else await openIncident(tx, "audit_log_altered", {}, { faults: proof.faults }, now);
  });
}

/** The time and result of the last scheduled verification; null before the first one. */
export async function lastProof(db: Kysely<DB>): Promise<{ at: Date; result: string } | null> {
  const row = await db
    .selectFrom("job_runs")
    .select(["last_run_at as at", "result"])
    .where("name", "=", proofJob)
    .executeTakeFirst();
  return row ? { at: row.at, result: row.result ?? "" } : null;
}
