// Drilling down into bookings by date: how many were made a year, a month, a day or an hour of a zone, under the filters of the table.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Bucket, type Level, levelOf, type Place, partsOf } from "../reports/date-parts.ts";
import { all } from "../reports/message-kinds.ts";
import { madeBetween } from "../reports/occupancy.ts";
import { type BookingFilter, conditionsOf } from "./bookings.ts";

/** The parts of a place in which bookings were made, in order. A day that does not exist has none. `isCapped`: older ones are not counted. */
export async function drill(
  tx: Transaction<DB>,
  filter: BookingFilter,
  zone: string,
  place: Place,
): Promise<{ level: Level; buckets: Bucket[]; isCapped: boolean }> {
  const level = levelOf(place);
  const parts = partsOf(zone, place, level === "years" ? await spanOf(tx) : null);
  if (parts.length === 0) return { level, buckets: [], isCapped: false };
  const { counts, isCapped } = await countEach(tx, filter, [...parts.map(({ from }) => from), parts.at(-1)!.to]);
  const buckets = parts.map((part, n) => ({ ...part, count: counts.get(n + 1) ?? 0 })).filter(({ count }) => count > 0);
  return { level, buckets, isCapped };
}

/** When the first booking was made and when the last; null when there is none. */
async function spanOf(tx: Transaction<DB>): Promise<{ first: Date; last: Date } | null> {
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(reserved_at) as first, max(reserved_at) as last from bookings`.execute(tx);
  const { first, last } = rows[0]!;
  return first === null || last === null ? null : { first, last };
}

/** Of more bookings than this that fit some filter only the newest are counted. */
const most = 10_000;

/** How many bookings lie between each bound and the next, by the place of the first; places without any are left out. */
async function countEach(
  tx: Transaction<DB>,
  filter: BookingFilter,
  bounds: readonly Date[],
): Promise<{ counts: Map<number, number>; isCapped: boolean }> {
  // Of all of them the rollup knows it.
  if (Object.values(filter).every((one) => one === null))
    return { counts: await madeBetween(tx, bounds), isCapped: false };
  const conditions = [
    sql`b.reserved_at >= ${bounds[0]}::timestamptz`,
    sql`b.reserved_at < ${bounds.at(-1)}::timestamptz`,
    ...conditionsOf(filter),
  ];
  // The newest have the highest numbers. The lists of a lot, a driver or a status are in that order and tell when each was made.
  const { rows } = await sql<{ place: number; n: number }>`
    select width_bucket(b.reserved_at, ${bounds}::timestamptz[]) as place, count(*) as n
    from (select b.reserved_at from bookings b where ${all(conditions)} order by b.id desc limit ${most}) b group by 1`.execute(
    tx,
  );
  const isCapped = rows.reduce((sum, { n }) => sum + n, 0) >= most;
  return { counts: new Map(rows.map(({ place, n }) => [place, n])), isCapped };
}
