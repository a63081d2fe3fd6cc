// Phone calls: folds the steps that webhooks tell, in any order and any number of times, into one row for each call; lists them.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import { recordset } from "../../base/db.ts";
import type { CallState } from "../../contract/calls.ts";
import type { InboundCall, Provider } from "../../contract/inbound.ts";
import type { Direction } from "../../contract/messages.ts";
import type { Touched } from "./announce.ts";
import { called } from "./called.ts";

/** A step of a call with what is needed to store it. */
export type ToldCall = { call: InboundCall; channelId: number; receivedAt: Date };

/** A call of which something was told; `before`: its state until then, null when it is new. */
export type ChangedCall = { id: number; state: CallState; before: CallState | null };

const columns = `place int, channel_id int, provider_id text, direction text, began_at timestamptz, answered_at timestamptz,
  rejected_at timestamptz, ended_at timestamptz, duration_seconds int, remote_sdp text, failed boolean, error_code int, error_title text`;

/**
 * Adds steps to their calls, after the messages that show them were stored. Each column takes the earliest or the latest of what was told, so the
 * order does not matter. Opens the window where a customer took a call (Meta: calling, window). Returns the messages whose call changed, and the calls.
 */
export async function foldCalls(
  tx: Transaction<DB>,
  told: readonly ToldCall[],
): Promise<{ touched: Touched[]; changed: ChangedCall[] }> {
  if (told.length === 0) return { touched: [], changed: [] };
  const { rows } = await sql<ChangedCall>`
    with told as (
      select channel_id, provider_id, min(direction) as direction, min(began_at) as began_at, min(answered_at) as answered_at,
        min(rejected_at) as rejected_at, max(ended_at) as ended_at, max(duration_seconds) as duration_seconds, max(remote_sdp) as remote_sdp, bool_or(failed) as failed,
        max(error_code) as error_code, max(error_title) as error_title
      from ${recordset("r", columns, told.map(toRow))} group by channel_id, provider_id
    )
    insert into calls as k (channel_id, provider_id, message_id, direction, began_at, answered_at, rejected_at, ended_at, duration_seconds,
      remote_sdp, failed, error_code, error_title)
    select t.channel_id, t.provider_id, m.id, t.direction, t.began_at, t.answered_at, t.rejected_at, t.ended_at, t.duration_seconds,
      case when t.ended_at is null then t.remote_sdp end, t.failed, t.error_code, t.error_title
    from told t left join messages m on m.channel_id = t.channel_id and m.provider_id = t.provider_id and m.type = 'call'
    order by t.channel_id, t.provider_id
    on conflict (channel_id, provider_id) do update set
      message_id = coalesce(k.message_id, excluded.message_id),
      began_at = least(k.began_at, excluded.began_at),
      answered_at = least(k.answered_at, excluded.answered_at),
      rejected_at = least(k.rejected_at, excluded.rejected_at),
      ended_at = greatest(k.ended_at, excluded.ended_at),
      duration_seconds = greatest(k.duration_seconds, excluded.duration_seconds),
      remote_sdp = case when coalesce(k.ended_at, excluded.ended_at) is null then coalesce(k.remote_sdp, excluded.remote_sdp) end,
      failed = k.failed or excluded.failed,
      error_code = coalesce(k.error_code, excluded.error_code),
      error_title = coalesce(k.error_title, excluded.error_title)
    -- The second look at the table is from before this statement.
    returning k.id, k.state, (select o.state from calls o where o.id = k.id) as before`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await openWindows(tx, ids);
  const { rows: touched } = await sql<Touched>`
    select m.id as "messageId", m.conversation_id as "conversationId" from calls k join messages m on m.id = k.message_id
    where k.id = any(${ids}::bigint[])`.execute(tx);
  return { touched, changed: rows };
}

function toRow({ call, channelId, receivedAt }: ToldCall, place: number) {
  return {
    place,
    channel_id: channelId,
    provider_id: call.providerId,
    direction: call.direction,
    began_at: call.answeredAt ?? call.at ?? receivedAt,
    answered_at: call.answeredAt ?? (call.step === "accepted" ? receivedAt : null),
    rejected_at: call.step === "rejected" ? (call.at ?? receivedAt) : null,
    ended_at: call.step === "terminate" ? (call.endedAt ?? receivedAt) : null,
    duration_seconds: call.durationSeconds,
    remote_sdp: call.sdp,
    failed: call.failed,
    error_code: call.error?.code ?? null,
    error_title: call.error?.title ?? null,
  };
}

/** A customer who takes a call opens the window, like one who calls. */
async function openWindows(tx: Transaction<DB>, ids: readonly number[]): Promise<void> {
  await sql`
    update conversations v set last_inbound_at = taken.at
    from (
      select m.conversation_id as id, max(k.answered_at) as at from calls k join messages m on m.id = k.message_id
      where k.id = any(${ids}::bigint[]) and k.direction = 'out' and k.answered_at is not null group by m.conversation_id
    ) taken
    where v.id = taken.id and (v.last_inbound_at is null or v.last_inbound_at < taken.at)`.execute(tx);
}

/** Whether conversation `v` has a missed call that nobody has read or answered. */
export const hasMissedCall: RawBuilder<boolean> = sql<boolean>`(v.id in (
  select m.conversation_id from calls k join messages m on m.id = k.message_id
  where k.state = 'missed' and k.direction = 'in' and m.read_at is null and m.replied_at is null))`;

/** The name of who took call `k`, or began it. */
const takerOf: RawBuilder<string | null> = sql`(select u.name from users u where u.id = k.taken_by)`;

/** The call of message `m` as JSON; null when it shows none. */
export const callOf: RawBuilder<CallShown | null> = sql`(
  select json_build_object('id', k.id, 'state', k.state, 'duration_seconds', k.duration_seconds, 'error_title', k.error_title,
    'taken_by', ${takerOf})
  from calls k where k.message_id = m.id)`;

/** What a thread shows of a call. */
export type CallShown = {
  id: number;
  state: CallState;
  duration_seconds: number | null;
  error_title: string | null;
  taken_by: string | null;
};

/** A call as listed. */
export type CallRow = {
  id: number;
  provider_id: string;
  direction: Direction;
  state: CallState;
  channel_id: number;
  provider: Provider;
  display_number: string | null;
  conversation_id: number | null;
  message_id: number | null;
  contact_name: string | null;
  phone: string | null;
  began_at: Date;
  answered_at: Date | null;
  rejected_at: Date | null;
  ended_at: Date | null;
  duration_seconds: number | null;
  error_code: number | null;
  error_title: string | null;
  taken_at: Date | null;
  taken_by: number | null;
  taken_by_name: string | null;
  remote_sdp: string | null;
};

/** Filters of the list of calls; null does not filter. */
export type CallFilter = {
  state: CallState | null;
  direction: Direction | null;
  channelId: number | null;
  conversationId: number | null;
};

/** A page of the calls that match a filter, newest first. */
export async function findCalls(
  db: Kysely<DB>,
  filter: CallFilter,
  page: { limit: number; before: { at: Date; id: number } | null },
): Promise<CallRow[]> {
  const { state, direction, channelId, conversationId } = filter;
  const conditions = [sql`true`];
  if (state !== null) conditions.push(sql`k.state = ${state}`);
  if (direction !== null) conditions.push(sql`k.direction = ${direction}`);
  if (channelId !== null) conditions.push(sql`k.channel_id = ${channelId}`);
  if (conversationId !== null) conditions.push(sql`m.conversation_id = ${conversationId}`);
  if (page.before) {
    conditions.push(sql`(k.began_at, k.id) < (${page.before.at}::timestamptz, ${page.before.id}::bigint)`);
  }
  return readCalls(db, sql`${all(conditions)} order by k.began_at desc, k.id desc limit ${page.limit}`);
}

/** The calls that match a condition on `k`, `h`, `m` and `c`, which may be followed by an order and a limit. */
export async function readCalls(db: Kysely<DB> | Transaction<DB>, condition: RawBuilder<unknown>): Promise<CallRow[]> {
  const { rows } = await sql<CallRow>`
    select k.id, k.provider_id, k.direction, k.state, k.channel_id, h.provider, h.display_number, m.conversation_id, k.message_id,
      ${called} as contact_name, c.phone, k.began_at, k.answered_at, k.rejected_at, k.ended_at, k.duration_seconds, k.error_code, k.error_title,
      k.taken_at, k.taken_by, ${takerOf} as taken_by_name, k.remote_sdp
    from calls k
    join channels h on h.id = k.channel_id
    left join messages m on m.id = k.message_id
    left join contacts c on c.id = m.contact_id
    where ${condition}`.execute(db);
  return rows;
}
