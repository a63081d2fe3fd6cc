// Rate limits: tables of what a schedule allows, and the limit in every window of every run.
import fc from "fast-check";
import { expect, test } from "vitest";
import { allowance, freeAt, numberRate, pairRate, type Rate, replay, spend } from "./limits.ts";

test("a fresh pair has a burst of 45, then one in 6 s", () => {
  expect(allowance(pairRate, 0, 0)).toBe(45);
  const spent = spend(pairRate, 0, 1_000, 45);
  expect(allowance(pairRate, spent, 1_000)).toBe(0);
  expect(freeAt(pairRate, spent, 1_000)).toBe(7_000);
  expect(allowance(pairRate, spent, 6_999)).toBe(0);
  expect(allowance(pairRate, spent, 7_000)).toBe(1);
  expect(allowance(pairRate, spent, 1_000 + 45 * 6_000)).toBe(45);
});

test("idling earns no more than one burst", () => {
  expect(allowance(pairRate, 10, 1e12)).toBe(45);
});

test.each([
  [80, { interval: 12.5, burst: 20 }],
  [1_000, { interval: 1, burst: 250 }],
  [1 / 3, { interval: 3_000, burst: 1 }],
  [20, { interval: 50, burst: 5 }],
])("a number of %d a second", (rate, expected) => {
  expect(numberRate(rate)).toEqual(expected);
});

test("replaying past sends gives the schedule that they left", () => {
  const times = [0, 0, 100, 50_000];
  const kept = times.reduce((schedule, time) => spend(pairRate, schedule, time), 0);
  expect(replay(pairRate, times)).toBe(kept);
  expect(replay(pairRate, [])).toBe(0);
});

const rates = fc.record({ interval: fc.integer({ min: 1, max: 10_000 }), burst: fc.integer({ min: 1, max: 50 }) });
const pauses = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 });

/** Takes everything that is allowed at each of the given times; returns the time of each. */
function run(rate: Rate, waits: readonly number[]): number[] {
  let [now, schedule] = [0, 0];
  return waits.flatMap((wait) => {
    now += wait;
    const count = allowance(rate, schedule, now);
    schedule = spend(rate, schedule, now, count);
    return Array.from({ length: count }, () => now);
  });
}

test("in no window of any run go more than a burst and one an interval", () => {
  fc.assert(
    fc.property(rates, pauses, (rate, waits) => {
      const times = run(rate, waits);
      for (const [from, start] of times.entries()) {
        for (let to = from; to < times.length; to += 1) {
          const most = rate.burst + Math.floor((times[to]! - start) / rate.interval + 1e-6);
          if (to - from + 1 > most) return false;
        }
      }
      return true;
    }),
  );
});

test("freeAt is the first moment that allows one", () => {
  fc.assert(
    fc.property(rates, pauses, fc.integer({ min: 0, max: 30_000 }), (rate, waits, since) => {
      const times = run(rate, waits);
      const schedule = replay(rate, times);
      const now = times.at(-1)! + since;
      const free = freeAt(rate, schedule, now);
      expect(free).toBeGreaterThanOrEqual(now);
      expect(allowance(rate, schedule, free)).toBeGreaterThanOrEqual(1);
      if (free > now) expect(allowance(rate, schedule, free - 1)).toBe(0);
    }),
  );
});
