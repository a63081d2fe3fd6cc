// Corrects due times of the outbox after the clock was wrong: each message waits as long as intended, whatever the clock says.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/**
 * Moves due times after the dispatcher's clock jumped by `byMs`; `now` is the time after the jump. When it jumped back, messages keep the
 * waiting time that they had left. When it jumped forward, messages that became due only because of that keep waiting, unless they were
 * never tried. Above all this concerns messages that may have arrived: they would be repeated before their status could come.
 */
export async function follow(db: Kysely<DB>, byMs: number, now: Date): Promise<void> {
  const by = sql`${byMs}::float8 * interval '1 millisecond'`;
  // The validity of a message is a duration too.
  await sql`update outbox set expires_at = expires_at + ${by}`.execute(db);
  if (byMs < 0) await sql`update outbox set due_at = due_at + ${by} where due_at > ${now}`.execute(db);
  else
    await sql`
      update outbox set due_at = due_at + ${by}
      where due_at > ${now}::timestamptz - ${by} and due_at <= ${now} and (state = 'unanswered' or attempts > 0)`.execute(
      db,
    );
}

/**
 * Makes messages due that were queued by a clock ahead of ours, before a restart or on another machine: they were to be sent at once, but
 * for us their time is in the future. Returns how many there were.
 */
export async function correct(db: Kysely<DB>, now: Date): Promise<number> {
  const { rows } = await sql`
    update outbox o set due_at = ${now} from messages m
    where m.id = o.message_id and o.state = 'queued' and o.attempts = 0 and o.due_at > ${now}::timestamptz + interval '5 seconds'
      and m.received_at > ${now}::timestamptz + interval '5 seconds' and o.due_at <= m.received_at + interval '1 second'
    returning o.message_id`.execute(db);
  return rows.length;
}
