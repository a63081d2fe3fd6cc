// @ts-check
// The page's entry point: the current chat, the composer, the people, and the events from the simulator.

import { summary } from "./bubble.js";
import { onCall, showCalls, wireCalls } from "./calls.js";
import { draw, follow, show, toEnd, typing } from "./chat-view.js";
import { byId } from "./dom.js";
import { dress } from "./dress.js";
import { attachMenu, closeMenus, listSheet, messageMenu } from "./menus.js";
import { act, call, listen } from "./net.js";
import { drawPanel, showFaults, showPhone } from "./panel.js";
import { onSpot, openPark } from "./park.js";
import { drawNumbers, drawPeople, pretty } from "./people.js";
import { blobToBase64, samplePhoto, sampleSticker } from "./photo.js";
import { isShown, keep, PRESETS, store } from "./store.js";
import { chatShown, showBanner, showUnread, showView, wireViews, withPark } from "./views.js";
import { addWire, clearWire } from "./wire.js";

/** @type {{ kind: "reply" | "edit", message: any } | null} */
let note = null;
let boot = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;

/** @param {unknown} error */
function complain(error) {
  const toast = byId("toast");
  toast.textContent =
    error instanceof TypeError
      ? "The simulator cannot be reached"
      : String(error instanceof Error ? error.message : error);
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    toast.hidden = true;
  }, 6000);
}

/** Performs an action as the current phone on the current line. @param {string} action @param {object} [body] */
function doIt(action, body = {}) {
  const quote = note?.kind === "reply" ? { quote: note.message.id } : {};
  setNote(null);
  return act(store.phone, action, { line: store.line, ...quote, ...body }).catch(complain);
}

const on = {
  say: (/** @type {string} */ text) => doIt("write", { text }),
  tap: (/** @type {any} */ message, /** @type {string} */ choice) => doIt("tap", { messageId: message.id, choice }),
  list: (/** @type {any} */ message) =>
    listSheet(message.content, (id) => doIt("tap", { messageId: message.id, choice: id })),
  location: () => sendLocation(),
  number: (/** @type {any} */ message) => doIt("share-number", { messageId: message.id }),
  mayCall: (/** @type {boolean} */ may) => doIt("kind", { kind: may ? "call_allowed" : "call_refused" }),
  menu(/** @type {any} */ message, /** @type {HTMLElement} */ anchor) {
    const meta = message.line === "meta";
    const own = message.from === "phone";
    /** @type {[string, string, () => void][]} */
    const items = [["reply", "Reply", () => setNote({ kind: "reply", message })]];
    if (own && meta && (message.content.type === "text" || message.content.caption))
      items.push(["edit", "Edit", () => setNote({ kind: "edit", message })]);
    items.push(["copy", "Copy text", () => void navigator.clipboard?.writeText(summary(message))]);
    if (own && meta) items.push(["bin", "Delete for everyone", () => doIt("revoke", { messageId: message.id })]);
    if (!own && meta)
      for (const [state, label] of [
        ["captured", "Pay what it asks for"],
        ["pending", "Begin to pay"],
      ])
        items.push(["tick", label ?? "", () => doIt("pay", { messageId: message.id, state })]);
    const react = meta ? (/** @type {string} */ emoji) => doIt("react", { messageId: message.id, emoji }) : null;
    messageMenu(anchor, { react, mine: message.reactions.phone, items });
  },
};

/** @param {typeof note} next */
function setNote(next) {
  note = next;
  byId("composer-note").hidden = !next;
  if (!next) return;
  const replied = next.message.from === "phone" ? "yourself" : "Bellhop";
  byId("note-title").textContent = next.kind === "edit" ? "Edit message" : `Reply to ${replied}`;
  byId("note-text").textContent = summary(next.message);
  const text = byId("text");
  if (next.kind === "edit") text.value = next.message.content.text ?? next.message.content.caption;
  grow();
  text.focus();
}

function grow() {
  const text = byId("text");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 132)}px`;
}

async function sendLocation() {
  const place = { latitude: -34.6037, longitude: -58.3816, name: "Obelisco", address: "Av. 9 de Julio, Buenos Aires" };
  await doIt("location", place);
}

/** The kinds of message that are seldom sent, in a menu of their own. */
async function moreKinds() {
  const { kinds } = await call("GET", "kinds");
  const fit = kinds.filter((/** @type {any} */ kind) => kind.lines.includes(store.line));
  attachMenu(
    byId("attach"),
    fit.map((/** @type {any} */ kind) => ["more", kind.label, () => doIt("kind", { kind: kind.name })]),
  );
}

function attachments() {
  const number = [...store.people.keys()].find((one) => one !== store.phone) ?? "15550100002";
  attachMenu(byId("attach"), [
    [
      "photo",
      "Sample photo",
      async () =>
        doIt("media", { kind: "image", base64: await samplePhoto(), mimeType: "image/jpeg", fileName: "harbour.jpg" }),
    ],
    ["file", "Own file", () => byId("file").click()],
    ["pin", "Location", () => void sendLocation()],
    ["mic", "Voice message", () => doIt("media", { kind: "audio", voice: true })],
    [
      "sticker",
      "Sticker",
      async () => doIt("media", { kind: "sticker", base64: await sampleSticker(), mimeType: "image/webp" }),
    ],
    [
      "person",
      "Contact",
      () => doIt("contacts", { contacts: [{ name: store.people.get(number)?.name ?? "Beto", phone: `+${number}` }] }),
    ],
    ["more", "Something else", () => void moreKinds()],
  ]);
}

/** Shows another chat, or the same one again. @param {{ phone?: string, line?: "meta" | "twilio" }} to */
async function go(to) {
  reading(false);
  Object.assign(store, to);
  store.unread.delete(store.phone);
  closeMenus();
  setNote(null);
  drawPeople((phone) => go({ phone }).then(() => drawer("people", false)));
  showPhone();
  showCalls();
  draw(on);
  try {
    const { messages } = await call("GET", `phones/${store.phone}/transcript?line=${store.line}`);
    for (const message of messages) keep(message);
    draw(on);
  } catch (error) {
    complain(error);
  }
  reading(true);
}

/** Reports whether the chat is visible: incoming messages are then read. @param {boolean} open */
function reading(open) {
  const isOpen = open && document.visibilityState === "visible" && chatShown();
  act(store.phone, "open", { line: store.line, open: isOpen }).catch(() => {});
}

/** @param {string} words @param {boolean} [bad] */
function presence(words, bad = false) {
  byId("presence").textContent = words;
  byId("presence").classList.toggle("bad", bad);
}

/** Opens or closes a side panel, which is a sheet on small screens. @param {"people" | "panel"} id @param {boolean} open */
function drawer(id, open) {
  const side = byId(id);
  if (side.classList.contains("open") === open) return;
  side.classList.toggle("open", open);
  (open ? side.querySelector(".sheet-close") : byId(`${id}-open`))?.focus();
}

async function hello(/** @type {{ boot: string }} */ data) {
  if (boot && boot !== data.boot) clearWire(true);
  boot = data.boot;
  const state = await call("GET", "state");
  byId("number-meta").textContent = pretty(state.lines.meta);
  byId("number-twilio").textContent = pretty(state.lines.twilio);
  drawNumbers(state.numbers, state.lines.meta);
  for (const person of state.phones) store.people.set(person.number, person);
  for (const { number, name } of PRESETS) {
    if (!store.people.has(number)) store.people.set(number, await act(number, "", { name }));
  }
  drawPanel(state.known, complain);
  showFaults(state.faults);
  const { entries } = await call("GET", "wire");
  for (const entry of entries.slice(-200)) addWire(entry);
  presence("online");
  withPark(state.park);
  callButton(state.callButton);
  await go({});
  if (state.park) await openPark({ complain, say: sayFromPark });
}

/** @param {string} text */
function sayFromPark(text) {
  showView("phone");
  on.say(text);
}

/** Called when the chat becomes visible or hidden. */
function viewed() {
  if (chatShown()) {
    store.unread.delete(store.phone);
    showUnread();
    toEnd();
  }
  reading(true);
}

/** @param {string} type @param {any} data */
function onEvent(type, data) {
  if (type === "wire") return addWire(data);
  if (type === "faults") return showFaults(data);
  if (type === "park") return onSpot(data);
  if (type === "call") return onCall(data);
  if (type === "call_button") return callButton(data.shown);
  if (type === "typing") {
    if (data.phone !== store.phone || data.line !== store.line) return;
    return typing(true);
  }
  if (type === "phone") {
    store.people.set(data.number, data);
    drawPeople((phone) => go({ phone }).then(() => drawer("people", false)));
    return showPhone();
  }
  const isNew = keep(data);
  if (isShown(data)) {
    show(data, on);
    if (data.handover) trouble(data);
    if (isNew && data.from === "business" && !chatShown()) {
      store.unread.set(data.phone, (store.unread.get(data.phone) ?? 0) + 1);
      showUnread();
      showBanner(summary(data));
    }
  } else if (isNew && data.from === "business") {
    store.unread.set(data.phone, (store.unread.get(data.phone) ?? 0) + 1);
    drawPeople((phone) => go({ phone }).then(() => drawer("people", false)));
  }
}

/** Phones show the button to call, or do not any more. @param {boolean} shown */
function callButton(shown) {
  store.callButton = shown;
  showCalls();
}

/** @param {any} message */
function trouble(message) {
  const { state } = message.handover;
  if (state === "retrying" || state === "lost") presence("does not answer its webhook", true);
  else if (state === "delivered") presence("online");
}

function wireUp() {
  const text = byId("text");
  const composer = byId("composer");
  composer.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    text.value = "";
    grow();
    if (note?.kind === "edit") doIt("edit", { messageId: note.message.id, text: words });
    else on.say(words);
  });
  text.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  text.addEventListener("input", grow);
  byId("attach").addEventListener("click", attachments);
  byId("note-close").addEventListener("click", () => setNote(null));
  byId("file").addEventListener("change", async (/** @type {any} */ event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    const kind = ["image", "audio", "video"].find((one) => file.type.startsWith(`${one}/`)) ?? "document";
    const mimeType = file.type || "application/octet-stream";
    await doIt("media", { kind, mimeType, fileName: file.name, base64: await blobToBase64(file) });
  });
  for (const input of document.querySelectorAll("input[name=line]")) {
    input.addEventListener("change", () => go({ line: /** @type {any} */ (input).value }));
  }
  byId("person-form").addEventListener("submit", async (/** @type {any} */ event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const number = String(form.get("number")).replace(/\D/g, "");
    const name = String(form.get("name") || "");
    try {
      store.people.set(number, await act(number, "", name ? { name } : {}));
      event.target.reset();
      await go({ phone: number });
      drawer("people", false);
    } catch (error) {
      complain(error);
    }
  });
  for (const id of /** @type {("people" | "panel")[]} */ (["people", "panel"])) {
    byId(`${id}-open`).addEventListener("click", () => drawer(id, !byId(id).classList.contains("open")));
    byId(`${id}-close`).addEventListener("click", () => drawer(id, false));
    byId(id).addEventListener(
      "keydown",
      (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && drawer(id, false),
    );
  }
  byId("faults-clear").addEventListener("click", () => call("DELETE", "faults").catch(complain));
  byId("wire-clear").addEventListener("click", () => clearWire());
  byId("to-end").addEventListener("click", toEnd);
  follow();
  wireCalls(complain);
  wireViews(viewed);
  document.addEventListener("visibilitychange", () => reading(true));
}

dress();
wireUp();
drawPeople((phone) => go({ phone }));
draw(on);
listen({
  hello: (data) => void hello(data).catch(complain),
  lost: () => presence("simulator not reachable, reconnecting", true),
  event: onEvent,
});
