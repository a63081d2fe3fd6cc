// Keeping the tallies: what the triggers of messages noted is folded in, from time to time and all at once. Readers add what is not yet.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { countsOf, stepsOf } from "./waits.ts";

/** Folds in everything that was noted and returns how many notes that were. Safe to be done by several at once. */
export async function fold(db: Kysely<DB>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // One at a time: two would wait for each other's rows.
    await sql`select pg_advisory_xact_lock(hashtext('tallies'))`.execute(tx);
    const { rows } = await sql<{ notes: number }>`
      with gone as (delete from tally_changes returning *),
      sums as (
        select quarter, channel_id, direction, type, status, reason, sum(messages)::int as messages from gone
        group by 1, 2, 3, 4, 5, 6 having sum(messages) <> 0
      ),
      stretches as (
        insert into message_stretches as t
        select stretch, min(quarter), max(quarter) from gone where stretch is not null group by 1
        on conflict (stretch) do update set first_quarter = least(t.first_quarter, excluded.first_quarter),
          last_quarter = greatest(t.last_quarter, excluded.last_quarter)
      ),
      quarters as (
        insert into tally_quarters as t select * from sums
        on conflict (quarter, channel_id, direction, type, status, reason) do update set messages = t.messages + excluded.messages
      ),
      days as (
        insert into tally_days as t
        select (quarter at time zone 'UTC')::date, channel_id, direction, type, status, reason, sum(messages)
        from sums group by 1, 2, 3, 4, 5, 6 having sum(messages) <> 0
        on conflict (day, channel_id, direction, type, status, reason) do update set messages = t.messages + excluded.messages
      ),
      months as (
        insert into tally_months as t
        select date_trunc('month', quarter at time zone 'UTC')::date, channel_id, direction, type, status, sum(messages)
        from sums group by 1, 2, 3, 4, 5 having sum(messages) <> 0
        on conflict (month, channel_id, direction, type, status) do update set messages = t.messages + excluded.messages
      ),
      totals as (
        insert into tally_totals as t
        select channel_id, direction, type, status, sum(messages) from sums group by 1, 2, 3, 4 having sum(messages) <> 0
        on conflict (channel_id, direction, type, status) do update set messages = t.messages + excluded.messages
      ),
      traffic as (
        insert into tally_traffic as t
        select quarter, coalesce(sum(messages) filter (where direction = 'in'), 0), coalesce(sum(messages) filter (where direction = 'out'), 0),
          coalesce(sum(messages) filter (where status = 'failed'), 0)
        from sums group by 1
        on conflict (quarter) do update set messages_in = t.messages_in + excluded.messages_in,
          messages_out = t.messages_out + excluded.messages_out, failed = t.failed + excluded.failed
      )
      select count(*) as notes from gone`.execute(tx);
    await foldAnswers(tx);
    await foldParking(tx);
    return rows[0]!.notes;
  });
}

async function foldParking(tx: Kysely<DB>): Promise<void> {
  await sql`
    with gone as (delete from parking_changes returning *),
    quarters as (
      insert into parking_quarters as t
      select quarter, currency, sum(bookings), sum(occupied_ms), sum(cents) from gone group by 1, 2
      on conflict (quarter, currency) do update set bookings = t.bookings + excluded.bookings,
        occupied_ms = t.occupied_ms + excluded.occupied_ms, cents = t.cents + excluded.cents
    )
    insert into parking_hours as t
    select date_trunc('hour', quarter, 'UTC'), currency, sum(bookings), sum(occupied_ms), sum(cents) from gone group by 1, 2
    on conflict (hour, currency) do update set bookings = t.bookings + excluded.bookings,
      occupied_ms = t.occupied_ms + excluded.occupied_ms, cents = t.cents + excluded.cents`.execute(tx);
}

async function foldAnswers(tx: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ quarter: Date; seconds: number[]; counts: number[] | null }>`
    with gone as (delete from answer_times returning *),
    grouped as (select quarter_of(answered_at) as quarter, array_agg(seconds) as seconds from gone group by 1)
    select g.quarter, g.seconds, q.counts from grouped g left join answer_quarters q on q.quarter = g.quarter`.execute(
    tx,
  );
  if (rows.length === 0) return;
  await keep(
    tx,
    "answer_quarters",
    "quarter",
    rows.map(({ quarter, seconds, counts }) => ({ at: quarter, counts: countsOf(stepsOf(seconds), counts) })),
  );
  const byHour = new Map<number, number[]>();
  for (const { quarter, seconds } of rows) {
    const hour = Math.floor(quarter.getTime() / hourMs) * hourMs;
    byHour.set(hour, [...(byHour.get(hour) ?? []), ...stepsOf(seconds)]);
  }
  const { rows: known } = await sql<{ hour: Date; counts: number[] }>`
    select hour, counts from answer_hours where hour = any(${[...byHour.keys()].map((at) => new Date(at))}::timestamptz[])`.execute(
    tx,
  );
  const before = new Map(known.map(({ hour, counts }) => [hour.getTime(), counts]));
  await keep(
    tx,
    "answer_hours",
    "hour",
    [...byHour].map(([at, steps]) => ({ at: new Date(at), counts: countsOf(steps, before.get(at) ?? null) })),
  );
}

const hourMs = 3_600_000;

async function keep(
  tx: Kysely<DB>,
  table: "answer_quarters" | "answer_hours",
  column: "quarter" | "hour",
  rows: readonly { at: Date; counts: number[] }[],
): Promise<void> {
  await sql`
    insert into ${sql.table(table)} (${sql.ref(column)}, counts)
    select at, counts from json_to_recordset(${JSON.stringify(rows)}::json) as r(at timestamptz, counts int[])
    on conflict (${sql.ref(column)}) do update set counts = excluded.counts`.execute(tx);
}
