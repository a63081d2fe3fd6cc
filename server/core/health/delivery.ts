// The state of delivery: the webhook endpoints, the channels with their newest messages, and the messages that are stuck in the outbox.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Provider, WebhookSource } from "../../contract/inbound.ts";
import type { unsentStates } from "../../contract/messages.ts";
import { called } from "../inbox/called.ts";

/** The statistics of one webhook endpoint. */
export type WebhookEndpoint = {
  source: WebhookSource;
  last_webhook_at: Date | null;
  webhooks: number;
  signature_failures: number;
  last_signature_failure_at: Date | null;
  last_signature_failure: string | null;
  unavailable: number;
};

/** The state of one channel. */
export type ChannelHealth = {
  id: number;
  provider: Provider;
  number: string | null;
  last_in_at: Date | null;
  last_out_at: Date | null;
  resting_until: Date | null;
  resting_reason: string | null;
  held: Held | null;
};

/** Why a channel is held, since when, and what to do. */
export type Held = {
  since: string;
  reason: string;
  remedy: string | null;
  /** The cause does not pass by itself: an operator must act. */
  operator: boolean;
  next_try_at: string;
  waiting: number;
};

/** A message that has not been sent yet. */
export type Stuck = {
  message_id: number;
  conversation_id: number;
  to: string;
  name: string | null;
  state: (typeof unsentStates)[number];
  since: Date;
  due_at: Date;
  attempts: number;
  reason: string;
};

/** After how long in the outbox a message is reported as stuck, in milliseconds. */
const LATE_THRESHOLD_MS = 60_000;
/** Formats a time as RFC 3339. */
const utc = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
/** How many stuck messages are shown. */
const MAX_SHOWN = 20;

/** Reports the state of delivery. */
export async function readDelivery(tx: Transaction<DB>, now: Date) {
  const { rows: webhook_endpoints } = await sql<WebhookEndpoint>`
    select source, last_webhook_at, webhooks, signature_failures, last_signature_failure_at, last_signature_failure, unavailable
    from webhook_endpoint_stats order by source`.execute(tx);
  const { rows: states } = await sql<{ state: Stuck["state"] | "window"; n: number }>`
    select state, count(*) as n from outbox group by state`.execute(tx);
  const { rows: letters } = await sql<{ n: number }>`
    select count(*) as n from dead_letters where resolved_at is null`.execute(tx);
  const of = (state: Stuck["state"]) => states.find((row) => row.state === state)?.n ?? 0;
  return {
    webhook_endpoints,
    channels: await channels(tx, now),
    outbox: {
      queued: of("queued"),
      sending: of("sending"),
      unanswered: of("unanswered"),
      window: states.find((row) => row.state === "window")?.n ?? 0,
    },
    stuck: await stuck(tx, now),
    deadLetters: letters[0]!.n,
  };
}

/** All channels. Their newest messages are looked up in the last hour for which the rollup counts any. */
async function channels(tx: Transaction<DB>, now: Date): Promise<ChannelHealth[]> {
  const { rows } = await sql<ChannelHealth>`
    with hours as (
      select h.id as channel_id, d.direction, greatest(
        (select m.hour from message_hours m where m.channel_id = h.id and m.direction = d.direction order by m.hour desc limit 1),
        (select max(c.at) from rollup_changes c where c.channel_id = h.id and c.direction = d.direction and c.messages > 0)
      ) as hour
      from channels h, unnest('{in,out}'::text[]) d (direction)
    ), newest as (
      select q.channel_id, q.direction, m.sent_at from hours q
      cross join lateral (
        select m.sent_at from messages m where m.channel_id = q.channel_id and m.direction = q.direction and m.sent_at >= q.hour
        order by m.sent_at desc limit 1
      ) m
    )
    select h.id, h.provider, h.display_number as number, i.sent_at as last_in_at, o.sent_at as last_out_at,
      case when h.held_since is not null then greatest(h.paused_until, ${now}) end as resting_until,
      case when h.held_since is not null then h.pause_reason end as resting_reason,
      case when h.held_since is not null then json_build_object('since', ${utc("h.held_since")}, 'reason', h.pause_reason,
        'remedy', h.held_remedy, 'operator', h.held_operator, 'next_try_at', ${utc("h.paused_until")},
        'waiting', (select count(*) from outbox o where o.channel_id = h.id)) end as held
    from channels h
    left join newest i on i.channel_id = h.id and i.direction = 'in'
    left join newest o on o.channel_id = h.id and o.direction = 'out'
    order by h.id`.execute(tx);
  return rows;
}

/** The oldest messages in the outbox, with what each one waits for. */
async function stuck(tx: Transaction<DB>, now: Date): Promise<Stuck[]> {
  const { rows } = await sql<Stuck & { behind: number | null; resting: string | null; error: string | null }>`
    select o.message_id, o.conversation_id, coalesce(c.phone, v.address) as "to", ${called} as name, o.state,
      m.received_at as since, o.due_at, o.attempts, o.last_error as error,
      (select min(p.message_id) from outbox p where p.conversation_id = o.conversation_id and p.message_id < o.message_id) as behind,
      case when h.held_since is not null then coalesce(h.pause_reason, 'no reason is known') end as resting
    from (select * from outbox order by message_id limit 1000) o
    join messages m on m.id = o.message_id
    join conversations v on v.id = o.conversation_id
    join channels h on h.id = o.channel_id
    left join contacts c on c.id = v.contact_id
    where m.received_at <= ${new Date(now.getTime() - LATE_THRESHOLD_MS)} and o.state <> 'window'
    order by o.message_id limit ${MAX_SHOWN}`.execute(tx);
  return rows.map(({ behind, resting, error, ...row }) => ({
    ...row,
    reason: reasonOf(row, { behind, resting, error, now }),
  }));
}

function reasonOf(
  { state, due_at, attempts }: Pick<Stuck, "state" | "due_at" | "attempts">,
  { behind, resting, error, now }: { behind: number | null; resting: string | null; error: string | null; now: Date },
): string {
  if (behind !== null) return `It waits behind message ${behind} of the same conversation.`;
  if (state === "unanswered") return `Whether it arrived is being found out: ${error ?? "no answer came"}.`;
  if (state === "sending") return "It is being sent right now, or was when the process that sent it ended.";
  if (resting !== null) return `The number cannot send: ${resting}.`;
  if (error !== null && attempts > 0) return `Attempt ${attempts} failed: ${error}.`;
  if (due_at > now) return "It is not due yet.";
  return "It waits for its turn: nobody sends at the moment, or the number sends as fast as it may.";
}
