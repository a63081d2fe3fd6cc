// Reads one element of `messages` or `message_echoes` into a message, and the identity change that some system messages carry.
import type {
  ChannelRef,
  IdentityKeys,
  InboundIdentityChange,
  InboundItem,
  InboundMessage,
  Json,
  JsonObject,
} from "../../contract/inbound.ts";
import { readContent } from "./content.ts";
import { ident, kindOf, list, record, time } from "./fields.ts";
import { type Contacts, completeKeys, contactOf, isSomebody, keysOf, nameOf } from "./identity-keys.ts";
import { compact, type MessageContent } from "./message-content.ts";

/** What all elements of one change have in common. */
export type Setting = { channel: ChannelRef; value: JsonObject; contacts: Contacts };

/**
 * Reads one message. With `echo` the business wrote it from its phone, and the customer is in `to`. An element without a usable id or
 * sender becomes `unreadable`. (Meta: webhooks reference, messages, smb_message_echoes.)
 */
export function readMessage(element: Json, path: string, setting: Setting, echo: boolean): InboundItem[] {
  const message = record(element);
  if (!message) return [unreadable(path, `Expected a message object, found ${kindOf(element)}.`, element)];
  const providerId = ident(message.id);
  const renamed = echo ? null : identityChange(message, setting.channel);
  if (providerId === null) {
    if (renamed) return [renamed];
    return [unreadable(path, `The message has no usable id (${kindOf(message.id)}).`, element)];
  }
  const given = echo
    ? keysOf(message.to, message.to_user_id, message.to_parent_user_id)
    : keysOf(message.from, message.from_user_id, message.from_parent_user_id);
  // A change of keys comes from the person's previous keys, and without a contact.
  const contact = renamed ? null : contactOf(setting.contacts, given);
  const sender = renamed ? renamed.previous : completeKeys(given, contact);
  const groupId = ident(message.group_id);
  if (!isSomebody(sender) && !(echo && groupId !== null)) {
    const keys = echo ? '"to" nor "to_user_id"' : '"from" nor "from_user_id"';
    return [unreadable(path, `The message "${providerId}" names nobody: neither ${keys} is usable.`, element)];
  }
  const read = readContent(message);
  const item: InboundMessage = {
    kind: "message",
    channel: setting.channel,
    providerId,
    sender,
    senderName: nameOf(contact),
    groupId,
    echo,
    sentAt: time(message.timestamp),
    ...read,
    replyTo: ident(record(message.context)?.id),
    content: { ...read.content, ...circumstances(message, read, setting.value) },
    raw: { message, contact, metadata: setting.value.metadata ?? null },
  };
  const change = renamed ?? (echo || groupId !== null ? null : ownNumber(message, item));
  return change ? [item, change] : [item];
}

/** Details that any type of message may have: errors, ad, product and forwarded marks, the sender's identity hash. */
function circumstances(message: JsonObject, read: MessageContent, value: JsonObject): JsonObject {
  const context = record(message.context);
  // When a message has no content, the errors of its webhook explain why.
  const errors = list(message.errors) ?? (read.content.reason === undefined ? null : list(value.errors));
  return compact({
    errors,
    referral: record(message.referral),
    identity: record(message.identity),
    referred_product: record(context?.referred_product),
    forwarded: context?.forwarded === true || context?.frequently_forwarded === true ? true : null,
    frequently_forwarded: context?.frequently_forwarded === true ? true : null,
  });
}

const NUMBER_CHANGED = new Set(["user_changed_number", "customer_changed_number"]);

/**
 * Reads a system message with a person's new keys. The old keys are in `previous_*`; without them, they are the sender's, and a number in
 * `from` is the old one. Any key may be missing. (Meta: webhooks reference, system; business-scoped user ids.)
 */
function identityChange(message: JsonObject, channel: ChannelRef): InboundIdentityChange | null {
  const system = message.type === "system" ? record(message.system) : null;
  if (!system) return null;
  const named = keysOf(
    system.previous_wa_id,
    system.old_wa_id,
    system.previous_user_id,
    system.previous_parent_user_id,
  );
  const numberChanged = typeof system.type === "string" && NUMBER_CHANGED.has(system.type);
  if (!numberChanged && system.type !== "user_changed_user_id" && !isSomebody(named)) return null;
  const sent = keysOf(message.from, system.customer, message.from_user_id, message.from_parent_user_id);
  const told = keysOf(system.wa_id, system.new_wa_id, system.user_id, system.new_user_id, system.parent_user_id);
  const has = isSomebody(named);
  const current: IdentityKeys = {
    ...told,
    bsuid: told.bsuid ?? (has && sent.bsuid !== named.bsuid ? sent.bsuid : null),
    parentBsuid: told.parentBsuid ?? (has && sent.parentBsuid !== named.parentBsuid ? sent.parentBsuid : null),
  };
  const other = <T>(old: T | null, sender: T | null, now: T | null): T | null =>
    old ?? (sender === now ? null : sender);
  const previous: IdentityKeys = {
    waId: named.waId ?? sent.waId,
    bsuid: other(named.bsuid, sent.bsuid, current.bsuid),
    parentBsuid: other(named.parentBsuid, sent.parentBsuid, current.parentBsuid),
    username: null,
  };
  if (!isSomebody(current) || !isSomebody(previous) || same(previous, current)) return null;
  // The number did not change and nothing else was given: not an identity change.
  if (current.waId === previous.waId && current.bsuid === null && current.parentBsuid === null) return null;
  return { kind: "identity", channel, previous, current, at: time(message.timestamp) };
}

/**
 * Reads the number that a person without one shared on request: WhatsApp makes that contact card and vouches for it. Any other card may be
 * of somebody else. (Meta: request contact information.)
 */
function ownNumber(message: JsonObject, item: InboundMessage): InboundIdentityChange | null {
  if (item.type !== "contacts" || item.sender.waId !== null) return null;
  const records = (all: unknown): JsonObject[] => (list(all) ?? []).map(record).filter((one) => one !== null);
  const cards = records(message.contacts);
  const own = cards.filter((card) => (card.origin ?? message.origin) === "contact_request" && !card.vcard);
  const phones = own.flatMap((card) => records(card.phones));
  const numbers = new Set(
    phones.flatMap((phone) => keysOf(phone.wa_id, ident(phone.phone)?.replaceAll(/[^\d+]/g, "")).waId ?? []),
  );
  const [waId] = numbers;
  if (numbers.size !== 1 || waId === undefined || !/^\d{7,15}$/.test(waId)) return null;
  const { bsuid, parentBsuid } = item.sender;
  const current = { waId, bsuid, parentBsuid, username: null };
  return { kind: "identity", channel: item.channel, previous: { ...item.sender }, current, at: item.sentAt };
}

function same(a: IdentityKeys, b: IdentityKeys): boolean {
  return a.waId === b.waId && a.bsuid === b.bsuid && a.parentBsuid === b.parentBsuid;
}

/** An item that becomes a dead letter. */
export function unreadable(path: string, reason: string, raw: Json | undefined): InboundItem {
  return { kind: "unreadable", path, reason, raw: raw ?? null };
}
