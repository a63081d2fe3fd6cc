// Separation: moves messages that turned out to be another person's to that person's conversations, and recomputes counters.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { isBsuid, isParentBsuid } from "../../base/phone.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import * as conversations from "./conversations.ts";
import { counting, maybeOpening, opening } from "./effects.ts";
import type { Known } from "./evidence.ts";

/** A message with the keys of its sender, or of its recipient. */
export type MessageOwner = {
  id: number;
  keys: IdentityKeys;
  /** In ms. */
  at: number;
  contactId: number | null;
  channelId: number;
  groupId: string | null;
  conversationId: number;
};

/** All messages with a known sender that are connected with the evidence. */
export async function messageOwners(tx: Transaction<DB>, known: Known): Promise<MessageOwner[]> {
  const contacts = [...new Set(known.identities.map((row) => row.contact_id))];
  const senders = [...new Set(known.identities.map((row) => row.value))];
  const { rows } = await sql<{
    id: number;
    sighting_id: number | null;
    sender: string | null;
    sent_at: Date;
    contact_id: number | null;
    channel_id: number;
    group_id: string | null;
    conversation_id: number;
  }>`
    with written as (
      select m.id from conversations v join messages m on m.conversation_id = v.id where v.contact_id = any(${contacts}::bigint[])
      union
      select m.id from messages m
      where m.direction = 'in' and coalesce(m.sender, '') collate "C" = any(${senders}::text[]) and m.contact_id = any(${contacts}::bigint[])
    )
    select m.id, m.sighting_id, m.sender, m.sent_at, m.contact_id, m.channel_id, v.group_id, m.conversation_id
    from written w join messages m on m.id = w.id join conversations v on v.id = m.conversation_id
    where m.sighting_id is not null or m.sender is not null`.execute(tx);
  const sets = new Map(known.sightings.map(({ id, keys }) => [id, keys]));
  return rows.flatMap((row) => {
    const keys = sets.get(row.sighting_id ?? 0) ?? (row.sender === null ? null : keysOfSender(row.sender));
    if (keys === null) return [];
    const {
      id,
      contact_id: contactId,
      channel_id: channelId,
      group_id: groupId,
      conversation_id: conversationId,
    } = row;
    return [{ id, keys, at: row.sent_at.getTime(), contactId, channelId, groupId, conversationId }];
  });
}

/** The present contact and conversation of messages, by id. */
export async function currentOwners(
  tx: Transaction<DB>,
  messages: readonly MessageOwner[],
): Promise<Map<number, Pick<MessageOwner, "contactId" | "conversationId">>> {
  if (messages.length === 0) return new Map();
  const { rows } = await sql<{ id: number; contact_id: number | null; conversation_id: number }>`
    select id, contact_id, conversation_id from messages where id = any(${messages.map(({ id }) => id)}::bigint[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, { contactId: row.contact_id, conversationId: row.conversation_id }]));
}

/** The keys of a sender as messages of earlier versions store it: a number or a BSUID. */
function keysOfSender(sender: string): IdentityKeys {
  const parent = isParentBsuid(sender);
  const bsuid = isBsuid(sender);
  return {
    waId: bsuid ? null : sender,
    bsuid: bsuid && !parent ? sender : null,
    parentBsuid: parent ? sender : null,
    username: null,
  };
}

/** Moves messages, and the answers to them, to the given contacts. */
export async function separate(tx: Transaction<DB>, moved: readonly MessageOwner[], now: Date): Promise<void> {
  if (moved.length === 0) return;
  const alone = moved.filter(({ groupId }) => groupId === null);
  const ids = await conversations.open(
    tx,
    alone.map(({ channelId, contactId, keys }) => ({
      channelId,
      contactId,
      groupId: null,
      address:
        keys.waId === null
          ? { kind: "bsuid" as const, value: keys.bsuid ?? keys.parentBsuid ?? "" }
          : { kind: "wa_id" as const, value: keys.waId },
    })),
  );
  const places = new Map(alone.map((message, place) => [message.id, ids[place]!]));
  const wanted = moved.map(({ id, contactId, conversationId }) => ({
    id,
    contact_id: contactId,
    conversation_id: places.get(id) ?? conversationId,
  }));
  const shape = "id bigint, contact_id bigint, conversation_id bigint";
  await sql`
    update messages m set contact_id = r.contact_id, conversation_id = r.conversation_id
    from ${recordset("r", shape, wanted)} where m.id = r.id`.execute(tx);
  const touched = new Set([...ids, ...moved.map(({ conversationId }) => conversationId)]);
  await moveAnswers(tx, [...touched]);
  await recount(tx, [...touched]);
  await conversations.tellChanged(tx, [...touched], now);
}

/** Moves answers to the conversation of the message that they answer. */
async function moveAnswers(tx: Transaction<DB>, touched: readonly number[]): Promise<void> {
  const { rows } = await sql<{ id: number; conversation_id: number }>`
    update messages o set conversation_id = m.conversation_id
    from messages m
    where o.conversation_id = any(${[...touched]}::bigint[]) and o.direction = 'out' and m.id = o.answers_id
      and m.conversation_id <> o.conversation_id and m.conversation_id = any(${[...touched]}::bigint[])
    returning o.id, o.conversation_id`.execute(tx);
  await followOutbox(
    tx,
    rows.map((row) => row.id),
  );
}

/** Updates the conversation of messages in the outbox. */
export async function followOutbox(tx: Transaction<DB>, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update outbox o set conversation_id = m.conversation_id from messages m
    where o.message_id = m.id and m.id = any(${[...ids]}::bigint[])`.execute(tx);
}

/**
 * The address for answers in a conversation `c`, from its messages: the key that wrote last, with the time; if none ever wrote, the key that
 * the business's own phone wrote to, without a time. In the same order as `grow`, so that the order of arrival does not matter. The condition
 * is `<> 'out'` instead of `= 'in'`: with statistics from before anybody had written, the planner would read the whole index of directions for
 * each conversation.
 */
export const usedAddress = sql`
  (
    select case when m.sender ~ '^[A-Z]{2}\\.' then 'bsuid' else 'wa_id' end as kind, m.sender as value, m.sent_at as at
    from messages m
    where m.conversation_id = c.id and m.direction <> 'out' and m.sender is not null
    order by m.sent_at desc, m.sender collate "C" desc limit 1
  )
  union all
  (
    select case when s.wa_id is null then 'bsuid' else 'wa_id' end, coalesce(s.wa_id, s.bsuid, s.parent_bsuid), null
    from messages m join identity_sightings s on s.id = m.sighting_id
    where m.conversation_id = c.id and m.direction = 'out' and m.origin = 'phone'
      and (select true from messages i where i.conversation_id = c.id and i.direction <> 'out' and i.sender is not null limit 1) is null
    order by s.wa_id is null, coalesce(s.wa_id, s.bsuid, s.parent_bsuid) collate "C" desc limit 1
  )`;

/** Recomputes the counters and times of conversations from their messages; deletes conversations that have become empty. */
export async function recount(tx: Transaction<DB>, ids: readonly number[]): Promise<void> {
  await sql`
    update conversations v set message_count = c.inbound, unread_count = c.unread, first_message_at = c.first_at,
      last_message_at = c.last_at, last_inbound_at = c.last_inbound, window_maybe_at = c.window_maybe,
      address_kind = coalesce(w.kind, v.address_kind), address = coalesce(w.value, v.address), address_at = w.at
    from (
      select x.id, count(*) filter (where ${counting})::int as inbound,
        count(*) filter (where ${counting} and m.read_at is null)::int as unread,
        min(m.sent_at) as first_at, max(m.sent_at) as last_at,
        max(m.sent_at) filter (where ${opening}) as last_inbound,
        max(m.sent_at) filter (where ${maybeOpening}) as window_maybe
      from unnest(${[...ids]}::bigint[]) as x(id) left join messages m on m.conversation_id = x.id group by x.id
    ) c
    left join lateral (${usedAddress}) w on true
    where v.id = c.id and v.group_id is null`.execute(tx);
  await sql`
    delete from conversations v where v.id = any(${[...ids]}::bigint[]) and v.group_id is null and v.last_message_at is null
      and not exists (select from messages m where m.conversation_id = v.id)
      and not exists (select from conversation_notes n where n.conversation_id = v.id)
      and not exists (select from conversation_labels l where l.conversation_id = v.id)
      and not exists (select from incidents i where i.conversation_id = v.id)`.execute(tx);
}

/** Sets contacts to the newest name in their messages. */
export async function rename(tx: Transaction<DB>, contacts: readonly number[]): Promise<void> {
  await sql`
    update contacts c set name = n.name, name_at = n.at
    from unnest(${[...contacts]}::bigint[]) as x(id)
    left join lateral (
      select m.sender_name as name, m.sent_at as at from messages m
      where m.contact_id = x.id and m.sender_name is not null and m.conversation_id in (
        select v.id from conversations v where v.contact_id = x.id
        union select g.conversation_id from messages g
          where g.direction = 'in' and coalesce(g.sender, '') collate "C" in (select value from contact_identities where contact_id = x.id)
      )
      order by m.sent_at desc, m.sender_name collate "C" desc limit 1
    ) n on true
    where c.id = x.id`.execute(tx);
}

/** Sets contacts to the newest of the given numbers. */
export async function renumber(
  tx: Transaction<DB>,
  contacts: readonly number[],
  numbers: readonly { contactId: number; phone: string; at: number }[],
): Promise<void> {
  const told = numbers.map(({ contactId, phone, at }) => ({ id: contactId, phone, at: new Date(at) }));
  await sql`
    with told as (
      select distinct on (id) * from ${recordset("r", "id bigint, phone text, at timestamptz", told)}
      order by id, at desc, phone collate "C" desc
    )
    update contacts c set phone = t.phone, phone_at = t.at
    from unnest(${[...contacts]}::bigint[]) as x(id) left join told t using (id)
    where c.id = x.id and (c.phone, c.phone_at) is distinct from (t.phone, t.at)`.execute(tx);
}
