// Delivery statuses: every one is kept; a message shows the furthest. One that comes before its message waits in the table.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { InboundStatus, Provider, ProviderError } from "../../contract/inbound.ts";

/** A status with its channel's id and the time its webhook came in. */
export type StatusArrival = { status: InboundStatus; channelId: number; receivedAt: Date };

/** Says what a provider's error means and what to do, in plain words. */
export type Explain = (provider: Provider, error: ProviderError) => string;

/** From nothing known to read. `failed` stands above `sent` and below `delivered`: it overrides the one, never the other. */
export const ranks = [
  "queued",
  "sending",
  "unanswered",
  "accepted",
  "sent",
  "failed",
  "delivered",
  "read",
  "played",
] as const;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Keeps statuses and moves their messages forward. Returns the messages that a provider's echo of our key has just named:
 * whatever became of their send call, they arrived.
 */
export async function record(
  tx: Transaction<DB>,
  arrivals: readonly StatusArrival[],
  explain: Explain,
): Promise<number[]> {
  if (arrivals.length === 0) return [];
  const rows = new Map<string, ReturnType<typeof toRow>>();
  for (const arrival of arrivals) {
    const row = toRow(arrival, explain);
    const name = JSON.stringify([row.channel_id, row.provider_id, row.status, row.participant]);
    const known = rows.get(name);
    if (!known || row.happened_at < known.happened_at) rows.set(name, row);
  }
  const list = [...rows.values()];
  await sql`
    insert into message_statuses as s (channel_id, provider_id, status, provider_status, participant, recipient, happened_at, received_at,
      error_code, error_title, error_details, details)
    select channel_id, provider_id, status, provider_status, participant, recipient, happened_at, received_at,
      error_code, error_title, error_details, details
    from ${recordset("r", columns, list)}
    on conflict (channel_id, provider_id, status, participant) do update
    set happened_at = excluded.happened_at where excluded.happened_at < s.happened_at`.execute(tx);
  const named = await nameByEcho(tx, list);
  await advance(tx, list);
  return named;
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
    error_code: status.error?.code ?? null,
    error_title: status.error?.title ?? null,
    error_details: status.error?.details ?? null,
    error_remedy: status.error ? explain(status.channel.provider, status.error) : null,
    details: status.details,
    key: status.echoKey !== null && uuid.test(status.echoKey) ? status.echoKey : null,
    rank: ranks.indexOf(status.status),
  };
}

async function nameByEcho(tx: Transaction<DB>, list: { key: string | null }[]): Promise<number[]> {
  const echoes = list.filter((row) => row.key !== null);
  if (echoes.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    update messages m set provider_id = r.provider_id
    from (select distinct on (key) key, channel_id, provider_id from ${recordset("r", columns, echoes)} order by key, provider_id) r
    where m.key = r.key and m.channel_id = r.channel_id and m.provider_id is null
      and not exists (select 1 from messages o where o.channel_id = r.channel_id and o.provider_id = r.provider_id)
    returning m.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Applies the furthest of the given statuses to each message that is known. */
async function advance(tx: Transaction<DB>, list: object[]): Promise<void> {
  await sql`
    update messages m set status = r.status, error_code = r.error_code, error_title = r.error_title,
      error_details = r.error_details, error_remedy = r.error_remedy
    from (
      select distinct on (channel_id, provider_id) * from ${recordset("r", columns, list)}
      order by channel_id, provider_id, rank desc, happened_at
    ) r
    where m.channel_id = r.channel_id and m.provider_id = r.provider_id and m.direction = 'out'
      and r.rank > array_position(${sql.lit(`{${ranks.join(",")}}`)}::text[], m.status) - 1`.execute(tx);
}

/** Applies the statuses that waited for messages which have just been named. */
export async function catchUp(tx: Transaction<DB>, messageIds: readonly number[], explain: Explain): Promise<void> {
  if (messageIds.length === 0) return;
  const { rows } = await sql<WaitingRow>`
    select s.*, h.provider from messages m
    join message_statuses s on s.channel_id = m.channel_id and s.provider_id = m.provider_id
    join channels h on h.id = m.channel_id
    where m.id = any(${messageIds}::bigint[])`.execute(tx);
  if (rows.length === 0) return;
  const list = rows.map(({ provider, ...row }) => ({
    ...row,
    rank: ranks.indexOf(row.status),
    key: null,
    error_remedy:
      row.error_code === null
        ? null
        : explain(provider, { code: row.error_code, title: row.error_title ?? "", details: row.error_details }),
  }));
  await advance(tx, list);
}

type WaitingRow = {
  provider: Provider;
  status: (typeof ranks)[number];
  error_code: number | null;
  error_title: string | null;
  error_details: string | null;
};
