// Drilling down into bookings by date: how many were made a year, a month, a day or an hour of a zone, under the filters of the table.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import { type BookingFilter, conditionsOf } from "../parking/listing.ts";
import type { Place } from "../reports/date-parts.ts";
import { madeBetween } from "../reports/occupancy.ts";

import { type Counts, drill } from "./drill.ts";

/** The parts of a place in which bookings were made. */
export const drillBookings = (tx: Transaction<DB>, filter: BookingFilter, zone: string, place: Place) =>
  drill(tx, { at: "bookings.reserved_at", countEach: (bounds) => countEach(tx, filter, bounds) }, zone, place);

/** Of more bookings than this that fit some filter only the newest are counted. */
const MAX_COUNTED = 10_000;

/** How many bookings lie between each bound and the next. */
async function countEach(tx: Transaction<DB>, filter: BookingFilter, bounds: readonly Date[]): Promise<Counts> {
  const inOrder = (found: ReadonlyMap<number, number>) => bounds.slice(1).map((_, place) => found.get(place + 1) ?? 0);
  // Of all of them the rollup knows it.
  if (Object.values(filter).every((one) => one === null))
    return { counts: inOrder(await madeBetween(tx, bounds)), capped: false };
  const conditions = [
    sql`b.reserved_at >= ${bounds[0]}::timestamptz`,
    sql`b.reserved_at < ${bounds.at(-1)}::timestamptz`,
    ...conditionsOf(filter),
  ];
  // The newest have the highest numbers. The lists of a lot, a driver or a status are in that order and tell when each was made.
  const { rows } = await sql<{ place: number; n: number }>`
    select width_bucket(b.reserved_at, ${bounds}::timestamptz[]) as place, count(*) as n
    from (select b.reserved_at from bookings b where ${all(conditions)} order by b.id desc limit ${MAX_COUNTED}) b group by 1`.execute(
    tx,
  );
  const capped = rows.reduce((sum, { n }) => sum + n, 0) >= MAX_COUNTED;
  return { counts: inOrder(new Map(rows.map(({ place, n }) => [place, n]))), capped };
}
