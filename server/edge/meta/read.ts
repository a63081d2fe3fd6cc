// Walks a Meta webhook: every entry, change and element becomes an inbound item. The neighbouring files read the elements; verifier.ts
// checks signatures.
import { excerpt, parseJson } from "../../base/text.ts";
import type { ChannelRef, InboundItem, InboundNotice, Json, JsonObject } from "../../contract/inbound.ts";
import { readCall, readCallStatus } from "./calls.ts";
import { ident, kindOf, list, record, text, time } from "./fields.ts";
import { readContacts } from "./identity-keys.ts";
import { readMessage, type Setting, unreadable } from "./messages.ts";
import { newsOf } from "./news.ts";
import { leftovers, noticeOf, readPreference, readUserIdUpdates } from "./other-changes.ts";
import { readHandover, readHistory, readStandby, readStateSync } from "./passive.ts";
import { readStatus } from "./statuses.ts";
import { readTemplateNews } from "./template-news.ts";

/**
 * Reads one stored webhook. Never throws; what cannot be read becomes `unreadable` with its path. All strings and keys in the items are
 * well-formed Unicode without U+0000. (Meta: webhooks reference.)
 */
export function readWebhook(body: Buffer): InboundItem[] {
  try {
    const parsed = parseJson(body);
    if ("fault" in parsed) return [unreadable("", `The body ${parsed.fault}.`, excerpt(body))];
    const root = record(parsed.value);
    if (!root) return [unreadable("", `Expected a JSON object, found ${kindOf(parsed.value)}.`, excerpt(body))];
    if (root.object !== "whatsapp_business_account") {
      const found = text(root.object)?.slice(0, 100);
      const reason = `Expected object "whatsapp_business_account", found ${found ? `"${found}"` : kindOf(root.object)}.`;
      return [unreadable("", reason, root)];
    }
    return walk(root.entry, "entry", readEntry);
  } catch (error) {
    // A bug of ours, and no reason to lose the webhook.
    return [unreadable("", `Reading failed: ${error instanceof Error ? error.name : "unknown"}.`, excerpt(body))];
  }
}

/** Applies a reader to each element of an array. Absent means none; anything else but an array becomes `unreadable`. */
function walk(
  elements: Json | undefined,
  path: string,
  read: (element: Json, path: string) => InboundItem[],
): InboundItem[] {
  if (elements === undefined || elements === null) return [];
  if (!Array.isArray(elements)) return [unreadable(path, `Expected an array, found ${kindOf(elements)}.`, elements)];
  const items: InboundItem[] = [];
  for (let i = 0; i < elements.length; i++) {
    for (const item of read(elements[i] as Json, `${path}[${i}]`)) items.push(item);
  }
  return items;
}

function readEntry(element: Json, path: string): InboundItem[] {
  const entry = record(element);
  if (!entry) return [unreadable(path, `Expected an entry object, found ${kindOf(element)}.`, element)];
  if (!Array.isArray(entry.changes)) {
    return [unreadable(`${path}.changes`, `Expected an array, found ${kindOf(entry.changes)}.`, element)];
  }
  return walk(entry.changes, `${path}.changes`, (change, at) => readChange(change, at, entry));
}

/** Fields whose value holds messages and the like; all others are notices about the account. */
const CONVERSATION_FIELDS = new Set([
  "messages",
  "calls",
  "smb_message_echoes",
  "user_preferences",
  "user_id_update",
  "standby",
  "history",
  "smb_app_state_sync",
]);

/** Arrays whose elements are useless when it is unknown to which of our numbers they belong. */
const NEEDS_CHANNEL = ["messages", "message_echoes", "statuses", "calls", "user_id_update", "standby", "history"];

function readChange(element: Json, path: string, entry: JsonObject): InboundItem[] {
  const change = record(element);
  const field = text(change?.field);
  if (!change || field === null) {
    return [
      unreadable(path, `Expected a change with a field, found ${kindOf(change ? change.field : element)}.`, element),
    ];
  }
  const value = record(change.value);
  const channel = value ? channelOf(value, entry) : null;
  const template = readTemplateNews(field, change.value, entry.id);
  const notice: InboundNotice = {
    kind: "notice",
    ...(template ? { template } : {}),
    channel,
    topic: field,
    at: time(entry.time),
    raw: { entry_id: entry.id ?? null, time: entry.time ?? null, field, value: change.value ?? null },
  };
  if (field === "messaging_handovers" && value) return [readHandover(value, entry) ?? notice];
  if (!CONVERSATION_FIELDS.has(field)) {
    const news = newsOf(field, change.value);
    return [news ? { ...notice, news } : notice];
  }
  if (!value) return [unreadable(`${path}.value`, `Expected an object, found ${kindOf(change.value)}.`, element)];
  if (!channel) {
    if (!NEEDS_CHANNEL.some((key) => list(value[key]) ?? record(value[key]))) return [notice];
    const reason = "The change does not say which number it is about: metadata.phone_number_id is missing.";
    return [unreadable(`${path}.value.metadata`, reason, element)];
  }
  const items = readConversation(field, { channel, value, contacts: readContacts(value) }, `${path}.value`);
  return items.length > 0 ? items : [notice];
}

/** Reads each array of a value; usually there is one, but there may be several. */
function readConversation(field: string, setting: Setting, path: string): InboundItem[] {
  const { value } = setting;
  if (field === "standby") return readStandby(setting, `${path}.standby`);
  if (field === "history") return readHistory(setting, path);
  if (field === "smb_app_state_sync") return readStateSync(setting);
  const items = [
    ...walk(value.messages, `${path}.messages`, (message, at) => readMessage(message, at, setting, false)),
    ...walk(value.message_echoes, `${path}.message_echoes`, (message, at) => readMessage(message, at, setting, true)),
    ...walk(value.statuses, `${path}.statuses`, (status, at) =>
      // The progress of a call comes as statuses under the field `calls`, but has been seen under `messages` too.
      field === "calls" || record(status)?.type === "call"
        ? readCallStatus(status, setting)
        : [readStatus(status, at, setting)],
    ),
    ...walk(value.calls, `${path}.calls`, (call, at) => readCall(call, at, setting)),
    ...walk(value.user_preferences, `${path}.user_preferences`, (element) => [readPreference(element, setting)]),
    ...walk(value.errors, `${path}.errors`, (error) => [noticeOf("errors", error, setting)]),
  ];
  const others = field === "user_id_update" ? readUserIdUpdates(setting) : leftovers(setting);
  for (const item of others) items.push(item);
  return items;
}

/** The business's number that a value is about; null when none is named. */
function channelOf(value: JsonObject, entry: JsonObject): ChannelRef | null {
  const metadata = record(value.metadata);
  const externalId = ident(metadata?.phone_number_id);
  if (externalId === null) return null;
  return {
    provider: "meta",
    externalId,
    displayNumber: ident(metadata?.display_phone_number)?.replace(/\D/g, "") || null,
    accountId: ident(entry.id),
  };
}
