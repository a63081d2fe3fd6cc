// Queues a message in a locked conversation, or refuses it. Every send on request uses this.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Draft, OutgoingFile } from "../../contract/outbound.ts";
import type { ByNumber, Channel } from "../../contract/ports.ts";
import type { Touched } from "../inbox/announce.ts";
import * as conversations from "../inbox/conversations.ts";
import { optOutOf, optOutText } from "../inbox/opt-outs.ts";
import { isOpen, windowAt } from "../inbox/window.ts";
import { fitTemplate } from "../templates/check.ts";
import { enqueue } from "./enqueue.ts";

/** A row of conversations. */
export type Conversation = NonNullable<Awaited<ReturnType<typeof conversations.lock>>>;

/** What is sent and by whom. */
export type OutboundText = {
  draft: Draft;
  /** The kept file that the draft names, to check it; null when it names none, or was checked before. */
  file?: OutgoingFile | null;
  /** `desk:NAME`, `api:NAME`. */
  origin: string;
  /** Our id of the message for the provider; null: a new one. */
  key: string | null;
  /** How errors call the customer. */
  recipient: string;
  /** Other messages that look different with it. */
  touched?: readonly Touched[];
};

/**
 * Locks a conversation that existed a moment ago. When it was merged in between, this throws an error with which retryOnConflict runs the
 * transaction again.
 */
export async function lockKnown(tx: Transaction<DB>, id: number): Promise<Conversation> {
  const conversation = await conversations.lock(tx, id);
  // The code of a PostgreSQL serialization failure: two contacts were just merged, and the repeated request finds the remaining
  // conversation.
  if (!conversation) throw Object.assign(new Error("the conversation was merged meanwhile"), { code: "40001" });
  return conversation;
}

/** Queues a message and returns its id. Throws BAD_DRAFT, OPTED_OUT, CHANNEL_NOT_CONFIGURED or WINDOW_CLOSED, without queueing anything. */
export async function sendIn(
  tx: Transaction<DB>,
  conversation: Conversation,
  { draft: asked, file, origin, key, recipient, touched = [] }: OutboundText,
  channels: ByNumber<Channel>,
  now: Date,
): Promise<number> {
  const { id: conversationId, channel_id: channelId } = conversation;
  const { provider, ...number } = await tx
    .selectFrom("channels")
    .select(["provider", "external_id as externalId", "account_id as accountId"])
    .where("id", "=", channelId)
    .executeTakeFirstOrThrow();
  const channel = channels.get(provider as Provider, number);
  if (!channel)
    throw notConfigured(
      `The number of this conversation, ${number.externalId} at ${provider}, has no credentials to send.`,
    );
  const isWindowOpen = conversation.group_id === null && isOpen(conversation, now);
  const account = { provider: provider as Provider, accountId: number.accountId };
  const fitted = asked.type === "template" ? await fitTemplate(tx, account, asked, isWindowOpen) : null;
  if (fitted?.category === "marketing") await refuseUnwanted(tx, conversation, recipient);
  const draft = fitted?.draft ?? asked;
  const faults = channel.check(draft, file ?? undefined);
  if (faults.length > 0) throw new Fault("BAD_DRAFT", faults.join(" "));
  if (draft.type !== "template" && conversation.group_id === null && !isWindowOpen)
    throw new Fault("WINDOW_CLOSED", windowDetail(recipient, windowAt(conversation, now).closesAt));
  const message = { channelId, conversationId, draft, origin, answersId: null, windowExempt: false };
  const more = { ...(key === null ? {} : { key }), ...(fitted ? { text: fitted.text, asked } : {}) };
  const [id] = await enqueue(tx, [{ ...message, ...more }], now, { touched });
  return id!;
}

/** Refuses marketing for somebody who wants none. Throws OPTED_OUT. */
async function refuseUnwanted(
  tx: Transaction<DB>,
  { contact_id: contactId }: Conversation,
  recipient: string,
): Promise<void> {
  const optOut = contactId === null ? null : await optOutOf(tx, contactId);
  if (optOut === null) return;
  throw new Fault(
    "OPTED_OUT",
    `${optOutText(recipient, optOut)} Send a template of another category, or wait until they ask for marketing again.`,
  );
}

/** The fault for a channel without credentials; `what` is a sentence. */
export const notConfigured = (what: string) =>
  new Fault(
    "CHANNEL_NOT_CONFIGURED",
    `${what} Add the number on the page Numbers, or set the provider's credentials in the environment and restart.`,
  );

/** Why only a template can be sent, and what to do. `closed`: when the window closed; null: it was never open. */
function windowDetail(to: string, closed: Date | null): string {
  const why =
    closed === null
      ? `${to} has not written on this number`
      : `The last message from ${to} is more than 24 hours old (closed ${closed.toISOString()})`;
  return `${why}, so WhatsApp only lets a template through. Send a template ("template" and "parameters") instead of free text, or wait until the customer writes.`;
}

/** The recipient: a contact, or a conversation. `words` end the error's sentence when the key was used for another one. */
export type Target = ({ contactId: number | null } | { conversationId: number }) & { words: string };

/**
 * The message that was already sent with this key; null when the key is new. Throws IDEMPOTENCY_MISMATCH for another content or target.
 */
export async function sentBefore(
  tx: Transaction<DB>,
  key: string,
  draft: Draft,
  target: Target,
): Promise<number | null> {
  const isThere =
    "conversationId" in target
      ? sql`m.conversation_id = ${target.conversationId}::bigint`
      : sql`v.contact_id is not distinct from ${target.contactId}::bigint`;
  const { rows } = await sql<{ id: number; same: boolean }>`
    select m.id, coalesce(m.content -> 'asked', m.content -> 'draft') = ${JSON.stringify(draft)}::jsonb and ${isThere} as same
    from messages m join conversations v on v.id = m.conversation_id where m.key = ${key}::uuid`.execute(tx);
  const [known] = rows;
  if (!known) return null;
  if (known.same) return known.id;
  throw new Fault(
    "IDEMPOTENCY_MISMATCH",
    `This Idempotency-Key was used for a message with other content or ${target.words}. Use a new key for a new message.`,
  );
}
