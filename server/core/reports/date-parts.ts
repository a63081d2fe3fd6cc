// Drill-down by date in a time zone: years, the months of a year, the days of a month, the hours of a day. Pure.
import { dayOf, dayStart, daysLater, hourOf, hourStarts, isDate } from "../../base/zones.ts";

/** A year, month, day or hour of a zone, with the number of its rows. */
export type Bucket = {
  year: number;
  month: number | null;
  day: number | null;
  hour: number | null;
  from: Date;
  /** Exclusive. */
  to: Date;
  count: number;
};

/** A bucket without its count. */
export type Slot = Omit<Bucket, "count">;

/** The period to divide. Without a year: all time. */
export type Period = { year?: number | undefined; month?: number | undefined; day?: number | undefined };

export const levels = ["years", "months", "days", "hours"] as const;

export type Level = (typeof levels)[number];

/** The kind of parts that a period is divided into. */
export function levelOf({ year, month, day }: Period): Level {
  if (year === undefined) return "years";
  if (month === undefined) return "months";
  return day === undefined ? "days" : "hours";
}

const pad = (n: number, digits = 2): string => String(n).padStart(digits, "0");
const dateOf = (year: number, month = 1, day = 1): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** The parts of a period in order, each starting where the one before ends; none for a day that does not exist. */
export function slotsOf(zone: string, period: Period, span: { first: Date; last: Date } | null): Slot[] {
  const { year, month, day } = period;
  if (year === undefined) return span === null ? [] : yearsOf(zone, span);
  if (month === undefined) return monthsOf(zone, year);
  return day === undefined ? daysOf(zone, year, month) : hoursOf(zone, year, month, day);
}

/** All years from that of the first time to that of the last. */
function yearsOf(zone: string, span: { first: Date; last: Date }): Slot[] {
  const [from, to] = [span.first, span.last].map((at) => Number(dayOf(at, zone).slice(0, 4))) as [number, number];
  return between(
    Array.from({ length: to - from + 1 }, (_, n) => ({ year: from + n, month: null, day: null })),
    dateOf(to + 1),
    zone,
  );
}

const monthsOf = (zone: string, year: number): Slot[] =>
  between(
    Array.from({ length: 12 }, (_, n) => ({ year, month: n + 1, day: null })),
    dateOf(year + 1),
    zone,
  );

function daysOf(zone: string, year: number, month: number): Slot[] {
  const days = Array.from({ length: 31 }, (_, n) => ({ year, month, day: n + 1 })).filter((one) =>
    isDate(dateOf(one.year, one.month, one.day)),
  );
  const last = days.at(-1);
  return last ? between(days, daysLater(dateOf(year, month, last.day), 1), zone) : [];
}

/** Dates as parts: each ends where the next begins, the last at `end`. */
function between(
  dates: readonly { year: number; month: number | null; day: number | null }[],
  end: string,
  zone: string,
): Slot[] {
  const starts = [...dates.map(({ year, month, day }) => dateOf(year, month ?? 1, day ?? 1)), end];
  const moments = starts.map((date) => dayStart(date, zone));
  return dates.map((one, n) => ({ ...one, hour: null, from: moments[n]!, to: moments[n + 1]! }));
}

/** The hours of a day as they pass: when the clocks change there are fewer or more than 24, and one may occur twice. */
function hoursOf(zone: string, year: number, month: number, day: number): Slot[] {
  const date = dateOf(year, month, day);
  if (!isDate(date)) return [];
  const starts = hourStarts(date, zone);
  return starts
    .slice(0, -1)
    .map((from, n) => ({ year, month, day, hour: hourOf(from, zone), from, to: starts[n + 1]! }));
}
