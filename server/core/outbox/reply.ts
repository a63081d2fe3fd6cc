// Answering in a conversation: a colleague takes it over, and the answer is queued in that conversation. Also retries and cancels messages.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Draft, OutgoingFile } from "../../contract/outbound.ts";
import type { ByNumber, Channel } from "../../contract/ports.ts";
import { announce } from "../inbox/announce.ts";
import * as conversations from "../inbox/conversations.ts";
import { markAnswered, markConversationRead } from "../inbox/read-state.ts";
import { notWaiting } from "../inbox/waiting.ts";
import { isOpen, type Opened } from "../inbox/window.ts";
import { lock, uuidOf } from "./idempotency.ts";
import { purposeOf, referred, referring, touchedBy } from "./refers-to.ts";
import { type Conversation, lockKnown, sendIn, sentBefore } from "./send-in-conversation.ts";

/** How errors call the person who gets the answer. */
const recipient = "the customer";

/** The context of an answer: the open transaction, who writes, and what sending needs. */
export type ReplyContext = {
  tx: Transaction<DB>;
  /** As the audit log names them: `desk:NAME`, `api:KEY`. */
  by: string;
  /** The colleague; null for an API key. */
  personId: number | null;
  channels: ByNumber<Channel>;
  now: Date;
};

/** An answer. */
export type Reply = {
  draft: Draft;
  /** The kept file that the draft names; null when it names none. */
  file?: OutgoingFile | null;
  /** Our id of the message to quote, or to react to. */
  replyTo: number | null;
  /** Idempotency key: the same value means the same message. */
  key: string | null;
  /** The newest message that the writer has seen; null: other answers do not matter. */
  seen?: number | null;
};

/**
 * Queues an answer and returns its id. From then on the bot answers commands only; an unassigned conversation is assigned to the colleague;
 * a closed one is reopened; it is no longer waiting, and the customer's messages count as read. A reaction is no answer and changes none of
 * this. Throws NOT_FOUND, BAD_REQUEST, BAD_DRAFT, CHANNEL_NOT_CONFIGURED, WINDOW_CLOSED, ANSWERED_MEANWHILE or IDEMPOTENCY_MISMATCH, without queueing anything.
 */
export async function answer(ctx: ReplyContext, conversationId: number, reply: Reply): Promise<number> {
  const { tx, now } = ctx;
  const uuid = reply.key === null ? null : uuidOf(`reply\0${reply.key}`);
  if (uuid !== null) await lock(tx, uuid);
  const conversation = await conversations.lock(tx, conversationId);
  if (!conversation) throw new Fault("NOT_FOUND", `There is no conversation ${conversationId}.`);
  const reacts = reply.draft.type === "reaction";
  const to =
    reply.replyTo === null ? null : await referred(tx, { conversationId }, reply.replyTo, purposeOf(reply.draft));
  const draft = referring(reply.draft, to);
  if (uuid !== null) {
    const before = await sentBefore(tx, uuid, draft, { conversationId, words: "in another conversation" });
    if (before !== null) return before;
  }
  if (reply.seen != null && !reacts) await refuseSecond(ctx, conversationId, reply.seen);
  const { file = null } = reply;
  const message = { draft, file, origin: ctx.by, key: uuid, recipient, touched: touchedBy(draft, to) };
  const id = await sendIn(tx, conversation, message, ctx.channels, now);
  if (reacts) return id;
  await markAnswered(tx, conversationId, now);
  await markConversationRead(tx, conversationId, now);
  await takeOver(ctx, conversation);
  return id;
}

/** Refuses an answer when a colleague has answered since the writer last looked. */
async function refuseSecond({ tx, by }: ReplyContext, conversationId: number, seen: number): Promise<void> {
  const { rows } = await sql<{ id: number; origin: string; text: string | null; type: string }>`
    select id, origin, left(coalesce(text_body, caption), 200) as text, type from messages
    where conversation_id = ${conversationId} and id > ${seen} and direction = 'out' and origin ~ '^(desk:|api:|phone$)' and origin <> ${by}
    order by sent_at desc, id desc limit 1`.execute(tx);
  const [other] = rows;
  if (!other) return;
  const who = other.origin === "phone" ? "Somebody on the business's phone" : other.origin.replace(/^[a-z]+:/, "");
  throw new Fault(
    "ANSWERED_MEANWHILE",
    `${who} has just answered: ${other.text === null ? other.type : `“${other.text}”`} Send again without seen_message_id to answer all the same.`,
  );
}

/**
 * Queues a failed message of ours again and returns the id of the new one: always the same, with `isNew` the first time. The author stays
 * the same; the audit log has who retried it. Throws NOT_FOUND, CANNOT_RETRY, BAD_DRAFT, CHANNEL_NOT_CONFIGURED or WINDOW_CLOSED.
 */
export async function retry(ctx: ReplyContext, messageId: number): Promise<{ id: number; isNew: boolean }> {
  const { tx } = ctx;
  const uuid = uuidOf(`retry\0${messageId}`);
  await lock(tx, uuid);
  const failed = await tx
    .selectFrom("messages as m")
    .innerJoin("channels as h", "h.id", "m.channel_id")
    .innerJoin("conversations as v", "v.id", "m.conversation_id")
    .select([
      "m.conversation_id",
      "m.status",
      "m.content",
      "m.origin",
      "m.error_code",
      "m.error_title",
      "m.error_details",
      "m.error_remedy",
      "m.sent_at",
    ])
    .select(["h.provider", "v.last_inbound_at", "v.window_maybe_at"])
    .where("m.id", "=", messageId)
    .executeTakeFirst();
  if (!failed) throw new Fault("NOT_FOUND", `There is no message ${messageId}.`);
  const again = await tx.selectFrom("messages").select("id").where("key", "=", uuid).executeTakeFirst();
  if (again) return { id: again.id, isNew: false };
  // The window is checked below, with the conversation locked.
  const why = whyNotEver(failed, ctx.channels.get(failed.provider as Provider), failed);
  if (why !== null) throw new Fault("CANNOT_RETRY", `Message ${messageId} ${why}`);
  const conversation = await lockKnown(tx, failed.conversation_id);
  const message = { draft: draftIn(failed.content)!, origin: failed.origin ?? ctx.by, key: uuid, recipient };
  const id = await sendIn(tx, conversation, message, ctx.channels, ctx.now);
  if (conversation.stage === "waiting" && conversation.waiting_reason === "send_failed") {
    await tx.updateTable("conversations").set(notWaiting).where("id", "=", conversation.id).execute();
    await conversations.tellChanged(tx, [conversation.id], ctx.now);
  }
  const change = {
    action: "message.retry",
    subject: "message",
    id: messageId,
    before: null,
    after: { sent_again_as: id },
  };
  await audit(tx, ctx.by, change, ctx.now);
  return { id, isNew: true };
}

/** What a retry needs to know about the message. */
export type Failed = {
  status: string | null;
  content: unknown;
  error_code: number | null;
  error_title: string | null;
  error_details: string | null;
  error_remedy: string | null;
  sent_at: Date;
};

/** When its conversation's window was opened; null for a group, which has no window. */
export type Where = { opened: Opened | null; now: Date };

/** Why a retry cannot work now, as the end of a sentence about the message; null when it can. */
export function whyNotAgain(message: Failed, channel: Channel | undefined, where: Where): string | null {
  const why = whyNotEver(message, channel, where.opened);
  if (why !== null || where.opened === null || isOpen(where.opened, where.now)) return why;
  return draftIn(message.content)?.type === "template" ? null : CLOSED;
}

const CLOSED =
  "can only be sent when the customer has written again, because the 24-hour window is closed. Until then only a template goes through.";

/** The same, without our own calculation of the window. */
function whyNotEver(message: Failed, channel: Channel | undefined, opened: Opened | null): string | null {
  if (message.status !== "failed") return "has not failed. Only a failed message can be sent anew.";
  const draft = draftIn(message.content);
  if (!draft) return "was not written here, so it cannot be sent anew.";
  if (!channel) return "is of a number without credentials to send. Add the number on the page Numbers.";
  if (message.error_code === null) return null;
  const { error_code: code, error_title: title, error_details: details } = message;
  const { action, scope, operator } = channel.advise({ code, title: title ?? "", details });
  // A fault of the channel, or one that an operator can fix, may be gone by now; if not, the message waits in the queue.
  if (action === "never" && scope !== "channel" && !operator)
    return `would be refused again. ${message.error_remedy || title}`;
  const since = Math.max(...[opened?.last_inbound_at, opened?.window_maybe_at].map((time) => time?.getTime() ?? 0));
  if (action === "template" && draft.type !== "template" && since <= message.sent_at.getTime()) return CLOSED;
  return null;
}

/**
 * Takes a queued message out of the outbox; it shows as failed, cancelled by `by`. Throws NOT_FOUND, or CANNOT_CANCEL when it may have been
 * sent.
 */
export async function cancel(ctx: ReplyContext, messageId: number): Promise<void> {
  const { tx, by, now } = ctx;
  const message = await tx
    .selectFrom("messages")
    .select(["id", "conversation_id"])
    .where("id", "=", messageId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!message) throw new Fault("NOT_FOUND", `There is no message ${messageId}.`);
  const { rows } = await sql`
    delete from outbox where message_id = ${messageId} and state in ('queued', 'window') and copies = 0
    returning message_id`.execute(tx);
  if (rows.length === 0)
    throw new Fault(
      "CANNOT_CANCEL",
      `Message ${messageId} does not wait to be sent: it is gone, is being sent, or may have arrived.`,
    );
  const who = by.replace(/^(desk|api):/, "");
  await tx
    .updateTable("messages")
    .set({ status: "failed", error_title: `Cancelled by ${who}`, error_remedy: null, error_code: null })
    .where("id", "=", messageId)
    .execute();
  const change = { before: { state: "queued" }, after: { state: "failed" } };
  await audit(tx, by, { action: "message.cancel", subject: "message", id: messageId, ...change }, now);
  await announce(tx, [{ messageId, conversationId: message.conversation_id }], now);
}

/** The draft that a message was made from; null when it was not written in Bellhop. */
function draftIn(content: unknown): Draft | null {
  return (content as { draft?: Draft } | null)?.draft ?? null;
}

/** Assigns the conversation to the colleague who answers, unless it is assigned already. */
async function takeOver({ tx, by, personId, now }: ReplyContext, conversation: Conversation): Promise<void> {
  const { id } = conversation;
  const [before, after] = [
    { state: conversation.stage, assignee_id: conversation.assignee_id },
    { state: "bot", assignee_id: conversation.assignee_id ?? personId },
  ];
  const quiet = { bot_quiet_since: conversation.bot_quiet_since ?? now };
  await tx
    .updateTable("conversations")
    .set({ ...notWaiting, ...quiet, state: "open", assignee_id: after.assignee_id })
    .where("id", "=", id)
    .execute();
  if (before.state !== after.state || before.assignee_id !== after.assignee_id)
    await audit(tx, by, { action: "conversation.answer", subject: "conversation", id, before, after }, now);
  await conversations.tellChanged(tx, [id], now);
}
