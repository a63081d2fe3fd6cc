// Drilling down into bookings by date: how many were made a year, a month, a day or an hour of a zone, under the filters of the table.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type BookingFilter, conditionsOf } from "./bookings.ts";
import type { Bucket, Place } from "./days.ts";
import { all } from "./filter.ts";
import { madeBetween } from "./occupancy.ts";
import { dayOf, daysLater, isDate } from "./zones.ts";

type Level = "years" | "months" | "days" | "hours";

/** Two dates of a zone, the last exclusive. */
type Span = { first: string; end: string };

/** The parts of a place in which bookings were made, in order. A day that does not exist has none. `isCapped`: older ones are not counted. */
export async function drill(
  tx: Transaction<DB>,
  filter: BookingFilter,
  zone: string,
  place: Place,
): Promise<{ level: Level; buckets: Bucket[]; isCapped: boolean }> {
  const { level, span } = spanOf(place) ?? { level: "years" as const, span: await yearsOf(tx, zone) };
  if (span === null) return { level, buckets: [], isCapped: false };
  const parts = await partsOf(tx, zone, level, span);
  const { counts, isCapped } = await countEach(tx, filter, [...parts.map(({ from }) => from), parts.at(-1)!.to]);
  const buckets = parts.map((part, n) => ({ ...part, count: counts.get(n + 1) ?? 0 })).filter(({ count }) => count > 0);
  return { level, buckets, isCapped };
}

const pad = (n: number, digits = 2): string => String(n).padStart(digits, "0");
const dateOf = (year: number, month = 1, day = 1): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** What a year, month or day is parted into, and where it lies; null without a year. */
function spanOf({ year, month, day }: Place): { level: Level; span: Span | null } | null {
  if (year === undefined) return null;
  if (month === undefined) return { level: "months", span: { first: dateOf(year), end: dateOf(year + 1) } };
  const next = month === 12 ? dateOf(year + 1) : dateOf(year, month + 1);
  if (day === undefined) return { level: "days", span: { first: dateOf(year, month), end: next } };
  const first = dateOf(year, month, day);
  return { level: "hours", span: isDate(first) ? { first, end: daysLater(first, 1) } : null };
}

/** All years from that of the first booking to that of the last. */
async function yearsOf(tx: Transaction<DB>, zone: string): Promise<Span | null> {
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(reserved_at) as first, max(reserved_at) as last from bookings`.execute(tx);
  const { first, last } = rows[0]!;
  if (first === null || last === null) return null;
  const yearOf = (at: Date) => Number(dayOf(at, zone).slice(0, 4));
  return { first: dateOf(yearOf(first)), end: dateOf(yearOf(last) + 1) };
}

/** The parts of a span. Hours are told as they pass: when clocks are changed there are fewer or more than 24, and one may come twice. */
async function partsOf(
  tx: Transaction<DB>,
  zone: string,
  level: Level,
  { first, end }: Span,
): Promise<Omit<Bucket, "count">[]> {
  const [since, until] = [first, end].map((date) => sql`${date}::timestamp`);
  const step = sql.raw(`interval '1 ${level.slice(0, -1)}'`);
  const starts =
    level === "hours"
      ? sql`select at at time zone ${zone} as local, at
          from generate_series(${since} at time zone ${zone}, ${until} at time zone ${zone} - interval '1 microsecond', ${step}) at`
      : sql`select local, local at time zone ${zone} as at
          from generate_series(${since}, ${until} - interval '1 microsecond', ${step}) local`;
  const part = (name: string, told: boolean) =>
    told ? sql`extract(${sql.raw(name)} from local)::int as ${sql.raw(name)}` : sql`null::int as ${sql.raw(name)}`;
  const { rows } = await sql<Omit<Bucket, "count">>`
    select ${part("year", true)}, ${part("month", level !== "years")}, ${part("day", level === "days" || level === "hours")},
      ${part("hour", level === "hours")}, at as "from", coalesce(lead(at) over w, ${until} at time zone ${zone}) as "to"
    from (${starts}) s window w as (order by at, local) order by at, local`.execute(tx);
  return rows;
}

/** Of more bookings than this that fit some filter only the newest are counted. */
const most = 10_000;

/** How many bookings lie between each bound and the next, by the place of the first; places without any are left out. */
async function countEach(
  tx: Transaction<DB>,
  filter: BookingFilter,
  bounds: readonly Date[],
): Promise<{ counts: Map<number, number>; isCapped: boolean }> {
  // Of all of them the tallies know it.
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
