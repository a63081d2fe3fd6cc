import { expect, test } from "vitest";
import { isCurrency } from "./terms.ts";

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
