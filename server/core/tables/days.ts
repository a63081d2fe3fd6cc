// Drilling down by date: how many messages or bookings there are in each year, month, day or hour of a zone, under the filters of their table.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import { MAX_COUNTED } from "../../base/order.ts";
import { bySpan, spanOf } from "../../base/spans.ts";
import { newestMoments } from "../inbox/find-messages.ts";
import type { MessageFilter } from "../inbox/message-filter.ts";
import { countEach } from "../inbox/message-hours.ts";
import { type BookingFilter, conditionsOf } from "../parking/listing.ts";
import { type Bucket, type Level, levelOf, type Place, partsOf } from "../reports/date-parts.ts";
import { madeBetween } from "../reports/occupancy.ts";

/** How many rows lie between each bound and the next; when `capped` there are older ones that are not counted. */
type Counts = { counts: readonly number[]; capped: boolean };

/** The parts of a place that have rows, in order. */
type Drilled = { level: Level; buckets: Bucket[]; capped: boolean };

/** The parts of a place that have messages. Of a conversation or a search the rollup knows nothing: there the newest are counted. */
export const drillMessages = (
  tx: Transaction<DB>,
  filter: MessageFilter,
  zone: string,
  place: Place,
): Promise<Drilled> =>
  drill(tx, sql`select min(sent_at) as first, max(sent_at) as last from messages`, zone, place, async (bounds) =>
    filter.search === null && filter.conversationIds === null
      ? { counts: await countEach(tx, filter, bounds), capped: false }
      : countMoments(tx, newestMoments(filter), bounds),
  );

/** The parts of a place in which bookings were made. The rollup knows of all; of those of a filter the newest are counted. */
export const drillBookings = (
  tx: Transaction<DB>,
  filter: BookingFilter,
  zone: string,
  place: Place,
): Promise<Drilled> =>
  drill(
    tx,
    sql`select min(reserved_at) as first, max(reserved_at) as last from bookings`,
    zone,
    place,
    async (bounds) => {
      if (Object.values(filter).every((one) => one === null))
        return { counts: await madeBetween(tx, bounds), capped: false };
      const range = [
        sql`b.reserved_at >= ${bounds[0]}::timestamptz`,
        sql`b.reserved_at < ${bounds.at(-1)}::timestamptz`,
      ];
      // The newest have the highest numbers. The lists of a lot, a driver or a status are in that order and tell when each was made.
      const newest = sql`select b.reserved_at as at from bookings b where ${all([...range, ...conditionsOf(filter)])} order by b.id desc`;
      return countMoments(tx, newest, bounds);
    },
  );

/** The parts of a place that have rows. A day that does not exist has none. */
async function drill(
  tx: Transaction<DB>,
  span: RawBuilder<{ first: Date | null; last: Date | null }>,
  zone: string,
  place: Place,
  count: (bounds: readonly Date[]) => Promise<Counts>,
): Promise<Drilled> {
  const level = levelOf(place);
  const { first, last } = level === "years" ? (await span.execute(tx)).rows[0]! : { first: null, last: null };
  const parts = partsOf(zone, place, first && last && { first, last });
  if (parts.length === 0) return { level, buckets: [], capped: false };
  const { counts, capped } = await count([...parts.map(({ from }) => from), parts.at(-1)!.to]);
  const buckets = parts.map((part, n) => ({ ...part, count: counts[n]! })).filter((bucket) => bucket.count > 0);
  return { level, buckets, capped };
}

/** How many of some moments `at` lie in each span, the first {@link MAX_COUNTED} and one being counted. */
async function countMoments(tx: Transaction<DB>, moments: RawBuilder<unknown>, bounds: readonly Date[]) {
  const { rows } = await sql<{ span: number; n: number }>`
    select ${spanOf(sql`at`, bounds)} as span, count(*) as n
    from (${moments} limit ${MAX_COUNTED + 1}) newest group by 1`.execute(tx);
  return { counts: bySpan(bounds, rows), capped: rows.reduce((sum, { n }) => sum + n, 0) > MAX_COUNTED };
}
