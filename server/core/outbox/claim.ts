// Claiming: picks the messages that are next and marks them as `sending`; the mark is committed before anything is sent.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Address, Draft } from "../../contract/outbound.ts";
import type { OccasionFacts } from "../../contract/skill.ts";
import { announce } from "../inbox/announce.ts";
import { windowMs } from "../inbox/window.ts";
import type { OutboundKind } from "./validity.ts";

/** A claimed message with everything needed to send it. */
export type Claimed = {
  message_id: number;
  conversation_id: number;
  channel_id: number;
  provider: Provider;
  external_id: string;
  display_number: string | null;
  account_id: string | null;
  /** How many messages a second the channel may send; null: the default. */
  messages_per_second: number | null;
  address_kind: Address["kind"];
  address: string;
  key: string;
  /** `said`: what it says while the window is open, where a template takes its place. */
  content: { draft: Draft; occasion?: OccasionFacts; said?: Draft };
  queued_at: Date;
  /** The webhook of the message that it answers. */
  webhook_id: number | null;
  /** Attempts that count, including this one. */
  attempts: number;
  /** How often the message may have reached the provider without a result, including this attempt. */
  copies: number;
  first_attempt_at: Date;
  expires_at: Date;
  kind: OutboundKind;
  last_error: string | null;
  /** An earlier attempt got no response: first find out whether the message arrived. */
  unanswered: boolean;
  window_exempt: boolean;
  last_inbound_at: Date | null;
  window_maybe_at: Date | null;
  /** It is marketing, and the person wants none. */
  unwanted: boolean;
};

/** How many messages each channel may send now; channels that are not listed may send `others`. */
export type Budget = { channels: { id: number; n: number }[]; others: number };

/**
 * Claims at most `limit` messages: only the first of each conversation, only due ones, and per channel no more than its budget. Only one
 * dispatcher may run this at a time.
 */
export async function claim(db: Kysely<DB>, budget: Budget, limit: number, now: Date): Promise<Claimed[]> {
  const heads = sql`
    allowed as (
      select c.id, coalesce(b.n, ${budget.others}) as n
      from channels c left join ${recordset("b", "id int, n int", budget.channels)} on b.id = c.id
      where ${isOpen}
    ),
    heads as materialized (
      select h.* from allowed a
      cross join lateral (
        select o.message_id, o.state from outbox o
        where o.channel_id = a.id and o.due_at <= ${now} and o.state <> 'sending' and ${isHead}
        order by o.due_at, o.message_id limit a.n
      ) h
      limit ${limit}
    )`;
  return take(db, heads, now);
}

/**
 * Claims one message for each of the given held channels, to probe whether it sends again. Prefers a message that was never sent over one
 * that may have arrived, and among those the one that was tried longest ago.
 */
export async function claimProbes(db: Kysely<DB>, channelIds: readonly number[], now: Date): Promise<Claimed[]> {
  if (channelIds.length === 0) return [];
  const heads = sql`
    heads as materialized (
      select h.* from unnest(${channelIds}::int[]) as a(id)
      cross join lateral (
        select o.message_id, o.state from outbox o
        where o.channel_id = a.id and o.due_at <= ${now} and o.state in ('queued', 'unanswered') and ${isHead} and ${isOpen}
        order by o.state = 'unanswered', o.due_at, o.message_id limit 1
      ) h
    )`;
  return take(db, heads, now);
}

/** After a restore nothing is sent until people settle that incident: what waits may have been sent since the backup was made. */
const isOpen = sql`not exists (select from incidents where kind = 'restored' and closed_at is null and spot_id is null)`;

/**
 * No earlier message of the conversation is still to be sent, except those that wait for the window. `offset 0`: looked up by the conversation for each
 * message. PostgreSQL would join or take another index, and read the whole outbox for each, when its statistics are of an empty one.
 */
const isHead = sql`not exists (
  select 1 from (select message_id, state from outbox where conversation_id = o.conversation_id offset 0) p
  where p.message_id < o.message_id and p.state <> 'window'
)`;

/** Whether a message `m` of a channel `c` in a conversation `v` is a marketing template for somebody who wants no marketing. */
const isUnwanted = sql`(
  m.type = 'template' and exists (select from opt_outs x where x.contact_id = v.contact_id) and exists (
    select from templates t
    where t.provider = c.provider and t.account_id = c.account_id and t.category = 'marketing'
      and case when t.provider = 'meta' then t.name = m.content #>> '{draft,name}' and t.language = m.content #>> '{draft,language}'
        else m.content #>> '{draft,name}' in (t.provider_id, t.name) end
  )
)`;

async function take(db: Kysely<DB>, heads: RawBuilder<unknown>, now: Date): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    with ${heads},
    taken as (
      update outbox o set state = 'sending', attempts = o.attempts + 1, copies = o.copies + 1,
        first_attempt_at = coalesce(o.first_attempt_at, ${now})
      where o.message_id = any(array(select message_id from heads))
      returning o.*
    )
    select t.message_id, t.conversation_id, t.channel_id, t.attempts, t.copies, t.first_attempt_at, t.expires_at, t.kind, t.last_error,
      h.state = 'unanswered' as unanswered, t.window_exempt, c.provider, c.external_id, c.display_number, c.account_id, c.messages_per_second, v.address_kind, v.address,
      v.last_inbound_at, v.window_maybe_at, ${isUnwanted} as unwanted, m.key, m.content, m.received_at as queued_at,
      (select a.webhook_id from messages a where a.id = m.answers_id) as webhook_id
    from taken t
    join heads h on h.message_id = t.message_id
    join channels c on c.id = t.channel_id
    join conversations v on v.id = t.conversation_id
    join messages m on m.id = t.message_id
    order by t.message_id`.execute(db);
  return rows;
}

type Overdue = Pick<Claimed, "message_id" | "conversation_id" | "channel_id" | "attempts" | "copies">;

/** Up to 500 expired messages of held channels; none of them is being sent. */
export async function overdue(db: Kysely<DB>, channelIds: readonly number[], now: Date) {
  const { rows } = await sql<Overdue>`
    select message_id, conversation_id, channel_id, attempts, copies from outbox
    where channel_id = any(${channelIds}::int[]) and expires_at <= ${now} and state <> 'sending'
    order by message_id limit 500`.execute(db);
  return rows;
}

/** Whether any message waits for its customer to write again. */
export async function anyForWindow(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{
    any: boolean;
  }>`select exists (select from outbox where state = 'window') as any`.execute(db);
  return rows[0]!.any;
}

/** Makes messages due that waited for the window, where the customer has written again. */
export async function openWindows(db: Kysely<DB>, now: Date): Promise<void> {
  const since = new Date(now.getTime() - windowMs);
  await sql`
    update outbox o set state = 'queued', due_at = ${now} from conversations v
    where o.state = 'window' and v.id = o.conversation_id and greatest(v.last_inbound_at, v.window_maybe_at) > ${since}`.execute(
    db,
  );
}

/**
 * Takes over messages that a previous dispatcher was sending, or had no response for, when it ended. Whether they arrived must be found
 * out. Providers in `askable` are asked soon. For others only a status can tell, and providers retry webhooks less and less often while we
 * are away: so these messages wait as long again as they have been in doubt, within the limits of {@link doubt}. Returns how many there
 * are.
 */
export async function inherit(db: Kysely<DB>, askable: readonly Provider[], now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number; conversation_id: number }>`
      with left_behind as (
        update outbox o set
          state = 'unanswered',
          due_at = greatest(
            case when o.state = 'unanswered' then o.due_at end,
            ${now}::timestamptz + case
              when h.provider = any(${askable}::text[]) then ${doubt.ask}::float8
              else least(greatest(extract(epoch from ${now}::timestamptz - o.first_attempt_at) * 1000, ${doubt.least}::float8), ${doubt.most}::float8)
            end * interval '1 millisecond'
          ),
          last_error = coalesce(o.last_error, 'Bellhop stopped while it was being sent')
        from channels h
        where h.id = o.channel_id and o.state in ('sending', 'unanswered')
        returning o.message_id
      )
      update messages m set status = 'unanswered' from left_behind l
      where m.id = l.message_id and m.status in ('queued', 'sending', 'unanswered')
      returning m.id, m.conversation_id`.execute(tx);
    await announce(
      tx,
      rows.map((row) => ({ messageId: row.id, conversationId: row.conversation_id })),
      now,
    );
    return rows.length;
  });
}

/**
 * Waiting times of messages that were taken over, in ms: until the provider is asked (`ask`), or until the message is sent again (`least`
 * to `most`).
 */
const doubt = { ask: 3_000, least: 30_000, most: 900_000 };

/** When the next message becomes due; null when none will. */
export async function nextDue(db: Kysely<DB>, now: Date): Promise<Date | null> {
  const { rows } = await sql<{ due_at: Date | null }>`
    select min(due.due_at) as due_at from channels c
    cross join lateral (
      select due_at from outbox o where o.channel_id = c.id and o.due_at > ${now} order by due_at limit 1
    ) due`.execute(db);
  return rows[0]?.due_at ?? null;
}

/**
 * When the latest messages of each conversation were sent, in ms since 1970, ascending: after a start, the pair rate needs them. Searches
 * only the newest messages by id.
 */
export async function recentSends(db: Kysely<DB>, since: Date): Promise<Map<number, number[]>> {
  const { rows } = await sql<{ conversation_id: number; times: number[] }>`
    select conversation_id, array_agg((extract(epoch from sent_at) * 1000)::float8 order by sent_at) as times
    from (select conversation_id, direction, status, sent_at from messages order by id desc limit 100000) m
    where direction = 'out' and status not in ('queued', 'failed') and sent_at > ${since}
    group by conversation_id`.execute(db);
  return new Map(rows.map((row) => [row.conversation_id, row.times]));
}

/** Provider ids of the latest messages that were sent in a conversation. */
export async function namedLately(db: Kysely<DB>, conversationId: number): Promise<Set<string>> {
  const rows = await db
    .selectFrom("messages")
    .select("provider_id")
    .where("conversation_id", "=", conversationId)
    .where("direction", "=", "out")
    .where("provider_id", "is not", null)
    .orderBy("sent_at", "desc")
    .orderBy("id", "desc")
    .limit(500)
    .execute();
  return new Set(rows.flatMap((row) => row.provider_id ?? []));
}

/** What an unsent message waits for; undefined when it is not in the outbox. */
export async function waitingFor(db: Kysely<DB>, messageId: number) {
  return db
    .selectFrom("outbox as o")
    .innerJoin("channels as h", "h.id", "o.channel_id")
    .select(["o.state", "o.due_at", "o.expires_at", "o.copies", "o.last_error"])
    .select(
      sql<
        string | null
      >`case when not ${isOpen} then 'Settle the incident “Restored from a backup”, and what waits goes out.'
        else h.held_remedy end`.as("held_remedy"),
    )
    .select(
      sql<
        string | null
      >`case when not ${isOpen} then 'Bellhop was restored from a backup, and this may have been sent already'
        when h.held_since is not null then h.pause_reason end`.as("held_reason"),
    )
    .where("o.message_id", "=", messageId)
    .executeTakeFirst();
}
