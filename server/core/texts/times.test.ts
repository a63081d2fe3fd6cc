// Times and durations as drivers read them: tables of cases, and a property over time zones.
import fc from "fast-check";
import { expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { en } from "./messages.en.ts";
import { isRepeated } from "./times.ts";

const { clockTime, duration, period } = en;

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
  [1_439, "23 h 59 min"],
  [1_440, "1 day"],
  [1_505, "1 day 1 h 05 min"],
  [240 * 60 + 2, "10 days 2 min"],
  [51 * 60, "2 days 3 h"],
])("%i minutes are %s", (minutes, text) => {
  expect(duration(minutes)).toBe(text);
});

const utc = (text: string) => new Date(`${text}Z`);

test.each([
  ["an hour of one day", "2026-11-28T14:05", "2026-11-28T16:10", "UTC", "28 Nov 2026, 14:05 to 16:10"],
  ["over midnight", "2026-11-24T23:50", "2026-11-25T00:10", "UTC", "24 Nov 2026, 23:50 to 25 Nov 2026, 00:10"],
  [
    "ten days at the same time of day",
    "2026-10-21T02:34",
    "2026-10-31T02:35",
    "UTC",
    "21 Oct 2026, 02:34 to 31 Oct 2026, 02:35",
  ],
  ["a year", "2025-11-28T14:05", "2026-11-28T14:05", "UTC", "28 Nov 2025, 14:05 to 28 Nov 2026, 14:05"],
  [
    "the hour that is lived twice",
    "2026-10-25T00:30",
    "2026-10-25T01:15",
    "Europe/Berlin",
    "25 Oct 2026, 02:30 GMT+2 to 02:15 GMT+1",
  ],
  [
    "within the second of the two",
    "2026-10-25T01:10",
    "2026-10-25T01:40",
    "Europe/Berlin",
    "25 Oct 2026, 02:10 GMT+1 to 02:40 GMT+1",
  ],
  [
    "over the hour that is left out",
    "2026-03-29T00:30",
    "2026-03-29T01:30",
    "Europe/Berlin",
    "29 Mar 2026, 01:30 GMT+1 to 03:30 GMT+2",
  ],
  [
    "clocks that go back over midnight",
    "2026-10-25T00:30",
    "2026-10-25T01:30",
    "Atlantic/Azores",
    "25 Oct 2026, 00:30 GMT+0 to 00:30 GMT-1",
  ],
  ["and in Havana", "2026-11-01T04:30", "2026-11-01T05:30", "America/Havana", "1 Nov 2026, 00:30 GMT-4 to 00:30 GMT-5"],
])("a receipt for %s", (_, from, to, zone, text) => {
  expect(period(utc(from), utc(to), zone)).toBe(text);
});

test("a time that the clock shows twice is told with its offset, and with its year when that is another", () => {
  expect(clockTime(utc("2026-10-25T00:30"), utc("2026-10-25T00:00"), "Europe/Berlin")).toBe("02:30 GMT+2");
  expect(clockTime(utc("2026-10-25T01:30"), utc("2026-10-25T00:00"), "Europe/Berlin")).toBe("02:30 GMT+1");
  expect(clockTime(utc("2025-10-31T02:34"), utc("2026-11-28T00:00"), "UTC")).toBe("31 Oct 2025 02:34");
});

test("two different minutes never read the same on a receipt", () => {
  const zones = [
    "Europe/Berlin",
    "Atlantic/Azores",
    "America/Havana",
    "Australia/Lord_Howe",
    "America/New_York",
    "UTC",
    "Asia/Kolkata",
  ];
  const start = Date.parse("2026-01-01T00:00:00Z");
  const minute = fc.integer({ min: 0, max: 365 * 1_440 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), minute, fc.integer({ min: 1, max: 180 }), (zone, from, apart) => {
      const [one, other] = [new Date(start + from * 60_000), new Date(start + (from + apart) * 60_000)];
      const end = new Date(start + (from + 600) * 60_000);
      expect(period(one, end, zone)).not.toBe(period(other, end, zone));
      const same = clockTime(one, one, zone) === clockTime(other, one, zone);
      expect(same).toBe(false);
      if (isRepeated(one, zone)) expect(clockTime(one, one, zone)).toMatch(/GMT/);
    }),
    { numRuns: 200 },
  );
});
