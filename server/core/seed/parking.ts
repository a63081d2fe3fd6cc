// Fills a database with a made-up year of parking: lots, drivers, bookings, and a ledger that adds up.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** How much to make. */
export type Seed = {
  messages: number;
  conversations: number;
  /** The business's numbers: phone_number_id at Meta, the sender at Twilio. */
  numbers: { meta: string; twilio: string };
  /** The time of the last message. */
  now: Date;
  /** The number of days over which the messages are spread. */
  days: number;
};

/** What was made. */
export type Park = { lots: number; spots: number; accounts: number; bookings: number };

/** Approximate number of bookings per spot and year. */
const BOOKINGS_PER_SPOT = 500;
/** Ledger entries per transaction: each line updates a balance that other entries of the transaction update too. */
const BATCH_SIZE = 1_000;

const lots = [
  ["Central Garage", "USD", 300],
  ["Harbour Lot", "USD", 180],
  ["Station Deck", "EUR", 250],
] as const;

const chance = (row: string, salt: number) =>
  sql<number>`((hashint8extended(${sql.raw(row)}, ${sql.lit(salt)}) & 1073741823) / 1073741824.0)`;

/** Makes three lots with bookings in proportion to the messages, on a connection that has the temporary table seed_people. */
export async function seedParking(one: Kysely<DB>, { messages, now, days }: Seed): Promise<Park> {
  const wanted = Math.floor(messages / 20);
  const perLot = Math.max(4, Math.ceil(wanted / BOOKINGS_PER_SPOT / lots.length));
  const each = Math.ceil(wanted / (perLot * lots.length));
  const since = new Date(now.getTime() - days * 86_400_000);
  const { rows: made } = await sql<{ id: number }>`
    insert into lots (name, currency, rate_cents_per_hour, time_zone, created_at)
    select name, currency, rate, 'Europe/Berlin', ${since}
    from unnest(${lots.map(([name]) => name)}::text[], ${lots.map(([, currency]) => currency)}::text[], ${lots.map(([, , rate]) => rate)}::int[]) l (name, currency, rate)
    returning id`.execute(one);
  const lotIds = made.map(({ id }) => id);
  await sql`
    insert into spots (lot_id, code, created_at, light_desired_at) select l, 'A' || n, ${since}, ${since}
    from unnest(${lotIds}::int[]) l, generate_series(1, ${perLot}::int) n order by l, n`.execute(one);
  // Consecutive numbers, by which a driver can be picked at random.
  await sql`
    create temp table seed_drivers on commit preserve rows as
    with made as (
      insert into accounts (username, contact_id, currency, created_at, welcomed_at)
      select 'whatsapp_' || phone, contact_id, 'USD', ${since}, ${since} from seed_people where n % 5 <> 0 returning id
    ) select row_number() over (order by id) as n, id from made`.execute(one);
  try {
    await sql`create unique index on seed_drivers (n)`.execute(one);
    await book(one, lotIds, each, now, days);
    const open = await park(one, lotIds, now);
    await happen(one, lotIds);
    await enter(one, lotIds, since);
    const { rows } = await sql<Park>`
      select ${lots.length}::int as lots, (select count(*) from spots where lot_id = any(${lotIds}::int[])) as spots,
        (select count(*) from seed_drivers) as accounts, (select count(*) from bookings where lot_id = any(${lotIds}::int[])) as bookings`.execute(
      one,
    );
    await light(one, open);
    return rows[0]!;
  } finally {
    await sql`drop table seed_drivers`.execute(one);
  }
}

/** Closed bookings: one after the other on each spot. */
async function book(one: Kysely<DB>, lotIds: readonly number[], each: number, now: Date, days: number): Promise<void> {
  await sql`
    with turns as (
      select s.id as spot_id, s.lot_id, k, s.id * 100000::bigint + k as i, ${days}::float8 * interval '1 day' / ${each}::float8 as turn
      from spots s, generate_series(0, ${each - 1}::int) k where s.lot_id = any(${lotIds}::int[])
    ), dice as (
      -- Nobody stays for days.
      select t.*, least(t.turn, interval '14 hours') as short, l.currency, l.rate_cents_per_hour, d.id as account_id,
        ${now}::timestamptz - ${days}::float8 * interval '1 day' - interval '6 hours' + k * turn as reserved_at,
        ${chance("t.i", 22)} as fate, ${chance("t.i", 23)} as way, ${chance("t.i", 24)} as stay
      from turns t join lots l on l.id = t.lot_id
      join seed_drivers d on d.n = 1 + floor((select count(*) from seed_drivers) * power(${chance("t.i", 21)}, 2))::int
    ), stays as (
      select d.*, case when fate < 0.08 then 'cancelled' when fate < 0.12 then 'expired' else 'completed' end as status,
        reserved_at + way * 0.15 * short as started_at, reserved_at + (way * 0.15 + 0.05 + stay * 0.7) * short as ended_at
      from dice d
    )
    insert into bookings (lot_id, spot_id, account_id, status, currency, rate_cents_per_hour, free_minutes, reserved_at, expires_at, started_at,
      seen_at, ended_at, closed_at, amount_cents, ended_by, created_by)
    select lot_id, spot_id, account_id, status, currency, rate_cents_per_hour, 0, reserved_at,
      case status when 'expired' then ended_at else reserved_at + interval '12 hours' end,
      case status when 'completed' then started_at end, case status when 'completed' then started_at end, case status when 'completed' then ended_at end,
      ended_at,
      -- As core/parking/pricing.ts has it: minutes that were begun, half a cent rounded up.
      case status when 'completed' then floor(ceil(extract(epoch from ended_at - started_at) / 60) * rate_cents_per_hour / 60 + 0.5)::bigint end,
      case status when 'completed' then 'sensor' when 'expired' then 'schedule' else 'driver' end, 'driver'
    from stays order by reserved_at, spot_id`.execute(one);
}

/** Open bookings: a car is on every fourth spot, and about every tenth is reserved. Returns their spots. */
async function park(
  one: Kysely<DB>,
  lotIds: readonly number[],
  now: Date,
): Promise<{ spot_id: number; status: string }[]> {
  const { rows } = await sql<{ spot_id: number; status: string }>`
    with places as (
      select s.id, s.lot_id, row_number() over (order by s.id) as n from spots s where s.lot_id = any(${lotIds}::int[])
    ), open as (
      select p.*, case when n % 4 = 1 then 'active' else 'reserved' end as status, ${now}::timestamptz - (n % 300) * interval '1 minute' as at
      from places p where n % 4 = 1 or n % 10 = 3
    )
    insert into bookings (lot_id, spot_id, account_id, status, currency, rate_cents_per_hour, free_minutes, reserved_at, expires_at, started_at,
      seen_at, created_by)
    select o.lot_id, o.id, d.id, o.status, l.currency, l.rate_cents_per_hour, 0, o.at, o.at + interval '12 hours',
      case o.status when 'active' then o.at end, case o.status when 'active' then o.at end, 'driver'
    from open o join lots l on l.id = o.lot_id join seed_drivers d on d.n = o.n
    returning spot_id, status`.execute(one);
  return rows;
}

/** The events of the bookings, for their timelines. */
async function happen(one: Kysely<DB>, lotIds: readonly number[]): Promise<void> {
  await sql`
    insert into events (at, type, lot_id, spot_id, booking_id, account_id, data)
    select e.at, e.type, b.lot_id, b.spot_id, b.id, b.account_id, e.data
    from bookings b cross join lateral (values
      (1, b.reserved_at, 'booking.confirmed', jsonb_build_object('expires_at', b.expires_at)),
      (2, b.started_at, 'stay.started', jsonb_build_object('started_at', b.started_at)),
      (3, b.ended_at, 'stay.ended', jsonb_build_object('ended_at', b.ended_at, 'amount_cents', b.amount_cents, 'currency', b.currency)),
      (4, case b.status when 'cancelled' then b.closed_at end, 'booking.cancelled', '{"by": "driver"}'),
      (5, case b.status when 'expired' then b.closed_at end, 'booking.expired', '{}')
    ) e (n, at, type, data)
    where b.lot_id = any(${lotIds}::int[]) and e.at is not null order by b.id, e.n`.execute(one);
}

/** Makes ledger entries: each driver's welcome credit and top-ups, and the charge of each stay. */
async function enter(one: Kysely<DB>, lotIds: readonly number[], since: Date): Promise<void> {
  await sql`
    create temp table seed_entries as
    with stays as (select * from bookings where lot_id = any(${lotIds}::int[]) and amount_cents > 0),
    moved as (
      select 1 as n, ${since}::timestamptz as at, 'promotion' as kind, 'USD' as currency, 'Welcome credit' as memo, 'promotion:' || id || ':USD' as key,
        null::bigint as booking_id, 'driver' as by, id as account_id, 10000::bigint as cents, 'promotions' as house, 1 as way from seed_drivers
      union all
      select 2, min(started_at), 'top_up', currency, 'Top-up', 'seed:top_up:' || account_id || ':' || currency, null, 'driver', account_id,
        (ceil(sum(amount_cents) / 5000.0) * 5000)::bigint, 'cash', 1 from stays group by account_id, currency
      union all
      select 3, closed_at, 'charge', currency, 'Parking, booking ' || id, 'charge:' || id, id, 'sensor', account_id, amount_cents, 'revenue', -1 from stays
    )
    select row_number() over (order by at, n, key) as i, moved.* from moved`.execute(one);
  try {
    await sql`create unique index on seed_entries (i)`.execute(one);
    await sql`
      insert into ledger_accounts (kind, account_id, currency)
      select distinct 'driver', account_id, currency from seed_entries union select distinct house, null::int, currency from seed_entries
      on conflict do nothing`.execute(one);
    const { rows } = await sql<{ n: number }>`select count(*) as n from seed_entries`.execute(one);
    for (let from = 1; from <= rows[0]!.n; from += BATCH_SIZE) {
      await sql`
        with part as (select * from seed_entries where i >= ${from} and i < ${from + BATCH_SIZE}),
        written as (
          insert into ledger_entries (at, kind, currency, memo, key, booking_id, created_by)
          select at, kind, currency, memo, key, booking_id, by from part order by i returning id, key
        )
        insert into ledger_lines (entry_id, ledger_account_id, amount_cents)
        select w.id, a.id, s.way * p.way * p.cents
        from written w join part p on p.key = w.key
        cross join lateral (values (1, p.account_id, 'driver'), (-1, null::int, p.house)) s (way, account_id, kind)
        join ledger_accounts a on a.kind = s.kind and a.currency = p.currency and a.account_id is not distinct from s.account_id
        order by w.id`.execute(one);
    }
  } finally {
    await sql`drop table seed_entries`.execute(one);
  }
}

/** Sets the LED colour of each spot with an open booking. */
async function light(one: Kysely<DB>, open: readonly { spot_id: number; status: string }[]): Promise<void> {
  for (const [status, colour] of [
    ["active", "red"],
    ["reserved", "blue"],
  ] as const) {
    const ids = open.filter((spot) => spot.status === status).map(({ spot_id }) => spot_id);
    await sql`update spots set light_desired = ${colour}, light_desired_at = now() where id = any(${ids}::int[])`.execute(
      one,
    );
  }
}
