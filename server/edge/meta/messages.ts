// One element of `messages` or `message_echoes` -> one message, and the identity change that some system messages mean.

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
import { type Contacts, completeKeys, contactOf, isSomebody, keysOf, nameOf } from "./people.ts";
import { compact, type Told } from "./told.ts";

/** What all elements of one change share. */
export type Setting = { channel: ChannelRef; value: JsonObject; contacts: Contacts };

/**
 * Reads one message. With `echo` the business wrote it from its phone, and the customer stands in `to`.
 * An element without a usable id or sender is `unreadable`. (Meta: webhooks reference, messages, smb_message_echoes.)
 */
export function readMessage(element: Json, path: string, setting: Setting, echo: boolean): InboundItem[] {
  const message = record(element);
  if (!message) return [unreadable(path, `Expected a message object, found ${kindOf(element)}.`, element)];
  const providerId = ident(message.id);
  if (providerId === null) {
    return [unreadable(path, `The message has no usable id (${kindOf(message.id)}).`, element)];
  }
  const given = echo
    ? keysOf(message.to, message.to_user_id, message.to_parent_user_id)
    : keysOf(message.from, message.from_user_id, message.from_parent_user_id);
  const contact = contactOf(setting.contacts, given);
  const sender = completeKeys(given, contact);
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
  const change = echo ? null : identityChange(message, item);
  return change ? [item, change] : [item];
}

/** What came along whatever the type: errors, ad, product and forwarded marks, the sender's identity hash. */
function circumstances(message: JsonObject, read: Told, value: JsonObject): JsonObject {
  const context = record(message.context);
  // A message without its content is explained by the errors of its batch.
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

/** A system message that says under which new keys the sender goes. The old keys are those that it was sent with. */
function identityChange(message: JsonObject, item: InboundMessage): InboundIdentityChange | null {
  const system = message.type === "system" ? record(message.system) : null;
  if (!system) return null;
  const current = keysOf(system.wa_id, system.new_wa_id, system.user_id, system.parent_user_id);
  const numberChanged = typeof system.type === "string" && NUMBER_CHANGED.has(system.type);
  if (!numberChanged && system.type !== "user_changed_user_id") return null;
  if (!isSomebody(current) || same(item.sender, current)) return null;
  return { kind: "identity", channel: item.channel, previous: { ...item.sender }, current, at: item.sentAt };
}

function same(a: IdentityKeys, b: IdentityKeys): boolean {
  return a.waId === b.waId && a.bsuid === b.bsuid && a.parentBsuid === b.parentBsuid;
}

/** What becomes a dead letter. */
export function unreadable(path: string, reason: string, raw: Json | undefined): InboundItem {
  return { kind: "unreadable", path, reason, raw: raw ?? null };
}
