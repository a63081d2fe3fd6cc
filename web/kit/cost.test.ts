import { expect, test } from "vitest";
import { deliveries, microMoney, sumsShown } from "./cost.ts";

const sum = (currency: string | null, micros: number, more = {}) => ({
  ...{ currency, micros, messages: 1, free: 0, unknown: 0 },
  ...more,
});

test("an amount below a unit shows fractions of a cent", () => {
  expect(microMoney(3_400, "USD")).toMatch(/0[.,]0034/);
  expect(microMoney(12_400_000, "USD")).toMatch(/12[.,]40$|12[.,]40\s/);
  expect(microMoney(0, "USD")).toMatch(/0[.,]00$|0[.,]00\s/);
});

test("currencies are not added up, and what has no price is none", () => {
  expect(sumsShown([sum("USD", 1_000_000), sum("EUR", 2_000_000)])).toMatch(/1[.,]00.* \+ .*2[.,]00/);
  expect(sumsShown([sum(null, 0)])).toBeNull();
  expect(sumsShown([])).toBeNull();
});

test("deliveries are counted over all currencies", () => {
  const sums = [sum("USD", 1, { messages: 3, free: 1 }), sum(null, 0, { messages: 2, unknown: 2 })];
  expect(deliveries(sums)).toEqual({ messages: 5, free: 1, unknown: 2 });
});
