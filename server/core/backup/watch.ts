// Whether backups are made when they should be: the last one, when the next is due, and the incident when they fail.
import { Cron } from "croner";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import * as figures from "../../base/figures.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";

/** The figure that says when the last scheduled backup was made, in seconds since 1970. */
export const LAST_BACKUP = "last_backup";

/** How late a backup may be before people are told, in ms: a large one takes its time. */
const PATIENCE_MS = 3 * 60 * 60 * 1000;

/** Notes that a backup was made that began at `now`, which ends the incident of those that fail. */
export const noteMade = (db: Kysely<DB>, now: Date): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await figures.set(tx, LAST_BACKUP, now.getTime() / 1_000);
    await closeIncident(tx, "backup_missing", {}, "backup", now);
  });

/** When the last backup began; null when none was made. */
export async function lastMade(db: Kysely<DB>): Promise<Date | null> {
  const row = await db.selectFrom("metrics").select("value").where("name", "=", LAST_BACKUP).executeTakeFirst();
  return row ? new Date(row.value * 1_000) : null;
}

/** When the next backup is due by a pattern of cron: at once when there is none yet. */
export const nextDue = (at: string, last: Date | null, now: Date): Date =>
  last === null || last > now ? now : (new Cron(at, { timezone: "UTC" }).nextRun(last) ?? now);

/** Opens the incident when backups fail, are late or lack files. `failure`: what is wrong with the last attempt; null: nothing is. */
export async function tell(db: Kysely<DB>, at: string, failure: string | null, now: Date): Promise<void> {
  const last = await lastMade(db);
  const late = last !== null && now.getTime() - nextDue(at, last, now).getTime() > PATIENCE_MS;
  if (failure === null && !late) return;
  const detail = { reason: failure ?? "It is late.", last: last?.toISOString() ?? null };
  await db.transaction().execute((tx) => openIncident(tx, "backup_missing", {}, detail, now));
}
