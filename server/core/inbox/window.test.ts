// The limits of the 24-hour window.
import { expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { closesAt, isOpen } from "./window.ts";

const day = 86_400;

test("it closes a minute before the day is over", () => {
  expect(closesAt(noon)).toEqual(at(day - 60));
  expect(closesAt(null)).toBeNull();
});

test.each([
  [0, true],
  [day - 61, true],
  [day - 60, false],
  [day, false],
  // A customer's clock that is ahead does not close the window.
  [-3_600, true],
])("%d s after the customer wrote it is open: %s", (seconds, open) => {
  expect(isOpen({ last_inbound_at: noon, window_maybe_at: null }, at(seconds))).toBe(open);
});

test("nobody who never wrote has one", () => {
  expect(isOpen({ last_inbound_at: null, window_maybe_at: null }, noon)).toBe(false);
});
