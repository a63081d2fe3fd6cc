// Deletes old events that no listener needs any more. Events of a booking are its history and are kept forever.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** How long events are kept, in minutes: events that only report that something changed, and all others. */
const kept = { pointers: 60, others: 7 * 24 * 60 };

/** Frequent events that only report that something changed. */
const pointers = ["inbox.changed", "conversation.changed"];

/** Rows per transaction. */
const BATCH_SIZE = 2_000;

/** Deletes old events in batches and returns their number. Records what was deleted, so that no listener resumes before it. */
export async function sweep(db: Kysely<DB>, now: Date): Promise<number> {
  const [young, old] = [kept.pointers, kept.others].map((minutes) => new Date(now.getTime() - minutes * 60_000));
  let deleted = 0;
  let from = { at: "-infinity", id: 0 };
  for (;;) {
    const { rows } = await sql<{ at: string | null; id: number | null; seen: number; gone: number }>`
      with seen as (
        select id, at, type from events
        where booking_id is null and at < ${young} and (at, id) > (${from.at}::timestamptz, ${from.id}::bigint)
        order by at, id limit ${BATCH_SIZE}
      ),
      gone as (
        delete from events e using seen s
        where e.id = s.id and (s.at < ${old} or s.type = any(${pointers}::text[]))
        returning e.xid
      ),
      noted as (
        update event_stream_horizon set xid = greatest(xid, (select xid from gone order by xid desc limit 1)) where exists (select from gone)
      )
      select last.at::text as at, last.id, (select count(*) from seen)::int as seen, (select count(*) from gone)::int as gone
      from (select) one left join (select at, id from seen order by at desc, id desc limit 1) last on true`.execute(db);
    const { at, id, seen, gone } = rows[0]!;
    deleted += gone;
    if (seen < BATCH_SIZE || at === null || id === null) return deleted;
    from = { at, id };
  }
}
