// Reads messages: lists, the newest of each conversation, and one with all its details.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { inboundStatuses } from "../../contract/messages.ts";
import { attachmentsOf } from "./attachments.ts";
import { statusOf } from "./message-status.ts";

/** One row of `whatsapp_whatsappmessage`, without its raw payload. */
export type MessageRow = {
  id: number;
  message_id: string;
  from_number: string;
  from_name: string;
  message_type: string;
  text_body: string;
  caption: string;
  media_id: string | null;
  media_url: string | null;
  latitude: number | null;
  longitude: number | null;
  name: string | null;
  address: string | null;
  timestamp: Date;
  status: (typeof inboundStatuses)[number];
  conversation_id: number;
};

const listed = [
  "id",
  "message_id",
  "from_number",
  "from_name",
  "message_type",
  "text_body",
  "caption",
  "media_id",
  "media_url",
  "latitude",
  "longitude",
  "name",
  "address",
  "timestamp",
  "status",
  "conversation_id",
] as const;

/** Incoming messages by their ids, newest first. */
export async function byIds(db: Kysely<DB>, ids: readonly number[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("whatsapp_whatsappmessage")
    .select(listed)
    .where("id", "in", ids)
    .orderBy("timestamp", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows as MessageRow[];
}

/** The newest incoming messages of each conversation, newest first, at most `each` per conversation. */
export async function newestOf(
  db: Kysely<DB>,
  conversationIds: readonly number[],
  each: number,
): Promise<Map<number, MessageRow[]>> {
  const found = new Map<number, MessageRow[]>(conversationIds.map((id) => [id, []]));
  if (conversationIds.length === 0) return found;
  const { rows: newest } = await sql<{ id: number }>`
    select m.id from unnest(${conversationIds}::bigint[]) as c(id)
    cross join lateral (
      select id from messages where conversation_id = c.id and direction = 'in' order by sent_at desc, id desc limit ${each}
    ) m`.execute(db);
  const rows = await byIds(
    db,
    newest.map((row) => row.id),
  );
  // A merge between the two queries may have moved a message to a conversation that was not asked for.
  for (const row of rows) found.get(row.conversation_id)?.push(row);
  return found;
}

/** One message of either direction with all its details, or undefined. */
export async function find(db: Kysely<DB>, id: number) {
  const message = await db
    .selectFrom("messages as m")
    .innerJoin("conversations as v", "v.id", "m.conversation_id")
    .innerJoin("channels as h", "h.id", "m.channel_id")
    .leftJoin("contacts as c", "c.id", "m.contact_id")
    .selectAll("m")
    .select([
      statusOf("m").as("shown_status"),
      "h.provider as provider",
      "v.address as recipient",
      "v.group_id",
      "v.last_inbound_at",
      "v.window_maybe_at",
      "c.name as contact_name",
      attachmentsOf(sql.ref("m.id")).as("attachments"),
    ])
    .where("m.id", "=", id)
    .executeTakeFirst();
  if (!message) return undefined;
  const statuses =
    message.provider_id === null
      ? []
      : await db
          .selectFrom("message_statuses")
          .selectAll()
          .where("channel_id", "=", message.channel_id)
          .where("provider_id", "=", message.provider_id)
          .orderBy("happened_at")
          .orderBy("id")
          .execute();
  return { ...message, statuses };
}
