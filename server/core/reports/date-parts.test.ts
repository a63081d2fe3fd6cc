// Days in time zones, where the clocks change.
import fc from "fast-check";
import { expect, test } from "vitest";
import { dayOf, dayStart, daysLater, hourStarts } from "../../base/zones.ts";
import { slotsOf } from "./date-parts.ts";

test.each([
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
  // Clocks go back from 1:00 to 0:00: the day begins with the first of the two hours.
  ["2026-10-25", "Atlantic/Azores", "2026-10-25T00:00:00.000Z"],
  ["2026-11-01", "America/Havana", "2026-11-01T04:00:00.000Z"],
  // Clocks go forward from 0:00 to 1:00: the day begins at 1:00.
  ["2026-03-08", "America/Havana", "2026-03-08T05:00:00.000Z"],
  ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
  // Clocks go back from 24:00 to 23:00: the hour before midnight occurs twice, and both times belong to the day before.
  ["2026-10-30", "Africa/Cairo", "2026-10-29T22:00:00.000Z"],
  ["2026-04-05", "America/Santiago", "2026-04-05T04:00:00.000Z"],
  // Clocks go back from 0:01 to 23:01.
  ["2010-11-07", "America/St_Johns", "2010-11-07T03:30:00.000Z"],
  // A day that was skipped, and the day after it.
  ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ["2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ["2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00:00.000Z"],
  ["2026-06-01", "Asia/Kathmandu", "2026-05-31T18:15:00.000Z"],
  ["2026-06-01", "UTC", "2026-06-01T00:00:00.000Z"],
  ["2026-06-01", "europe/berlin", "2026-05-31T22:00:00.000Z"],
])("%s in %s begins at %s", (date, zone, at) => {
  expect(dayStart(date, zone).toISOString()).toBe(at);
});

test.each([
  ["2026-10-25", "Atlantic/Azores", 25, [0, 0, 1]],
  ["2026-10-25", "Europe/Berlin", 25, [0, 1, 2, 2, 3]],
  ["2026-03-29", "Europe/Berlin", 23, [0, 1, 3]],
  ["2026-10-29", "Africa/Cairo", 25, [0, 1, 2]],
  ["2026-04-05", "Australia/Lord_Howe", 25, [0, 1, 1, 2]],
])("the hours of %s in %s", (date, zone, many, first) => {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const parts = slotsOf(zone, { year, month, day }, null);
  expect(parts).toHaveLength(many);
  expect(parts.slice(0, first.length).map(({ hour }) => hour)).toEqual(first);
});

test("where clocks are changed within an hour, the hour ends there", () => {
  // From 0:01 back to 23:01.
  const starts = hourStarts("2010-11-06", "America/St_Johns").slice(-4);
  expect(starts.map((at) => at.toISOString())).toEqual([
    "2010-11-07T01:30:00.000Z",
    "2010-11-07T02:30:00.000Z",
    "2010-11-07T02:31:00.000Z",
    "2010-11-07T03:30:00.000Z",
  ]);
});

const zones = Intl.supportedValuesOf("timeZone");

test("of every zone: a day begins where the one before ends, and its moments have its date", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 40 * 366 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (zone, n, share) => {
        const date = daysLater("2000-01-01", n);
        const [from, to] = [dayStart(date, zone), dayStart(daysLater(date, 1), zone)];
        fc.pre(to > from);
        expect(from.getTime()).toBeLessThanOrEqual(to.getTime());
        const hours = hourStarts(date, zone);
        expect(hours[0]).toEqual(from);
        expect(hours.at(-1)).toEqual(to);
        const at = new Date(from.getTime() + Math.floor(share * (to.getTime() - from.getTime())));
        // In Newfoundland clocks showed the next date for one minute before they went back.
        if (zone !== "America/St_Johns") expect(dayOf(at, zone)).toBe(date);
      },
    ),
    { numRuns: 3_000 },
  );
});
