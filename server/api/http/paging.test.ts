// Cursors: encoding, decoding, and invalid ones.
import fc from "fast-check";
import { expect, test } from "vitest";
import { noon } from "../../../test/support/build.ts";
import type { Fault } from "../../base/errors.ts";
import { cursorOf, nextCursor, positionOf } from "./paging.ts";

test("a place survives as a cursor, safe in an address", () => {
  fc.assert(
    fc.property(
      fc.option(fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })),
      fc.maxSafeNat(),
      (at, id) => {
        const cursor = cursorOf({ at, id });
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(positionOf(cursor)).toEqual({ at, id });
      },
    ),
  );
});

test("no cursor is the start", () => {
  expect(positionOf(undefined)).toBeNull();
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test.each([
  ["", "nothing"],
  ["%%%", "no base64"],
  ["bm8", "no JSON"],
  [encoded(null), "null"],
  [encoded([]), "too short"],
  [encoded([null, 1, 2]), "too long"],
  [encoded(["yesterday", 1]), "no time"],
  [encoded(["2026-01-01T00:00:00Z", "1"]), "id as text"],
  [encoded([null, 1.5]), "half an id"],
  [encoded([null, 1e300]), "an id beyond bigint"],
  [encoded({ at: null, id: 1 }), "an object"],
])("%j (%s) is refused with a code", (cursor) => {
  expect(() => positionOf(cursor)).toThrow(expect.objectContaining({ code: "BAD_CURSOR" }) as Fault);
});

test("a page that is not full is the last", () => {
  const place = (row: { id: number }) => ({ at: noon, id: row.id });
  expect(nextCursor([{ id: 1 }], 2, place)).toBeNull();
  expect(nextCursor([], 1, place)).toBeNull();
  expect(nextCursor([{ id: 2 }, { id: 1 }], 2, place)).toBe(cursorOf({ at: noon, id: 1 }));
});
