// Reads the audit log: who changed what, when, and why. base/journal.ts writes it.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** One change by a person, an API key or the command line. */
export type AuditEntry = {
  id: number;
  at: Date;
  /** Who made the change, by the name of that time: `desk:NAME`, `api:NAME`, `cli`. */
  actor: string;
  /** The user or the API key; both null for other actors and in entries from before this was recorded. */
  actor_person_id: number | null;
  actor_key_id: number | null;
  /** The present name of the user or the key. */
  actor_name: string | null;
  action: string;
  subject: string;
  subject_id: number;
  before: unknown;
  after: unknown;
  note: string | null;
  /** Its position and hash in the chain; both null until it is sealed, within a minute. */
  position: number | null;
  hash: string | null;
};

/** Which changes to list; null does not filter. */
export type Filter = {
  subject: string | null;
  subjectId: number | null;
  actor: string | null;
  personId: number | null;
  keyId: number | null;
  /** From this time on (inclusive). */
  from: Date | null;
  /** Before this time (exclusive). */
  to: Date | null;
  limit: number;
  /** An entry's id: only older entries. */
  before: number | null;
};

/** A page of changes, newest first, with the total number of matches. */
export async function list(db: Kysely<DB>, filter: Filter): Promise<{ total: number; rows: AuditEntry[] }> {
  let all = db.selectFrom("audit_log");
  if (filter.subject !== null) all = all.where("subject", "=", filter.subject);
  if (filter.subjectId !== null) all = all.where("subject_id", "=", filter.subjectId);
  if (filter.actor !== null) all = all.where("actor", "=", filter.actor);
  if (filter.personId !== null) all = all.where("actor_user_id", "=", filter.personId);
  if (filter.keyId !== null) all = all.where("actor_key_id", "=", filter.keyId);
  if (filter.from !== null) all = all.where("at", ">=", filter.from);
  if (filter.to !== null) all = all.where("at", "<", filter.to);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  if (filter.before !== null) all = all.where("id", "<", filter.before);
  const rows = await all
    .select([
      "id",
      "at",
      "actor",
      "actor_user_id as actor_person_id",
      "actor_key_id",
      "action",
      "subject",
      "subject_id",
      "before",
      "after",
      "note",
    ])
    .select(
      sql<string | null>`coalesce(
      (select u.name from users u where u.id = audit_log.actor_user_id),
      (select k.name from api_keys k where k.id = audit_log.actor_key_id))`.as("actor_name"),
    )
    .select([
      sql<number | null>`(select s.position from audit_seals s where s.audit_id = audit_log.id)`.as("position"),
      sql<string | null>`(select encode(s.hash, 'hex') from audit_seals s where s.audit_id = audit_log.id)`.as("hash"),
    ])
    .orderBy("id", "desc")
    .limit(filter.limit)
    .execute();
  return { total, rows };
}
