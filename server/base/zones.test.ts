// Which names are those of time zones.
import { expect, test } from "vitest";
import { isTimeZone } from "./zones.ts";

test.each([
  ["UTC", true],
  ["Europe/Berlin", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Etc/GMT+5", true],
  ["+02:00", false],
  ["Europe/Nowhere", false],
  ["Europe/Berlin\0", false],
  ["", false],
])("%j is a time zone: %s", (name, is) => {
  expect(isTimeZone(name)).toBe(is);
});
