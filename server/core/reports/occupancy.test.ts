// The overview's parking figures agree with the bookings and the ledger: in any zone, rolled up or not, and after later corrections.
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { dayStart, daysLater } from "../../base/zones.ts";
import { byDay } from "./occupancy.ts";
import { rollUp } from "./rollups.ts";

const world = useDatabase();
const now = new Date("2026-03-31T15:20:00Z");

beforeAll(async () => {
  await sql`insert into lots (name, currency, rate_cents_per_hour) values ('North', 'EUR', 100), ('South', 'USD', 100)`.execute(
    world.db,
  );
  await sql`
    insert into spots (lot_id, code, created_at) select l.id, 'A' || n, '2026-03-26T10:00Z'::timestamptz + n * interval '1 day'
    from lots l, generate_series(1, 4) n`.execute(world.db);
  await sql`insert into contacts (name) select 'Driver ' || n from generate_series(1, 8) n`.execute(world.db);
  await sql`
    insert into accounts (username, contact_id, currency, created_at) select 'driver_' || n, n, 'EUR', ${now} from generate_series(1, 8) n`.execute(
    world.db,
  );
  // Stays of minutes and of days, across midnight and clock changes; some bookings without a stay.
  await sql`
    insert into bookings (lot_id, spot_id, account_id, status, currency, rate_cents_per_hour, free_minutes, reserved_at, expires_at, started_at,
      ended_at, closed_at, amount_cents, created_by)
    select s.lot_id, s.id, 1 + n % 8, case when n % 5 = 0 then 'cancelled' else 'completed' end, 'EUR', 100, 0, b.at, b.at + interval '12 hours',
      case when n % 5 > 0 then b.at + interval '7 minutes 3 seconds' end, case when n % 5 > 0 then b.over end, b.over, n * 10, 'driver'
    from generate_series(1, 60) n join spots s on s.id = 1 + n % 8
    cross join lateral (
      select '2026-03-24T22:10:00Z'::timestamptz + n * interval '2 hours 41 minutes' as at,
        '2026-03-24T22:40:00.5Z'::timestamptz + n * interval '2 hours 41 minutes' + (n * n % 43) * interval '97 minutes' as over
    ) b`.execute(world.db);
  await sql`
    insert into bookings (lot_id, spot_id, account_id, status, currency, rate_cents_per_hour, free_minutes, reserved_at, expires_at, started_at,
      empty_since, created_by)
    select s.lot_id, s.id, s.id, case when s.id = 3 then 'reserved' else 'active' end, 'EUR', 100, 0, ${now}::timestamptz - interval '30 hours',
      ${now}, case when s.id < 3 then ${now}::timestamptz - s.id * interval '14 hours' end,
      case when s.id = 2 then ${now}::timestamptz - interval '20 minutes' end, 'driver'
    from spots s where s.id <= 3`.execute(world.db);
  await sql`insert into ledger_accounts (kind, currency) select k, c from unnest('{revenue,cash}'::text[]) k, unnest('{EUR,USD}'::text[]) c`.execute(
    world.db,
  );
  await sql`
    with entered as (
      insert into ledger_entries (at, kind, currency, memo, key, created_by)
      select '2026-03-25T01:00:00Z'::timestamptz + n * interval '3 hours 7 minutes', 'charge', case when n % 3 = 0 then 'USD' else 'EUR' end, '', 'k' || n, 'x'
      from generate_series(1, 50) n returning id, currency
    )
    insert into ledger_lines (entry_id, ledger_account_id, amount_cents)
    select e.id, a.id, case a.kind when 'revenue' then e.id + 7 else -e.id - 7 end from entered e join ledger_accounts a on a.currency = e.currency`.execute(
    world.db,
  );
});

type Told = { bookings: number; occupied_minutes: number; spot_minutes: number; revenue: object[] };

/** The same without rollups: computed for each day from the bookings and the ledger. */
async function plainly(bounds: readonly Date[]): Promise<Told[]> {
  const days: Told[] = [];
  for (const [place, from] of bounds.slice(0, -1).entries()) {
    const to = bounds[place + 1]!;
    const { rows } = await sql<Told>`
      select (select count(*)::int from bookings where reserved_at >= ${from}::timestamptz and reserved_at < ${to}::timestamptz) as bookings,
        (
          select coalesce(round(sum(extract(epoch from least(over, ${to}::timestamptz) - greatest(started_at, ${from}::timestamptz))) / 60), 0)::int
          from (select started_at, case status when 'active' then coalesce(empty_since, ${now}::timestamptz) else ended_at end as over from bookings) b
          where started_at is not null and over is not null and least(over, ${to}::timestamptz) > greatest(started_at, ${from}::timestamptz)
        ) as occupied_minutes,
        (
          select coalesce(sum(greatest(0, extract(epoch from least(${now}::timestamptz, ${to}::timestamptz) - greatest(created_at, ${from}::timestamptz)))) / 60, 0)::int from spots
        ) as spot_minutes,
        (
          select coalesce(json_agg(json_build_object('currency', currency, 'cents', cents) order by currency), '[]') from (
            select a.currency, sum(l.amount_cents)::int as cents from ledger_lines l
            join ledger_accounts a on a.id = l.ledger_account_id and a.kind = 'revenue' join ledger_entries e on e.id = l.entry_id
            where e.at >= ${from}::timestamptz and e.at < ${to}::timestamptz group by a.currency
          ) sums
        ) as revenue`.execute(world.db);
    days.push(rows[0]!);
  }
  return days;
}

const told = (bounds: readonly Date[]): Promise<Told[]> =>
  world.db.transaction().execute(async (tx) => (await byDay(tx, bounds, now)).map(({ occupancy: _, ...day }) => day));

const boundsOf = (zone: string): Date[] =>
  Array.from({ length: 8 }, (_, day) => dayStart(daysLater("2026-03-25", day), zone));

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu"];

test("days are what the bookings and the ledger say", async () => {
  const agree = async () => {
    for (const zone of zones) {
      const bounds = boundsOf(zone);
      const days = await told(bounds);
      expect(days, zone).toEqual(await plainly(bounds));
      expect(
        days.some(({ bookings, occupied_minutes, revenue }) => bookings > 0 && occupied_minutes > 0 && revenue[1]),
      ).toBe(true);
    }
  };
  await agree();
  await rollUp(world.db);
  expect((await sql`select from rollup_changes`.execute(world.db)).rows).toEqual([]);
  await agree();
  // Corrected, ended, started again within the minute after the rollup, and deleted.
  await sql`update bookings set ended_at = ended_at + interval '5 hours 50 minutes' where id % 7 = 1 and ended_at is not null`.execute(
    world.db,
  );
  await sql`update bookings set started_at = started_at + interval '11 minutes' where id % 7 = 2 and ended_at is not null`.execute(
    world.db,
  );
  await sql`
    update bookings set status = 'completed', ended_at = ${now}::timestamptz - interval '20 minutes', closed_at = ${now}, amount_cents = 5
    where empty_since is not null`.execute(world.db);
  await sql`update bookings set reserved_at = reserved_at - interval '1 day' where id % 7 = 3`.execute(world.db);
  await sql`delete from bookings where id % 7 = 4`.execute(world.db);
  await agree();
  await rollUp(world.db);
  await agree();
});
