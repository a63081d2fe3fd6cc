// Due times of the outbox when a clock was wrong: a message waits as long as it was to wait, whatever the clock says.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/**
 * Moves due times after the dispatcher's clock jumped by `byMs`; `now` is after the jump. Back: what waits goes on waiting for as long
 * as it had left. Forward: what the jump alone made due waits on, unless it was to leave at once; above all what is in doubt, which would
 * be repeated before its echo can have come.
 */
export async function follow(db: Kysely<DB>, byMs: number, now: Date): Promise<void> {
  const by = sql`${byMs}::float8 * interval '1 millisecond'`;
  // How long a message makes sense is a length of time too.
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
 * Makes due what was queued by a clock that was ahead of ours, here before a restart or on another machine: it was to leave at once, and
 * for us it was written in the future. Returns how many messages that were.
 */
export async function correct(db: Kysely<DB>, now: Date): Promise<number> {
  const { rows } = await sql`
    update outbox o set due_at = ${now} from messages m
    where m.id = o.message_id and o.state = 'queued' and o.attempts = 0 and o.due_at > ${now}::timestamptz + interval '5 seconds'
      and m.received_at > ${now}::timestamptz + interval '5 seconds' and o.due_at <= m.received_at + interval '1 second'
    returning o.message_id`.execute(db);
  return rows.length;
}
