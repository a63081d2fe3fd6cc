// Cutting a range of time into whole days, whole quarter-hours and what is left: nothing twice, nothing left out.
import fc from "fast-check";
import { expect, test } from "vitest";
import { monthsOf, partsOf } from "./counts.ts";

const ms = (at: Date) => at.getTime();
const dayMs = 86_400_000;
const quarterMs = 900_000;

test("the parts make up the range exactly", () => {
  const moment = fc.integer({ min: 0, max: 4 * dayMs }).map((n) => new Date(Date.UTC(2026, 2, 28) + n));
  const aligned = fc.integer({ min: 0, max: 400 }).map((n) => new Date(Date.UTC(2026, 2, 28) + n * quarterMs));
  const bound = fc.oneof(moment, aligned);
  fc.assert(
    fc.property(bound, bound, (a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      if (ms(from) === ms(to)) return;
      const { days, quarters, rest, whole } = partsOf({ from, to });
      const pieces = [...(days ? [days] : []), ...quarters, ...rest]
        .map((piece) => [ms(piece.from!), ms(piece.to!)] as const)
        .filter(([start, end]) => start < end)
        .sort((x, y) => x[0] - y[0]);
      expect(pieces[0]![0]).toBe(ms(from));
      expect(pieces.at(-1)![1]).toBe(ms(to));
      for (const [place, piece] of pieces.slice(1).entries()) expect(piece[0]).toBe(pieces[place]![1]);
      if (days) for (const end of [days.from!, days.to!]) expect(ms(end) % dayMs).toBe(0);
      for (const piece of quarters) for (const end of [piece.from!, piece.to!]) expect(ms(end) % quarterMs).toBe(0);
      if (whole) expect([ms(whole.from!) % quarterMs, ms(whole.to!) % quarterMs]).toEqual([0, 0]);
    }),
  );
});

test("a range without ends is whole days", () => {
  expect(partsOf({ from: null, to: null })).toEqual({
    days: { from: null, to: null },
    quarters: [],
    rest: [],
    whole: { from: null, to: null },
  });
});

test("months are taken whole where bounds cut only their first or last day", () => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const days = { from: day("2026-01-01"), to: day("2026-12-31") };
  const berlin = Array.from(
    { length: 13 },
    (_, n) => new Date(Date.UTC(2026, n) - (n > 3 && n < 11 ? 2 : 1) * 3_600_000),
  );
  const whole = Array.from({ length: 11 }, (_, n) => new Date(Date.UTC(2026, n)));
  expect(monthsOf(days, berlin)).toEqual({
    months: whole,
    others: [{ from: day("2026-12-01"), to: day("2026-12-31") }],
  });
  // A bound between two days parts a month, even next to its first day.
  for (const at of [day("2026-05-02"), new Date("2026-05-14T10:00:00Z"), day("2026-05-31")])
    expect(monthsOf(days, [...berlin, at])).toEqual({
      months: whole.filter((month) => month.getUTCMonth() !== 4),
      others: [
        { from: day("2026-05-01"), to: day("2026-06-01") },
        { from: day("2026-12-01"), to: day("2026-12-31") },
      ],
    });
  expect(monthsOf({ from: day("2026-02-03"), to: day("2026-02-20") }, [])).toEqual({
    months: [],
    others: [{ from: day("2026-02-03"), to: day("2026-02-20") }],
  });
});
