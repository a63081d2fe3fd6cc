// @ts-check
// The wire log: webhooks delivered, API calls received, MQTT messages of parking posts; newest first.

import { byId, el } from "./dom.js";

const MOST = 200;
const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const LINES = { meta: "Meta", twilio: "Twilio" };
const newest = { n: 0 };

/**
 * Adds one exchange, unless paused or already there.
 * @param {any} entry
 */
export function addWire(entry) {
  if (byId("wire-pause").checked || entry.n <= newest.n) return;
  newest.n = entry.n;
  const list = byId("wire");
  list.prepend(row(entry));
  while (list.childElementCount > MOST) list.lastElementChild.remove();
}

/** Empties the list; `fromStart` if the simulator restarted and numbers its entries anew. @param {boolean} [fromStart] */
export function clearWire(fromStart = false) {
  byId("wire").replaceChildren();
  if (fromStart) newest.n = 0;
}

const WAYS = {
  api: ["API", "Bellhop calls the provider"],
  webhook: ["Hook", "The provider calls Bellhop"],
  mqtt: ["MQTT", "A parking post and the broker"],
};

/** @param {any} entry */
function row(entry) {
  const [short = "", long] = WAYS[/** @type {"api"} */ (entry.direction)];
  const good = entry.status !== null && entry.status < 400;
  const http = entry.direction !== "mqtt";
  const status = entry.status === null ? "none" : String(entry.status);
  const summary = el(
    "summary",
    {},
    el("span", { class: `way ${entry.direction}`, title: long }, short),
    el(
      "span",
      { class: "wire-what" },
      el("b", {}, what(entry)),
      el("span", { class: "wire-path" }, `${entry.method} ${entry.path}`),
    ),
    entry.note ? el("span", { class: "wire-note" }, entry.note) : null,
    http && el("span", { class: `status ${good ? "good" : "bad"}` }, status),
    http && el("span", { class: "ms" }, `${Math.round(entry.ms)} ms`),
  );
  const details = el("details", { class: "wire-entry" }, summary);
  details.addEventListener("toggle", () => {
    if (details.childElementCount > 1) return;
    const shown = (/** @type {unknown} */ value) =>
      el("pre", { tabindex: "0" }, typeof value === "string" ? value : JSON.stringify(value, null, 2));
    details.append(
      el(
        "p",
        { class: "small" },
        `${time.format(entry.at)}, ${LINES[/** @type {"meta"} */ (entry.line)] ?? "car park"}`,
      ),
    );
    if (entry.request) details.append(el("h4", {}, http ? "Request" : "Message"), shown(entry.request));
    if (entry.response) details.append(el("h4", {}, "Answer"), shown(entry.response));
  });
  return el("li", {}, details);
}

/** @param {any} entry @returns {string} */
function what({ direction, line, path, request }) {
  if (direction === "mqtt") {
    if (path.endsWith("/light/led/command")) return "LED command";
    if (path.endsWith("/light/led/state")) return "LED state";
    return path.endsWith("/car/state") ? `car ${request}` : String(request);
  }
  if (direction === "webhook" && line === "meta") {
    const values = (request?.entry ?? []).flatMap((/** @type {any} */ one) =>
      one.changes.map((/** @type {any} */ c) => c.value),
    );
    const words = values.flatMap((/** @type {any} */ value) => [
      ...(value.messages ?? []).map((/** @type {any} */ m) => m.type),
      ...(value.statuses ?? []).map((/** @type {any} */ s) => s.status),
    ]);
    return words.length > 3 ? `${words.length} updates` : words.join(", ") || "update";
  }
  if (direction === "webhook") return request?.MessageStatus ?? request?.MessageType ?? "webhook";
  if (line === "meta")
    return request?.status === "read" ? "mark read" : (request?.type ?? (request?.text ? "text" : "call"));
  return request?.ContentSid ? "content" : request?.To ? "send" : "call";
}
