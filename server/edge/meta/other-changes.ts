// Reads everything in a change that is neither a message nor a status: calls, account errors, preferences, new user ids.
import type { InboundIdentityChange, InboundItem, Json, JsonObject } from "../../contract/inbound.ts";
import { ident, kindOf, list, record, text, time } from "./fields.ts";
import { completeKeys, contactOf, isSomebody, keysOf, nameOf } from "./identity-keys.ts";
import { compact, contentOf } from "./message-content.ts";
import { type Setting, unreadable } from "./messages.ts";

/** A notice about one element, with the metadata of its change. */
export function noticeOf(topic: string, element: Json, setting: Setting): InboundItem {
  const at = time(record(element)?.timestamp);
  return {
    kind: "notice",
    channel: setting.channel,
    topic,
    at,
    raw: { [topic]: element, metadata: setting.value.metadata ?? null },
  };
}

/**
 * Reads one element of `calls`. An incoming call becomes a message of type `call`, because it opens the 24-hour window and somebody should
 * see it. Everything else about calls is a notice. (Meta: calling, webhooks.)
 */
export function readCall(element: Json, path: string, setting: Setting): InboundItem {
  const call = record(element);
  if (!call) return unreadable(path, `Expected a call object, found ${kindOf(element)}.`, element);
  const providerId = ident(call.id);
  const given = keysOf(call.from, call.from_user_id, call.from_parent_user_id);
  const rings = call.event === "connect" && call.direction === "USER_INITIATED";
  const contact = contactOf(setting.contacts, given);
  const sender = completeKeys(given, contact);
  if (!rings || providerId === null || !isSomebody(sender)) return noticeOf("calls", element, setting);
  return {
    kind: "message",
    channel: setting.channel,
    providerId,
    sender,
    senderName: nameOf(contact),
    groupId: null,
    echo: false,
    sentAt: time(call.timestamp),
    ...contentOf("call", { content: compact({ event: text(call.event), direction: text(call.direction) }) }),
    replyTo: null,
    raw: { message: call, contact, metadata: setting.value.metadata ?? null },
  };
}

/**
 * Reads the field `user_id_update`. The name of the array inside `value` is uncertain, so the objects are recognised by their shape: a
 * `user_id` (or `parent_user_id`) with `previous` and `current`. (Meta: business-scoped user ids.)
 */
export function readUserIdUpdates(setting: Setting): InboundItem[] {
  const whole = readUserIdUpdate(setting.value, setting);
  if (whole) return [whole];
  const items: InboundItem[] = [];
  for (const [key, elements] of unforetold(setting.value)) {
    for (const element of elements) {
      items.push(readUserIdUpdate(record(element), setting) ?? noticeOf(key, element, setting));
    }
  }
  return items;
}

function readUserIdUpdate(update: JsonObject | null, setting: Setting): InboundIdentityChange | null {
  const userId = record(update?.user_id);
  const parentId = record(update?.parent_user_id);
  if (!update) return null;
  const previous = keysOf(
    userId?.previous ?? update.previous_user_id,
    parentId?.previous ?? update.previous_parent_user_id,
  );
  const current = keysOf(
    update.wa_id,
    userId ? userId.current : update.user_id,
    parentId ? parentId.current : update.parent_user_id,
  );
  if (!isSomebody(previous) || !isSomebody(current)) return null;
  return { kind: "identity", channel: setting.channel, previous, current, at: time(update.timestamp) };
}

/** Arrays under keys that Meta does not document. Each becomes a notice, so that nothing is dropped silently. */
export function leftovers(setting: Setting): InboundItem[] {
  return unforetold(setting.value).map(([key, elements]) => noticeOf(key, elements, setting));
}

/** Keys that are read elsewhere, or that only explain other elements. */
const READ_ELSEWHERE = new Set([
  "metadata",
  "contacts",
  "messages",
  "statuses",
  "errors",
  "calls",
  "message_echoes",
  "user_preferences",
]);

/** All other keys that hold elements: an array, or a single object, which is taken as an array of one. */
function unforetold(value: JsonObject): [string, Json[]][] {
  const found: [string, Json[]][] = [];
  for (const key of Object.keys(value)) {
    if (READ_ELSEWHERE.has(key)) continue;
    const element = value[key] as Json;
    const elements = record(element) ? [element] : list(element);
    if (elements) found.push([key, elements]);
  }
  return found;
}
