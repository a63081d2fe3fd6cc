// Builds Twilio's webhooks: incoming messages (Twilio: incoming message webhook) and status callbacks.
import type { ChatMessage, Phone, Tick } from "../chat/message.ts";
import type { World } from "../chat/world.ts";
import { kinds } from "../kinds.ts";
import type { Settings } from "../options.ts";
import { addressOf, bodyOf } from "./resource.ts";

type Params = Record<string, string>;

/** The parameters for a message of a phone. Throws if Twilio has no parameters for its content. */
export function inbound(settings: Settings, world: World, phone: Phone, message: ChatMessage): Params {
  const { accountSid, number } = settings.twilio;
  const media = mediaParams(settings, message);
  return {
    SmsMessageSid: message.id,
    NumMedia: media.MediaUrl0 ? "1" : "0",
    ProfileName: phone.name,
    MessageType: messageType(message),
    SmsSid: message.id,
    ...(phone.hidesNumber ? {} : { WaId: phone.waId }),
    ...(phone.bsuid ? { ExternalUserId: `whatsapp:${phone.bsuid}` } : {}),
    ...(phone.username ? { Username: phone.username } : {}),
    SmsStatus: "received",
    Body: bodyOf(message),
    To: `whatsapp:${number}`,
    NumSegments: "1",
    ReferralNumMedia: "0",
    MessageSid: message.id,
    AccountSid: accountSid,
    From: addressOf(phone),
    ApiVersion: "2010-04-01",
    ...media,
    ...special(message),
    ...quoted(settings, world, phone, message),
  };
}

function messageType({ content }: ChatMessage): string {
  if (content.type === "media") return content.kind;
  if (content.type === "choice") return content.kind === "row" ? "interactive" : "button";
  return content.type === "other" ? "text" : content.type;
}

function mediaParams(settings: Settings, message: ChatMessage): Params {
  const { content } = message;
  if (content.type !== "media" && content.type !== "contacts") return {};
  const id = content.type === "media" ? content.media : content.vcard;
  const account = `${settings.baseUrl}/twilio/2010-04-01/Accounts/${settings.twilio.accountSid}`;
  return {
    MediaUrl0: `${account}/Messages/${message.id}/Media/${mediaSid(id ?? "")}`,
    MediaContentType0: content.type === "media" ? content.mimeType : "text/vcard",
  };
}

/** The sid of a stored file in Twilio's URLs. */
export function mediaSid(storedId: string): string {
  return `ME${storedId.padStart(32, "0")}`;
}

function special({ content }: ChatMessage): Params {
  if (content.type === "location") {
    return {
      Latitude: String(content.latitude),
      Longitude: String(content.longitude),
      ...(content.address ? { Address: content.address } : {}),
      ...(content.name ? { Label: content.name } : {}),
    };
  }
  if (content.type === "other") return kinds.get(content.name)?.twilio ?? {};
  if (content.type !== "choice") return {};
  const { id, title, description } = content.choice;
  if (content.kind !== "row") return { ButtonText: title, ButtonPayload: id, ButtonType: "REPLY" };
  // No source confirms these names (Twilio: incoming message webhook); Bellhop must fall back to Body if they are missing.
  return { ListId: id, ListTitle: title, ...(description ? { ListDescription: description } : {}) };
}

function quoted(settings: Settings, world: World, phone: Phone, message: ChatMessage): Params {
  const id = message.content.type === "choice" ? message.content.of : message.quotes;
  const original = id ? world.message(id) : null;
  if (!original || message.at - original.at > 7 * 24 * 3600 * 1000) return {};
  const sender = original.from === "phone" ? addressOf(phone) : `whatsapp:${settings.twilio.number}`;
  return { OriginalRepliedMessageSid: original.id, OriginalRepliedMessageSender: sender };
}

/** The parameters of a status callback. */
export function callback(settings: Settings, phone: Phone, message: ChatMessage, tick: Tick): Params {
  const { accountSid, number } = settings.twilio;
  const failed = tick === "failed" && message.failure;
  return {
    ChannelPrefix: "whatsapp",
    ApiVersion: "2010-04-01",
    MessageStatus: tick,
    SmsSid: message.id,
    SmsStatus: tick,
    ChannelInstallSid: `XE${accountSid.slice(2)}`,
    To: addressOf(phone),
    From: `whatsapp:${number}`,
    MessageSid: message.id,
    AccountSid: accountSid,
    ...(tick === "read" ? { EventType: "READ" } : {}),
    ...(failed
      ? { ErrorCode: String(failed.code), ErrorMessage: failed.title, ChannelStatusMessage: failed.details }
      : {}),
  };
}
