// Sending on request: finds the recipient and the channel, refuses what cannot be sent, and queues the rest.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { type ChannelRef, type IdentityKeys, type Provider, providers } from "../../contract/inbound.ts";
import type { Address, Draft, OutgoingFile } from "../../contract/outbound.ts";
import type { ByNumber, Channel } from "../../contract/ports.ts";
import * as channels from "../inbox/channels.ts";
import * as contacts from "../inbox/contacts.ts";
import * as conversations from "../inbox/conversations.ts";
import * as named from "../inbox/named.ts";
import { markAnswered } from "../inbox/read-state.ts";
import { lock, uuidOf } from "./idempotency.ts";
import { purposeOf, referred, referring, touchedBy } from "./refers-to.ts";
import { lockKnown, notConfigured, sendIn, sentBefore } from "./send-in-conversation.ts";

/** A request to send. */
export type SendRequest = {
  /** A phone number as people type it, or a BSUID. */
  to: string;
  draft: Draft;
  /** The kept file that the draft names; null when it names none. */
  file?: OutgoingFile | null;
  /** Our id of the message to quote, or to react to. */
  replyTo?: number | null;
  /** A provider, or a channel's id; null: where the person wrote last, else the first configured channel. */
  channel: Provider | number | null;
  /** The author: `api:NAME`. */
  origin: string;
  /** The same value means the same message. It contains the caller's id and not the name, because a name can be reused. */
  idempotencyKey: string | null;
};

/** What sending needs from the outside. */
export type Post = {
  channels: ByNumber<Channel>;
  /** The configured channels, the preferred one first. */
  own: readonly ChannelRef[];
};

/**
 * Queues a message and returns its id. Throws BAD_RECIPIENT, BAD_REQUEST, BAD_DRAFT, CHANNEL_NOT_CONFIGURED, WINDOW_CLOSED or
 * IDEMPOTENCY_MISMATCH, without queueing anything.
 */
export async function send(tx: Transaction<DB>, request: SendRequest, post: Post, now: Date): Promise<number> {
  const key = request.idempotencyKey === null ? null : uuidOf(`send\0${request.idempotencyKey}`);
  if (key !== null) await lock(tx, key);
  const address = await addressOf(tx, request.to, post);
  const keys = keysOf(address);
  const known = await contacts.find(tx, keys);
  const { origin, replyTo = null } = request;
  const to = replyTo === null ? null : await referred(tx, { contactId: known }, replyTo, purposeOf(request.draft));
  const draft = referring(request.draft, to);
  if (key !== null) {
    const before = await sentBefore(tx, key, draft, { contactId: known, words: "to somebody else" });
    if (before !== null) return before;
  }
  const channel = await channelFor(tx, request.channel ?? to?.channelId ?? null, known, post);
  if (to !== null && to.channelId !== channel.id)
    throw new Fault("BAD_REQUEST", `Message ${to.id} is on another number of yours. Leave "channel" out.`);
  const contactId = known ?? (await contacts.resolve(tx, [{ keys, name: null, at: now }]))[0]!;
  const [conversationId] = await conversations.open(tx, [{ channelId: channel.id, contactId, groupId: null, address }]);
  const conversation = await lockKnown(tx, conversationId!);
  const { file = null } = request;
  const message = { draft, file, origin, key, recipient: request.to, touched: touchedBy(draft, to) };
  const id = await sendIn(tx, conversation, message, post.channels, now);
  if (draft.type !== "reaction") await markAnswered(tx, conversation.id, now);
  return id;
}

/** An address as the keys of whoever it is. */
export const keysOf = (address: Address): IdentityKeys => ({
  waId: address.kind === "wa_id" ? address.value : null,
  bsuid: address.kind === "bsuid" ? address.value : null,
  parentBsuid: null,
  username: null,
});

/**
 * Digits that are a known identity key are used as they are. Anything else is read by the first provider's adapter; all adapters read phone
 * numbers alike. Throws BAD_RECIPIENT, and CHANNEL_NOT_CONFIGURED without a provider.
 */
export async function addressOf(tx: Transaction<DB>, to: string, post: Post): Promise<Address> {
  const port = providers.flatMap((provider) => post.channels.get(provider) ?? [])[0];
  if (!port) throw notConfigured("No provider is configured.");
  const digits = await named.knownDigits(tx, to);
  if (digits !== null) return { kind: "wa_id", value: digits };
  const read = port.address(to);
  if (!("fault" in read)) return read.address;
  const [group] = await named.ofGroup(tx, to);
  if (group !== undefined)
    throw new Fault(
      "BAD_RECIPIENT",
      `${to} is a group, not a person. Answer in its conversation: POST /api/inbox/conversations/${group}/messages.`,
    );
  throw new Fault("BAD_RECIPIENT", read.fault);
}

async function channelFor(
  tx: Transaction<DB>,
  wanted: Provider | number | null,
  contactId: number | null,
  post: Post,
): Promise<channels.Channel> {
  const all = await channels.list(tx);
  const usable = (channel: channels.Channel | undefined): channel is channels.Channel =>
    channel !== undefined && post.channels.has(channel.provider, channel);
  if (typeof wanted === "number") {
    const channel = all.find((one) => one.id === wanted);
    if (!usable(channel)) throw notConfigured(`There is no channel ${wanted} with credentials to send.`);
    return channel;
  }
  if (contactId !== null) {
    const { rows: used } = await sql<{ channel_id: number }>`
      select channel_id from conversations
      where contact_id = ${contactId} and greatest(last_inbound_at, window_maybe_at) is not null
      order by greatest(last_inbound_at, window_maybe_at) desc`.execute(tx);
    for (const { channel_id } of used) {
      const channel = all.find((one) => one.id === channel_id);
      if (usable(channel) && (wanted === null || channel.provider === wanted)) return channel;
    }
  }
  for (const ref of post.own) {
    if (wanted !== null && ref.provider !== wanted) continue;
    const channel = all.find((one) => channels.nameOf(one) === channels.nameOf(ref));
    if (usable(channel)) return channel;
  }
  throw notConfigured(
    wanted === null ? "No number is configured to send from." : `No number of ${wanted} is configured to send from.`,
  );
}
