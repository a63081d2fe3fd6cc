// Messages as they are read back: lists, the newest of conversations, and one with everything known of it.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { inboundStatuses } from "../../contract/messages.ts";
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

/** Which incoming messages are wanted. `conversationIds` null: of all. `before` is the last row of the page before. */
export type MessageFilter = {
  conversationIds: number[] | null;
  type: string | null;
  limit: number;
  before: { at: Date; id: number } | null;
};

/** Up to how many those that match are counted one by one. */
export const MAX_COUNTED = 10_000;

/** A page of incoming messages, newest first, and how many match in all; `capped`: at least so many. */
export async function list(
  db: Kysely<DB>,
  filter: MessageFilter,
): Promise<{ total: number; capped: boolean; rows: MessageRow[] }> {
  const matches = sql<boolean>`
    m.direction = 'in'
    and (${filter.conversationIds}::bigint[] is null or m.conversation_id = any(${filter.conversationIds}::bigint[]))
    and (${filter.type}::text is null or m.type = ${filter.type})`;
  const count =
    filter.conversationIds === null
      ? inAll(db, filter.type)
      : sql<{ total: number }>`
          select count(*) as total from (select from messages m where ${matches} limit ${MAX_COUNTED + 1}) few`.execute(
          db,
        );
  const newest = sql<{ id: number }>`
    select m.id from messages m
    where ${matches} and (${filter.before?.at ?? null}::timestamptz is null or (m.sent_at, m.id) < (${filter.before?.at ?? null}::timestamptz, ${filter.before?.id ?? null}::bigint))
    order by m.sent_at desc, m.id desc limit ${filter.limit}`.execute(db);
  // Awaited together: a rejection that nobody waits for ends the process.
  const [all, page] = await Promise.all([count, newest]);
  const ids = page.rows.map((row) => row.id);
  const found = Number(all.rows[0]!.total);
  const capped = filter.conversationIds !== null && found > MAX_COUNTED;
  const total = capped ? MAX_COUNTED : found;
  if (ids.length === 0) return { total, capped, rows: [] };
  const rows = await db
    .selectFrom("whatsapp_whatsappmessage")
    .select(listed)
    .where("id", "in", ids)
    .orderBy("timestamp", "desc")
    .orderBy("id", "desc")
    .execute();
  return { total, capped, rows: rows as MessageRow[] };
}

/** How many incoming messages there are, from the rollup and what it does not have yet. */
const inAll = (db: Kysely<DB>, type: string | null) =>
  sql<{ total: number }>`
    select coalesce(sum(messages), 0)::bigint as total from (
      select direction, type, messages from message_hours union all select direction, type, messages from rollup_changes
    ) t where t.direction = 'in' and (${type}::text is null or t.type = ${type})`.execute(db);

/** The newest incoming messages of each conversation, newest first, at most `each` of one. */
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
  if (newest.length === 0) return found;
  const rows = await db
    .selectFrom("whatsapp_whatsappmessage")
    .select(listed)
    .where(
      "id",
      "in",
      newest.map((row) => row.id),
    )
    .orderBy("timestamp", "desc")
    .orderBy("id", "desc")
    .execute();
  // A merge in between may have moved one to a conversation that nobody asked for.
  for (const row of rows as MessageRow[]) found.get(row.conversation_id)?.push(row);
  return found;
}

/** One message of either direction with everything known of it, or undefined. */
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
    ])
    .where("m.id", "=", id)
    .executeTakeFirst();
  if (!message) return undefined;
  const attachments = await db
    .selectFrom("attachments")
    .selectAll()
    .where("message_id", "=", id)
    .orderBy("position")
    .execute();
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
  return { ...message, attachments, statuses };
}
