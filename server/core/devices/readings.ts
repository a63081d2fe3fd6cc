// Readings to look at: those that changed something, and those that were not used. They are written by state.ts.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** `stale`: it came after a newer one. `early`: it is of the future. `late`: too old to be believed, it counts from when it came. */
export const readingOutcomes = ["taken", "stale", "early", "late"] as const;

export type ReadingOutcome = (typeof readingOutcomes)[number];

/** Why a reading was not used as it was told. `before_stay`: it is older than the stay that it would end. */
export const readingFaults = ["early", "late", "stale", "before_stay"] as const;

/** A reading of a device. */
export type Reading = {
  id: number;
  /** Where the device was mounted. */
  spot_id: number | null;
  occupied: boolean;
  /** When the board says it was. */
  at: Date;
  received_at: Date;
  outcome: ReadingOutcome;
};

/** A page of a device's readings, newest first, with the number of all. `before` is an id. */
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
