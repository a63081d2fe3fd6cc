// What comes in, in Bellhop's own terms: every provider's webhook is converted to these types, and the core sees nothing else of it.
// No provider's field names appear here; raw JSON is kept unchanged for people to look at.
import type { CallStep } from "./calls.ts";
import type { Direction } from "./messages.ts";

import type { ProviderNews } from "./news.ts";
import type { MarketingChoice } from "./opt-outs.ts";
import type { TemplateNews } from "./templates.ts";

/** Any JSON value. Strings in it are well-formed Unicode without NUL: PostgreSQL refuses both otherwise. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** The provider behind a channel. */
export const providers = ["meta", "twilio"] as const;

export type Provider = (typeof providers)[number];

/** Which webhook endpoint received a webhook: decides how its body is read. */
export const webhookSources = ["meta", "twilio.message", "twilio.status"] as const;

export type WebhookSource = (typeof webhookSources)[number];

/** The business's side of a conversation: one WhatsApp number at one provider. */
export type ChannelRef = {
  provider: Provider;
  /** The provider's id of the number: Meta's phone_number_id, or the Twilio sender's address without its `whatsapp:` prefix. */
  externalId: string;
  /** The number as people dial it, digits without `+`; null when the payload did not say. */
  displayNumber: string | null;
  /** The account that owns the number: WABA id at Meta, Account SID at Twilio; null when the payload did not say. */
  accountId: string | null;
};

/** The kinds of identity keys by which a provider knows a person. */
export const identityKinds = ["wa_id", "bsuid", "parent_bsuid", "username"] as const;

export type IdentityKind = (typeof identityKinds)[number];

/** The identity keys by which a provider knows a person. At least one of `waId` and `bsuid` is set on a message. */
export type IdentityKeys = {
  /** WhatsApp id: the phone number in digits, no `+`. Opaque: not always the number that people dial (Brazil, Mexico, Argentina). */
  waId: string | null;
  /** Business-scoped user id, complete with its country prefix (`US.1234`). */
  bsuid: string | null;
  /** BSUID in a parent portfolio (`US.ENT.1234`). */
  parentBsuid: string | null;
  /** WhatsApp username without a leading `@`. Shown, never used for matching: a name can pass to another person. */
  username: string | null;
};

/** What kind of content a message has. Of an `unsupported` one the raw JSON is kept, and the Desk says that it cannot be shown. */
export const messageTypes = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "button",
  "order",
  "reaction",
  "edit",
  "revoke",
  "system",
  "call",
  "template",
  "unsupported",
] as const;

export type MessageType = (typeof messageTypes)[number];

/** A file that came with a message: where it can be fetched, not the file itself. */
export type InboundMedia = {
  /** The provider's id of the file (Meta media id; Twilio media SID); null when only a URL is known. */
  providerId: string | null;
  /** Where the provider serves it, with the provider's credentials. Null when the URL must be looked up by id first. */
  url: string | null;
  /** MIME type as the provider states it, parameters included (`audio/ogg; codecs=opus`). */
  mimeType: string | null;
  /** SHA-256 of the bytes in lower-case hex, whatever encoding the provider used. */
  sha256: string | null;
  /** File name as the sender gave it; never trusted as a path. */
  fileName: string | null;
};

/** One message from a customer (or, with `echo`, one that the business sent from its phone). */
export type InboundMessage = {
  kind: "message";
  channel: ChannelRef;
  /** The provider's id of this message (`wamid…`, `SM…`): together with the channel it is the dedupe key. */
  providerId: string;
  /** Who wrote; for an echo, the customer that the business wrote to. */
  sender: IdentityKeys;
  /** Profile name; null when the payload carries none. */
  senderName: string | null;
  /** The group's id for a message in a group, whose conversation is the group's. */
  groupId: string | null;
  /** The business sent it from the WhatsApp Business app: shown as outgoing, never answered. */
  echo: boolean;
  /** When it was sent, by the provider's clock; null when the payload has no time (Twilio): then the time of receipt is used. */
  sentAt: Date | null;
  type: MessageType;
  /** The readable text: the body, the title of the chosen button or row, the emoji of a reaction, the corrected text of an edit. */
  text: string | null;
  /** Caption of an image, video or document. */
  caption: string | null;
  /** Machine-readable answer: id of the chosen button or row, payload of a template's quick reply. */
  payload: string | null;
  location: InboundLocation | null;
  media: InboundMedia[];
  /** Provider id of the message that this one quotes. */
  replyTo: string | null;
  /** Provider id of the message that a reaction, edit or revoke applies to. */
  target: string | null;
  /** The provider took the whole message for a word such as STOP, START or HELP and has answered it itself. */
  answeredByProvider?: boolean;
  /** Other content by name (contact cards, order lines, referral, forwarding marks, why it is unsupported). */
  content: JsonObject;
  /** The provider's JSON (or form fields) of this message, as received, with what the webhook said about it. */
  raw: JsonObject;
};

/** A shared place, in degrees. */
export type InboundLocation = { latitude: number; longitude: number; name: string | null; address: string | null };

/** The status of a message that the business sent, as providers report it. */
export type DeliveryStatus = "accepted" | "sent" | "delivered" | "read" | "played" | "failed";

/** Why a provider refused or failed a message. */
export type ProviderError = {
  /** The provider's error number. */
  code: number;
  /** The provider's short text; it changes without notice, so no code depends on it. */
  title: string;
  /** The provider's longer explanation; null when there is none. */
  details: string | null;
};

/** A status of a message that the business sent. */
export type InboundStatus = {
  kind: "status";
  channel: ChannelRef;
  /** The provider's id of the message. */
  providerId: string;
  status: DeliveryStatus;
  /** The provider's own name of the status (`undelivered`), which may be more specific than ours. */
  providerStatus: string;
  /** The group member that this status is about; empty string outside groups. Part of the dedupe key. */
  participant: string;
  recipient: IdentityKeys;
  /** When it happened, by the provider's clock; null when the payload has no time (Twilio). */
  at: Date | null;
  /** The key that was sent with the message and that the provider returns; null when it returns none. */
  echoKey: string | null;
  error: ProviderError | null;
  /** Whether the error says that the recipient wants no more marketing. */
  optedOut?: boolean;
  /** Whether the error says that the provider could not use the file of the message. */
  fileRefused?: boolean;
  /** Pricing and conversation details, as received. */
  details: JsonObject;
};

/** Two sets of identity keys that the provider says belong to one person: a changed number, a regenerated BSUID. */
export type InboundIdentityChange = {
  kind: "identity";
  channel: ChannelRef;
  previous: IdentityKeys;
  current: IdentityKeys;
  at: Date | null;
};

/** One step of a phone call: it rings, is taken, is refused, ends. */
export type InboundCall = {
  kind: "call";
  channel: ChannelRef;
  /** The provider's id of the call (`wacid…`), also that of the message that shows it. */
  providerId: string;
  /** `in`: the customer calls. */
  direction: Direction;
  step: CallStep;
  /** When it happened, by the provider's clock; null when the payload has no time. */
  at: Date | null;
  /** When it was picked up; null when it was not, or the step does not tell. */
  answeredAt: Date | null;
  /** When it ended; null when the step does not tell. */
  endedAt: Date | null;
  /** How long they spoke, in seconds; null when it was not picked up, or the step does not tell. */
  durationSeconds: number | null;
  /** The session description (SDP) of the customer's side; null when the step has none. */
  sdp: string | null;
  /** Whether the provider says that it failed. */
  failed: boolean;
  /** Why; null when the provider does not say. */
  error: ProviderError | null;
};

/** What a provider says that a customer wants of marketing. */
export type ReportedChoice = { person: IdentityKeys; choice: MarketingChoice };

/** A notice about the account, a template, a call, a preference: stored and shown, with no other effect. */
export type InboundNotice = {
  kind: "notice";
  /** Null when the notice is not about one number. */
  channel: ChannelRef | null;
  /** The provider's topic (`account_update`, `message_template_status_update`, `calls`). */
  topic: string;
  at: Date | null;
  /** What it says of a template. */
  template?: TemplateNews;
  /** What a customer said about marketing. */
  marketing?: ReportedChoice;
  /** How the business's own phone calls somebody. */
  named?: { person: IdentityKeys; name: string };
  raw: Json;
  /** What it says about an account, a number or a template; left out when it is about none of these. */
  news?: ProviderNews;
};

/** Part of a verified webhook that could not be read: becomes a dead letter with this reason. */
export type InboundUnreadable = {
  kind: "unreadable";
  /** Its place in the body (`entry[0].changes[2]`); empty string for the whole body. */
  path: string;
  /** One sentence for people: what was expected and what was found. */
  reason: string;
  raw: Json;
};

/** Everything that a webhook can contain. */
export type InboundItem =
  | InboundMessage
  | InboundStatus
  | InboundIdentityChange
  | InboundCall
  | InboundNotice
  | InboundUnreadable;
