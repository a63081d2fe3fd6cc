// Turns the fields of an incoming message into one message. (Twilio: messaging webhooks, WhatsApp parameters.)
import { asText, labelled } from "../../base/labelled.ts";
import { parseJson } from "../../base/text.ts";
import type {
  InboundItem,
  InboundMedia,
  InboundMessage,
  Json,
  JsonObject,
  MessageType,
} from "../../contract/inbound.ts";
import { channelOf, ident, keysOf } from "./fields.ts";

type Fields = Map<string, string>;

/** Reads a message; without an id, a recipient or a sender it is `unreadable`. */
export function readMessageFields(fields: Fields): InboundItem {
  const raw: JsonObject = Object.fromEntries(fields);
  const unreadable = (reason: string): InboundItem => ({ kind: "unreadable", path: "", reason, raw });
  const providerId = ident(fields.get("MessageSid") || fields.get("SmsMessageSid") || fields.get("SmsSid"));
  if (providerId === null) return unreadable("The message has no usable MessageSid.");
  const channel = channelOf(fields.get("To"), fields.get("AccountSid"));
  if (!channel) return unreadable(`The message "${providerId}" has no usable To address.`);
  // Twilio has two names for the user id. (Changelog of 20 July 2026.)
  const sender = keysOf(
    ["WaId", "From", "ExternalUserId", "ExternalUserIdentifier", "ParentExternalUserId"].map((name) =>
      fields.get(name),
    ),
    fields.get("ProfileUsername") || fields.get("Username"),
  );
  if (sender.waId === null && sender.bsuid === null) {
    return unreadable(`The message "${providerId}" names nobody: its From is no WhatsApp address.`);
  }
  return {
    kind: "message",
    channel,
    providerId,
    sender,
    senderName: fields.get("ProfileName")?.trim() ? (fields.get("ProfileName") as string) : null,
    groupId: null,
    echo: false,
    sentAt: null,
    ...readParts(fields),
    target: null,
    replyTo: ident(fields.get("OriginalRepliedMessageSid")),
    // STOP, START and HELP, which Advanced Opt-Out of a Messaging Service answers. (Twilio: OptOutType.)
    ...(fields.get("OptOutType") ? { answeredByProvider: true } : {}),
    raw,
  };
}

type MessageParts = Pick<InboundMessage, "type" | "text" | "caption" | "payload" | "location" | "media" | "content">;

/** The content of a message. The fields decide the type; `MessageType` is an open set and only breaks ties. */
function readParts(fields: Fields): MessageParts {
  const media = readMedia(fields);
  const location = readLocation(fields);
  const body = fields.get("Body") || null;
  const content = circumstances(fields);
  const empty: MessageParts = {
    type: "text",
    text: body,
    caption: null,
    payload: null,
    location: null,
    media,
    content,
  };
  if (location) return { ...empty, type: "location", location };
  if (media.length > 0) {
    const mime = media[0]?.mimeType ?? "";
    const type = mediaType(mime, fields.get("MessageType"));
    // WhatsApp records voice notes as Ogg with Opus, and Twilio marks them by nothing else.
    const voice = type === "audio" && /^audio\/ogg\b/i.test(mime) ? { voice: true, shown_as: "voice" } : {};
    return { ...empty, type, text: null, caption: body, content: { ...content, ...voice } };
  }
  const chosen = readChoice(fields, empty) ?? readForm(empty);
  if (chosen) return chosen;
  if (fields.get("MessageType") === "reaction") return { ...empty, type: "reaction" };
  if (body !== null) return empty;
  const kind = fields.get("MessageType");
  if (kind === undefined || kind === "" || kind === "text") return { ...empty, type: "text" };
  const reason = `Twilio handed over a message of type "${kind.slice(0, 100)}" without content.`;
  return { ...empty, type: "unsupported", content: { ...content, reason } };
}

/** The answer to a request to call, as text of the button and of the message. (Twilio: WhatsApp calling, VOICE_CALL_REQUEST.) */
const CALL_REQUEST = "VOICE_CALL_REQUEST";

/** A tap on a button or a row of a list; null when the message is none. */
function readChoice(fields: Fields, empty: MessageParts): MessageParts | null {
  const list = { id: fields.get("ListId"), title: fields.get("ListTitle") };
  if (list.id || list.title) {
    const content = { ...empty.content, kind: "list_reply" };
    return { ...empty, type: "interactive", text: list.title || empty.text, payload: list.id || null, content };
  }
  const button = { payload: fields.get("ButtonPayload"), text: fields.get("ButtonText") };
  if (!button.payload && !button.text) return null;
  if ((button.text || empty.text) !== CALL_REQUEST)
    return { ...empty, type: "button", text: button.text || empty.text, payload: button.payload || null };
  const response = button.payload?.toUpperCase() === "ACCEPTED" ? "accept" : "reject";
  const permission = { kind: "call_permission_reply", shown_as: "call_permission", call_permission: { response } };
  return { ...empty, type: "interactive", text: null, payload: response, content: { ...empty.content, ...permission } };
}

/** The answers of a flow, which are the message's text, so that searches and exports have them; null when the message is none. */
function readForm(empty: MessageParts): MessageParts | null {
  const { flow, interactive } = empty.content;
  if (flow === undefined && interactive === undefined) return null;
  const given = [answersIn(flow), answersIn(interactive)];
  const response = given.find((one) => typeof one === "object") ?? given.find((one) => one !== undefined) ?? null;
  const answers = labelled(response);
  if (answers.length === 0) return { ...empty, type: "interactive" };
  const content = { ...empty.content, kind: "nfm_reply", shown_as: "form", body: empty.text ?? "", response, answers };
  return { ...empty, type: "interactive", text: asText(answers), content };
}

/** The answers in FlowData or InteractiveData: those of Meta's `nfm_reply` where there is one, else the value itself. */
function answersIn(value: Json | undefined): Json | undefined {
  const outer = recordOf(value);
  const inner = recordOf(outer?.nfm_reply) ?? outer;
  const source = inner?.response_json;
  return typeof source === "string" ? nested(source) : value;
}

const recordOf = (value: Json | undefined): JsonObject | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;

/** Upper bound of a loop whose length the request sets; a WhatsApp message has one file. */
const MAX_MEDIA = 32;

function readMedia(fields: Fields): InboundMedia[] {
  const named = Number(fields.get("NumMedia") ?? 0);
  const media: InboundMedia[] = [];
  for (let i = 0; i < MAX_MEDIA && (i < named || fields.has(`MediaUrl${i}`)); i++) {
    const url = fields.get(`MediaUrl${i}`);
    if (!url) continue;
    media.push({
      providerId: /\/Media\/(ME[0-9a-zA-Z]{1,64})(?:[/?.]|$)/.exec(url)?.[1] ?? null,
      url,
      mimeType: fields.get(`MediaContentType${i}`) || null,
      sha256: null,
      fileName: null,
    });
  }
  return media;
}

/** The type by MIME type. Contact cards come as a vCard file, and only `MessageType` distinguishes a sticker from an image. */
function mediaType(mimeType: string, messageType: string | undefined): MessageType {
  const mime = mimeType.toLowerCase();
  if (/^text\/(x-)?vcard\b/.test(mime)) return "contacts";
  if (messageType === "sticker") return "sticker";
  for (const family of ["image", "audio", "video"] as const) {
    if (mime.startsWith(`${family}/`) || (mime === "" && messageType === family)) return family;
  }
  return "document";
}

function readLocation(fields: Fields): InboundMessage["location"] {
  const latitude = degrees(fields.get("Latitude"), 90);
  const longitude = degrees(fields.get("Longitude"), 180);
  if (latitude === null || longitude === null) return null;
  return { latitude, longitude, name: fields.get("Label") || null, address: fields.get("Address") || null };
}

function degrees(value: string | undefined, most: number): number | null {
  if (value === undefined || !/^\s*[-+]?\d{1,3}(\.\d{1,20})?\s*$/.test(value)) return null;
  const parsed = Number(value);
  return Math.abs(parsed) <= most ? parsed : null;
}

/** Fields that are kept in the content, and the names there, which are those of Meta's messages. */
const KEPT: readonly [field: string, name: string][] = [
  ["MessageType", "provider_type"],
  ["ButtonType", "button_type"],
  ["ListDescription", "description"],
  ["OriginalRepliedMessageSender", "replied_sender"],
  ["OptOutType", "opt_out_type"],
];

const REFERRAL: readonly [field: string, name: string][] = [
  ["ReferralBody", "body"],
  ["ReferralHeadline", "headline"],
  ["ReferralSourceId", "source_id"],
  ["ReferralSourceType", "source_type"],
  ["ReferralSourceUrl", "source_url"],
  ["ReferralMediaId", "media_id"],
  ["ReferralMediaContentType", "media_content_type"],
  ["ReferralMediaUrl", "media_url"],
  ["ReferralCtwaClid", "ctwa_clid"],
];

/** Fields that contain JSON. */
const NESTED: readonly [field: string, name: string][] = [
  ["InteractiveData", "interactive"],
  ["FlowData", "flow"],
  ["ChannelMetadata", "channel_metadata"],
];

function circumstances(fields: Fields): JsonObject {
  const content = pick(fields, KEPT);
  for (const [field, name] of NESTED) {
    const source = fields.get(field);
    if (source) content[name] = nested(source);
  }
  const referral = pick(fields, REFERRAL);
  if (Object.keys(referral).length > 0) content.referral = referral;
  const often = isTrue(fields.get("FrequentlyForwarded"));
  if (often || isTrue(fields.get("Forwarded"))) content.forwarded = true;
  if (often) content.frequently_forwarded = true;
  return content;
}

function pick(fields: Fields, names: readonly [string, string][]): JsonObject {
  const picked: JsonObject = {};
  for (const [field, name] of names) {
    const value = fields.get(field);
    if (value) picked[name] = value;
  }
  return picked;
}

/** The parsed value, or the string itself when it is not JSON. */
function nested(source: string): Json {
  const parsed = parseJson(source);
  return "value" in parsed ? (parsed.value as Json) : source;
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}
