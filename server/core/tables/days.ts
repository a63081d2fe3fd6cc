// Drill-down by date: the number of messages or bookings in each year, month, day or hour of a time zone, with the filters of their table.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import { MAX_COUNTED } from "../../base/order.ts";
import { bySpan, spanOf } from "../../base/spans.ts";
import { newestMoments } from "../inbox/find-messages.ts";
import { isRolledUp, type MessageFilter } from "../inbox/message-filter.ts";
import { countEach } from "../inbox/message-hours.ts";
import { type BookingFilter, conditionsOf } from "../parking/listing.ts";
import { type Bucket, type Level, levelOf, type Period, slotsOf } from "../reports/date-parts.ts";
import { madeBetween } from "../reports/occupancy.ts";

/** The number of rows from each bound to the next. `capped`: older rows are not counted. */
type Counts = { counts: readonly number[]; capped: boolean };

/** The parts of a period that have rows, in order. */
type Drilled = { level: Level; buckets: Bucket[]; capped: boolean };

/** The parts of a period that have messages. With what the rollup does not know (conversations, searches, ads) the newest messages are counted. */
export const drillMessages = (
  tx: Transaction<DB>,
  filter: MessageFilter,
  zone: string,
  period: Period,
): Promise<Drilled> =>
  drill(tx, sql`select min(sent_at) as first, max(sent_at) as last from messages`, zone, period, async (bounds) =>
    isRolledUp(filter)
      ? { counts: await countEach(tx, filter, bounds), capped: false }
      : countMoments(tx, newestMoments(filter), bounds),
  );

/** The parts of a period in which bookings were made. The rollup has all bookings; with a filter the newest matches are counted. */
export const drillBookings = (
  tx: Transaction<DB>,
  filter: BookingFilter,
  zone: string,
  period: Period,
): Promise<Drilled> =>
  drill(
    tx,
    sql`select min(reserved_at) as first, max(reserved_at) as last from bookings`,
    zone,
    period,
    async (bounds) => {
      if (Object.values(filter).every((one) => one === null))
        return { counts: await madeBetween(tx, bounds), capped: false };
      const range = [
        sql`b.reserved_at >= ${bounds[0]}::timestamptz`,
        sql`b.reserved_at < ${bounds.at(-1)}::timestamptz`,
      ];
      // The newest bookings have the highest ids. The indexes by lot, driver and status are in this order and contain reserved_at.
      const newest = sql`select b.reserved_at as at from bookings b where ${all([...range, ...conditionsOf(filter)])} order by b.id desc`;
      return countMoments(tx, newest, bounds);
    },
  );

/** The parts of a period that have rows. A day that does not exist has none. */
async function drill(
  tx: Transaction<DB>,
  span: RawBuilder<{ first: Date | null; last: Date | null }>,
  zone: string,
  period: Period,
  count: (bounds: readonly Date[]) => Promise<Counts>,
): Promise<Drilled> {
  const level = levelOf(period);
  const { first, last } = level === "years" ? (await span.execute(tx)).rows[0]! : { first: null, last: null };
  const parts = slotsOf(zone, period, first && last && { first, last });
  if (parts.length === 0) return { level, buckets: [], capped: false };
  const { counts, capped } = await count([...parts.map(({ from }) => from), parts.at(-1)!.to]);
  const buckets = parts.map((part, n) => ({ ...part, count: counts[n]! })).filter((bucket) => bucket.count > 0);
  return { level, buckets, capped };
}

/** The number of times `at` in each span, of the first {@link MAX_COUNTED} + 1. */
async function countMoments(tx: Transaction<DB>, moments: RawBuilder<unknown>, bounds: readonly Date[]) {
  const { rows } = await sql<{ span: number; n: number }>`
    select ${spanOf(sql`at`, bounds)} as span, count(*) as n
    from (${moments} limit ${MAX_COUNTED + 1}) newest group by 1`.execute(tx);
  return { counts: bySpan(bounds, rows), capped: rows.reduce((sum, { n }) => sum + n, 0) > MAX_COUNTED };
}
