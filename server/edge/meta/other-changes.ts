// Reads everything in a change that is neither a message, a status nor a call: account errors, preferences, new user ids.
import type { InboundIdentityChange, InboundItem, InboundNotice, Json, JsonObject } from "../../contract/inbound.ts";
import { marketingChoices } from "../../contract/opt-outs.ts";
import { list, record, text, time } from "./fields.ts";
import { completeKeys, contactOf, isSomebody, keysOf } from "./identity-keys.ts";
import type { Setting } from "./messages.ts";

/** A notice about one element, with the metadata of its change. */
export function noticeOf(topic: string, element: Json, setting: Setting): InboundNotice {
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
 * Reads one element of `user_preferences`: that a customer wants no more marketing, or wants it again. Other preferences, and the undocumented
 * value `signup`, are notices without effect. (Meta: user preferences for marketing messages.)
 */
export function readPreference(element: Json, setting: Setting): InboundNotice {
  const notice = noticeOf("user_preferences", element, setting);
  const preference = record(element);
  const given = keysOf(preference?.wa_id, preference?.user_id, preference?.parent_user_id);
  const person = completeKeys(given, contactOf(setting.contacts, given));
  const choice = marketingChoices.find((one) => one === text(preference?.value));
  if (!choice || text(preference?.category) !== "marketing_messages" || !isSomebody(person)) return notice;
  return { ...notice, marketing: { person, choice } };
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
