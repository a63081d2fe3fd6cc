// Reads one element of `statuses` into one step of a message's delivery. Which step counts is decided elsewhere.
import type { DeliveryStatus, InboundItem, Json, JsonObject, ProviderError } from "../../contract/inbound.ts";
import { adviseCode } from "./errors.ts";
import { errorCode, ident, kindOf, list, record, text, time } from "./fields.ts";
import { completeKeys, contactOf, isSomebody, keysOf } from "./identity-keys.ts";
import { compact } from "./message-content.ts";
import { type Setting, unreadable } from "./messages.ts";

const STATUSES = new Map<string, DeliveryStatus>([
  ["accepted", "accepted"],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "played"],
  ["failed", "failed"],
]);

/** Statuses about something other than a message, and the topic of the notice that each becomes. Those of calls are read in calls.ts. */
const TOPICS = new Map([["payment", "payments"]]);

/**
 * Reads one status. Unknown statuses become notices. (Meta: webhooks reference, statuses; groups, where one
 * message has a status for each participant.)
 */
export function readStatus(element: Json, path: string, setting: Setting): InboundItem {
  const status = record(element);
  if (!status) return unreadable(path, `Expected a status object, found ${kindOf(element)}.`, element);
  const { channel, value } = setting;
  const at = time(status.timestamp);
  const notice = (topic: string): InboundItem => {
    return { kind: "notice", channel, topic, at, raw: { status, metadata: value.metadata ?? null } };
  };
  // Calls, payments and whatever Meta adds next report here too. Only a status without a type, or of type message, is about delivery.
  const type = text(status.type);
  if (type !== null && type !== "message") return notice(TOPICS.get(type) ?? "statuses");
  const providerId = ident(status.id);
  if (providerId === null) return unreadable(path, `The status has no usable id (${kindOf(status.id)}).`, element);
  const word = text(status.status);
  if (word === null && (status.pricing !== undefined || status.conversation !== undefined)) return notice("statuses");
  if (word === null) return unreadable(path, `The status of "${providerId}" says nothing.`, element);
  const known = STATUSES.get(word);
  if (!known) return notice("statuses");

  const inGroup = status.recipient_type === "group" || participantIds(status).length > 0;
  const given = inGroup ? keysOf(...participantIds(status)) : keysOf(...recipientIds(status));
  const contact = isSomebody(given) ? contactOf(setting.contacts, given) : null;
  const errors = list(status.errors);
  const error = readError(errors?.[0]);
  return {
    kind: "status",
    channel,
    providerId,
    status: known,
    providerStatus: word,
    participant: inGroup ? (given.waId ?? given.bsuid ?? given.parentBsuid ?? "") : "",
    recipient: completeKeys(given, contact),
    at,
    echoKey: ident(status.biz_opaque_callback_data),
    error,
    ...(error && adviseCode(error.code).optedOut ? { optedOut: true } : {}),
    ...(error?.code === MEDIA_UPLOAD_ERROR ? { fileRefused: true } : {}),
    details: compact({
      pricing: status.pricing,
      conversation: status.conversation,
      group_id: inGroup ? ident(status.recipient_id) : null,
      errors: errors && errors.length > 1 ? errors : null,
    }),
  };
}

/** Meta's own pages spell the parent id in three ways. */
function recipientIds(status: JsonObject): unknown[] {
  return [
    status.recipient_id,
    status.recipient_user_id,
    status.parent_recipient_user_id,
    status.recipient_parent_user_id,
    status.parent_user_id,
  ];
}

function participantIds(status: JsonObject): unknown[] {
  return [
    status.recipient_participant_id,
    status.participant_recipient_id,
    status.recipient_participant_user_id,
    status.recipient_participant_parent_user_id,
  ].filter((id) => id !== undefined && id !== null);
}

/** Our file could not be fetched or read. (Meta: Cloud API error codes.) */
const MEDIA_UPLOAD_ERROR = 131053;

/** For an error without a number; no provider uses it. */
const NO_CODE = -1;

/** Reads an error object in either of its two shapes. (Meta: webhooks reference, errors.) */
export function readError(element: unknown): ProviderError | null {
  const error = record(element);
  if (!error) return null;
  return {
    code: errorCode(error.code) ?? NO_CODE,
    title: text(error.title) ?? text(error.message) ?? "unknown error",
    details: text(record(error.error_data)?.details) ?? text(error.details) ?? null,
  };
}
