// @ts-check
// One bay: its post with the LED, the painted code, the car, and the button that moves it. It is updated in place.

import { drawCar, drive } from "./cars.js";
import { el, icon } from "./dom.js";

/** The meaning of each colour of the LED for a driver. */
const MEANINGS = {
  green: "free",
  blue: "reserved",
  red: "occupied",
  amber: "closed",
  off: "dark",
  other: "unclear",
};

/** The fault of a post in a word or two; null if it has none. @param {any} spot @returns {string | null} */
function wrong(spot) {
  if (!spot.powered) return "no power";
  if (!spot.online) return "offline";
  if (spot.ledBroken) return "LED broken";
  if (spot.flapping) return "flapping";
  return spot.stuck ? "stuck" : null;
}

/** What the post shows, as text. @param {any} spot */
export function told(spot) {
  const meaning = MEANINGS[/** @type {"off"} */ (spot.light)];
  return spot.light === "off" ? "dark" : `${spot.light}, ${meaning}`;
}

/**
 * Draws a bay. `update` shows the current state of a spot, and animates its car when it arrives or leaves.
 * @param {any} spot
 * @param {{ up: boolean, number: number, lane: HTMLElement, drive: (spot: any) => void, menu: (spot: any, anchor: HTMLElement) => void }} how
 */
export function bay(spot, how) {
  let now = spot;
  const lamp = el("span", { class: "lamp" });
  const word = el("span", { class: "post-word" });
  const name = el("span", { class: "hidden" });
  const real = spot.board === "real";
  const inside = [lamp, el("b", { "aria-hidden": "true" }, spot.code), word, name];
  const post = real
    ? el("div", { class: "post real" }, ...inside)
    : el("button", { class: "post", type: "button", "aria-haspopup": "menu" }, ...inside, icon("more"));
  post.addEventListener("click", () => !real && how.menu(now, post));
  const car = el("div", { class: "car" });
  const label = el("span", {});
  const button = el("button", { class: "drive", type: "button", onclick: () => how.drive(now) }, label);
  const ground = el(
    "div",
    { class: "ground" },
    el("span", { class: "spill" }),
    el("span", { class: spot.code.length > 2 ? "paint long" : "paint", "aria-hidden": "true" }, spot.code),
    car,
    real ? el("span", { class: "real-note" }, "real board") : button,
  );
  // The whole bay can be clicked or tapped.
  ground.addEventListener("click", ({ target }) => {
    if (!real && !button.contains(/** @type {Node} */ (target))) how.drive(now);
  });
  const node = el(
    "li",
    { class: `bay ${how.up ? "up" : "down"}`, dataset: { code: spot.code } },
    el("div", { class: "kerb" }, post),
    ground,
  );

  const park = (/** @type {boolean} */ inside, /** @type {boolean} */ moving) => {
    if (inside) car.replaceChildren(drawCar(how.number));
    const done = () => {
      if (!now.car) car.replaceChildren();
    };
    if (moving) drive(car, how.lane, { inside, up: how.up }, done);
    else done();
  };

  const show = (/** @type {any} */ next) => {
    const trouble = wrong(next);
    node.dataset.light = next.light;
    node.classList.toggle("taken", next.car);
    node.dataset.trouble = trouble ?? "";
    word.textContent = trouble ?? MEANINGS[/** @type {"off"} */ (next.light)];
    name.textContent = `Post ${next.code}: ${told(next)}${trouble ? `, ${trouble}` : ""}${real ? `, ${next.device}` : ""}`;
    word.setAttribute("aria-hidden", "true");
    label.replaceChildren(
      next.car ? "Drive out" : "Drive in",
      el("span", { class: "hidden" }, ` ${next.car ? "of" : "to"} ${next.code}`),
    );
    button.classList.toggle("out", next.car);
  };
  show(spot);
  if (spot.car) park(true, false);

  return {
    node,
    /** @param {any} next */
    update(next) {
      const moved = next.car !== now.car;
      now = next;
      show(next);
      if (moved) park(next.car, true);
    },
  };
}
