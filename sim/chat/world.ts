// Who there is and what was said: phones, chats and the 24-hour window. Knows nothing of webhooks.
import type { Bus } from "../bus.ts";
import { bsuid } from "../ids.ts";
import type { ChatMessage, Content, Line, Phone } from "./message.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a test or the page may say about a phone. */
export type PhoneChange = Partial<Omit<Phone, "number">>;

export type NewMessage = Pick<ChatMessage, "id" | "line" | "phone" | "from" | "content"> &
  Partial<Pick<ChatMessage, "quotes" | "key" | "template">>;

export type World = {
  /** The phone of a number, made on first mention. A number is read as digits only. Throws on fewer than 5 digits. */
  phone(number: string, change?: PhoneChange): Phone;
  phones(): Phone[];
  /** By number, wa_id or business-scoped id; null for an id that nobody has. An unheard-of number is a new phone. */
  find(address: string): Phone | null;
  add(message: NewMessage): ChatMessage;
  message(id: string): ChatMessage | null;
  /** Changes a message and tells everybody. */
  update(message: ChatMessage, change: Partial<ChatMessage>): void;
  /** Oldest first. */
  chat(phone: string, line: Line): ChatMessage[];
  messages(): ChatMessage[];
  /** The phone has written: the window opens (Meta: customer service windows). */
  heardFrom(phone: string, line: Line, at: number): void;
  windowOpen(phone: string, line: Line): boolean;
  /** When the phone last wrote, or null. */
  lastHeard(phone: string, line: Line): number | null;
  setChatOpen(phone: string, line: Line, open: boolean): void;
  chatOpen(phone: string, line: Line): boolean;
  /** The person keeps the chats and gets a new number and a new business-scoped id. */
  moveNumber(from: string, to: string): { before: Phone; after: Phone };
};

/** Makes an empty world. */
export function createWorld(bus: Bus, clock: () => number): World {
  const phones = new Map<string, Phone>();
  const all: ChatMessage[] = [];
  const byId = new Map<string, ChatMessage>();
  const heard = new Map<string, number>();
  const open = new Set<string>();
  const chats = new Map<string, ChatMessage[]>();
  const place = (phone: string, line: Line) => `${line}:${phone}`;

  const phone = (text: string, change?: PhoneChange): Phone => {
    const number = digits(text);
    let known = phones.get(number);
    if (known && !change) return known;
    known = { ...(known ?? newPhone(number)), ...change, number };
    phones.set(number, known);
    bus.emit({ type: "phone", data: known });
    return known;
  };

  return {
    phone,
    phones: () => [...phones.values()],
    find(address) {
      const isId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(address);
      const plain = isId ? address : address.replace(/\D/g, "");
      const exact = phones.get(plain);
      if (exact) return exact;
      for (const known of phones.values()) {
        if (
          isId ? known.bsuid === plain || known.parentBsuid === plain : known.number === plain || known.waId === plain
        ) {
          return known;
        }
      }
      return isId || plain.length < 5 || plain.length > 15 ? null : phone(plain);
    },
    add(message) {
      const kept: ChatMessage = {
        n: all.length + 1,
        at: clock(),
        quotes: null,
        key: null,
        template: false,
        ...message,
        reactions: {},
        edited: false,
        revoked: false,
        tick: message.from === "business" ? "accepted" : null,
        ticks: [],
        failure: null,
        handover: message.from === "phone" ? { state: "pending", attempts: 0, detail: null } : null,
        seenAt: null,
      };
      all.push(kept);
      byId.set(kept.id, kept);
      const key = place(kept.phone, kept.line);
      const chat = chats.get(key);
      if (chat) chat.push(kept);
      else chats.set(key, [kept]);
      applyReaction(byId, kept.content, kept.from, (target) => bus.emit({ type: "message", data: target }));
      bus.emit({ type: "message", data: kept });
      return kept;
    },
    message: (id) => byId.get(id) ?? null,
    update(message, change) {
      Object.assign(message, change);
      bus.emit({ type: "message", data: message });
    },
    chat: (number, line) => [...(chats.get(place(digits(number), line)) ?? [])],
    messages: () => all,
    heardFrom: (number, line, at) => void heard.set(place(number, line), at),
    windowOpen(number, line) {
      const at = heard.get(place(number, line));
      return at !== undefined && clock() - at < DAY_MS;
    },
    lastHeard: (number, line) => heard.get(place(digits(number), line)) ?? null,
    setChatOpen(number, line, isOpen) {
      if (isOpen) open.add(place(digits(number), line));
      else open.delete(place(digits(number), line));
    },
    chatOpen: (number, line) => open.has(place(number, line)),
    moveNumber(from, to) {
      const before = phone(from);
      phones.delete(before.number);
      const number = digits(to);
      const after = phone(number, { ...before, waId: number, bsuid: before.bsuid && bsuid(number) });
      for (const line of ["meta", "twilio"] as const) {
        const chat = chats.get(place(before.number, line));
        if (!chat) continue;
        for (const message of chat) message.phone = number;
        chats.set(place(number, line), [...(chats.get(place(number, line)) ?? []), ...chat]);
        chats.delete(place(before.number, line));
      }
      return { before, after };
    },
  };
}

function newPhone(number: string): Phone {
  return {
    number,
    name: `Phone ${number.slice(-4)}`,
    waId: number,
    bsuid: bsuid(number),
    parentBsuid: null,
    username: null,
    hidesNumber: false,
    online: true,
    failsWith: null,
  };
}

function digits(number: string): string {
  const plain = number.replace(/\D/g, "");
  if (plain.length < 5 || plain.length > 15) throw new Error(`"${number}" is not a phone number of 5 to 15 digits`);
  return plain;
}

function applyReaction(
  byId: Map<string, ChatMessage>,
  content: Content,
  from: ChatMessage["from"],
  changed: (target: ChatMessage) => void,
): void {
  if (content.type !== "reaction") return;
  const target = byId.get(content.to);
  if (!target) return;
  if (content.emoji) target.reactions[from] = content.emoji;
  else delete target.reactions[from];
  changed(target);
}
