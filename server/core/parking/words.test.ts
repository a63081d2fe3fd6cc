// What drivers read: sums, times and durations, as tables.
import { expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { clockTime, duration, money, tariff } from "./words.ts";

test.each([
  [300, "USD", "$3.00"],
  [123_456, "EUR", "€1,234.56"],
  [-50, "USD", "-$0.50"],
  [300, "JPY", "¥300"],
])("%i in %s is %s", (cents, currency, text) => {
  expect(money(cents, currency)).toBe(text);
});

test.each([
  [0, "UTC", "12:00"],
  [0, "Asia/Kolkata", "17:30"],
  [86_400, "UTC", "Fri 12:00"],
  [14 * 86_400, "UTC", "15 Jan 12:00"],
  [12 * 3_600, "UTC", "Fri 00:00"],
])("%i seconds from noon in %s is %s", (seconds, zone, text) => {
  expect(clockTime(at(seconds), noon, zone)).toBe(text);
});

test.each([
  [5, "5 min"],
  [60, "1 h"],
  [125, "2 h 05 min"],
])("%i minutes are %s", (minutes, text) => {
  expect(duration(minutes)).toBe(text);
});

test("a tariff is told with what is special about it", () => {
  const given = { rate_cents_per_hour: 300, free_minutes: 10, daily_cap_cents: 2_000 };
  expect(tariff(given, "USD")).toBe("$3.00 an hour, the first 10 min free, at most $20.00 a day");
  expect(tariff({ ...given, rate_cents_per_hour: 0 }, "USD")).toBe("free of charge");
});
