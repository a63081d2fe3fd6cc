// The audit log to look at: who changed what, when, and why. It is written by base/journal.ts.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** One change that a person made. */
export type Step = {
  id: number;
  at: Date;
  /** Who: `desk:NAME`, `api:NAME`, `cli`. */
  actor: string;
  action: string;
  subject: string;
  subject_id: number;
  before: unknown;
  after: unknown;
  note: string | null;
};

/** Which changes; null does not filter. */
export type Filter = {
  subject: string | null;
  subjectId: number | null;
  actor: string | null;
  /** From this moment on. */
  from: Date | null;
  /** Before this moment. */
  to: Date | null;
  limit: number;
  /** An id: only what was written before it. */
  before: number | null;
};

/** A page of changes, newest first, with the number of all that match. */
export async function list(db: Kysely<DB>, filter: Filter): Promise<{ total: number; rows: Step[] }> {
  let all = db.selectFrom("audit_log");
  if (filter.subject !== null) all = all.where("subject", "=", filter.subject);
  if (filter.subjectId !== null) all = all.where("subject_id", "=", filter.subjectId);
  if (filter.actor !== null) all = all.where("actor", "=", filter.actor);
  if (filter.from !== null) all = all.where("at", ">=", filter.from);
  if (filter.to !== null) all = all.where("at", "<", filter.to);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  if (filter.before !== null) all = all.where("id", "<", filter.before);
  return { total, rows: await all.selectAll().orderBy("id", "desc").limit(filter.limit).execute() };
}
