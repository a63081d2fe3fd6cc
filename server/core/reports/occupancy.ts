// Parking by days, for the overview: bookings made, how long spots were occupied, and what came in.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** A sum in a currency's smallest unit. */
export type Money = { currency: string; cents: number };

/** How many bookings were made between each bound and the next. */
export async function bookingsMade(tx: Transaction<DB>, bounds: readonly Date[]): Promise<number[]> {
  const { rows } = await sql<{ place: number; n: number }>`
    select width_bucket(reserved_at, ${bounds}::timestamptz[]) as place, count(*)::int as n from bookings
    where reserved_at >= ${bounds[0]!} and reserved_at < ${bounds.at(-1)!} group by 1`.execute(tx);
  const found = new Map(rows.map(({ place, n }) => [place, n]));
  return bounds.slice(1).map((_, day) => found.get(day + 1) ?? 0);
}

/** For how many minutes spots were occupied by stays between each bound and the next, of how many. Of today until now. */
export async function occupied(tx: Transaction<DB>, bounds: readonly Date[], now: Date) {
  // Each stay is put into the day it began and the days up to its end; most lie in one.
  const { rows } = await sql<{ place: number; minutes: number }>`
    with days as (select ${bounds}::timestamptz[] as list),
    stays as (
      select started_at, coalesce(empty_since, ${now}::timestamptz) as ended_at from bookings where status = 'active' and started_at < ${bounds.at(-1)!}
      union all
      select started_at, ended_at from bookings where ended_at > ${bounds[0]!} and started_at < ${bounds.at(-1)!}
    ),
    parts as (
      select s.*, greatest(1, width_bucket(s.started_at, d.list)) as first,
        least(${bounds.length - 1}::int, width_bucket(s.ended_at, d.list)) as last
      from stays s, days d where s.ended_at > s.started_at and s.ended_at > ${bounds[0]!}
    ),
    pieces as (
      select first as place, started_at, ended_at from parts where first = last and started_at >= ${bounds[0]!} and ended_at <= ${bounds.at(-1)!}
      union all
      select n, greatest(p.started_at, d.list[n]), least(p.ended_at, d.list[n + 1])
      from parts p cross join days d cross join lateral generate_series(p.first, p.last) n
      where not (first = last and started_at >= ${bounds[0]!} and ended_at <= ${bounds.at(-1)!})
    )
    select place, round(sum(extract(epoch from ended_at - started_at)) / 60)::int as minutes from pieces group by 1`.execute(
    tx,
  );
  const { rows: spots } = await sql<{ created_at: Date }>`select created_at from spots`.execute(tx);
  const found = new Map(rows.map(({ place, minutes }) => [place, minutes]));
  return bounds.slice(1).map((to, day) => {
    const end = Math.min(to.getTime(), now.getTime());
    const there = spots.map(({ created_at }) => end - Math.max(created_at.getTime(), bounds[day]!.getTime()));
    const spot_minutes = Math.round(there.reduce((sum, ms) => sum + Math.max(0, ms), 0) / 60_000);
    const occupied_minutes = found.get(day + 1) ?? 0;
    return { occupied_minutes, spot_minutes, occupancy: share(occupied_minutes, spot_minutes) };
  });
}

const share = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.min(1, Math.round((part / whole) * 10_000) / 10_000);

/** What the ledger took in between each bound and the next, by currency. */
export async function revenue(tx: Transaction<DB>, bounds: readonly Date[]): Promise<Money[][]> {
  // Entries come about in the order of time: the lines of these lie between the first and the last. A line has the currency of its account.
  const { rows } = await sql<Money & { place: number }>`
    with entries as materialized (select id, at from ledger_entries where at >= ${bounds[0]!} and at < ${bounds.at(-1)!}),
    lines as materialized (
      select l.entry_id, a.currency, l.amount_cents from ledger_accounts a
      cross join lateral (
        select l.entry_id, l.amount_cents from ledger_lines l
        where l.ledger_account_id = a.id and l.entry_id >= (select min(id) from entries) and l.entry_id <= (select max(id) from entries) offset 0
      ) l where a.kind = 'revenue'
    )
    select width_bucket(e.at, ${bounds}::timestamptz[]) as place, l.currency, sum(l.amount_cents)::float8 as cents
    from lines l join entries e on e.id = l.entry_id
    group by 1, 2 having sum(l.amount_cents) <> 0 order by 1, 2`.execute(tx);
  return bounds
    .slice(1)
    .map((_, day) => rows.filter(({ place }) => place === day + 1).map(({ currency, cents }) => ({ currency, cents })));
}

/** What is open now. */
export async function standing(tx: Transaction<DB>) {
  const { rows } = await sql<{ bookings_reserved: number; bookings_active: number; incidents_open: number }>`
    select (select count(*) from bookings where status = 'reserved') as bookings_reserved,
      (select count(*) from bookings where status = 'active') as bookings_active,
      (select count(*) from incidents where closed_at is null) as incidents_open`.execute(tx);
  return rows[0]!;
}
