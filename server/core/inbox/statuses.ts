// Delivery statuses: all are stored; a message shows the furthest one. A status that arrives before its message waits in the table.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { InboundStatus, Provider, ProviderError } from "../../contract/inbound.ts";
import { outboundStatuses } from "../../contract/messages.ts";
import type { Touched } from "./announce.ts";
import { waitForFailed } from "./waiting.ts";

/** A status with its channel's id and the time when its webhook arrived. */
export type StatusArrival = { status: InboundStatus; channelId: number; receivedAt: Date };

/** Explains a provider's error in plain words, with what to do. */
export type Explain = (provider: Provider, error: ProviderError) => string;

/** What our keys of messages look like; a provider may send back another application's. */
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Stores statuses and updates their messages. Returns the messages that changed, and those whose provider id has become known by an echo of our
 * key: whatever became of the request to send them, they arrived.
 */
export async function record(
  tx: Transaction<DB>,
  arrivals: readonly StatusArrival[],
  explain: Explain,
): Promise<{ named: number[]; moved: Touched[] }> {
  if (arrivals.length === 0) return { named: [], moved: [] };
  const rows = new Map<string, ReturnType<typeof toRow>>();
  for (const arrival of arrivals) {
    const row = toRow(arrival, explain);
    const name = JSON.stringify([row.channel_id, row.provider_id, row.status, row.participant]);
    const known = rows.get(name);
    const kept = known && !precedes(row, known) ? known : row;
    rows.set(name, { ...kept, key: row.key ?? known?.key ?? null });
  }
  const list = [...rows.values()];
  await sql`
    insert into message_statuses as s (channel_id, provider_id, status, provider_status, participant, recipient, happened_at, received_at,
      error_code, error_title, error_details, details)
    select channel_id, provider_id, status, provider_status, participant, recipient, happened_at, received_at,
      error_code, error_title, error_details, details
    from ${recordset("r", columns, list)}
    on conflict (channel_id, provider_id, status, participant) do update set
      provider_status = excluded.provider_status, recipient = excluded.recipient, happened_at = excluded.happened_at,
      received_at = excluded.received_at, error_code = excluded.error_code, error_title = excluded.error_title,
      error_details = excluded.error_details, details = excluded.details
    where (excluded.happened_at, excluded.provider_status collate "C", coalesce(excluded.error_code, 0))
      < (s.happened_at, s.provider_status collate "C", coalesce(s.error_code, 0))`.execute(tx);
  const named = await nameByEcho(tx, list);
  const failures = await firstFailures(tx, list, explain);
  const now = arrivals.map(({ receivedAt }) => receivedAt).reduce((a, b) => (a > b ? a : b));
  const moved = await advance(tx, [...list.filter((row) => row.status !== "failed"), ...failures], now);
  return { named, moved };
}

/** An error number, if it fits the column; else null, so that the rest of the status is not lost. */
export const keepable = (code: number | null): number | null =>
  code !== null && Number.isInteger(code) && Math.abs(code) <= 0x7fffffff ? code : null;

type StatusRow = ReturnType<typeof toRow>;

/**
 * Whether `one` is kept of two reports of the same status: the earlier one; at equal times a fixed order, so that the order of arrival does not
 * matter.
 */
function precedes(one: StatusRow, other: StatusRow): boolean {
  if (one.happened_at !== other.happened_at) return one.happened_at < other.happened_at;
  if (one.provider_status !== other.provider_status) return one.provider_status < other.provider_status;
  return (one.error_code ?? 0) < (other.error_code ?? 0);
}

const columns = `channel_id int, provider_id text, status text, provider_status text, participant text, recipient text,
  happened_at timestamptz, received_at timestamptz, error_code int, error_title text, error_details text, error_remedy text,
  details jsonb, key uuid, rank int`;

function toRow({ status, channelId, receivedAt }: StatusArrival, explain: Explain) {
  return {
    channel_id: channelId,
    provider_id: status.providerId,
    status: status.status,
    provider_status: status.providerStatus,
    participant: status.participant,
    recipient: status.recipient.waId ?? status.recipient.bsuid,
    happened_at: (status.at ?? receivedAt).toISOString(),
    received_at: receivedAt.toISOString(),
    error_code: keepable(status.error?.code ?? null),
    error_title: status.error?.title ?? null,
    error_details: status.error?.details ?? null,
    error_remedy: status.error ? explain(status.channel.provider, status.error) : null,
    details: status.details,
    key: status.echoKey !== null && uuid.test(status.echoKey) ? status.echoKey : null,
    rank: outboundStatuses.indexOf(status.status),
  };
}

async function nameByEcho(tx: Transaction<DB>, list: { key: string | null }[]): Promise<number[]> {
  const echoes = list.filter((row) => row.key !== null);
  if (echoes.length === 0) return [];
  // The dispatcher updates the same rows at the same time: both lock them in order of id, to avoid deadlocks.
  const { rows: open } = await sql<{ named: boolean }>`
    select m.provider_id is not null as named from ${recordset("r", columns, echoes)} join messages m on m.key = r.key
    where m.provider_id is null or exists (select 1 from outbox o where o.message_id = m.id)
    order by m.id for no key update of m`.execute(tx);
  if (open.every(({ named }) => named)) return [];
  const { rows } = await sql<{ id: number }>`
    -- A failure of one without a name was our own verdict, for want of an answer: the echo knows better.
    update messages m set provider_id = r.provider_id,
      status = case when m.status = 'failed' then 'accepted' else m.status end,
      error_code = null, error_title = null, error_details = null, error_remedy = null
    from (select distinct on (key) key, channel_id, provider_id from ${recordset("r", columns, echoes)} order by key, provider_id) r
    where m.key = r.key and m.channel_id = r.channel_id and m.provider_id is null
      and not exists (select 1 from messages o where o.channel_id = r.channel_id and o.provider_id = r.provider_id)
    returning m.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** The first reported failure of each failed message in the list: in a group, sending can fail for several people. */
async function firstFailures(tx: Transaction<DB>, list: readonly StatusRow[], explain: Explain): Promise<Step[]> {
  const failed = list.filter((row) => row.status === "failed");
  if (failed.length === 0) return [];
  const { rows } = await sql<WaitingRow>`
    select distinct on (s.channel_id, s.provider_id) s.*, h.provider
    from ${recordset("r", columns, failed)}
    join message_statuses s on s.channel_id = r.channel_id and s.provider_id = r.provider_id and s.status = 'failed'
    join channels h on h.id = s.channel_id
    order by s.channel_id, s.provider_id, s.happened_at, s.participant collate "C"`.execute(tx);
  return rows.map((row) => ranked(row, explain));
}

/** The parts of a status that updating a message needs. */
type Step = Pick<
  StatusRow,
  "channel_id" | "provider_id" | "status" | "rank" | "error_code" | "error_title" | "error_details" | "error_remedy"
> & { participant: string; happened_at: string | Date };

/** Applies the furthest of the given statuses to each known message, and returns the messages that changed. */
async function advance(tx: Transaction<DB>, list: readonly Step[], now: Date): Promise<Touched[]> {
  // Only what is needed: most rows have no error, and of several statuses of a message only the furthest counts.
  const furthest = new Map<string, object>();
  const steps = list.toSorted((a, b) => a.rank - b.rank || comesLater(a, b));
  for (const { participant: _p, happened_at: _h, error_code: code, ...step } of steps) {
    const row = step.status === "failed" ? { ...step, error_code: code } : { ...step, ...noError };
    furthest.set(`${step.channel_id} ${step.provider_id}`, row);
  }
  const columns = `channel_id int, provider_id text, status text, rank int, error_code int, error_title text, error_details text,
    error_remedy text`;
  const { rows } = await sql<{ id: number; conversation_id: number; status: string }>`
    update messages m set status = r.status, error_code = r.error_code, error_title = r.error_title,
      error_details = r.error_details, error_remedy = r.error_remedy
    from ${recordset("r", columns, [...furthest.values()])}
    where m.channel_id = r.channel_id and m.provider_id = r.provider_id and m.direction = 'out'
      and (r.rank > array_position(${sql.lit(`{${outboundStatuses.join(",")}}`)}::text[], m.status) - 1
        or (r.status = 'failed' and m.status = 'failed'
          and (r.error_code, r.error_title, r.error_details) is distinct from (m.error_code, m.error_title, m.error_details)))
    returning m.id, m.conversation_id, m.status`.execute(tx);
  const failed = rows.flatMap((row) => (row.status === "failed" ? [row.id] : []));
  await waitForFailed(tx, failed, now);
  return rows.map((row) => ({ messageId: row.id, conversationId: row.conversation_id }));
}

const noError = { error_title: undefined, error_details: undefined, error_remedy: undefined };

/** Orders two statuses of equal rank so that the one that counts, the earlier, comes last. */
function comesLater(a: Step, b: Step): number {
  const [x, y] = [+new Date(a.happened_at), +new Date(b.happened_at)];
  if (x !== y) return y - x;
  return a.participant < b.participant ? 1 : a.participant > b.participant ? -1 : 0;
}

/** Applies stored statuses to messages whose provider id has just become known; returns the messages that changed. */
export async function catchUp(
  tx: Transaction<DB>,
  messageIds: readonly number[],
  explain: Explain,
): Promise<Touched[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await sql<WaitingRow>`
    select s.*, h.provider from messages m
    join message_statuses s on s.channel_id = m.channel_id and s.provider_id = m.provider_id
    join channels h on h.id = m.channel_id
    where m.id = any(${messageIds}::bigint[])`.execute(tx);
  if (rows.length === 0) return [];
  return advance(
    tx,
    rows.map((row) => ranked(row, explain)),
    rows.map((row) => row.received_at).reduce((a, b) => (a > b ? a : b)),
  );
}

/** Converts a stored status for `advance`. */
function ranked({ provider, ...row }: WaitingRow, explain: Explain): Step {
  return {
    ...row,
    rank: outboundStatuses.indexOf(row.status),
    error_remedy:
      row.error_code === null
        ? null
        : explain(provider, { code: row.error_code, title: row.error_title ?? "", details: row.error_details }),
  };
}

type WaitingRow = {
  channel_id: number;
  provider_id: string;
  provider: Provider;
  status: InboundStatus["status"];
  participant: string;
  happened_at: Date;
  received_at: Date;
  error_code: number | null;
  error_title: string | null;
  error_details: string | null;
};
