// The signal that a job may be due sooner than the schedule knows.
import { type QueryExecutorProvider, sql } from "kysely";

/** The channel on which whoever does what is due is told of it. */
export const newDueJobs = "bellhop_due";

/** Longest sleep between two looks at what is due, in milliseconds. */
export const LOOK_EVERY_MS = 10_000;

/** Tells that something is due at a moment, unless whoever does what is due looks before it anyway. */
export async function announceDueJob(tx: QueryExecutorProvider, at: Date, now: Date): Promise<void> {
  if (at.getTime() - now.getTime() <= LOOK_EVERY_MS) await sql`select pg_notify(${newDueJobs}, '')`.execute(tx);
}
