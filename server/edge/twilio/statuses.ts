// Turns the fields of a status callback into one step of a message's delivery. Which step counts is decided elsewhere.
import type { DeliveryStatus, InboundItem, JsonObject, ProviderError } from "../../contract/inbound.ts";
import { adviseCode } from "./errors.ts";
import { channelOf, errorCode, ident, keysOf } from "./fields.ts";

/** (Twilio: message status values.) Statuses of incoming messages and unknown ones are not in it: they become notices. */
const STATUSES = new Map<string, DeliveryStatus>([
  ["accepted", "accepted"],
  ["scheduled", "accepted"],
  ["queued", "accepted"],
  ["sending", "accepted"],
  ["sent", "sent"],
  ["partially_delivered", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["failed", "failed"],
  ["undelivered", "failed"],
  ["canceled", "failed"],
]);

/** Fields of a status that explain it. */
const DETAILS: readonly [field: string, name: string][] = [
  ["EventType", "event_type"],
  ["ChannelStatusMessage", "channel_status_message"],
  ["MessagingServiceSid", "messaging_service_sid"],
  ["ChannelInstallSid", "channel_install_sid"],
];

/** Reads a status. Our key and our number are in the callback URL's query (`id`, `from`), because Twilio may leave fields out. */
export function readStatusFields(fields: Map<string, string>, query: Map<string, string>): InboundItem {
  const raw: JsonObject = Object.fromEntries(fields);
  const providerId = ident(fields.get("MessageSid") || fields.get("SmsSid"));
  const word = fields.get("MessageStatus") || fields.get("SmsStatus") || "";
  const channel = channelOf(fields.get("From") || query.get("from"), fields.get("AccountSid"));
  const known = STATUSES.get(word.toLowerCase());
  if (providerId === null) return { kind: "unreadable", path: "", reason: "The status has no usable MessageSid.", raw };
  if (!known) return { kind: "notice", channel, topic: "statuses", at: null, raw };
  if (!channel) {
    return { kind: "unreadable", path: "", reason: `The status of "${providerId}" has no usable From address.`, raw };
  }
  const details: JsonObject = {};
  for (const [field, name] of DETAILS) {
    const value = fields.get(field);
    if (value) details[name] = value;
  }
  const error = readError(fields);
  return {
    kind: "status",
    channel,
    providerId,
    status: known,
    providerStatus: word,
    participant: "",
    recipient: keysOf([fields.get("To")]),
    at: null,
    echoKey: ident(query.get("id")),
    error,
    ...(error && adviseCode(error.code).optedOut ? { optedOut: true } : {}),
    details,
  };
}

function readError(fields: Map<string, string>): ProviderError | null {
  const code = errorCode(fields.get("ErrorCode"));
  if (code === null) return null;
  const message = fields.get("ErrorMessage") || null;
  const details = fields.get("ChannelStatusMessage") || null;
  return { code, title: message ?? details ?? `Twilio error ${code}`, details: message === null ? null : details };
}
