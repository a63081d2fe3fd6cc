// The median of waits that are kept in steps, against the median of the waits themselves.
import fc from "fast-check";
import { expect, test } from "vitest";
import { countsOf, medianOf, stepsOf, together } from "./waits.ts";

const naive = (waits: readonly number[]) => {
  const sorted = waits.toSorted((a, b) => a - b);
  return [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.ceil((sorted.length - 1) / 2)]!] as const;
};

test("of nothing there is no median", () => {
  expect(medianOf([])).toBeNull();
  expect(medianOf(countsOf([]))).toBeNull();
  expect(medianOf([0, 0])).toBeNull();
});

test.each([
  [[60], 60],
  [[1, 1, 1], 1],
  [[30, 60, 3_600], 60],
  [[10, 10, 10, 86_400], 10],
])("of %j it is about %d", (waits, median) => {
  const told = medianOf(countsOf(stepsOf(waits)))!;
  expect(Math.abs(told - median) / median).toBeLessThan(0.19);
});

test("it is off by no more than a step, however the waits were put together", () => {
  const wait = fc.double({ min: 0, max: 2_000_000, noNaN: true });
  fc.assert(
    fc.property(fc.array(wait, { minLength: 1, maxLength: 60 }), fc.nat(60), (waits, cut) => {
      const parts = [waits.slice(0, cut), waits.slice(cut)].map((part) => countsOf(stepsOf(part)));
      const told = medianOf(together(parts))!;
      expect(told).toBe(medianOf(countsOf(stepsOf(waits))));
      expect(told).toBe(medianOf(countsOf(stepsOf(waits.slice(cut)), countsOf(stepsOf(waits.slice(0, cut))))));
      const [low, high] = naive(waits.map((one) => Math.max(1, one)));
      expect(told).toBeGreaterThanOrEqual(low / 1.2 - 0.1);
      expect(told).toBeLessThanOrEqual(high * 1.2 + 0.1);
    }),
  );
});
