// Deletes old messages with all that hangs on them, and calls. Conversations keep their counters right; contacts, bookings and the ledger stay.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { happened } from "../../base/journal.ts";
import type { CoreEvent } from "../../contract/events.ts";
import type { Due, Place, RetentionKind, RetentionScope } from "../../contract/retention.ts";
import { counting } from "../inbox/effects.ts";

const start: Place = { at: "-infinity", id: 0 };

/** Conversations and messages that one transaction deletes from. */
const CONVERSATIONS = 50;
const MESSAGES = 500;

/** Tells which of some contacts are needed still, each skill by its own rules. */
export type ContactsInUse = (tx: Transaction<DB>, contactIds: readonly number[]) => Promise<readonly number[]>;

/** A message `m` whose fate is not known: it waits, is being sent, or is in doubt. */
const unsent = sql`exists (select from outbox o where o.message_id = m.id)`;
/** A call `k` that is not over. */
const isOver = sql`(k.ended_at is not null or k.rejected_at is not null or k.began_at < now() - interval '2 days')`;

/** The condition that a column names a number of the scope. */
export const onNumbers = (column: RawBuilder<unknown>, { channels }: RetentionScope) =>
  channels === null ? sql`true` : sql`${column} = any(${[...channels]}::int[])`;

/** Messages but calls, which are a kind of their own. */
export const messages = (inUse: ContactsInUse): RetentionKind<Transaction<DB>> => ({
  name: "messages",
  title: "Messages",
  description:
    "Messages in both directions with their text, raw data, files, statuses and costs. Contacts, bookings and money stay, and so do the sums of costs. What is not sent yet stays, and so does the conversation of somebody who is in the middle of something, such as a booking.",
  byNumber: true,
  async find(tx, scope) {
    const { rows } = await sql<Due>`
      select count(*)::int as count, min(m.sent_at) as oldest from messages m
      where m.sent_at < ${scope.before} and m.type <> 'call' and ${onNumbers(sql`m.channel_id`, scope)} and not ${unsent}`.execute(
      tx,
    );
    return rows[0]!;
  },
  async deleteSome(tx, scope, after) {
    const { held, last } = await lockOldest(tx, scope, after);
    const busy = await inUse(tx, [...new Set(held.flatMap(({ contact_id }) => contact_id ?? []))]);
    const ids = held.flatMap(({ id, contact_id }) => (contact_id !== null && busy.includes(contact_id) ? [] : [id]));
    const { rows } = await sql<{ id: number }>`
      select m.id from messages m where m.conversation_id = any(${ids}::bigint[]) and m.sent_at < ${scope.before}
        and m.type <> 'call' and not ${unsent} limit ${MESSAGES}`.execute(tx);
    await remove(
      tx,
      rows.map(({ id }) => id),
      scope.now,
    );
    // A conversation may have more of them than one transaction deletes.
    return { deleted: rows.length, next: rows.length === MESSAGES ? (after ?? start) : last };
  },
});

/** Locks conversations with old messages, those that somebody writes into now left out. */
async function lockOldest(tx: Transaction<DB>, scope: RetentionScope, after: Place | null) {
  const from = after ?? start;
  const { rows } = await sql<{ id: number; contact_id: number | null; at: string; free: boolean }>`
    with oldest as (
      select v.id, v.first_message_at from conversations v
      where v.first_message_at < ${scope.before} and (v.first_message_at, v.id) > (${from.at}::timestamptz, ${from.id}::bigint)
        and ${onNumbers(sql`v.channel_id`, scope)}
      order by v.first_message_at, v.id limit ${CONVERSATIONS}
    ), free as (
      select v.id, v.contact_id from conversations v where v.id in (select id from oldest) for no key update skip locked
    )
    select o.id, f.contact_id, o.first_message_at::text as at, f.id is not null as free
    from oldest o left join free f on f.id = o.id order by o.first_message_at, o.id`.execute(tx);
  const end = rows.at(-1);
  return {
    held: rows.filter(({ free }) => free),
    last: rows.length === CONVERSATIONS ? { at: end!.at, id: end!.id } : null,
  };
}

/** Deletes messages with what hangs on them, and recounts their conversations, which are locked. */
async function remove(tx: Transaction<DB>, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  const these = sql`any(${[...ids]}::bigint[])`;
  await sql`delete from attachments where message_id = ${these}`.execute(tx);
  for (const table of ["message_statuses", "message_costs"])
    await sql`
      delete from ${sql.table(table)} s using messages m
      where m.id = ${these} and s.channel_id = m.channel_id and s.provider_id = m.provider_id`.execute(tx);
  const { rows } = await sql<{ id: number }>`
    with gone as (delete from messages m where m.id = ${these} returning m.id, m.conversation_id, m.read_at, ${counting} as counts),
    fewer as (
      select conversation_id as id, count(*) filter (where counts)::int as counted,
        count(*) filter (where counts and read_at is null)::int as unread, max(id) as newest
      from gone group by 1
    )
    update conversations v set message_count = greatest(0, v.message_count - f.counted), unread_count = greatest(0, v.unread_count - f.unread),
      attention_id = case when v.attention_id in (select id from gone) then null else v.attention_id end
    from fewer f where v.id = f.id returning v.id`.execute(tx);
  const conversations = rows.map(({ id }) => id);
  // In a statement of its own, which sees that the messages are gone.
  await sql`
    update conversations v set first_message_at = e.oldest, last_message_at = case when e.oldest is null then null else v.last_message_at end,
      state = case when e.oldest is null then 'done' else v.state end, snoozed_until = case when e.oldest is null then null else v.snoozed_until end,
      waiting_since = case when e.oldest is null then null else v.waiting_since end,
      waiting_reason = case when e.oldest is null then null else v.waiting_reason end
    from (select c.id, (select min(m.sent_at) from messages m where m.conversation_id = c.id) as oldest
      from unnest(${conversations}::bigint[]) c (id)) e
    where v.id = e.id`.execute(tx);
  const data = { conversation_ids: conversations, message_ids: [...ids] };
  await happened(tx, { type: "inbox.changed", data } satisfies CoreEvent, now);
}

/** Calls with the messages that show them. */
export const calls: RetentionKind<Transaction<DB>> = {
  name: "calls",
  title: "Calls",
  description: "Calls with the lines that show them in conversations. A call that is not over stays.",
  byNumber: true,
  async find(tx, scope) {
    const { rows } = await sql<Due>`
      select count(*)::int as count, min(k.began_at) as oldest from calls k
      where k.began_at < ${scope.before} and ${isOver} and ${onNumbers(sql`k.channel_id`, scope)}`.execute(tx);
    return rows[0]!;
  },
  async deleteSome(tx, scope, after) {
    const from = after ?? start;
    const { rows } = await sql<{ id: number; at: string; message_id: number | null }>`
      select k.id, k.began_at::text as at, k.message_id from calls k
      where k.began_at < ${scope.before} and (k.began_at, k.id) > (${from.at}::timestamptz, ${from.id}::bigint) and ${isOver}
        and ${onNumbers(sql`k.channel_id`, scope)}
      order by k.began_at, k.id limit ${MESSAGES}`.execute(tx);
    const shown = rows.flatMap(({ message_id }) => message_id ?? []);
    const { rows: free } = await sql<{ id: number }>`
      select m.id from messages m join conversations v on v.id = m.conversation_id where m.id = any(${shown}::bigint[])
      for no key update of v skip locked`.execute(tx);
    const removed = new Set(free.map(({ id }) => id));
    const gone = rows.filter(({ message_id }) => message_id === null || removed.has(message_id)).map(({ id }) => id);
    await sql`delete from calls where id = any(${gone}::bigint[])`.execute(tx);
    await remove(tx, [...removed], scope.now);
    const end = rows.at(-1);
    return { deleted: gone.length, next: rows.length === MESSAGES ? { at: end!.at, id: end!.id } : null };
  },
};
