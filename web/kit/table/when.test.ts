// Periods as they are written in the address, and the days or times that they stand for.
import { expect, test } from "vitest";
import { rangeOf, readWhen, within, writeWhen } from "./when.ts";

test("a period is read and written back", () => {
  for (const text of ["2026", "2026-11", "2026-11-21", "2026-11-21T08", "2026-10-25T02again"])
    expect(writeWhen(readWhen(text))).toBe(text);
  for (const text of [undefined, "", "x", "2026-13", "2026-11-21T24", "2026-02-31", "1200"])
    expect(readWhen(text)).toEqual({});
  expect(writeWhen({})).toBeUndefined();
});

test("a period is days, both included, or the moments of an hour", () => {
  expect(rangeOf({ year: 2024 })).toEqual({ from: "2024-01-01", to: "2024-12-31" });
  expect(rangeOf({ year: 2024, month: 2 })).toEqual({ from: "2024-02-01", to: "2024-02-29" });
  expect(rangeOf({ year: 2024, month: 2, day: 9 })).toEqual({ from: "2024-02-09", to: "2024-02-09" });
  const { from, to } = rangeOf({ year: 2024, month: 2, day: 9, hour: 5 });
  expect(new Date(from!).getHours()).toBe(5);
  expect(Date.parse(to!) - Date.parse(from!)).toBe(3_600_000);
  const again = rangeOf({ year: 2024, month: 2, day: 9, hour: 5, again: true });
  expect(Date.parse(again.from!) - Date.parse(from!)).toBe(3_600_000);
});

test("a period narrows a filter and leaves the rest of it", () => {
  expect(within({ from: "2024-02-10", q: "x" }, { year: 2024 })).toEqual({
    from: "2024-02-10",
    to: "2024-12-31",
    q: "x",
  });
  expect(within({ from: "2024-02-10" }, {})).toEqual({ from: "2024-02-10" });
});
