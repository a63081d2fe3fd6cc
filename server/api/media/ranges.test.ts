import { expect, test } from "vitest";
import { rangeOf } from "./ranges.ts";

test.each([
  [undefined, null],
  ["bytes=0-99", { start: 0, end: 99 }],
  ["bytes=10-", { start: 10, end: 999 }],
  ["bytes=-10", { start: 990, end: 999 }],
  ["bytes=-5000", { start: 0, end: 999 }],
  ["bytes=990-5000", { start: 990, end: 999 }],
  ["BYTES=0-0", { start: 0, end: 0 }],
  ["bytes=1000-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=5-1", null],
  ["bytes=-", null],
  ["bytes=0-1,5-6", null],
  ["items=0-1", null],
  ["bytes=a-b", null],
  [`bytes=${"9".repeat(400)}-`, null],
])("of 1,000 bytes, %j asks for %j", (header, part) => {
  expect(rangeOf(header, 1_000)).toEqual(part);
});

test("of an empty file there is no part", () => {
  expect([rangeOf("bytes=0-", 0), rangeOf("bytes=-5", 0)]).toEqual(["unsatisfiable", "unsatisfiable"]);
});
