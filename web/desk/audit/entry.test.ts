import { expect, test } from "vitest";
import { actorOf, changesOf, nameOf, pageOf } from "./entry.ts";

test.each([
  ["desk:Ada", "person", "Ada"],
  ["desk:a:b\nc", "person", "a:b\nc"],
  ["api:shop", "key", "shop"],
  ["cli", "terminal", "cli"],
  ["schedule", "system", "schedule"],
])("%j is a %s", (actor, kind, name) => {
  expect(actorOf(actor)).toEqual({ kind, name });
});

test.each([
  [{ a: 1, b: 2 }, { a: 1, b: 3 }, [["b", "2", "3"]]],
  [
    null,
    { name: "x", note: null, list: [1] },
    [
      ["name", null, "x"],
      ["list", null, "[1]"],
    ],
  ],
  [{ name: "x" }, null, [["name", "x", null]]],
  [{ a: { b: 1 } }, { a: { b: 1 } }, []],
  [null, null, []],
  [3, 4, [["", "3", "4"]]],
])("%j became %j", (before, after, expected) => {
  expect(changesOf(before, after).map((one) => [one.field, one.before, one.after])).toEqual(expected);
});

test("what has a page leads there", () => {
  expect(pageOf({ subject: "booking", subject_id: 7 })).toBe("/parking/bookings/7");
  expect(pageOf({ subject: "conversation", subject_id: 12 })).toBe("/inbox/12");
  expect(pageOf({ subject: "incident", subject_id: 1 })).toBeNull();
});

test("a thing is called as it is now, or as it was", () => {
  expect(nameOf({ before: { name: "Old" }, after: { name: "New" } })).toBe("New");
  expect(nameOf({ before: { shortcut: "hours" }, after: null })).toBe("hours");
  expect(nameOf({ before: { name: 5 }, after: { note: "x" } })).toBeNull();
});

test("a moment is written as people write one", () => {
  const [expires] = changesOf(null, { expires_at: "2026-12-05T18:20:14.173Z" });
  expect(expires!.after).toMatch(/2026/);
  expect(expires!.after).not.toMatch(/T\d\d:|Z$/);
});
