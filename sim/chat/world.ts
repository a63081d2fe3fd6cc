// Who there is and what was said: phones, chats and the 24-hour window. Knows nothing of webhooks.
import type { Bus } from "../bus.ts";
import type { ChatMessage, Content, Line, Phone } from "./message.ts";
import { createPhones, digits, type Phones } from "./phones.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export type NewMessage = Pick<ChatMessage, "id" | "line" | "phone" | "from" | "content"> &
  Partial<Pick<ChatMessage, "quotes" | "key" | "template">>;

export type World = Omit<Phones, "renumber"> & {
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
  const { renumber, ...phones } = createPhones(bus);
  const all: ChatMessage[] = [];
  const byId = new Map<string, ChatMessage>();
  const heard = new Map<string, number>();
  const open = new Set<string>();
  const chats = new Map<string, ChatMessage[]>();
  const place = (phone: string, line: Line) => `${line}:${phone}`;

  return {
    ...phones,
    add(message) {
      const kept = newMessage(message, all.length + 1, clock());
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
      const { before, after } = renumber(from, to);
      for (const line of ["meta", "twilio"] as const) {
        const chat = chats.get(place(before.number, line));
        if (!chat) continue;
        for (const message of chat) message.phone = after.number;
        chats.set(place(after.number, line), [...(chats.get(place(after.number, line)) ?? []), ...chat]);
        chats.delete(place(before.number, line));
      }
      return { before, after };
    },
  };
}

/** A message as it begins: `n` counts all of them. */
const newMessage = (message: NewMessage, n: number, at: number): ChatMessage => ({
  n,
  at,
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
});

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
