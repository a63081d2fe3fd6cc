// Lists readings: those that changed something, and those that were not used. state.ts writes them.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";

/**
 * `stale`: a newer one came before it. `early`: its time is in the future. `late`: its time is too old to be right, so the time of receipt counts.
 */
export const readingOutcomes = ["taken", "stale", "early", "late"] as const;

export type ReadingOutcome = (typeof readingOutcomes)[number];

/** Why a reading was not used as reported. `before_stay`: it is older than the stay that it would end. */
export const readingFaults = ["early", "late", "stale", "before_stay"] as const;

/** A reading of a device. */
export type Reading = {
  id: number;
  /** The spot where the device was mounted at that time. */
  spot_id: number | null;
  occupied: boolean;
  /** The time that the device reported. */
  at: Date;
  received_at: Date;
  outcome: ReadingOutcome;
};

/** A page of a device's readings, newest first, with the total number. `before` is an id. */
export async function list(
  db: Kysely<DB>,
  deviceId: number,
  page: { limit: number; before: number | null },
): Promise<{ total: number; rows: Reading[] }> {
  let all = db.selectFrom("device_readings").where("device_id", "=", deviceId);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  if (page.before !== null) all = all.where("id", "<", page.before);
  const rows = await all
    .select(["id", "spot_id", "occupied", "at", "received_at", "outcome"])
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
  return { total, rows: rows as Reading[] };
}
