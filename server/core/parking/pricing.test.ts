// The cost of stays as a table of cases, and properties of every tariff.
import fc from "fast-check";
import { expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { costOf, minutesFor, minutesOf, type Tariff } from "./pricing.ts";

const tariff = (given: Partial<Tariff> = {}): Tariff => ({
  rate_cents_per_hour: 300,
  daily_cap_cents: null,
  free_minutes: 0,
  ...given,
});

test.each([
  [0, 0],
  [1, 1],
  [60, 1],
  [61, 2],
  [3_600, 60],
  [-5, 0],
])("%i seconds are %i minutes", (seconds, minutes) => {
  expect(minutesOf(noon, at(seconds))).toBe(minutes);
});

test.each<[string, Partial<Tariff>, number, number]>([
  ["an hour", {}, 60, 300],
  ["a minute", {}, 1, 5],
  ["half a cent is rounded up, once", { rate_cents_per_hour: 90 }, 1, 2],
  ["thirds of a cent add up before they are rounded", { rate_cents_per_hour: 100 }, 3, 5],
  ["free minutes", { free_minutes: 10 }, 10, 0],
  ["the minute after the free ones", { free_minutes: 10 }, 11, 5],
  ["the cap of the first day", { daily_cap_cents: 2_000 }, 1_440, 2_000],
  ["the second day begins anew", { daily_cap_cents: 2_000 }, 1_440 + 60, 2_300],
  ["nothing at no rate", { rate_cents_per_hour: 0 }, 9_999, 0],
])("%s", (_, given, minutes, cents) => {
  expect(costOf(tariff(given), minutes)).toBe(cents);
});

const tariffs = fc.record({
  rate_cents_per_hour: fc.integer({ min: 0, max: 100_000 }),
  daily_cap_cents: fc.option(fc.integer({ min: 1, max: 500_000 })),
  free_minutes: fc.integer({ min: 0, max: 1_440 }),
});

test("a longer stay never costs less, and never more than the rate", () => {
  fc.assert(
    fc.property(tariffs, fc.nat(10_000), (given, minutes) => {
      expect(costOf(given, minutes + 1)).toBeGreaterThanOrEqual(costOf(given, minutes));
      expect(costOf(given, minutes)).toBeLessThanOrEqual(Math.round((minutes * given.rate_cents_per_hour) / 60));
    }),
  );
});

test("a sum pays for exactly the minutes that it pays for", () => {
  fc.assert(
    fc.property(tariffs, fc.nat(1_000_000), (given, cents) => {
      const minutes = minutesFor(given, cents);
      if (minutes === null) return;
      expect(costOf(given, minutes)).toBeLessThanOrEqual(cents);
      expect(costOf(given, minutes + 1)).toBeGreaterThan(cents);
    }),
  );
});
