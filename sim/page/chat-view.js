// @ts-check
// The list of bubbles: date headings, bubble tails, the empty state, the typing indicator, and the scroll position.

import { bubble, refresh } from "./bubble.js";
import { byId, el } from "./dom.js";
import { shownChat } from "./store.js";

const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typingTimer;
let following = true;

/**
 * Draws the whole chat again.
 * @param {any} on callbacks of bubbles, plus `say(text)`
 */
export function draw(on) {
  const chat = byId("chat");
  typing(false);
  const rows = [];
  const messages = shownChat().filter(visible);
  for (const [index, message] of messages.entries()) rows.push(...rowsFor(message, messages[index - 1], on));
  chat.replaceChildren(...(rows.length > 0 ? rows : [empty(on)]));
  toEnd();
}

/**
 * Shows a message that is new or has changed.
 * @param {any} message
 * @param {any} on
 */
export function show(message, on) {
  if (!visible(message)) return;
  const chat = byId("chat");
  const old = chat.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  if (old) {
    const look = lookOf(message);
    if (old.dataset.look === look) return refresh(old, message);
    const fresh = bubble(message, on);
    fresh.dataset.look = look;
    if (old.classList.contains("first")) fresh.classList.add("first");
    old.replaceWith(fresh);
    return;
  }
  const messages = shownChat().filter(visible);
  const index = messages.findIndex((one) => one.id === message.id);
  if (index !== messages.length - 1) return draw(on);
  const stay = atEnd() || message.from === "phone";
  chat.querySelector(".empty")?.remove();
  if (message.from === "business") typing(false);
  const dots = chat.querySelector(".typing");
  for (const row of rowsFor(message, messages[index - 1], on)) chat.insertBefore(row, dots);
  if (stay) toEnd();
  else byId("to-end").hidden = false;
}

/**
 * Shows or hides the typing indicator, which disappears by itself after 25 seconds.
 * @param {boolean} on
 */
export function typing(on) {
  clearTimeout(typingTimer);
  const chat = byId("chat");
  const dots = chat.querySelector(".typing");
  if (!on) return dots?.remove();
  typingTimer = setTimeout(() => typing(false), 25_000);
  if (dots) return;
  const stay = atEnd();
  chat.append(el("div", { class: "typing", "aria-label": "Bellhop is typing" }, el("i"), el("i"), el("i")));
  if (stay) toEnd();
}

/** Scrolls to the newest message. */
export function toEnd() {
  const chat = byId("chat");
  following = true;
  chat.scrollTop = chat.scrollHeight;
  byId("to-end").hidden = true;
}

/** Stays at the newest message while pictures load, unless the user has scrolled away. */
export function follow() {
  const chat = byId("chat");
  chat.addEventListener("scroll", () => {
    following = atEnd();
    if (following) byId("to-end").hidden = true;
  });
  chat.addEventListener("load", () => following && toEnd(), true);
}

function atEnd() {
  const chat = byId("chat");
  return chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
}

/** @param {any} message */
function visible(message) {
  return message.content.type !== "reaction";
}

/** @param {any} message */
function lookOf(message) {
  const { content, reactions, edited, revoked } = message;
  return JSON.stringify([content, reactions, edited, revoked]);
}

/** @param {any} message @param {any} before @param {any} on */
function rowsFor(message, before, on) {
  const rows = [];
  const newDay = !before || new Date(before.at).toDateString() !== new Date(message.at).toDateString();
  if (newDay) rows.push(el("div", { class: "mark day" }, el("span", {}, dayName(message.at))));
  const row = bubble(message, on);
  row.dataset.look = lookOf(message);
  if (newDay || before.from !== message.from || before.content.type === "notice") row.classList.add("first");
  rows.push(row);
  return rows;
}

/** @param {number} at */
function dayName(at) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  return days === 0 ? "Today" : days === 1 ? "Yesterday" : day.format(at);
}

/** @param {any} on */
function empty(on) {
  return el(
    "div",
    { class: "empty" },
    el("img", { src: "icon.svg", alt: "", width: 64, height: 64 }),
    el("h3", {}, "Type slots, then book A"),
    el(
      "p",
      {},
      "Bellhop answers as it would on WhatsApp; menu shows all that it understands. Nothing leaves this machine.",
    ),
    el("button", { class: "choice", type: "button", onclick: () => on.say("slots") }, "Send “slots”"),
  );
}
