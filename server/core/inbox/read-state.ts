// Whether customers' messages were read and answered, and up to which message each colleague has seen a conversation.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { Fault } from "../../base/errors.ts";
import * as conversations from "./conversations.ts";
import { counting } from "./effects.ts";

/** How many of a conversation's newest messages one answer can mark as answered. */
const MAX_ANSWERED = 200;

/**
 * Marks customers' messages as read or unread. Returns how many changed; outbound messages and those already so are not counted. Uses one
 * transaction per conversation: with a lock on a single row it cannot deadlock with a batch that updates many.
 */
export async function markMessages(db: Kysely<DB>, ids: readonly number[], read: boolean, now: Date): Promise<number> {
  const { rows: found } = await sql<{ conversation_id: number; ids: number[] }>`
    select conversation_id, array_agg(id) as ids from messages
    where id = any(${ids}::bigint[]) and direction = 'in' and (read_at is null) = ${read}
    group by conversation_id order by conversation_id`.execute(db);
  let changed = 0;
  for (const { conversation_id, ids: own } of found) {
    changed += await db.transaction().execute(async (tx) => {
      // A merge may have moved its messages to another conversation meanwhile: they are marked there the next time.
      if (!(await conversations.lock(tx, conversation_id))) return 0;
      const { rows } = await sql<{ counts: boolean }>`
        update messages m set read_at = ${read ? now : null}
        where id = any(${own}::bigint[]) and conversation_id = ${conversation_id} and (read_at is null) = ${read}
        returning ${counting} as counts`.execute(tx);
      if (rows.length === 0) return 0;
      const counted = rows.filter(({ counts }) => counts).length;
      await sql`
        update conversations set unread_count = greatest(0, unread_count + ${read ? -counted : counted}::int),
          attention_id = case when unread_count + ${read ? -counted : counted}::int > 0 then attention_id end
        where id = ${conversation_id}`.execute(tx);
      await conversations.tellChanged(tx, [conversation_id], now);
      return rows.length;
    });
  }
  return changed;
}

/** Marks all customers' messages in some conversations as read, in one transaction each; returns how many changed. */
export async function markConversationsRead(db: Kysely<DB>, ids: readonly number[], now: Date): Promise<number> {
  let messages = 0;
  for (const id of ids) messages += (await db.transaction().execute((tx) => markConversationRead(tx, id, now))) ?? 0;
  return messages;
}

/** Like {@link markConversationsRead} for one conversation; null when it does not exist. */
export async function markConversationRead(tx: Transaction<DB>, id: number, now: Date): Promise<number | null> {
  if (!(await conversations.lock(tx, id))) return null;
  const read = await tx
    .updateTable("messages")
    .set({ read_at: now })
    .where("conversation_id", "=", id)
    .where("direction", "=", "in")
    .where("read_at", "is", null)
    .executeTakeFirst();
  const counted = await tx
    .updateTable("conversations")
    .set({ unread_count: 0, attention_id: null })
    .where("id", "=", id)
    .where(sql<boolean>`(unread_count <> 0 or attention_id is not null)`)
    .executeTakeFirst();
  if (read.numUpdatedRows + counted.numUpdatedRows > 0n) await conversations.tellChanged(tx, [id], now);
  return Number(read.numUpdatedRows);
}

/** Marks the customer's newest message as unread; returns how many are unread then. Throws NOT_FOUND. */
export async function markConversationUnread(db: Kysely<DB>, id: number, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const known = await conversations.lock(tx, id);
    if (!known) throw new Fault("NOT_FOUND", `There is no conversation ${id}.`);
    const { rows } = await sql<{ id: number; read: boolean }>`
      update messages m set read_at = null
      from (
        select m.id, m.read_at from messages m where m.conversation_id = ${id} and ${counting} order by m.sent_at desc, m.id desc limit 1
      ) newest
      where m.id = newest.id returning m.id, newest.read_at is not null as read`.execute(tx);
    const [newest] = rows;
    if (!newest) return known.unread_count;
    const unread = known.unread_count + (newest.read ? 1 : 0);
    const { rows: seen } = await sql`
      delete from conversation_reads where conversation_id = ${id} returning user_id`.execute(tx);
    if (!newest.read && known.attention_id === newest.id && seen.length === 0) return unread;
    await tx
      .updateTable("conversations")
      .set({ unread_count: unread, attention_id: newest.id })
      .where("id", "=", id)
      .execute();
    await conversations.tellChanged(tx, [id], now);
    return unread;
  });
}

/** Marks a customer's newest messages as answered, because a person has written back. */
export async function markAnswered(tx: Transaction<DB>, conversationId: number, now: Date): Promise<void> {
  await sql`
    update messages set replied_at = ${now} where id in (
      select id from (
        select id, replied_at from messages where conversation_id = ${conversationId} and direction = 'in'
        order by sent_at desc, id desc limit ${MAX_ANSWERED}
      ) newest where replied_at is null
    )`.execute(tx);
}

/** An answer that a colleague gave on the business's own phone. */
export type Echo = { conversationId: number; messageId: number; sentAt: Date };

/** Marks customers' newest messages before some echoes as read and answered. */
export async function markAnsweredBefore(tx: Transaction<DB>, echoes: readonly Echo[], now: Date): Promise<void> {
  const rows = echoes.map((echo) => ({ id: echo.conversationId, message_id: echo.messageId, sent_at: echo.sentAt }));
  await sql`
    update messages m set replied_at = coalesce(m.replied_at, ${now}), read_at = coalesce(m.read_at, ${now})
    from ${recordset("r", "id bigint, message_id bigint, sent_at timestamptz", rows)} cross join lateral (
      select b.id from (
        select id, replied_at, read_at from messages
        where conversation_id = r.id and direction = 'in' and (sent_at, id) < (r.sent_at, r.message_id)
        order by sent_at desc, id desc limit ${MAX_ANSWERED}
      ) b where b.replied_at is null or b.read_at is null
    ) before
    where m.id = before.id`.execute(tx);
}

/** Records up to which message a colleague has seen a conversation. Changes nothing for others. Throws NOT_FOUND. */
export async function see(db: Kysely<DB>, personId: number, conversationId: number, messageId: number): Promise<void> {
  const { rows } = await sql`
    with seen as (
      select c.id, m.id as message_id from conversations c join messages m on m.conversation_id = c.id
      where c.id = ${conversationId} and m.id = ${messageId}
    )
    insert into conversation_reads (user_id, conversation_id, message_id) select ${personId}::int, id, message_id from seen
    on conflict (user_id, conversation_id) do update
      set message_id = greatest(conversation_reads.message_id, excluded.message_id)
    returning 1`.execute(db);
  if (rows.length === 0)
    throw new Fault("NOT_FOUND", `There is no message ${messageId} in conversation ${conversationId}.`);
}

/** Whether conversation `v` has something that a colleague should read and has not seen; null: that anybody should read. */
export const isUnread = (
  personId: number | null,
): RawBuilder<boolean> => sql<boolean>`(v.attention_id is not null and not exists (
  select from conversation_reads r
  where r.user_id = ${personId}::int and r.conversation_id = v.id and r.message_id >= v.attention_id))`;
