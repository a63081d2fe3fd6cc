// The notification that a job is due sooner than the schedule expects.
import { type QueryExecutorProvider, sql } from "kysely";

/** The NOTIFY channel on which the process that runs due jobs listens. */
export const newDueJobs = "bellhop_due";

/** Longest time between two checks for due jobs, in milliseconds. */
export const LOOK_EVERY_MS = 10_000;

/** Announces that something is due at a time, unless the next regular check comes no later than that. */
export async function announceDueJob(tx: QueryExecutorProvider, at: Date, now: Date): Promise<void> {
  if (at.getTime() - now.getTime() <= LOOK_EVERY_MS) await sql`select pg_notify(${newDueJobs}, '')`.execute(tx);
}
