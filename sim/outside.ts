// Connects chats with couriers: which webhook reports a phone's action or a message's status to Bellhop.
import type { CallNews } from "./chat/calls.ts";
import type { ChatMessage, Phone, PhoneCall } from "./chat/message.ts";
import type { Outside } from "./chat/phone.ts";
import type { World } from "./chat/world.ts";
import type { MetaCourier } from "./delivery/meta-courier.ts";
import type { TwilioCourier } from "./delivery/twilio-courier.ts";
import * as metaShapes from "./graph/compose.ts";
import { addressBookEntry, payment } from "./graph/payment.ts";
import { bsuid } from "./ids.ts";
import { type Field, kinds } from "./kinds.ts";
import type { MediaStore } from "./media-store.ts";
import type { Settings } from "./options.ts";
import type { Announce } from "./ticks.ts";
import type { OptOutType } from "./twilio/account.ts";
import * as twilioShapes from "./twilio/compose.ts";

type Parts = {
  settings: Settings;
  world: World;
  media: MediaStore;
  meta: MetaCourier;
  twilio: TwilioCourier;
  /** Handles the TwiML with which Bellhop answered a message. */
  twiml: (phone: Phone, body: string, contentType: string) => void;
  /** What Advanced Opt-Out makes of a text, which it then answers; null when it is off or the text is another. */
  optOut: (phone: Phone, text: string) => OptOutType | null;
};

/** The phone's side: messages, edits and deletions, new numbers. */
export function createOutside(parts: Parts): Outside {
  const { settings, world, media, meta, twilio } = parts;

  const onMeta = (message: ChatMessage, value: Record<string, unknown>, field = "messages") =>
    meta.deliver({
      field,
      value,
      onAttempt: ({ delivered, attempts, detail }) => {
        if (message.handover?.state === "delivered") return;
        const state = delivered ? "delivered" : "retrying";
        world.update(message, { handover: { state, attempts, detail } });
      },
    });

  return {
    tell(message) {
      const phone = world.phone(message.phone);
      if (message.line === "meta") {
        const value = metaShapes.inbound(settings, phone, message, media);
        const field = fieldOf(message);
        return field
          ? onMeta(message, metaShapes.passive(settings, phone, value, field), field)
          : onMeta(message, value);
      }
      return twilio.deliver({
        url: settings.twilio.webhookUrl,
        params: { ...twilioShapes.inbound(settings, world, phone, message), ...optOutType(parts, phone, message) },
        onAttempt: ({ delivered, lost, attempts, detail }) => {
          const state = delivered ? "delivered" : lost ? "lost" : "retrying";
          world.update(message, { handover: { state, attempts, detail } });
        },
        onAnswer: (body, contentType) => parts.twiml(phone, body, contentType),
      });
    },
    amend(carrier, original, kind) {
      const value = metaShapes.amendment(settings, world.phone(original.phone), carrier, original, kind, media);
      return onMeta(original, value);
    },
    ...reports(parts),
    async moved(message, from, to) {
      const after = world.phone(to);
      const before: Phone = { ...after, number: from, waId: from, bsuid: after.bsuid && bsuid(from) };
      await onMeta(message, metaShapes.numberChanged(settings, before, after, message));
      if (!after.bsuid) return;
      await meta.deliver({ field: "messages", value: metaShapes.userIdSystem(settings, before, after, message.at) });
      await meta.deliver({
        field: "user_id_update",
        value: metaShapes.userIdUpdate(settings, before, after, message.at),
      });
    },
  };
}

/** What Meta tells of a person besides their messages. */
function reports({ settings, world, meta }: Parts): Pick<Outside, "preferred" | "paid" | "named"> {
  return {
    preferred: (phone, choice) =>
      meta.deliver({
        field: "user_preferences",
        value: metaShapes.preference(settings, phone, choice, settings.clock()),
      }),
    paid: (message, state) =>
      meta.deliver({
        field: "messages",
        value: payment(settings, world.phone(message.phone), message, state),
      }),
    named: (phone, name) =>
      meta.deliver({ field: "smb_app_state_sync", value: addressBookEntry(settings, phone, name) }),
  };
}

/** What Twilio adds to a word of Advanced Opt-Out (Twilio: OptOutType). */
function optOutType({ optOut }: Parts, phone: Phone, { content }: ChatMessage): Record<string, string> {
  const type = content.type === "text" ? optOut(phone, content.text) : null;
  return type === null ? {} : { OptOutType: type };
}

/** The webhook field of a message that Bellhop only looks on at; undefined for all others. */
const fieldOf = ({ content }: ChatMessage): Field | undefined =>
  content.type === "other" ? kinds.get(content.name)?.field : undefined;

/** The provider's side: ticks of the business's messages. */
export function createAnnounce(parts: Omit<Parts, "media" | "twiml" | "optOut">): Record<"meta" | "twilio", Announce> {
  const { settings, world, meta, twilio } = parts;
  return {
    meta: (message, tick) => {
      const phone = world.phone(message.phone);
      const open = world.windowOpen(phone.number, "meta");
      return meta.deliver({ field: "messages", value: metaShapes.status(settings, phone, message, tick, open) });
    },
    async twilio(message, tick) {
      if (!message.key || message.key === "twiml") return;
      const params = twilioShapes.callback(settings, world.phone(message.phone), message, tick);
      await twilio.deliver({ url: message.key, params });
    },
  };
}

/** Reports the steps of calls. */
export function createCallReport({ settings, world, meta }: Pick<Parts, "settings" | "world" | "meta">) {
  return (call: PhoneCall, at: number, news: CallNews): Promise<void> =>
    meta.deliver({ field: "calls", value: metaShapes.call(settings, world.phone(call.phone), call, at, news) });
}
