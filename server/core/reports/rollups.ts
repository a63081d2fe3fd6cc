// Keeping the rollups: what the triggers noted in rollup_changes is added to them, from time to time and all at once. Readers add what is not yet.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { countsOf, stepsOf } from "./waits.ts";

/** Adds everything that was noted and returns how many notes that were. Safe to be done by several at once. */
export async function rollUp(db: Kysely<DB>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // One at a time: two would wait for each other's rows.
    await sql`select pg_advisory_xact_lock(hashtext('bellhop rollups'))`.execute(tx);
    const { rows } = await sql<{ notes: number; answers: { quarter: string; seconds: number[] }[] | null }>`
      with gone as materialized (delete from rollup_changes returning *),
      messages as (
        insert into message_hours as t (hour, channel_id, direction, type, status, reason, messages)
        select at, channel_id, direction, type, status, reason, sum(messages) from gone where channel_id is not null
        group by 1, 2, 3, 4, 5, 6 having sum(messages) <> 0
        on conflict (hour, channel_id, direction, type, status, reason) do update set messages = t.messages + excluded.messages
      ),
      parking as (
        insert into parking_quarters as t (quarter, currency, bookings, occupied_ms, cents)
        select at, currency, sum(bookings), sum(occupied_ms), sum(cents) from gone where currency is not null group by 1, 2
        on conflict (quarter, currency) do update set bookings = t.bookings + excluded.bookings,
          occupied_ms = t.occupied_ms + excluded.occupied_ms, cents = t.cents + excluded.cents
      ),
      answers as (
        select quarter_of(at) as quarter, array_agg(answer_seconds) as seconds from gone where answer_seconds is not null group by 1
      )
      select (select count(*) from gone) as notes, (select json_agg(answers) from answers) as answers`.execute(tx);
    const { notes, answers } = rows[0]!;
    // Of what was moved to another status nothing may be left.
    await sql`delete from message_hours where messages = 0`.execute(tx);
    await addAnswers(tx, answers ?? []);
    return notes;
  });
}

async function addAnswers(tx: Kysely<DB>, answers: readonly { quarter: string; seconds: number[] }[]): Promise<void> {
  if (answers.length === 0) return;
  const { rows: known } = await sql<{ quarter: Date; counts: number[] }>`
    select quarter, counts from answer_quarters where quarter = any(${answers.map((one) => one.quarter)}::timestamptz[])`.execute(
    tx,
  );
  const before = new Map(known.map(({ quarter, counts }) => [quarter.getTime(), counts]));
  const rows = answers.map(({ quarter, seconds }) => ({
    quarter,
    counts: countsOf(stepsOf(seconds), before.get(new Date(quarter).getTime()) ?? null),
  }));
  await sql`
    insert into answer_quarters (quarter, counts)
    select quarter, counts from json_to_recordset(${JSON.stringify(rows)}::json) as r(quarter timestamptz, counts int[])
    on conflict (quarter) do update set counts = excluded.counts`.execute(tx);
}
