// @ts-check
// Cars from above, nose up, and their animation: along the lane, around the corner and in; backwards out and away.

import { svg } from "./dom.js";

const PAINTS = ["#c4523a", "#2c7a86", "#e0a72e", "#3d5a8f", "#e8e0cf", "#7b4b7a", "#56744a", "#8d949b"];
/** Where the glass begins and ends, from the nose: windscreen, roof, rear window, tail. */
const SHAPES = [
  { screen: 36, roof: 50, rear: 82, tail: 90, round: 16 },
  { screen: 31, roof: 44, rear: 95, tail: 101, round: 13 },
  { screen: 40, roof: 54, rear: 76, tail: 87, round: 18 },
];

/** How long a car takes until the sensor sees it, and until the sensor no longer sees it, in milliseconds. */
export const ARRIVES_MS = 1250;
export const LEAVES_MS = 450;

/** Whether cars may be animated. */
export function moves() {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Draws a car.
 * @param {number} number which of the cars
 */
export function drawCar(number) {
  const paint = PAINTS[number % PAINTS.length] ?? "#c4523a";
  const { screen, roof, rear, tail, round } = SHAPES[number % SHAPES.length] ?? {
    screen: 34,
    roof: 47,
    rear: 78,
    tail: 88,
    round: 15,
  };
  const wheel = (/** @type {number} */ x, /** @type {number} */ y) =>
    svg("rect", { x, y, width: 7, height: 20, rx: 3, fill: "#14181a" });
  const body = `M${round} 7Q30 1 ${60 - round} 7Q53 10 54 24V98Q54 108 46 110Q30 113 14 110Q6 108 6 98V24Q7 10 ${round} 7Z`;
  const glass = "#1c2a31";
  return svg(
    "svg",
    { viewBox: "0 0 60 116", class: "car-art", "aria-hidden": "true" },
    svg("rect", { x: 5, y: 8, width: 54, height: 107, rx: 16, fill: "#000", opacity: 0.28 }),
    wheel(3, 20),
    wheel(50, 20),
    wheel(3, 78),
    wheel(50, 78),
    svg("path", { d: `M7 ${screen + 5}l-5 2v4l5 1ZM53 ${screen + 5}l5 2v4l-5 1Z`, fill: paint }),
    svg("path", { d: body, fill: paint }),
    // Light comes from the left.
    svg("path", { d: body, fill: "url(#car-shine)" }),
    svg("path", {
      d: `M14 13Q30 8 46 13L44 ${screen - 3}Q30 ${screen - 8} 16 ${screen - 3}Z`,
      fill: "#fff",
      opacity: 0.07,
    }),
    svg("path", {
      d: `M11 ${screen + 1}Q30 ${screen - 7} 49 ${screen + 1}L45 ${roof}Q30 ${roof - 4} 15 ${roof}Z`,
      fill: glass,
    }),
    svg("path", { d: `M15 ${rear}Q30 ${rear + 3} 45 ${rear}L48 ${tail}Q30 ${tail + 5} 12 ${tail}Z`, fill: glass }),
    svg("path", {
      d: `M10 ${screen + 6}L13 ${roof + 2}V${rear - 2}L10 ${tail - 3}ZM50 ${screen + 6}L47 ${roof + 2}V${rear - 2}L50 ${tail - 3}Z`,
      fill: glass,
      opacity: 0.9,
    }),
    svg("path", {
      d: `M16 ${roof + 1}Q30 ${roof - 3} 44 ${roof + 1}V${rear - 1}Q30 ${rear + 2} 16 ${rear - 1}Z`,
      fill: "#fff",
      opacity: 0.13,
    }),
    svg("path", { d: `M17 ${screen}L26 ${screen - 3}L20 ${roof - 2}L16 ${roof - 1}Z`, fill: "#fff", opacity: 0.16 }),
    svg("path", { d: "M11 11Q15 7 21 6L19 11Q15 12 11 15ZM49 11Q45 7 39 6L41 11Q45 12 49 15Z", fill: "#fdf6df" }),
    svg("path", {
      d: "M8 104Q12 109 20 110L19 106Q13 105 9 100ZM52 104Q48 109 40 110L41 106Q47 105 51 100Z",
      fill: "#d8382c",
    }),
  );
}

/** The gradients that all cars share; they must be in the page once. */
export function carShading() {
  const stop = (/** @type {number} */ offset, /** @type {string} */ colour, /** @type {number} */ opacity) =>
    svg("stop", { offset, "stop-color": colour, "stop-opacity": opacity });
  return svg(
    "svg",
    { width: 0, height: 0, class: "hidden", "aria-hidden": "true" },
    svg(
      "defs",
      {},
      svg(
        "linearGradient",
        { id: "car-shine" },
        stop(0, "#000", 0.22),
        stop(0.18, "#fff", 0.22),
        stop(0.5, "#fff", 0.02),
        stop(0.84, "#000", 0.1),
        stop(1, "#000", 0.34),
      ),
    ),
  );
}

/**
 * Animates a car driving in or out, if motion is allowed.
 * @param {HTMLElement} car in its bay
 * @param {HTMLElement} lane
 * @param {{ inside: boolean, up: boolean }} how `up`: its bay is above the lane
 * @param {() => void} done
 */
export function drive(car, lane, { inside, up }, done) {
  for (const old of car.getAnimations()) old.cancel();
  const at = car.getBoundingClientRect();
  const road = lane.getBoundingClientRect();
  if (!moves() || at.height === 0) return done();
  const dy = road.top + road.height / 2 - (at.top + at.height / 2);
  const left = road.left - at.right - 30;
  const right = road.right - at.left + 30;
  // A car below the lane is parked nose down; angles are counted from there, clockwise from nose up.
  const home = up ? 0 : 180;
  const place = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ turn) =>
    `translate(${x}px, ${y}px) rotate(${turn - home}deg)`;
  const frames = inside
    ? [
        { transform: place(left, dy, 90), offset: 0, easing: "ease-out" },
        { transform: place(-at.width * 0.95, dy, 90), offset: 0.5, easing: "ease-in" },
        { transform: place(-at.width * 0.2, dy * 0.86, up ? 35 : 145), offset: 0.66, easing: "linear" },
        { transform: place(0, dy * 0.62, home), offset: 0.76, easing: "ease-out" },
        { transform: place(0, 0, home), offset: 1 },
      ]
    : [
        { transform: place(0, 0, home), offset: 0, easing: "ease-in" },
        { transform: place(0, dy * 0.6, home), offset: 0.32, easing: "linear" },
        { transform: place(-at.width * 0.25, dy * 0.9, up ? 35 : 145), offset: 0.45, easing: "ease-out" },
        { transform: place(-at.width * 0.7, dy, 90), offset: 0.56, easing: "ease-in" },
        { transform: place(right, dy, 90), offset: 1 },
      ];
  const trip = car.animate(frames, { duration: inside ? 1500 : 1700, fill: "both" });
  trip.onfinish = () => {
    trip.cancel();
    done();
  };
}
