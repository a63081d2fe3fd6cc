// Maintains the rollups: triggers write changes to rollup_changes, which are added to the rollups from time to time, all at once. Readers
// also count the changes that are not added yet.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** Adds all recorded changes and returns their number. May run several times at once. */
export async function rollUp(db: Kysely<DB>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // One at a time: otherwise two would wait for each other's rows.
    await sql`select pg_advisory_xact_lock(hashtext('bellhop rollups'))`.execute(tx);
    const { rows } = await sql<{ notes: number; emptied: string[] }>`
      with gone as materialized (delete from rollup_changes returning *),
      messages as (
        insert into message_hours as t (hour, channel_id, direction, type, status, reason, messages)
        select at, channel_id, direction, type, status, reason, sum(messages) from gone where channel_id is not null
        group by 1, 2, 3, 4, 5, 6 having sum(messages) <> 0
        on conflict (hour, channel_id, direction, type, status, reason) do update set messages = t.messages + excluded.messages
        returning t.hour, t.messages
      ),
      answers as (
        insert into answer_quarters as t (quarter, bucket, answers)
        select at, answer_bucket, count(*) from gone where answer_bucket is not null group by 1, 2
        on conflict (quarter, bucket) do update set answers = t.answers + excluded.answers
      ),
      parking as (
        insert into parking_quarters as t (quarter, currency, bookings, occupied_ms, cents)
        select at, currency, sum(bookings), sum(occupied_ms), sum(cents) from gone where currency is not null group by 1, 2
        on conflict (quarter, currency) do update set bookings = t.bookings + excluded.bookings,
          occupied_ms = t.occupied_ms + excluded.occupied_ms, cents = t.cents + excluded.cents
      )
      select (select count(*) from gone) as notes,
        (select coalesce(array_agg(distinct hour::text), '{}') from messages where messages = 0) as emptied`.execute(
      tx,
    );
    const { notes, emptied } = rows[0]!;
    // When messages moved to another status or were deleted, their old row may have become empty.
    if (emptied.length > 0)
      await sql`delete from message_hours where hour = any(${emptied}::timestamptz[]) and messages = 0`.execute(tx);
    return notes;
  });
}
