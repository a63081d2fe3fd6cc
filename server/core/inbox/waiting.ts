// Conversations that wait for people: since when and why, and when they stop waiting.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { tellChanged } from "./conversations.ts";
import { counting } from "./effects.ts";
import { type Echo, markAnsweredBefore } from "./read-state.ts";

/** Why a conversation waits for people. The triggers of incidents also write some of these. */
export const waitingReasons = [
  /** The bot had no answer. */
  "unanswered",
  /** A rule, the customer or a colleague asked for a person. */
  "handed_over",
  /** The customer wrote while a colleague has the conversation. */
  "customer_wrote",
  /** An incident concerns the contact. */
  "incident",
  /** A message could not be sent. */
  "send_failed",
  /** The bot's budget for this conversation is used up. */
  "budget",
  /** The conversation was snoozed, and the time has come or the customer has written again. */
  "snoozed",
  /** Nobody took the customer's call. */
  "missed_call",
  /** The customer asked to be called back. */
  "call_back",
  /** A colleague reopened a conversation that was done. */
  "reopened",
] as const;

export type WaitingReason = (typeof waitingReasons)[number];

/** Makes conversations wait for people; those that already wait keep their time and reason. Live views are notified. */
export async function waitForPeople(
  tx: Transaction<DB>,
  ids: readonly number[],
  reason: WaitingReason,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`select wait_for_people(${ids}::bigint[], ${reason}, ${now}::timestamptz)`.execute(tx);
}

/**
 * Makes the conversations of failed messages wait for people. Not those of messages that a program sent through the API to somebody who never
 * wrote: these are for that program to handle.
 */
export async function waitForFailed(tx: Transaction<DB>, messageIds: readonly number[], now: Date): Promise<void> {
  if (messageIds.length === 0) return;
  const { rows } = await sql<{ id: number }>`
    select distinct v.id from messages m join conversations v on v.id = m.conversation_id
    where m.id = any(${messageIds}::bigint[]) and (v.last_inbound_at is not null or coalesce(m.origin, '') not like 'api:%')`.execute(
    tx,
  );
  await waitForPeople(
    tx,
    rows.map(({ id }) => id),
    "send_failed",
    now,
  );
}

/** A customer's message because of which a conversation waits for people. */
export type Waiting = { conversationId: number; messageId: number; reason: WaitingReason; since: Date };

/** Makes the conversations of newly recorded messages wait, since the time of the first message. The caller notifies live views of the messages. */
export async function begin(tx: Transaction<DB>, waiting: readonly Waiting[]): Promise<void> {
  if (waiting.length === 0) return;
  const first = new Map<number, Waiting>();
  for (const one of waiting) {
    const before = first.get(one.conversationId);
    first.set(one.conversationId, before ? { ...before, messageId: one.messageId } : one);
  }
  const rows = [...first.values()]
    .sort((a, b) => a.conversationId - b.conversationId)
    .map(({ conversationId, messageId, reason, since }) => ({
      id: conversationId,
      message_id: messageId,
      reason,
      since,
    }));
  await sql`
    update conversations c set
      waiting_since = case when c.stage = 'waiting' then c.waiting_since else r.since end,
      waiting_reason = case when c.stage = 'waiting' and c.waiting_reason <> 'incident' then c.waiting_reason else r.reason end,
      state = 'open', snoozed_until = null, attention_id = greatest(c.attention_id, r.message_id)
    from ${recordset("r", "id bigint, message_id bigint, reason text, since timestamptz", rows)}
    where c.id = r.id`.execute(tx);
}

/** The columns of a conversation that no longer waits, because somebody has acted. */
export const notWaiting = {
  waiting_since: null,
  waiting_reason: null,
  snoozed_until: null,
  attention_id: null,
} as const;

/** Makes conversations wait whose snooze has ended; returns how many. */
export async function wake(db: Kysely<DB>, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from conversations where stage = 'snoozed' and snoozed_until <= ${now} order by id for no key update`.execute(
      tx,
    );
    await waitForPeople(
      tx,
      rows.map((row) => row.id),
      "snoozed",
      now,
    );
    return rows.length;
  });
}

/**
 * Treats echoes as answers of a person: earlier messages count as read and answered, the bot becomes quiet, and the conversation stops waiting.
 * An echo that arrives after a later message of the customer answers only the messages before it.
 */
export async function answeredByPhone(tx: Transaction<DB>, echoes: readonly Echo[], now: Date): Promise<void> {
  if (echoes.length === 0) return;
  const rows = echoes.map(({ conversationId, messageId, sentAt }) => ({
    id: conversationId,
    message_id: messageId,
    sent_at: sentAt,
  }));
  const shape = "id bigint, message_id bigint, sent_at timestamptz";
  await markAnsweredBefore(tx, echoes, now);
  const { rows: settled } = await sql<{ id: number }>`
    with newest as (
      select r.id, max(r.message_id) as message_id, min(r.sent_at) as since, max(r.sent_at) as sent_at
      from ${recordset("r", shape, rows)} group by r.id
    ), judged as (
      -- What was there before the echo and is newer than it has not been answered by it.
      select n.id, n.since, exists (
        select from messages m where m.conversation_id = n.id and m.sent_at > n.sent_at and m.id < n.message_id
          and ${counting}
      ) as late, (
        select count(*) from messages m where m.conversation_id = n.id and m.read_at is null and ${counting}
      ) as unread
      from newest n
    )
    update conversations c set
      unread_count = j.unread,
      bot_quiet_since = case when j.late then c.bot_quiet_since else coalesce(c.bot_quiet_since, j.since) end,
      waiting_since = case when j.late then c.waiting_since end,
      waiting_reason = case when j.late then c.waiting_reason end,
      snoozed_until = case when j.late then c.snoozed_until end,
      attention_id = case when j.late then c.attention_id end,
      state = case when j.late then c.state else 'open' end
    from judged j where c.id = j.id
    returning c.id`.execute(tx);
  await tellChanged(
    tx,
    settled.map((row) => row.id),
    now,
  );
}
