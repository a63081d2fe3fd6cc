// Parking by days, for the overview: bookings made, how long spots were occupied, and the revenue.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { bySpan, spanOf } from "../../base/spans.ts";

/** An amount in a currency's smallest unit. */
export type Money = { currency: string; cents: number };

/**
 * The figures of a day: bookings made; for how many minutes spots were occupied, out of how many (`spot_minutes`); the ledger's revenue.
 */
export type Day = {
  bookings: number;
  occupied_minutes: number;
  spot_minutes: number;
  occupancy: number;
  revenue: Money[];
};

/** The days between each bound and the next; today ends now. Every bound must be at a full quarter of an hour. */
export async function byDay(tx: Transaction<DB>, bounds: readonly Date[], now: Date): Promise<Day[]> {
  const counted = await countedOf(tx, bounds);
  const under = await underWay(tx, bounds, now);
  const { rows: spots } = await sql<{ created_at: Date }>`select created_at from spots`.execute(tx);
  return bounds.slice(1).map((to, day) => {
    const own = counted.filter(({ span }) => span === day + 1);
    const sum = (of: (row: Counted) => number) => own.reduce((all, row) => all + of(row), 0);
    const end = Math.min(to.getTime(), now.getTime());
    const there = spots.map(({ created_at }) => end - Math.max(created_at.getTime(), bounds[day]!.getTime()));
    const spot_minutes = Math.round(there.reduce((all, ms) => all + Math.max(0, ms), 0) / 60_000);
    const occupied_minutes = Math.round((sum((row) => row.occupied_ms) + (under.get(day + 1) ?? 0)) / 60_000);
    return {
      bookings: sum((row) => row.bookings),
      occupied_minutes,
      spot_minutes,
      occupancy: share(occupied_minutes, spot_minutes),
      revenue: own.filter(({ cents }) => cents !== 0).map(({ currency, cents }) => ({ currency, cents })),
    };
  });
}

type Counted = { span: number; currency: string; bookings: number; occupied_ms: number; cents: number };

/** How many bookings were made between each bound and the next. Every bound must be at a full quarter of an hour. */
export async function madeBetween(tx: Transaction<DB>, bounds: readonly Date[]): Promise<number[]> {
  const made = (await countedOf(tx, bounds)).map(({ span, bookings }) => ({ span, n: bookings }));
  return bySpan(
    bounds,
    made.filter(({ n }) => n !== 0),
  );
}

/** The rollup's figures of each day, by currency. Bookings and ended stays are in rows with an empty currency. */
async function countedOf(tx: Transaction<DB>, bounds: readonly Date[]): Promise<Counted[]> {
  const within = (column: string) =>
    sql`${sql.raw(column)} >= ${bounds[0]!} and ${sql.raw(column)} < ${bounds.at(-1)!}`;
  const sums = sql.raw("currency, bookings, occupied_ms, cents");
  const { rows } = await sql<Counted>`
    select ${spanOf(sql`at`, bounds)} as span, currency, sum(bookings)::int as bookings,
      sum(occupied_ms)::float8 as occupied_ms, sum(cents)::float8 as cents
    from (
      select quarter as at, ${sums} from parking_quarters where ${within("quarter")}
      union all
      select at, ${sums} from rollup_changes where currency is not null and ${within("at")}
    ) counted group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

/** For each day, by its number from 1: the ms until now in which stays that are still running occupied their spots. */
async function underWay(tx: Transaction<DB>, bounds: readonly Date[], now: Date): Promise<Map<number, number>> {
  const { rows } = await sql<{ place: number; ms: number }>`
    with days as (select ${bounds}::timestamptz[] as list)
    select n as place, sum(1000 * extract(epoch from least(b.to_at, d.list[n + 1]) - greatest(b.started_at, d.list[n])))::float8 as ms
    from (select started_at, coalesce(empty_since, ${now}::timestamptz) as to_at from bookings where status = 'active') b
    cross join days d
    cross join lateral generate_series(
      greatest(1, width_bucket(b.started_at, d.list)), least(${bounds.length - 1}::int, width_bucket(b.to_at, d.list))
    ) n
    where b.to_at > b.started_at group by 1`.execute(tx);
  return new Map(rows.map(({ place, ms }) => [place, ms]));
}

const share = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.min(1, Math.round((part / whole) * 10_000) / 10_000);

/** What is open now. */
export async function openCounts(tx: Transaction<DB>) {
  const { rows } = await sql<{ bookings_reserved: number; bookings_active: number; incidents_open: number }>`
    select (select count(*) from bookings where status = 'reserved') as bookings_reserved,
      (select count(*) from bookings where status = 'active') as bookings_active,
      (select count(*) from incidents where closed_at is null) as incidents_open`.execute(tx);
  return rows[0]!;
}
