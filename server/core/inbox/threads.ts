// A conversation as one thread: messages of both directions in order of time, with their annotations, and internal notes.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Direction } from "../../contract/messages.ts";
import { type Annotation, actsOn, annotationsOf, hidden } from "./annotations.ts";
import { type Attachment, attachmentsOf } from "./attachments.ts";
import { called } from "./called.ts";
import { type CallShown, callOf } from "./calls.ts";
import { statusOf } from "./message-status.ts";
import { type Note, noteColumns } from "./notes.ts";
import type { Opened } from "./window.ts";

/** A position in a thread. At equal times, messages come before notes. */
export type ThreadPosition = { at: Date; kind: "message" | "note"; id: number };

/** A message of a thread. */
export type ThreadMessage = {
  id: number;
  provider: Provider;
  direction: Direction;
  type: string;
  text_body: string | null;
  caption: string | null;
  payload: string | null;
  sender: string | null;
  sender_name: string | null;
  contact_name: string | null;
  latitude: number | null;
  longitude: number | null;
  location_name: string | null;
  location_address: string | null;
  reply_to: string | null;
  content: { [key: string]: unknown };
  sent_at: Date;
  received_at: Date;
  /** The status that is shown. */
  status: string;
  origin: string | null;
  error_code: number | null;
  error_title: string | null;
  error_details: string | null;
  error_remedy: string | null;
  /** Its state in the outbox; null when it is not there. */
  waiting: {
    state: string;
    due_at: string;
    expires_at: string;
    copies: number;
    last_error: string | null;
    held_reason: string | null;
    held_remedy: string | null;
  } | null;
  /** When the 24-hour window was opened; null in groups, which have none. */
  opened: Opened | null;
  /** The message that it quotes, with that one's annotations. */
  quoted: { id: number; direction: Direction; type: string; preview: string | null; folds: Annotation[] } | null;
  attachments: Attachment[];
  /** What Twilio's list calls the Content that was sent; null for any other message. */
  content_name: string | null;
  /** The call that it shows; null when it shows none. */
  call: CallShown | null;
  /** What the provider said of its payment, oldest first. */
  payments: { at: string; status: { [key: string]: unknown } }[];
  /** Its annotations, oldest first. */
  folds: Annotation[];
};

/** One entry of a thread. */
export type Entry = { kind: "message"; message: ThreadMessage } | { kind: "note"; note: Note };

/** A page, oldest entry first. */
export type Page = { entries: Entry[]; before: ThreadPosition | null; after: ThreadPosition | null; atEnd: boolean };

/** Which page; the newest one by default. */
export type Wanted = {
  before: ThreadPosition | null;
  after: ThreadPosition | null;
  around: number | null;
  limit: number;
};

/** A page of a conversation. Throws NOT_FOUND when the conversation does not exist or the message is not in it. */
export async function page(tx: Transaction<DB>, conversationId: number, wanted: Wanted): Promise<Page> {
  const known = await tx.selectFrom("conversations").select("id").where("id", "=", conversationId).executeTakeFirst();
  if (!known) throw new Fault("NOT_FOUND", `There is no conversation ${conversationId}.`);
  const { limit } = wanted;
  if (wanted.around !== null) {
    const middle = await positionOf(tx, conversationId, wanted.around);
    const older = await side(tx, conversationId, "before", middle, Math.floor(limit / 2));
    const newer = await side(tx, conversationId, "from", middle, limit - Math.floor(limit / 2));
    return pageOf(tx, [...older.places.reverse(), ...newer.places], { older: older.more, newer: newer.more }, null);
  }
  if (wanted.after) {
    const newer = await side(tx, conversationId, "after", wanted.after, limit);
    return pageOf(tx, newer.places, { older: newer.places.length > 0, newer: newer.more }, wanted.after);
  }
  const older = await side(tx, conversationId, "before", wanted.before ?? end, limit);
  return pageOf(tx, older.places.reverse(), { older: older.more, newer: wanted.before !== null }, null);
}

/** One message with everything that a thread shows. Throws NOT_FOUND. */
export async function one(db: Kysely<DB> | Transaction<DB>, id: number): Promise<ThreadMessage> {
  const [message] = await messagesOf(db, [id]);
  if (!message) throw new Fault("NOT_FOUND", `There is no message ${id}.`);
  return message;
}

/** Some messages with everything that a thread shows, in no order. */
export const many = (tx: Transaction<DB>, ids: readonly number[]): Promise<ThreadMessage[]> => messagesOf(tx, ids);

/** A position after all entries. */
const end: ThreadPosition = { at: new Date("9999-01-01T00:00:00Z"), kind: "note", id: Number.MAX_SAFE_INTEGER };

/** Stand-ins for the id when a message and a note are compared: at equal times all messages come before all notes. */
const [lowest, highest] = [0, Number.MAX_SAFE_INTEGER];

/** The positions on one side of a position, nearest first, and whether there are more. */
async function side(
  tx: Transaction<DB>,
  conversationId: number,
  which: "before" | "after" | "from",
  place: ThreadPosition,
  limit: number,
): Promise<{ places: ThreadPosition[]; more: boolean }> {
  const messageId = place.kind === "message" ? place.id : highest;
  const noteId = place.kind === "note" ? place.id : lowest;
  const [sign, order] =
    which === "before" ? [sql.raw("<"), sql.raw("desc")] : [sql.raw(which === "after" ? ">" : ">="), sql.raw("asc")];
  const { rows } = await sql<ThreadPosition>`
    (
      select m.sent_at as at, 'message' as kind, m.id from messages m
      where m.conversation_id = ${conversationId} and (m.sent_at, m.id) ${sign} (${place.at}::timestamptz, ${messageId}::bigint)
        and not ${hidden}
      order by m.sent_at ${order}, m.id ${order} limit ${limit + 1}
    )
    union all
    (
      select n.created_at, 'note', n.id from conversation_notes n
      where n.conversation_id = ${conversationId} and (n.created_at, n.id) ${sign} (${place.at}::timestamptz, ${noteId}::bigint)
      order by n.created_at ${order}, n.id ${order} limit ${limit + 1}
    )
    order by 1 ${order}, 2 ${order}, 3 ${order} limit ${limit + 1}`.execute(tx);
  return { places: rows.slice(0, limit), more: rows.length > limit };
}

/** The position of a message; for an annotation, the position of the message that it acts on. Throws NOT_FOUND. */
async function positionOf(tx: Transaction<DB>, conversationId: number, id: number): Promise<ThreadPosition> {
  const { rows } = await sql<{ at: Date; id: number }>`
    select coalesce(t.sent_at, m.sent_at) as at, coalesce(t.id, m.id) as id
    from messages m left join messages t on ${actsOn("m", "t")}
    where m.id = ${id} and m.conversation_id = ${conversationId}`.execute(tx);
  const [found] = rows;
  if (!found) throw new Fault("NOT_FOUND", `There is no message ${id} in conversation ${conversationId}.`);
  return { ...found, kind: "message" };
}

/** Reads the entries at some positions. */
async function pageOf(
  tx: Transaction<DB>,
  places: ThreadPosition[],
  more: { older: boolean; newer: boolean },
  given: ThreadPosition | null,
): Promise<Page> {
  const idsOf = (kind: ThreadPosition["kind"]) =>
    places.filter((place) => place.kind === kind).map((place) => place.id);
  const messages = new Map((await messagesOf(tx, idsOf("message"))).map((message) => [message.id, message]));
  const notes = new Map((await notesOf(tx, idsOf("note"))).map((note) => [note.id, note]));
  const entries = places.map(
    ({ kind, id }): Entry =>
      kind === "message" ? { kind, message: messages.get(id)! } : { kind, note: notes.get(id)! },
  );
  return {
    entries,
    before: more.older ? (places[0] ?? null) : null,
    after: places.at(-1) ?? given,
    atEnd: !more.newer,
  };
}

async function notesOf(tx: Transaction<DB>, ids: readonly number[]): Promise<Note[]> {
  if (ids.length === 0) return [];
  return tx.selectFrom("conversation_notes").select(noteColumns).where("id", "in", ids).execute();
}

async function messagesOf(db: Kysely<DB> | Transaction<DB>, ids: readonly number[]): Promise<ThreadMessage[]> {
  if (ids.length === 0) return [];
  const preview: RawBuilder<unknown> = sql`left(coalesce(q.text_body, q.caption, q.location_name), 200)`;
  type Row = Omit<ThreadMessage, "folds" | "opened"> & Opened & { group_id: string | null };
  const { rows } = await sql<Row>`
    select m.id, h.provider, m.direction, m.type, m.text_body, m.caption, m.payload, m.sender, m.sender_name,
      ${called} as contact_name, m.latitude, m.longitude, m.location_name, m.location_address, m.reply_to, m.content,
      m.sent_at, m.received_at, ${statusOf("m")} as status, m.origin, m.error_code, m.error_title, m.error_details, m.error_remedy,
      case when o.message_id is not null then json_build_object('state', o.state, 'due_at', o.due_at, 'expires_at', o.expires_at,
        'copies', o.copies, 'last_error', o.last_error, 'held_remedy', h.held_remedy,
        'held_reason', case when h.held_since is not null then h.pause_reason end) end as waiting,
      v.group_id, v.last_inbound_at, v.window_maybe_at,
      case when q.id is not null then json_build_object('id', q.id, 'direction', q.direction, 'type', q.type, 'preview', ${preview}) end
        as quoted,
      ${attachmentsOf(sql`m.id`)} as attachments,
      case when m.type = 'template' and h.provider = 'twilio' then (
        select t.name from templates t where t.provider = 'twilio' and t.provider_id = m.content->'draft'->>'name' limit 1
      ) end as content_name,
      case when m.type = 'call' then ${callOf} end as call,
      (
        select coalesce(json_agg(json_build_object('at', coalesce(n.happened_at, n.received_at), 'status', n.raw->'status')
          order by n.happened_at, n.id), '[]')
        from provider_notices n
        where m.direction = 'out' and n.topic = 'payments' and n.channel_id = m.channel_id and n.raw->'status'->>'id' = m.provider_id
      ) as payments
    from messages m
    join channels h on h.id = m.channel_id
    left join contacts c on c.id = m.contact_id
    join conversations v on v.id = m.conversation_id
    left join outbox o on o.message_id = m.id
    left join messages q on q.channel_id = m.channel_id and q.provider_id = m.reply_to and q.conversation_id = m.conversation_id
    where m.id = any(${ids}::bigint[])`.execute(db);
  const folds = await annotationsOf(db, [...new Set([...ids, ...rows.flatMap((row) => row.quoted?.id ?? [])])]);
  return rows.map(({ group_id, last_inbound_at, window_maybe_at, ...row }) => ({
    ...row,
    quoted: row.quoted && { ...row.quoted, folds: folds.get(row.quoted.id) ?? [] },
    opened: group_id === null ? { last_inbound_at, window_maybe_at } : null,
    folds: folds.get(row.id) ?? [],
  }));
}
