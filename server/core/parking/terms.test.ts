import { expect, test } from "vitest";
import { isCurrency, isTimeZone } from "./terms.ts";

test.each([
  ["USD", true],
  ["JPY", true],
  ["KWD", true],
  ["usd", false],
  ["US", false],
  ["QQQ", false],
  ["", false],
])("%j is a currency: %s", (code, is) => {
  expect(isCurrency(code)).toBe(is);
});

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
