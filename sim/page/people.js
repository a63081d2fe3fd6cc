// @ts-check
// The list of people who can write, the form for any other number, and the links to the business's other numbers.

import { byId, el } from "./dom.js";
import { store } from "./store.js";

/**
 * Draws the list.
 * @param {(number: string) => void} pick
 */
export function drawPeople(pick) {
  const rows = [...store.people.values()].map((person) => {
    const unread = store.unread.get(person.number) ?? 0;
    const current = person.number === store.phone;
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", "aria-pressed": String(current), onclick: () => pick(person.number) },
        face(person),
        el("span", { class: "person-words" }, el("strong", {}, person.name), el("small", {}, pretty(person.number))),
        person.online === false ? el("em", { class: "off" }, "off") : null,
        unread > 0 && !current ? el("b", { class: "count", "aria-label": `${unread} new` }, String(unread)) : null,
      ),
    );
  });
  byId("people-list").replaceChildren(...rows);
  const me = store.people.get(store.phone);
  const button = byId("people-open");
  button.replaceChildren(
    face(me ?? { number: store.phone, name: "?" }),
    el("span", { class: "hidden" }, `You write as ${me?.name ?? store.phone}. Change`),
  );
}

/** @param {{ number: string, name: string }} person */
function face(person) {
  const letters = person.name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return el(
    "span",
    {
      class: `face face-${[...person.number].reduce((sum, digit) => sum + Number(digit), 0) % 5}`,
      "aria-hidden": "true",
    },
    letters || "?",
  );
}

/**
 * A number in groups for display: `+1 555 010 0001`.
 * @param {string} number
 */
export function pretty(number) {
  const digits = number.replace(/\D/g, "");
  const code = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/.exec(digits)?.[0] ?? "";
  const rest = digits.slice(code.length);
  const head = rest.slice(0, -4).replace(/(\d{3})(?=\d{2})/g, "$1 ");
  return `+${code} ${head} ${rest.slice(-4)}`.replace(/ +/g, " ");
}

/**
 * Links to the pages of the business's other numbers; nothing where there is one number.
 * @param {{ page: string, name: string }[]} numbers
 * @param {string} own
 */
export function drawNumbers(numbers, own) {
  const links = numbers.map(({ page, name }) =>
    el("a", { href: new URL(page).pathname, ...(name === own ? { "aria-current": "page" } : {}) }, pretty(name)),
  );
  const box = byId("numbers");
  box.replaceChildren(...links);
  box.hidden = links.length < 2;
}
