// @ts-check
// The state of the page: people, chats and which chat is shown. It keeps its messages when the simulator restarts.

/** @typedef {any} Message a ChatMessage as the simulator sends it */

export const store = {
  /** @type {"meta" | "twilio"} */
  line: "meta",
  /** Whether phones show the button to call. */
  callButton: true,
  /** Digits. */
  phone: "15550100001",
  /** @type {Map<string, any>} by number */
  people: new Map(),
  /** @type {Map<string, Map<string, Message>>} */
  chats: new Map(),
  /** @type {Map<string, number>} unread answers, by number */
  unread: new Map(),
};

export const PRESETS = [
  { number: "15550100001", name: "Ana Marín" },
  { number: "447700900123", name: "Tom Whitfield" },
  { number: "5511987654321", name: "Beatriz Costa" },
];

/** @param {string} phone @param {string} line */
const place = (phone, line) => `${line}:${phone}`;

/**
 * Stores a message; returns true if it is new.
 * @param {Message} message
 */
export function keep(message) {
  const key = place(message.phone, message.line);
  const chat = store.chats.get(key) ?? new Map();
  store.chats.set(key, chat);
  const isNew = !chat.has(message.id);
  chat.set(message.id, message);
  return isNew;
}

/** Messages of the shown chat, oldest first. @returns {Message[]} */
export function shownChat() {
  const chat = store.chats.get(place(store.phone, store.line));
  return [...(chat?.values() ?? [])].sort((a, b) => a.at - b.at || a.n - b.n);
}

/** @param {string} id @returns {Message | undefined} */
export function messageById(id) {
  return store.chats.get(place(store.phone, store.line))?.get(id);
}

/** @param {Message} message */
export function isShown(message) {
  return message.phone === store.phone && message.line === store.line;
}
