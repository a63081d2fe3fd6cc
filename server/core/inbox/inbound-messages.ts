// Stores inbound messages and echoes. messages.ts reads them; outbound messages are stored by the outbox.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { InboundMessage } from "../../contract/inbound.ts";
import { newFiles } from "../../contract/media.ts";
import { passiveOf } from "./effects.ts";

/** A message with everything that is needed to store it. */
export type Arrival = {
  message: InboundMessage;
  webhookId: number;
  receivedAt: Date;
  channelId: number;
  /** {@link NOBODY} for an echo in a group, which names no customer. */
  contactId: number;
  /** The stored set of the sender's identity keys; null when there is none. */
  sightingId: number | null;
  conversationId: number;
};

/** Used as the id of a contact when no customer is named. */
export const NOBODY = 0;

const columns = `
  place int, channel_id int, conversation_id bigint, contact_id bigint, direction text, provider_id text, sender text, sender_name text,
  type text, text_body text, caption text, payload text, latitude double precision, longitude double precision, location_name text,
  location_address text, reply_to text, target text, content jsonb, sent_at timestamptz, received_at timestamptz, status text,
  origin text, raw jsonb, webhook_id bigint, sighting_id bigint`;
const names = sql.raw(
  columns
    .split(",")
    .map((column) => column.trim().split(" ")[0])
    .filter((name) => name !== "place")
    .join(", "),
);

/** Stores messages, in order. A message that exists already (same channel, same provider id) stays as it is. Returns the new ones, with their ids. */
export async function insert(tx: Transaction<DB>, arrivals: readonly Arrival[]): Promise<(Arrival & { id: number })[]> {
  if (arrivals.length === 0) return [];
  const { rows } = await sql<{ id: number; channel_id: number; provider_id: string }>`
    insert into messages (${names})
    select ${names} from ${recordset("r", columns, arrivals.map(toRow))} order by place
    on conflict (channel_id, provider_id) where provider_id is not null do nothing
    returning id, channel_id, provider_id`.execute(tx);
  const fresh = withIds(arrivals, rows);
  await attach(tx, fresh);
  return fresh;
}

/** Customers' messages that were stored before and that nobody has answered, with their ids. */
export async function unanswered(
  tx: Transaction<DB>,
  arrivals: readonly Arrival[],
): Promise<(Arrival & { id: number })[]> {
  const keys = arrivals.map((arrival) => ({ channel_id: arrival.channelId, provider_id: arrival.message.providerId }));
  const { rows } = await sql<{ id: number; channel_id: number; provider_id: string }>`
    select m.id, m.channel_id, m.provider_id
    from ${recordset("r", "channel_id int, provider_id text", keys)}
    join messages m on m.channel_id = r.channel_id and m.provider_id = r.provider_id
    where m.direction = 'in' and m.replied_at is null`.execute(tx);
  return withIds(arrivals, rows);
}

/** The message that another one refers to: its id, 0 when it is not in the conversation, and the customer's message that it answered. */
export type Quoted = { id: number; answers: number | null };

/**
 * For each message that quotes another one or taps one of its buttons, the message that it refers to. A customer may answer before the provider has
 * returned the id of our message: an unknown id then means the message that is being sent. A conversation has at most one such message.
 */
export async function quotedBy(
  tx: Transaction<DB>,
  arrivals: readonly (Arrival & { id: number })[],
): Promise<Map<number, Quoted>> {
  const quoting = arrivals.filter(({ message }) => message.replyTo !== null);
  if (quoting.length === 0) return new Map();
  const asked = quoting.map(({ id, channelId, conversationId, message }) => ({
    id,
    channel_id: channelId,
    conversation_id: conversationId,
    provider_id: message.replyTo,
  }));
  const shape = "id bigint, channel_id int, conversation_id bigint, provider_id text";
  const { rows } = await sql<{ id: number; quoted: number; answers: number | null }>`
    select r.id, coalesce(q.id, m.id, 0) as quoted, coalesce(q.answers_id, m.answers_id) as answers
    from ${recordset("r", shape, asked)}
    left join messages q on q.channel_id = r.channel_id and q.provider_id = r.provider_id and q.conversation_id = r.conversation_id
    left join outbox o on q.id is null and o.conversation_id = r.conversation_id and o.state in ('sending', 'unanswered')
    left join messages m on m.id = o.message_id`.execute(tx);
  return new Map(rows.map((row) => [row.id, { id: row.quoted, answers: row.answers }]));
}

/** The arrivals that have a row, each once, with its id. */
export function withIds(
  arrivals: readonly Arrival[],
  rows: { id: number; channel_id: number; provider_id: string }[],
): (Arrival & { id: number })[] {
  const ids = new Map(rows.map((row) => [`${row.channel_id} ${row.provider_id}`, row.id]));
  const found: (Arrival & { id: number })[] = [];
  for (const arrival of arrivals) {
    const name = `${arrival.channelId} ${arrival.message.providerId}`;
    const id = ids.get(name);
    if (id === undefined) continue;
    ids.delete(name);
    found.push({ ...arrival, id });
  }
  return found;
}

function toRow(
  { message, webhookId, receivedAt, channelId, contactId, sightingId, conversationId }: Arrival,
  place: number,
) {
  return {
    place,
    channel_id: channelId,
    conversation_id: conversationId,
    contact_id: contactId === NOBODY ? null : contactId,
    direction: message.echo ? "out" : "in",
    provider_id: message.providerId,
    sender: message.echo ? null : (message.sender.waId ?? message.sender.bsuid),
    sender_name: message.echo ? null : message.senderName,
    type: message.type,
    text_body: message.text,
    caption: message.caption,
    payload: message.payload,
    latitude: message.location?.latitude ?? null,
    longitude: message.location?.longitude ?? null,
    location_name: message.location?.name ?? null,
    location_address: message.location?.address ?? null,
    reply_to: message.replyTo,
    target: message.target,
    content: message.content,
    sent_at: message.sentAt ?? receivedAt,
    received_at: receivedAt,
    status: message.echo ? "sent" : null,
    origin: message.echo ? (passiveOf(message) === "standby" ? "app" : "phone") : null,
    raw: message.raw,
    webhook_id: webhookId,
    sighting_id: sightingId,
  };
}

/** Stores the files of messages, to be fetched at once. */
export async function attach(tx: Transaction<DB>, fresh: readonly (Arrival & { id: number })[]): Promise<void> {
  const rows = fresh.flatMap(({ id, receivedAt, message }) =>
    message.media.map((media, position) => ({
      message_id: id,
      position,
      provider_id: media.providerId,
      url: media.url,
      mime_type: media.mimeType,
      sha256: media.sha256,
      file_name: media.fileName,
      voice: message.content.voice === true,
      animated: message.content.animated === true,
      ...(media.providerId === null && media.url === null
        ? { state: "failed", reason: "The provider did not say where the file is.", due_at: null }
        : { state: "waiting", reason: null, due_at: receivedAt }),
    })),
  );
  if (rows.length === 0) return;
  await tx.insertInto("attachments").values(rows).execute();
  await sql`select pg_notify(${newFiles}, '')`.execute(tx);
}
