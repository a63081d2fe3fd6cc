// Marks come from callers: those that an order cannot have are refused before they reach the database.
import { sql } from "kysely";
import { expect, test } from "vitest";
import { type Column, cut, fits } from "./order.ts";

const columns: Column[] = [
  { value: sql`a`, type: "text" },
  { value: sql`b`, type: "timestamptz" },
  { value: sql`c`, type: "bigint" },
];
const good = ["x", "2026-01-31 12:00:00.123456+00", "17"];

test.each([
  [good, true],
  [["", "2026-01-31 12:00:00+05:30", "1"], true],
  [["'; drop table messages; --", "infinity", "-1"], true],
  [good.slice(1), false],
  [[...good, "1"], false],
  [["a\0b", good[1]!, "1"], false],
  [["\ud800", good[1]!, "1"], false],
  [["x", "2026-02-30 12:00:00+00", "1"], false],
  [["x", "2026-01-31 25:00:00+00", "1"], false],
  [["x", "now", "1"], false],
  [["x", "", "1"], false],
  [["x", good[1]!, "1.5"], false],
  [["x", good[1]!, "99999999999999999999"], false],
  [["x", good[1]!, ""], false],
])("%j fits: %s", (mark, fit) => expect(fits(mark, columns)).toBe(fit));

test("a page ends where one row more was found", () => {
  const rows = [{ mark: ["a"] }, { mark: ["b"] }, { mark: ["c"] }];
  expect(cut(rows, 2)).toEqual({ page: rows.slice(0, 2), next: ["b"] });
  expect(cut(rows, 3)).toEqual({ page: rows, next: null });
  expect(cut([], 3)).toEqual({ page: [], next: null });
});
