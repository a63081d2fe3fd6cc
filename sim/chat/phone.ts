// The actions of a person with a phone: write, tap, send, quote, react, edit, delete, change the number. Each action becomes a bubble and a webhook,
// whose shape depends on the line.
import type { PaymentState } from "../graph/payment.ts";
import { mediaId, messageSid, wamid } from "../ids.ts";
import { kinds } from "../kinds.ts";
import type { MediaStore } from "../media-store.ts";
import type { Settings } from "../options.ts";
import { sample } from "../samples.ts";
import type { Card, ChatMessage, Choice, Content, Line, MediaKind, Phone } from "./message.ts";
import type { World } from "./world.ts";

/** The line and the quoted message. The line is `meta` by default. */
export type At = { line?: Line; quote?: string };

export type MediaInput = {
  /** The file; by default a small valid sample of the kind. */
  bytes?: Buffer;
  mimeType?: string;
  fileName?: string;
  caption?: string;
  voice?: boolean;
};

/** Reports to Bellhop; resolves when the first attempt has ended (Meta) or all attempts have (Twilio). */
export type Outside = {
  tell(message: ChatMessage): Promise<void>;
  /** Meta's `edit` and `revoke`, which have an id of their own and refer to an earlier message. */
  amend(message: ChatMessage, original: ChatMessage, kind: "edit" | "revoke"): Promise<void>;
  moved(message: ChatMessage, from: string, to: string): Promise<void>;
  /** The person wants no more marketing, or wants it again (Meta: user preferences). */
  preferred(phone: Phone, choice: "stop" | "resume"): Promise<void>;
  /** Something is known of the payment that a message asked for (Meta: payments). */
  paid(message: ChatMessage, state: PaymentState): Promise<void>;
  /** The business's phone has the person under a name in its address book, or no longer (Meta: coexistence). */
  named(phone: Phone, name: string | null): Promise<void>;
};

export type PhoneActions = {
  /** Writes a text. */
  write(phone: string, text: string, at?: At): Promise<ChatMessage>;
  /** Taps a reply button or picks a list row of `messageId`, by its id or its title. Throws if there is none. */
  tap(phone: string, messageId: string, choice: string): Promise<ChatMessage>;
  sendMedia(phone: string, kind: MediaKind, media?: MediaInput, at?: At): Promise<ChatMessage>;
  sendLocation(
    phone: string,
    place: { latitude: number; longitude: number; name?: string; address?: string },
    at?: At,
  ): Promise<ChatMessage>;
  sendContacts(phone: string, contacts: Card[], at?: At): Promise<ChatMessage>;
  /** Taps the button of a message that asks for the number. Meta only; throws if `messageId` does not ask for it. */
  shareNumber(phone: string, messageId: string): Promise<ChatMessage>;
  /** Sends a message of one of the kinds in kinds.ts. Throws if there is none of that name, or Twilio has none. */
  sendKind(phone: string, name: string, at?: At): Promise<ChatMessage>;
  /** Adds an emoji to a message; an empty one removes it. Meta only. */
  react(phone: string, messageId: string, emoji: string): Promise<ChatMessage>;
  /** Changes the text, or the caption, of an own message. Meta only. */
  edit(phone: string, messageId: string, text: string): Promise<ChatMessage>;
  /** Deletes an own message for everyone. Meta only. */
  revoke(phone: string, messageId: string): Promise<ChatMessage>;
  /** Moves the chats to a new number; Meta reports this to Bellhop, Twilio does not. */
  changeNumber(phone: string, to: string): Promise<ChatMessage>;
  /** Stops or resumes marketing in WhatsApp's settings. Meta only. */
  setMarketing(phone: string, choice: "stop" | "resume"): Promise<Phone>;
  /** Pays what a message of the business asks for, or begins to. Meta only. */
  pay(phone: string, messageId: string, state: PaymentState): Promise<ChatMessage>;
  /** Saves the person under a name in the address book of the business's phone; null removes them. Meta only. */
  saveName(phone: string, name: string | null): Promise<Phone>;
};

type Parts = { world: World; media: MediaStore; settings: Settings; outside: Outside };

/** Creates the actions. */
export function createPhoneActions(parts: Parts): PhoneActions {
  return { ...writing(parts), ...amending(parts), ...reporting(parts) };
}

/** Sends a message: adds a bubble and sends a webhook. */
async function post(
  { world, outside }: Parts,
  number: string,
  content: Content,
  { line = "meta", quote }: At = {},
): Promise<ChatMessage> {
  const phone = world.phone(number);
  const withFile = content.type === "media" || content.type === "contacts";
  const message = world.add({
    id: line === "meta" ? wamid() : messageSid(withFile),
    line,
    phone: phone.number,
    from: "phone",
    content,
    quotes: quote ?? null,
  });
  world.heardFrom(phone.number, line, message.at);
  await outside.tell(message);
  return message;
}

/** The message with an id. Throws if there is none. */
function known(world: World, id: string): ChatMessage {
  const message = world.message(id);
  if (!message) throw new Error(`There is no message ${id}`);
  return message;
}

/** The actions that send a new message. */
function writing(
  parts: Parts,
): Pick<PhoneActions, "write" | "tap" | "sendMedia" | "sendLocation" | "sendContacts" | "shareNumber" | "sendKind"> {
  const { world, media, settings } = parts;
  const say = (phone: string, content: Content, at?: At) => post(parts, phone, content, at);
  return {
    write: (phone, text, at) => say(phone, { type: "text", text }, at),
    async tap(phone, id, wanted) {
      const message = known(world, id);
      const found = choiceOf(message.content, wanted);
      if (!found) throw new Error(`Message ${id} offers no "${wanted}" to tap`);
      return await say(phone, { type: "choice", ...found, of: id }, { line: message.line });
    },
    sendMedia(phone, kind, input = {}, at) {
      const file = input.bytes ? null : sample(kind);
      const mimeType = input.mimeType ?? file?.mimeType ?? "application/octet-stream";
      const fileName = input.fileName ?? file?.fileName ?? null;
      const stored = media.put(input.bytes ?? file?.bytes ?? Buffer.alloc(0), mimeType, fileName, settings.clock());
      const more = {
        ...(input.caption ? { caption: input.caption } : {}),
        ...(fileName ? { fileName } : {}),
        ...(input.voice ? { voice: true } : {}),
      };
      return say(phone, { type: "media", kind, media: stored.id, mimeType, ...more }, at);
    },
    sendLocation: (phone, place, at) => say(phone, { type: "location", ...place }, at),
    sendContacts(phone, contacts, at) {
      const file = media.put(Buffer.from(contacts.map(vcard).join("")), "text/vcard", "contact.vcf", settings.clock());
      return say(phone, { type: "contacts", contacts, vcard: file.id }, at);
    },
    async shareNumber(number, id) {
      if (known(world, id).content.type !== "number_request")
        throw new Error(`Message ${id} does not ask for the number`);
      const { name, number: own } = world.phone(number);
      const contacts = [{ name, phone: `+${own}` }];
      return await say(number, { type: "contacts", contacts, own: true }, { line: "meta", quote: id });
    },
    async sendKind(phone, name, at) {
      const kind = kinds.get(name);
      if (!kind) throw new Error(`There is no kind "${name}": ${[...kinds.keys()].join(", ")}`);
      if (at?.line === "twilio" && !kind.twilio) throw new Error(`Twilio has no webhook for "${name}"`);
      return await say(phone, { type: "other", name }, at);
    },
  };
}

/** The actions that change an earlier message, or the phone. */
function amending(parts: Parts): Pick<PhoneActions, "react" | "edit" | "revoke" | "changeNumber"> {
  const { world, settings, outside } = parts;
  const onMeta = (message: ChatMessage, what: string) => {
    if (message.line !== "meta") throw new Error(`Twilio has no webhook for ${what}`);
  };
  const own = (id: string, what: string): ChatMessage => {
    const message = known(world, id);
    onMeta(message, what);
    if (message.from !== "phone") throw new Error(`${what}: ${id} was not sent by the phone`);
    return message;
  };
  const amend = async (original: ChatMessage, kind: "edit" | "revoke", content: Content): Promise<ChatMessage> => {
    const carrier: ChatMessage = { ...original, id: wamid(), at: settings.clock(), content, quotes: null };
    world.heardFrom(original.phone, "meta", carrier.at);
    await outside.amend(carrier, original, kind);
    return original;
  };

  return {
    async react(phone, id, emoji) {
      onMeta(known(world, id), "reactions");
      return await post(parts, phone, { type: "reaction", emoji, to: id });
    },
    async edit(_phone, id, text) {
      const original = own(id, "an edit");
      const { content: before } = original;
      const content: Content = before.type === "media" ? { ...before, caption: text } : { type: "text", text };
      world.update(original, { content, edited: true });
      return await amend(original, "edit", content);
    },
    async revoke(_phone, id) {
      const original = own(id, "a deletion");
      world.update(original, { revoked: true });
      return await amend(original, "revoke", original.content);
    },
    async changeNumber(phone, to) {
      const { before, after } = world.moveNumber(phone, to);
      const message = world.add({
        id: wamid(),
        line: "meta",
        phone: after.number,
        from: "phone",
        content: { type: "notice", text: `The number changed from +${before.number} to +${after.number}` },
      });
      await outside.moved(message, before.number, after.number);
      return message;
    },
  };
}

/** What the provider tells of a person besides their messages. */
function reporting({ world, outside }: Parts): Pick<PhoneActions, "setMarketing" | "pay" | "saveName"> {
  return {
    async setMarketing(number, choice) {
      const phone = world.phone(number, { stopsMarketing: choice === "stop" });
      await outside.preferred(phone, choice);
      return phone;
    },
    async pay(_phone, id, state) {
      const message = known(world, id);
      if (message.line !== "meta") throw new Error("Twilio has no webhook for payments");
      if (message.from !== "business") throw new Error(`Message ${id} is the phone's own: it asks for no payment`);
      await outside.paid(message, state);
      return message;
    },
    async saveName(number, name) {
      const phone = world.phone(number);
      await outside.named(phone, name);
      return phone;
    },
  };
}

function choiceOf(
  content: Content,
  wanted: string,
): { kind: "button" | "row" | "template_button"; choice: Choice } | null {
  const is = (one: Choice) => one.id === wanted || one.title === wanted;
  if (content.type === "buttons") {
    const choice = content.buttons.find(is);
    return choice ? { kind: content.template ? "template_button" : "button", choice } : null;
  }
  if (content.type !== "list") return null;
  const choice = content.sections.flatMap((section) => section.rows).find(is);
  return choice ? { kind: "row", choice } : null;
}

function vcard({ name, phone }: Card): string {
  return `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nTEL;TYPE=CELL:${phone}\r\nUID:${mediaId()}\r\nEND:VCARD\r\n`;
}
