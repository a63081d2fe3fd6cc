// @ts-check
// One message as a bubble: its content by type, the quote, reactions, time and ticks.

import { el, icon } from "./dom.js";
import { formatted } from "./format.js";
import { messageById } from "./store.js";

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

const TICKS = {
  accepted: ["clock", "accepted, nothing reported yet"],
  sent: ["sent", "sent"],
  delivered: ["delivered", "delivered"],
  read: ["delivered", "read"],
  played: ["delivered", "played"],
  failed: ["alert", "failed"],
};

/**
 * The tick icon of a message from the business.
 * @param {string} tick
 */
export function tickIcon(tick) {
  const [name, words] = TICKS[/** @type {"sent"} */ (tick)] ?? TICKS.accepted;
  const svg = icon(name, `Business sees: ${words}`);
  svg.setAttribute("data-tick", tick);
  return svg;
}

/**
 * A whole row with a bubble.
 * @param {any} message
 * @param {{ menu: (message: any, at: HTMLElement) => void, tap: (message: any, choice: string) => void, list: (message: any) => void, location: () => void }} on
 */
export function bubble(message, on) {
  const { content } = message;
  if (content.type === "notice") return el("div", { class: "mark" }, el("span", {}, content.text));
  const own = message.from === "phone";
  const more = el("button", { class: "bubble-more", type: "button", "aria-label": "Message options" }, icon("more"));
  more.addEventListener("click", () => on.menu(message, more));
  const bare = content.type === "media" && content.kind === "sticker" && !message.revoked;
  const body = message.revoked
    ? [el("p", { class: "gone" }, own ? "You deleted this message" : "This message was deleted")]
    : contentNodes(message);
  const box = el(
    "div",
    { class: `bubble${bare ? " bare" : ""}` },
    quoteOf(message),
    ...body,
    el("div", { class: "meta", "aria-live": "off" }, ...metaNodes(message)),
    message.revoked ? null : more,
  );
  const row = el(
    "div",
    { class: `row ${own ? "own" : "other"}`, dataset: { id: message.id } },
    el("span", { class: "hidden" }, own ? "You: " : "Bellhop: "),
    box,
    reactionsOf(message),
    message.revoked ? null : choicesOf(message, on),
    el("div", { class: "trouble-place", "aria-live": "off" }, troubleOf(message)),
  );
  longPress(box, () => on.menu(message, box));
  return row;
}

/**
 * Updates time, ticks and delivery problems of a row without touching the rest.
 * @param {HTMLElement} row
 * @param {any} message
 */
export function refresh(row, message) {
  row.querySelector(".meta")?.replaceChildren(...metaNodes(message));
  const trouble = troubleOf(message);
  row.querySelector(".trouble-place")?.replaceChildren(...(trouble ? [trouble] : []));
}

/** @param {any} message */
function metaNodes(message) {
  const at = new Date(message.at);
  const stamp = el("time", { datetime: at.toISOString() }, time.format(at));
  const nodes = [message.edited ? el("span", {}, "edited") : null, stamp];
  if (message.from === "business") nodes.push(/** @type {any} */ (tickIcon(message.tick)));
  else {
    const state = message.handover?.state;
    const [name, words] = message.seenAt
      ? ["delivered", "Read by Bellhop"]
      : state === "delivered"
        ? ["delivered", "Delivered to Bellhop"]
        : state === "lost"
          ? ["alert", "Lost"]
          : ["clock", "On its way to Bellhop"];
    const svg = icon(name, words);
    svg.setAttribute("data-tick", message.seenAt ? "read" : state === "lost" ? "failed" : "delivered");
    nodes.push(/** @type {any} */ (svg));
  }
  return nodes.filter((node) => node !== null);
}

/** @param {any} message */
function troubleOf(message) {
  if (message.failure && message.tick === "failed") {
    const { code, title, details } = message.failure;
    return el("p", { class: "trouble", title: details }, `Failed with ${code}: ${title}`);
  }
  const handover = message.handover;
  if (!handover) return null;
  const tries = `${handover.attempts} ${handover.attempts === 1 ? "attempt" : "attempts"}`;
  if (handover.state === "retrying") {
    return el("p", { class: "trouble" }, `Not delivered yet, retrying (${tries}): ${handover.detail}`);
  }
  if (handover.state === "lost") {
    const provider = message.line === "twilio" ? "Twilio" : "Meta";
    return el("p", { class: "trouble" }, `Not delivered. ${provider} gave up after ${tries}: ${handover.detail}`);
  }
  return null;
}

/** @param {any} message */
function quoteOf(message) {
  const id = message.content.type === "choice" ? message.content.of : message.quotes;
  if (!id) return null;
  const original = messageById(id);
  if (!original) return null;
  return el(
    "div",
    { class: "quote" },
    el("strong", {}, original.from === "phone" ? "You" : "Bellhop"),
    el("span", { dir: "auto" }, summary(original)),
  );
}

/**
 * A summary of a message in one line.
 * @param {any} message
 * @returns {string}
 */
export function summary(message) {
  const { content } = message;
  if (message.revoked) return "Deleted message";
  switch (content.type) {
    case "choice":
      return content.choice.title;
    case "media":
      return (
        content.caption ||
        content.fileName ||
        (content.voice
          ? "Voice message"
          : { image: "Photo", sticker: "Sticker", audio: "Audio", video: "Video" }[
              /** @type {"image"} */ (content.kind)
            ]) ||
        content.kind
      );
    case "location":
      return content.name || "Location";
    case "contacts":
      return content.contacts.map((/** @type {any} */ one) => one.name).join(", ");
    default:
      return (content.text ?? content.name ?? "").replace(/[*_~`]/g, "");
  }
}

/** @param {any} message */
function reactionsOf(message) {
  const all = Object.values(message.reactions ?? {});
  if (all.length === 0) return null;
  return el("div", { class: "reactions", role: "img", "aria-label": `Reactions: ${all.join(" ")}` }, all.join(" "));
}

/** @param {any} message @returns {(Node | null)[]} */
function contentNodes(message) {
  const { content } = message;
  const text = (/** @type {string} */ value) => el("p", { class: "text", dir: "auto" }, ...formatted(value));
  switch (content.type) {
    case "media":
      return [...mediaNodes(content), content.caption ? text(content.caption) : null];
    case "location": {
      const at = `${Number(content.latitude).toFixed(4)}, ${Number(content.longitude).toFixed(4)}`;
      return [
        el("div", { class: "map", "aria-hidden": "true" }, icon("pin")),
        el("p", { class: "text" }, el("strong", {}, content.name || "Location")),
        el("p", { class: "small" }, content.address || at),
      ];
    }
    case "contacts":
      return content.contacts.map((/** @type {any} */ card) =>
        el(
          "div",
          { class: "file" },
          icon("person"),
          el("span", {}, card.name),
          ...[card.phone, ...(card.more ?? [])].map((line) => el("small", {}, line)),
        ),
      );
    case "choice":
      return [
        text(content.choice.title),
        content.choice.description ? el("p", { class: "small" }, content.choice.description) : null,
      ];
    case "buttons":
    case "list":
    case "link":
      return [
        ...(content.file ? mediaNodes(content.file) : []),
        content.header ? el("p", { class: "text" }, el("strong", {}, content.header)) : null,
        text(content.text),
        content.footer ? el("p", { class: "small" }, content.footer) : null,
      ];
    case "other":
      return [
        el(
          "p",
          { class: "gone" },
          message.from === "phone"
            ? `You sent: ${content.name.replaceAll("_", " ")}`
            : `A message of kind ${content.name}`,
        ),
      ];
    default:
      return [text(content.text ?? "")];
  }
}

/** @param {any} content @returns {Node[]} */
function mediaNodes(content) {
  const source = content.media
    ? `api/media/${content.media}`
    : new URL(content.link, location.href).origin === location.origin
      ? content.link
      : null;
  const name = content.fileName || (content.link ? content.link.split("/").pop() : content.kind);
  if (source && (content.kind === "image" || content.kind === "sticker")) {
    return [
      el("img", {
        class: `picture ${content.kind}`,
        src: source,
        alt: content.caption || content.kind,
      }),
    ];
  }
  if (source && (content.kind === "audio" || content.kind === "video")) {
    const label = content.kind === "video" ? "Video" : content.voice ? "Voice message" : "Audio";
    const player = { class: content.kind, src: source, controls: true, preload: "metadata", "aria-label": label };
    const name = content.kind === "audio" ? el("p", { class: "small" }, label) : null;
    return [name, el(content.kind, player)].filter((node) => node !== null);
  }
  const open = source ?? content.link;
  const way = source ? { download: name } : { target: "_blank", rel: "noopener noreferrer" };
  const link = el("a", { class: "file", href: open, ...way });
  link.append(
    icon(content.kind === "image" ? "photo" : "file"),
    el("span", {}, name),
    el("small", {}, content.mimeType || "by link"),
  );
  return [link];
}

/** @param {any} message @param {any} on */
function choicesOf(message, on) {
  const { content } = message;
  /** @param {string} label @param {string} name @param {() => void} run */
  const button = (label, name, run) =>
    el("button", { class: "choice", type: "button", dir: "auto", onclick: run }, name ? icon(name) : null, label);
  if (content.type === "list") {
    return el(
      "div",
      { class: "choices" },
      button(content.button, "list", () => on.list(message)),
    );
  }
  if (content.type === "location_request") {
    return el(
      "div",
      { class: "choices" },
      button("Send location", "pin", () => on.location()),
    );
  }
  if (content.type === "number_request") {
    return el(
      "div",
      { class: "choices" },
      button("Share phone number", "person", () => on.number(message)),
    );
  }
  if (content.type === "call_request") {
    return el(
      "div",
      { class: "choices" },
      button("Allow calls", "phone", () => on.mayCall(true)),
      button("Not now", "close", () => on.mayCall(false)),
    );
  }
  if (content.type === "link") {
    const link = el(
      "a",
      { class: "choice", href: content.url, target: "_blank", rel: "noopener noreferrer" },
      icon("link"),
      content.label,
    );
    return el("div", { class: "choices" }, link);
  }
  if (content.type !== "buttons" || content.buttons.length === 0) return null;
  const taps = content.buttons.map((/** @type {any} */ one) =>
    button(one.title, "reply", () => on.tap(message, one.id)),
  );
  return el("div", { class: `choices count-${taps.length}` }, ...taps);
}

/** @param {HTMLElement} node @param {() => void} run */
function longPress(node, run) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const stop = () => clearTimeout(timer);
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    timer = setTimeout(run, 450);
  });
  for (const name of ["pointerup", "pointermove", "pointercancel"]) node.addEventListener(name, stop);
}
