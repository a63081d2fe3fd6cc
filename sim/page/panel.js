// @ts-check
// The panel "Make it misbehave": a switch for every fault, the state of the phone, and the wire log.

import { byId, el } from "./dom.js";
import { act, call } from "./net.js";
import { store } from "./store.js";

const GROUPS = [
  ["Webhooks to Bellhop", ["duplicate", "reorder", "batch", "bad_signature", "wrong_json"]],
  [
    "Answers to its API calls",
    [
      "early_status",
      "failed_status",
      "error_code",
      "rate_limit",
      "server_error",
      "html_error",
      "truncated",
      "timeout_accepted",
      "timeout_ignored",
      "no_status",
      "reset",
      "slow",
    ],
  ],
];
const TITLES = {
  duplicate: "Duplicates",
  reorder: "Out of order",
  batch: "Batches",
  bad_signature: "Broken signature",
  wrong_json: "Garbage",
  early_status: "Status too early",
  failed_status: "Fails later",
  error_code: "Error code",
  rate_limit: "Too many requests",
  server_error: "Server error",
  html_error: "Gateway error",
  truncated: "Half an answer",
  no_status: "No statuses",
  timeout_accepted: "Takes it, never answers",
  timeout_ignored: "Hangs",
  reset: "Connection reset",
  slow: "Slow answers",
};
const TIMES = [
  ["", "always"],
  ["p", "half the time"],
  ["1", "next one"],
  ["3", "next three"],
  ["600s", "for ten minutes"],
];
/** @type {Map<string, any>} */
let state = new Map();

/**
 * Draws all switches.
 * @param {Record<string, string>} known the faults and their descriptions
 * @param {(error: unknown) => void} complain
 */
export function drawPanel(known, complain) {
  const groups = GROUPS.map(([title, names]) =>
    el(
      "fieldset",
      { class: "fault-group" },
      el("legend", {}, String(title)),
      ...[.../** @type {string[]} */ (names)]
        .filter((name) => known[name])
        .map((name) => faultRow(name, known[name] ?? "", complain)),
    ),
  );
  byId("faults").replaceChildren(personGroup(complain), ...groups);
  showFaults(Object.fromEntries(state));
}

/** @param {string} name @param {string} what @param {(error: unknown) => void} complain */
function faultRow(name, what, complain) {
  const id = `fault-${name}`;
  const on = /** @type {HTMLInputElement} */ (
    el("input", { type: "checkbox", role: "switch", id, "aria-describedby": `${id}-what` })
  );
  const times = /** @type {HTMLSelectElement} */ (el("select", { "aria-label": `${title(name)}: how often` }));
  times.append(...TIMES.map(([value, label]) => el("option", { value }, label ?? "")));
  const code = /** @type {HTMLInputElement | null} */ (
    name === "error_code" || name === "failed_status"
      ? el("input", {
          class: "code",
          inputmode: "numeric",
          placeholder: "code",
          "aria-label": `${title(name)}: code`,
          pattern: "[0-9]{1,6}",
        })
      : null
  );
  const apply = () => {
    const fault = on.checked
      ? {
          ...(times.value === "p"
            ? { probability: 0.5 }
            : times.value === "600s"
              ? { seconds: 600 }
              : times.value
                ? { count: Number(times.value) }
                : {}),
          ...(code?.value ? { code: Number(code.value) } : {}),
        }
      : null;
    call("PUT", "faults", { [name]: fault }).catch(complain);
  };
  for (const input of [on, times, code])
    input?.addEventListener("change", () => (input === on || on.checked) && apply());
  return el(
    "div",
    { class: "fault", dataset: { fault: name } },
    on,
    el("label", { for: id }, el("strong", {}, title(name)), el("small", { id: `${id}-what` }, what)),
    el("span", { class: "fault-how" }, code, times),
  );
}

/** @param {string} name */
function title(name) {
  return TITLES[/** @type {"slow"} */ (name)] ?? name;
}

/** @param {(error: unknown) => void} complain */
function personGroup(complain) {
  const on = /** @type {HTMLInputElement} */ (
    el("input", { type: "checkbox", role: "switch", id: "phone-off", "aria-describedby": "phone-off-what" })
  );
  on.addEventListener("change", () => act(store.phone, "", { online: !on.checked }).catch(complain));
  const close = el("button", { class: "quiet-button", type: "button" }, "Close now");
  close.addEventListener("click", () => act(store.phone, "close-window", { line: store.line }).catch(complain));
  const name = /** @type {HTMLInputElement} */ (
    el("input", { class: "name", placeholder: "name", "aria-label": "Name in the business's address book" })
  );
  const saveName = el("button", { class: "quiet-button", type: "button" }, "Save");
  saveName.addEventListener("click", () =>
    act(store.phone, "save-name", { name: name.value.trim() || null }).catch(complain),
  );
  return el(
    "fieldset",
    { class: "fault-group" },
    el("legend", {}, "This phone"),
    el(
      "div",
      { class: "fault" },
      on,
      el(
        "label",
        { for: "phone-off" },
        el("strong", {}, "Switched off"),
        el("small", { id: "phone-off-what" }, "Answers stay at one tick until it is on again"),
      ),
    ),
    row("24-hour window", "Only templates get through once it is closed", close),
    row("Address book", "Meta tells under which name the business's own phone has this person", name, saveName),
  );
}

/**
 * A row without a switch: what it is about, and what can be done.
 * @param {string} title
 * @param {string} what
 * @param {...HTMLElement} how
 */
const row = (title, what, ...how) =>
  el(
    "div",
    { class: "fault" },
    el("span", { class: "no-switch" }),
    el("span", { class: "fault-words" }, el("strong", {}, title), el("small", {}, what)),
    el("span", { class: "fault-how" }, ...how),
  );

/** Shows whether the current phone is switched off. */
export function showPhone() {
  const box = document.getElementById("phone-off");
  if (box) /** @type {HTMLInputElement} */ (box).checked = store.people.get(store.phone)?.online === false;
}

/**
 * Shows which faults are on.
 * @param {Record<string, any>} faults
 */
export function showFaults(faults) {
  state = new Map(Object.entries(faults));
  for (const row of document.querySelectorAll("[data-fault]")) {
    const fault = state.get(/** @type {HTMLElement} */ (row).dataset.fault ?? "");
    const on = /** @type {HTMLInputElement} */ (row.querySelector("input[role=switch]"));
    const times = /** @type {HTMLSelectElement} */ (row.querySelector("select"));
    on.checked = fault !== undefined;
    row.classList.toggle("on", on.checked);
    if (fault?.count !== undefined) {
      const value = String(fault.count);
      if (![...times.options].some((option) => option.value === value))
        times.append(el("option", { value }, `next ${value}`));
      times.value = value;
    } else if (fault?.probability !== undefined) times.value = "p";
    else if (fault?.seconds !== undefined) times.value = "600s";
  }
  byId("panel-open").classList.toggle("alarm", state.size > 0);
  byId("side-alarm").hidden = state.size === 0;
  byId("faults-clear").disabled = state.size === 0;
}
