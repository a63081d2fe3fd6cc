// Drilling down by date: the years, and the months, days and hours into which a year, a month and a day of a zone are parted. Pure.
import { dayOf, dayStart, daysLater, hourOf, hourStarts, isDate } from "../../base/zones.ts";

/** A year, month, day or hour of a zone, with how many rows lie in it. */
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

/** A bucket that is not counted yet. */
export type Part = Omit<Bucket, "count">;

/** Where to look. Without a year: the years. */
export type Place = { year?: number | undefined; month?: number | undefined; day?: number | undefined };

export const levels = ["years", "months", "days", "hours"] as const;

export type Level = (typeof levels)[number];

/** Into what a place is parted. */
export function levelOf({ year, month, day }: Place): Level {
  if (year === undefined) return "years";
  if (month === undefined) return "months";
  return day === undefined ? "days" : "hours";
}

const pad = (n: number, digits = 2): string => String(n).padStart(digits, "0");
const dateOf = (year: number, month = 1, day = 1): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** The parts of a place, in order, the first of a part being the end of the one before; none of a day that does not exist. */
export function partsOf(zone: string, place: Place, span: { first: Date; last: Date } | null): Part[] {
  const { year, month, day } = place;
  if (year === undefined) return span === null ? [] : yearsOf(zone, span);
  if (month === undefined) return monthsOf(zone, year);
  return day === undefined ? daysOf(zone, year, month) : hoursOf(zone, year, month, day);
}

/** All years from that of the first moment to that of the last. */
function yearsOf(zone: string, span: { first: Date; last: Date }): Part[] {
  const [from, to] = [span.first, span.last].map((at) => Number(dayOf(at, zone).slice(0, 4))) as [number, number];
  return between(
    Array.from({ length: to - from + 1 }, (_, n) => ({ year: from + n, month: null, day: null })),
    dateOf(to + 1),
    zone,
  );
}

const monthsOf = (zone: string, year: number): Part[] =>
  between(
    Array.from({ length: 12 }, (_, n) => ({ year, month: n + 1, day: null })),
    dateOf(year + 1),
    zone,
  );

function daysOf(zone: string, year: number, month: number): Part[] {
  const days = Array.from({ length: 31 }, (_, n) => ({ year, month, day: n + 1 })).filter((one) =>
    isDate(dateOf(one.year, one.month, one.day)),
  );
  const last = days.at(-1);
  return last ? between(days, daysLater(dateOf(year, month, last.day), 1), zone) : [];
}

/** Dates as parts, each up to the next and the last up to `end`. */
function between(
  dates: readonly { year: number; month: number | null; day: number | null }[],
  end: string,
  zone: string,
): Part[] {
  const starts = [...dates.map(({ year, month, day }) => dateOf(year, month ?? 1, day ?? 1)), end];
  const moments = starts.map((date) => dayStart(date, zone));
  return dates.map((one, n) => ({ ...one, hour: null, from: moments[n]!, to: moments[n + 1]! }));
}

/** The hours of a day as they pass: when clocks are changed there are fewer or more than 24, and one may come twice. */
function hoursOf(zone: string, year: number, month: number, day: number): Part[] {
  const date = dateOf(year, month, day);
  if (!isDate(date)) return [];
  const starts = hourStarts(date, zone);
  return starts
    .slice(0, -1)
    .map((from, n) => ({ year, month, day, hour: hourOf(from, zone), from, to: starts[n + 1]! }));
}
