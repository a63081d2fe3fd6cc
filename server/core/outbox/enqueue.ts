// Queueing: adds a message and its row in the outbox, in the transaction of whatever the message is about.
import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { Fault } from "../../base/errors.ts";
import { type Draft, fileOf } from "../../contract/outbound.ts";
import type { OccasionFacts } from "../../contract/skill.ts";
import { announce, type Touched } from "../inbox/announce.ts";
import * as conversations from "../inbox/conversations.ts";
import { contentOf, targetOf, textOf, typeOf } from "./draft-columns.ts";
import { expiryOf, kindOf, type OutboundKind } from "./validity.ts";

/** A message to queue. */
export type OutboundMessage = {
  channelId: number;
  conversationId: number;
  draft: Draft;
  /** The author: `bot:keywords`, `api:NAME`. */
  origin: string;
  /** The incoming message that this answers. */
  answersId: number | null;
  /** Sent even when, by our clock, the window has closed meanwhile; the provider decides. For answers. */
  windowExempt: boolean;
  /** Our id of the message for the provider; generated here, unless the caller passes one for idempotency. */
  key?: string;
  /** The kind of message, which sets its validity; derived from the other fields by default. */
  kind?: OutboundKind;
  /** What the customer reads, where the draft does not say it: a template's text. */
  text?: string;
  /** The draft as it was asked for, where it was completed since. */
  asked?: Draft;
  /** Why it is sent: while the window is closed, the template that its channel has for that says it. */
  occasion?: OccasionFacts;
  /** What it says while the window is open, where a template takes its place. */
  said?: Draft;
  /** When it expires, if sooner than by its kind. */
  until?: Date;
};

/** The NOTIFY channel that announces new messages to dispatchers in other processes. */
export const newOutboundMessages = "bellhop_outbox";

/** Wakes dispatchers in all processes once the transaction commits. */
export const wakeDispatchers = (tx: Transaction<DB>): Promise<unknown> =>
  sql`select pg_notify(${newOutboundMessages}, '')`.execute(tx);

/**
 * Queues messages in order, wakes the dispatchers and returns the ids. Messages of a conversation are sent in the order of their ids; the
 * conversation's row is locked first, so two transactions cannot interleave. Throws a unique violation for a key that was used before. Live
 * views get one event for the messages and for what else the transaction has `touched`. `wake: false` wakes no dispatcher; it is for
 * callers that wake the one in their own process, because commits of transactions that NOTIFY wait for each other.
 */
export async function enqueue(
  tx: Transaction<DB>,
  messages: readonly OutboundMessage[],
  now: Date,
  { touched = [], wake = true }: { touched?: readonly Touched[]; wake?: boolean } = {},
): Promise<number[]> {
  const queued = messages.length === 0 ? [] : await write(tx, messages, now);
  await announce(tx, [...touched, ...queued], now);
  if (wake && queued.length > 0) await wakeDispatchers(tx);
  return queued.map(({ messageId }) => messageId);
}

async function write(tx: Transaction<DB>, messages: readonly OutboundMessage[], now: Date): Promise<Touched[]> {
  const touched = [...new Set(messages.map((message) => message.conversationId))];
  await conversations.grow(
    tx,
    touched.map((conversationId) => ({
      conversationId,
      inbound: 0,
      reopens: false,
      lastInboundAt: null,
      windowMaybeAt: null,
      firstMessageAt: now,
      lastMessageAt: now,
      address: null,
    })),
  );
  const columns = `place int, channel_id int, conversation_id bigint, key uuid, type text, text_body text, caption text, content jsonb,
    reply_to text, target text, origin text, answers_id bigint, window_exempt boolean, kind text, expires_at timestamptz`;
  const rows = messages.map((message, place) => ({
    place,
    ...lifeOf(message, now),
    channel_id: message.channelId,
    conversation_id: message.conversationId,
    key: message.key ?? randomUUID(),
    type: typeOf(message.draft),
    text_body: message.text ?? textOf(message.draft),
    caption: message.draft.type === "media" ? (message.draft.caption ?? null) : null,
    content: keptContent(message),
    reply_to: message.draft.replyTo ?? null,
    target: targetOf(message.draft),
    origin: message.origin,
    answers_id: message.answersId,
    window_exempt: message.windowExempt,
  }));
  const { rows: made } = await sql<{ id: number; conversation_id: number }>`
    with given as (select * from ${recordset("r", columns, rows)}),
    written as (
      insert into messages (channel_id, conversation_id, contact_id, direction, key, type, text_body, caption, content, reply_to, target,
        sent_at, received_at, status, origin, answers_id)
      select g.channel_id, g.conversation_id, v.contact_id, 'out', g.key, g.type, g.text_body, g.caption, g.content, g.reply_to,
        g.target, ${now}, ${now}, 'queued', g.origin, g.answers_id
      from given g join conversations v on v.id = g.conversation_id order by g.place
      returning id, key, conversation_id, channel_id
    ),
    queued as (
      insert into outbox (message_id, conversation_id, channel_id, due_at, window_exempt, kind, expires_at)
      select w.id, w.conversation_id, w.channel_id, ${now}, g.window_exempt, g.kind, g.expires_at from written w join given g on g.key = w.key
    ),
    answered as (
      update messages set replied_at = ${now} where id in (select answers_id from given) and replied_at is null
    )
    select id, conversation_id from written order by id`.execute(tx);
  const withFile = messages.filter(({ draft }) => fileOf(draft)?.file !== undefined).length;
  if (withFile > 0)
    await attachFiles(
      tx,
      made.map(({ id }) => id),
      withFile,
    );
  return made.map((row) => ({ messageId: row.id, conversationId: row.conversation_id }));
}

const keptContent = ({ draft, asked, occasion, said }: OutboundMessage): object => ({
  ...contentOf(draft),
  ...(asked ? { asked } : {}),
  ...(occasion ? { occasion } : {}),
  ...(said ? { said } : {}),
});

/** Gives each message that sends a kept file an attachment of its own. Throws BAD_REQUEST when a file is no longer there. */
async function attachFiles(tx: Transaction<DB>, ids: readonly number[], expected: number): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into attachments (message_id, position, blob_id, thumbnail_id, mime_type, sha256, file_name, state, uploaded_by, width, height,
      duration_ms, voice, animated)
    select m.id, 0, a.blob_id, a.thumbnail_id, a.mime_type, a.sha256, coalesce(m.content #>> '{draft,fileName}', m.content #>> '{draft,header,fileName}', a.file_name), 'ready',
      a.uploaded_by, a.width, a.height, a.duration_ms, coalesce((m.content #>> '{draft,voice}')::boolean, false), a.animated
    from messages m join attachments a on a.id = coalesce(m.content #>> '{draft,file}', m.content #>> '{draft,header,file}')::bigint and a.state = 'ready'
    where m.id = any(${ids}::bigint[])`.execute(tx);
  if (Number(numAffectedRows) < expected)
    throw new Fault("BAD_REQUEST", "The file to send is no longer here. Upload it again with POST /api/media.");
}

function lifeOf(message: OutboundMessage, now: Date): { kind: OutboundKind; expires_at: Date } {
  const kind = message.kind ?? kindOf(message);
  const expires = expiryOf(kind, now);
  return { kind, expires_at: message.until && message.until < expires ? message.until : expires };
}
