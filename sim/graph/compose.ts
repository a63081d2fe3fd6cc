// Builds Meta's webhooks: a phone's message as an element of `messages[]`, a tick as one of `statuses[]` (Meta: webhooks reference).
import type { CallNews } from "../chat/calls.ts";
import type { ChatMessage, Content, Phone, PhoneCall, Tick } from "../chat/message.ts";
import { wamid } from "../ids.ts";
import { type Field, kinds } from "../kinds.ts";
import { type MediaStore, sha256 } from "../media-store.ts";
import type { Settings } from "../options.ts";

type Json = Record<string, unknown>;

/** The fields that every value has. */
export function around(settings: Settings): Json {
  const { displayNumber, phoneNumberId } = settings.meta;
  return {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: displayNumber, phone_number_id: phoneNumberId },
  };
}

/** Seconds since 1970 as a string. */
export function stamp(ms: number): string {
  return String(Math.floor(ms / 1000));
}

/** The entry of `contacts[]` for a phone, without the fields that a user with a username hides. */
function contactOf(phone: Phone, withUsername = true): Json {
  return {
    profile: { name: phone.name, ...(phone.username && withUsername ? { username: phone.username } : {}) },
    ...(phone.hidesNumber ? {} : { wa_id: phone.waId }),
    ...(phone.bsuid ? { user_id: phone.bsuid } : {}),
    ...(phone.parentBsuid ? { parent_user_id: phone.parentBsuid } : {}),
  };
}

/** The value that carries one message of a phone. */
export function inbound(settings: Settings, phone: Phone, message: ChatMessage, media: MediaStore): Json {
  return {
    ...around(settings),
    contacts: [contactOf(phone)],
    messages: [
      {
        ...sender(phone),
        id: message.id,
        timestamp: stamp(message.at),
        ...context(settings, message),
        ...body(message.content, media),
      },
    ],
  };
}

/** The value that carries a step of a call (Meta: calling, webhooks). */
export function call(
  settings: Settings,
  phone: Phone,
  { id, from }: Pick<PhoneCall, "id" | "from">,
  at: number,
  news: CallNews,
): Json {
  const timestamp = stamp(at);
  const value = { ...around(settings), contacts: [contactOf(phone)] };
  if (news.step !== "connect" && news.step !== "terminate") {
    const { from: recipient_id, from_user_id: recipient_user_id } = sender(phone);
    const status = { id, type: "call", status: news.step, timestamp, recipient_id, recipient_user_id };
    return { ...value, statuses: [status] };
  }
  const business = settings.meta.displayNumber;
  const { from: number, from_user_id: userId, ...others } = sender(phone);
  const ends =
    from === "phone"
      ? { ...sender(phone), to: business }
      : { ...others, from: business, to: number, to_user_id: userId };
  const direction = from === "phone" ? "USER_INITIATED" : "BUSINESS_INITIATED";
  const sdp_type = from === "phone" ? "offer" : "answer";
  const what = news.step === "connect" ? { session: { sdp_type, sdp: news.sdp } } : over(news);
  return { ...value, calls: [{ ...ends, id, event: news.step, timestamp, direction, ...what }] };
}

/** The times are there only of a call that was picked up (Meta: calling, webhooks). */
function over({ at, spoke }: Extract<CallNews, { step: "terminate" }>): Json {
  if (spoke === null) return { status: "FAILED" };
  return { status: "COMPLETED", start_time: stamp(at - spoke * 1000), end_time: stamp(at), duration: spoke };
}

/** The value of `inbound` for another field: one level deeper in standby, as a thread of the history, or the handover of the conversation. */
export function passive(settings: Settings, phone: Phone, value: Json, field: Field): Json {
  const { contacts, messages, ...others } = value;
  const [message] = messages as Json[];
  switch (field) {
    case "standby":
      return { ...others, standby: { contacts, messages } };
    case "history": {
      const context = { wa_id: phone.waId, ...(phone.bsuid ? { user_id: phone.bsuid } : {}) };
      // What the app kept is older than the number is here.
      const old = { ...message, timestamp: String(Number(message?.timestamp) - 7 * 86_400) };
      const thread = { id: phone.waId, context, messages: [{ ...old, history_context: { status: "READ" } }] };
      return { ...others, history: [{ metadata: { phase: 1, chunk_order: 1, progress: 100 }, threads: [thread] }] };
    }
    case "messaging_handovers":
      return {
        messaging_product: "whatsapp",
        sender: { phone_number: phone.waId },
        recipient: {
          phone_number_id: settings.meta.phoneNumberId,
          display_phone_number: settings.meta.displayNumber,
        },
        type: "control_passed",
        timestamp: message?.timestamp,
        control_passed: {
          previous_owner_app_role: "meta_business_agent",
          previous_owner_role: "ai_agent",
          new_owner_role: "escalation",
          metadata: "wants a person",
          conversation_context: { type: "summary", summary: { text: "Asks about a refund." } },
        },
      };
  }
}

/** The fields that identify the sender. */
function sender(phone: Phone): Json {
  return {
    ...(phone.hidesNumber ? {} : { from: phone.waId }),
    ...(phone.bsuid ? { from_user_id: phone.bsuid } : {}),
    ...(phone.parentBsuid ? { from_parent_user_id: phone.parentBsuid } : {}),
  };
}

function context(settings: Settings, message: ChatMessage): Json {
  const of = message.content.type === "choice" ? message.content.of : message.quotes;
  return of ? { context: { from: settings.meta.displayNumber, id: of } } : {};
}

function body(content: Content, media: MediaStore): Json {
  switch (content.type) {
    case "text":
      return { type: "text", text: { body: content.text } };
    case "media": {
      const stored = content.media ? media.get(content.media) : null;
      return {
        type: content.kind,
        [content.kind]: {
          ...(content.fileName && content.kind === "document" ? { filename: content.fileName } : {}),
          ...(content.caption ? { caption: content.caption } : {}),
          mime_type: content.mimeType,
          sha256: stored ? sha256(stored.bytes, "base64") : "",
          id: content.media,
          ...(content.kind === "audio" ? { voice: content.voice ?? false } : {}),
          ...(content.kind === "sticker" ? { animated: false } : {}),
        },
      };
    }
    case "location": {
      const { type, ...place } = content;
      return { type, location: place };
    }
    case "contacts":
      return {
        type: "contacts",
        contacts: content.contacts.map(({ name, phone }) => ({
          // The own number, on request, or a card that was shared (Meta: contact information requests).
          ...(content.own ? { origin: "contact_request" } : {}),
          name: { formatted_name: name, first_name: name.split(" ")[0] },
          phones: [{ phone, wa_id: phone.replace(/\D/g, ""), type: "CELL" }],
        })),
      };
    case "reaction":
      return {
        type: "reaction",
        reaction: { message_id: content.to, ...(content.emoji ? { emoji: content.emoji } : {}) },
      };
    case "choice": {
      if (content.kind === "template_button") {
        return { type: "button", button: { payload: content.choice.id, text: content.choice.title } };
      }
      const type = content.kind === "row" ? "list_reply" : "button_reply";
      return { type: "interactive", interactive: { type, [type]: content.choice } };
    }
    default:
      return (content.type === "other" && kinds.get(content.name)?.meta()) || { type: "unsupported" };
  }
}

/** The value that carries one status. */
export function status(settings: Settings, phone: Phone, message: ChatMessage, tick: Tick, window: boolean): Json {
  const free = window && !message.template;
  const pricing = {
    billable: !free,
    pricing_model: "PMP",
    type: free ? "free_customer_service" : "regular",
    category: message.template
      ? (("category" in message.content && message.content.category) || "UTILITY").toLowerCase()
      : "service",
  };
  const at = message.ticks.findLast((one) => one.tick === tick)?.at ?? message.at;
  return {
    ...around(settings),
    ...(tick === "failed" ? {} : { contacts: [contactOf(phone, tick !== "sent")] }),
    statuses: [
      {
        id: message.id,
        status: tick,
        timestamp: stamp(at),
        ...(phone.hidesNumber ? {} : { recipient_id: phone.waId }),
        ...(phone.bsuid ? { recipient_user_id: phone.bsuid } : {}),
        ...(message.key !== null ? { biz_opaque_callback_data: message.key } : {}),
        ...(tick === "sent" || tick === "delivered" ? { pricing } : {}),
        ...(tick === "failed" && message.failure ? { errors: [errorOf(message.failure)] } : {}),
      },
    ],
  };
}

function errorOf({ code, title, details }: { code: number; title: string; details: string }): Json {
  const href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
  return { code, title, message: title, error_data: { details }, href };
}

/** The value that reports an edit or a deletion; `carrier` is the new wire message, `original` the message that it changes. */
export function amendment(
  settings: Settings,
  phone: Phone,
  carrier: ChatMessage,
  original: ChatMessage,
  kind: "edit" | "revoke",
  media: MediaStore,
): Json {
  const edited = { context: { id: "M0" }, ...body(carrier.content, media) };
  const inner = { original_message_id: original.id, ...(kind === "edit" ? { message: edited } : {}) };
  return {
    ...around(settings),
    contacts: [contactOf(phone)],
    messages: [{ ...sender(phone), id: carrier.id, timestamp: stamp(carrier.at), type: kind, [kind]: inner }],
  };
}

/** The value that reports what a person wants of marketing (Meta: user preferences). */
export function preference(settings: Settings, phone: Phone, choice: "stop" | "resume", at: number): Json {
  const detail =
    choice === "stop" ? "User requested to stop marketing messages" : "User requested to resume marketing messages";
  return {
    ...around(settings),
    contacts: [contactOf(phone)],
    user_preferences: [
      {
        ...(phone.hidesNumber ? {} : { wa_id: phone.waId }),
        ...(phone.bsuid ? { user_id: phone.bsuid } : {}),
        detail,
        category: "marketing_messages",
        value: choice,
        // A number, unlike the times of messages.
        timestamp: Math.floor(at / 1000),
      },
    ],
  };
}

/** The value that reports a new phone number: no `contacts`, sent by the old number. */
export function numberChanged(settings: Settings, before: Phone, after: Phone, message: ChatMessage): Json {
  const body = `User ${before.name} changed from ${before.number} to ${after.number}`;
  const system = { body, wa_id: after.waId, type: "user_changed_number" };
  return {
    ...around(settings),
    messages: [{ ...sender(before), id: message.id, timestamp: stamp(message.at), type: "system", system }],
  };
}

/** The value that reports a new business-scoped id. */
export function userIdSystem(settings: Settings, before: Phone, after: Phone, at: number): Json {
  const system = { body: "User id changed", user_id: after.bsuid, type: "user_changed_user_id" };
  return {
    ...around(settings),
    messages: [{ from_user_id: before.bsuid, id: wamid(), timestamp: stamp(at), type: "system", system }],
  };
}

/** The same for the field `user_id_update` (only one source was found for the array's name). */
export function userIdUpdate(settings: Settings, before: Phone, after: Phone, at: number): Json {
  const user_id = { previous: before.bsuid, current: after.bsuid };
  const update = { wa_id: after.waId, detail: "User id changed", user_id, timestamp: stamp(at) };
  return { ...around(settings), user_id_update: [update] };
}
