// A spot's state and light, fact by fact.
import { expect, test } from "vitest";
import { type Facts, lightOf, stateOf } from "./lights.ts";

const facts = (given: Partial<Facts> = {}): Facts => ({
  maintenance: false,
  booking: null,
  offered: false,
  presence: "online",
  occupied: false,
  ...given,
});

test.each<[string, Partial<Facts>, string, string]>([
  ["nothing stands there", {}, "free", "green"],
  ["booked", { booking: "reserved" }, "reserved", "blue"],
  ["a stay", { booking: "active", occupied: true }, "occupied", "red"],
  ["a stay whose board is away", { booking: "active", presence: "offline" }, "occupied", "red"],
  ["a car without booking", { occupied: true }, "occupied", "red"],
  ["the board is away", { presence: "offline" }, "unknown", "off"],
  ["the board is away and saw a car last", { presence: "offline", occupied: true }, "unknown", "off"],
  ["booked while the board is away", { booking: "reserved", presence: "offline" }, "reserved", "blue"],
  ["no board", { presence: "none", occupied: null }, "free", "green"],
  ["a board that is not mounted yet", { presence: "never", occupied: null }, "free", "green"],
  ["out of service", { maintenance: true, presence: "offline" }, "maintenance", "amber"],
  ["out of service while a car is parked", { maintenance: true, booking: "active" }, "occupied", "red"],
  ["kept for somebody", { offered: true }, "reserved", "blue"],
])("%s", (_, given, state, light) => {
  expect(stateOf(facts(given))).toBe(state);
  expect(lightOf(stateOf(facts(given)))).toBe(light);
});
