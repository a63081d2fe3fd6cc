// @ts-check
// The car park beside the phone: lots with their bays, drawn once and then updated spot by spot.

import { bay, told } from "./bay.js";
import { ARRIVES_MS, carShading, LEAVES_MS, moves } from "./cars.js";
import { byId, el } from "./dom.js";
import { postMenu } from "./menus.js";
import { call } from "./net.js";

/** Bays above each lane, and below it. */
const PER_ROW = 3;
/** How often a real device is read, in milliseconds. */
const LOOK_MS = 5000;

/** @type {Map<string, any>} by id */
const spots = new Map();
/** @type {Map<string, any>} by id: the latest events, which may arrive before the response to the same action */
const latest = new Map();
/** @type {Map<string, { update: (spot: any) => void }>} by id */
const bays = new Map();
/** @type {any[]} */
let lots = [];
/** @type {{ complain: (error: unknown) => void, say: (text: string) => void }} */
let on = { complain: () => {}, say: () => {} };
/** @type {ReturnType<typeof setInterval> | undefined} */
let looking;

/**
 * Opens the car park and draws it, or shows why it cannot be opened.
 * @param {typeof on} given
 */
export async function openPark(given) {
  on = given;
  latest.clear();
  clearInterval(looking);
  try {
    await look();
  } catch (error) {
    if (bays.size > 0) throw error;
    return shut(error);
  }
  looking = setInterval(() => {
    const real = [...spots.values()].some((spot) => spot.board === "real");
    if (real && document.visibilityState === "visible") look().catch(() => {});
  }, LOOK_MS);
}

// A lot or a spot may have been added meanwhile.
document.addEventListener("visibilitychange", () => {
  if (bays.size > 0 && document.visibilityState === "visible") look().catch(() => {});
});

/** Shows why there is no car park. @param {unknown} error */
function shut(error) {
  const again = el("button", { class: "quiet-button", type: "button" }, "Try again");
  again.addEventListener("click", () => openPark(on).catch(on.complain));
  const why = error instanceof Error ? error.message : String(error);
  byId("park-lots").replaceChildren(
    el("div", { class: "park-shut" }, el("h2", {}, "The car park is closed"), el("p", {}, why), again),
  );
  byId("park-hint").textContent = "";
}

async function look() {
  const state = await call("POST", "park/open", {});
  const newest = state.spots.map((/** @type {any} */ spot) => {
    const other = latest.get(spot.id);
    return other && other.n > spot.n ? other : spot;
  });
  const known = (/** @type {any} */ spot) => spots.get(spot.id)?.board === spot.board;
  const same = bays.size > 0 && newest.length === spots.size && newest.every(known);
  lots = state.lots;
  if (same) return newest.forEach(update);
  spots.clear();
  for (const spot of newest) spots.set(spot.id, spot);
  draw();
}

/**
 * Shows the changes of a spot.
 * @param {any} spot
 */
export function onSpot(spot) {
  latest.set(spot.id, spot);
  const shown = spots.get(spot.id);
  if (shown && shown.n <= spot.n) update(spot);
}

/** @param {any} spot */
function update(spot) {
  const before = spots.get(spot.id);
  spots.set(spot.id, spot);
  bays.get(spot.id)?.update(spot);
  if (before?.light === spot.light) return;
  lamps();
  counts();
  byId("park-news").textContent = `Post ${spot.code} is ${told(spot)}`;
}

function draw() {
  bays.clear();
  byId("park-lots").replaceChildren(carShading(), ...lots.map(drawLot));
  lamps();
  counts();
  hint();
}

/** @param {any} lot */
function drawLot(lot) {
  const own = [...spots.values()].filter((spot) => spot.lotId === lot.id);
  const blocks = [];
  for (let from = 0; from < own.length; from += 2 * PER_ROW) {
    const middle = from + PER_ROW;
    const lane = el("div", { class: "lane", "aria-hidden": "true" }, el("i"), el("i"));
    const row = (/** @type {any[]} */ some, /** @type {boolean} */ up) =>
      el(
        "ul",
        {
          class: `bays ${up ? "up" : "down"}`,
          "aria-label": `${lot.name}, spots ${some.map(({ code }) => code).join(", ")}`,
        },
        ...some.map((spot) => drawBay(spot, up, lane)),
      );
    const above = own.slice(from, middle);
    const below = own.slice(middle, from + 2 * PER_ROW);
    blocks.push(
      el(
        "div",
        { class: below.length > 0 ? "block" : "block short" },
        row(above, true),
        lane,
        below.length > 0 ? row(below, false) : null,
      ),
    );
  }
  return el(
    "section",
    { class: "lot", "aria-label": lot.name },
    el(
      "header",
      { class: "lot-head" },
      el("h2", {}, lot.name),
      el("p", {}, `${price(lot)} an hour`),
      el("p", { class: "lot-free", dataset: { lot: lot.id } }),
    ),
    ...blocks,
  );
}

/** @param {any} spot @param {boolean} up @param {HTMLElement} lane */
function drawBay(spot, up, lane) {
  const number = [...spots.keys()].indexOf(spot.id);
  const drawn = bay(spot, { up, number, lane, drive, menu });
  bays.set(spot.id, drawn);
  return drawn.node;
}

/** @param {any} spot */
function drive(spot) {
  const afterMs = moves() ? (spot.car ? LEAVES_MS : ARRIVES_MS) : 0;
  act(spot, spot.car ? "drive-out" : "drive-in", { afterMs });
}

/** @param {any} spot @param {string} action @param {object} [more] */
function act(spot, action, more = {}) {
  call("POST", `park/${action}`, { id: spot.id, ...more }).catch(on.complain);
}

/** @param {any} spot @param {HTMLElement} anchor */
function menu(spot, anchor) {
  postMenu(anchor, `Post ${spot.code}`, [
    {
      icon: "plug",
      label: "Unplugged",
      hint: "Power cut: the LED goes dark",
      checked: !spot.powered,
      run: () => act(spot, spot.powered ? "unplug" : "plug-in"),
    },
    {
      icon: "lock",
      label: "Sensor stuck",
      hint: "Says what it said last",
      checked: spot.stuck,
      run: () => act(spot, "stuck", { on: !spot.stuck }),
    },
    {
      icon: "lamp",
      label: "LED broken",
      hint: "Stays dark, reports nothing",
      checked: spot.ledBroken,
      run: () => act(spot, "break-led", { on: !spot.ledBroken }),
    },
    { icon: "pulse", label: "Sensor flaps", hint: "On and off within two seconds", run: () => act(spot, "flap") },
  ]);
}

/** Small LEDs in the switch between phone and car park, which is shown where both do not fit. */
function lamps() {
  const dots = [...spots.values()].slice(0, 8).map((spot) => el("i", { class: "dot", dataset: { light: spot.light } }));
  byId("lamps").replaceChildren(...dots);
}

function counts() {
  for (const place of document.querySelectorAll(".lot-free")) {
    const own = [...spots.values()].filter((spot) => spot.lotId === /** @type {HTMLElement} */ (place).dataset.lot);
    const free = own.filter((spot) => spot.light === "green").length;
    place.textContent = `${free} of ${own.length} free`;
  }
}

function hint() {
  const first = [...spots.values()][0];
  const wait = lots[0]?.debounceSeconds;
  const word = (/** @type {string} */ text) =>
    el("button", { class: "word", type: "button", "aria-label": `Write ${text}`, onclick: () => on.say(text) }, text);
  byId("park-hint").replaceChildren(
    "Write ",
    word("slots"),
    ", then ",
    word(`book ${first?.code ?? "A"}`),
    ", and drive in. ",
    word("status"),
    " tells the cost so far. ",
    wait
      ? `The receipt comes ${wait} seconds after you have left: that is how long the sensor must see no car.`
      : "The receipt comes once you have left.",
  );
}

/** @param {any} lot */
function price({ currency, rateCentsPerHour }) {
  const amount = rateCentsPerHour / 100;
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${currency}`;
  }
}
