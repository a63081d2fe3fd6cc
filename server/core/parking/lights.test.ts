// The state and light of a spot, case by case.
import { expect, test } from "vitest";
import { type Facts, lightOf, sightOf, stateOf } from "./lights.ts";

const facts = (given: Partial<Facts> = {}): Facts => ({
  maintenance: false,
  booking: null,
  offered: false,
  sight: "empty",
  ...given,
});

test.each<[string, Partial<Facts>, string, string]>([
  ["nothing stands there", {}, "free", "green"],
  ["booked", { booking: "reserved" }, "reserved", "blue"],
  ["a stay", { booking: "active", sight: "car" }, "occupied", "red"],
  ["a stay whose board is away", { booking: "active", sight: "blind" }, "occupied", "red"],
  ["a car without booking", { sight: "car" }, "occupied", "red"],
  ["a board that does not tell", { sight: "blind" }, "unknown", "off"],
  ["booked while the board is away", { booking: "reserved", sight: "blind" }, "reserved", "blue"],
  ["no board: free by people's word, and no green light", { sight: "none" }, "free", "off"],
  ["no board, and booked", { sight: "none", booking: "reserved" }, "reserved", "blue"],
  ["no board, and somebody is parked", { sight: "none", booking: "active" }, "occupied", "red"],
  ["kept for somebody while the board is away", { offered: true, sight: "blind" }, "unknown", "off"],
  ["out of service", { maintenance: true, sight: "blind" }, "maintenance", "amber"],
  ["out of service while a car is parked", { maintenance: true, booking: "active" }, "occupied", "red"],
  ["kept for somebody", { offered: true }, "reserved", "blue"],
])("%s", (_, given, state, light) => {
  const known = facts(given);
  expect(stateOf(known)).toBe(state);
  expect(lightOf(stateOf(known), known.sight)).toBe(light);
});

test.each([
  ["no board", { presence: "none", unsure: false, occupied: null }, "none"],
  ["a board that has never spoken", { presence: "never", unsure: false, occupied: null }, "blind"],
  ["a board that is away and saw a car last", { presence: "offline", unsure: false, occupied: true }, "blind"],
  [
    "a board that was not heard since the way to it broke",
    { presence: "online", unsure: true, occupied: false },
    "blind",
  ],
  ["a board whose sensor has said nothing", { presence: "online", unsure: false, occupied: null }, "blind"],
  ["a car", { presence: "online", unsure: false, occupied: true }, "car"],
  ["no car", { presence: "online", unsure: false, occupied: false }, "empty"],
] as const)("%s", (_, board, sight) => {
  expect(sightOf(board)).toBe(sight);
});
