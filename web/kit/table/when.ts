// Periods of the drill-down (a year, a month, a day or an hour) and how they are written in the address.
import { isDay } from "../search.ts";

/** A period: a year, then optionally a month, a day and an hour. `again`: the second of two equal hours when clocks go back. */
export type When = { year?: number; month?: number; day?: number; hour?: number; again?: boolean };

/**
 * Reads 2026, 2026-11, 2026-11-21, 2026-11-21T08 or 2026-10-25T02again. The hour is in the user's zone, because one in UTC would mislead
 * people.
 */
export function readWhen(text: string | undefined): When {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2})(again)?)?)?)?$/.exec(text ?? "");
  if (!found) return {};
  const [year, month, day, hour] = found.slice(1, 5).map((part) => (part === undefined ? undefined : Number(part)));
  const fits = (value: number | undefined, min: number, max: number) =>
    value === undefined || (value >= min && value <= max);
  if (!fits(year, 1970, 2200) || !fits(month, 1, 12) || !fits(hour, 0, 23)) return {};
  if (day !== undefined && !isDay(`${found[1]}-${found[2]}-${found[3]}`)) return {};
  return { year, month, day, hour, ...(found[5] ? { again: true } : {}) };
}

/** In milliseconds. */
const anHour = 3_600_000;

const two = (value: number): string => String(value).padStart(2, "0");

/** The opposite of {@link readWhen}; undefined for all time. */
export function writeWhen({ year, month, day, hour, again }: When): string | undefined {
  if (year === undefined) return undefined;
  if (month === undefined) return String(year);
  if (day === undefined) return `${year}-${two(month)}`;
  return `${year}-${two(month)}-${two(day)}${hour === undefined ? "" : `T${two(hour)}${again ? "again" : ""}`}`;
}

/** The start and end of a period: the first and last day, or for an hour the two times, in the user's zone. */
export function rangeOf({ year, month, day, hour, again }: When): { from?: string; to?: string } {
  if (year === undefined) return {};
  if (month === undefined) return { from: `${year}-01-01`, to: `${year}-12-31` };
  if (day === undefined)
    return {
      from: `${year}-${two(month)}-01`,
      to: `${year}-${two(month)}-${two(new Date(Date.UTC(year, month, 0)).getUTCDate())}`,
    };
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) return { from: date, to: date };
  const from = new Date(new Date(year, month - 1, day, hour).getTime() + (again ? anHour : 0));
  const to = new Date(from.getTime() + anHour);
  return { from: from.toISOString(), to: to.toISOString() };
}

const later = (a?: string, b?: string) => (a && b ? (a > b ? a : b) : a || b);
const earlier = (a?: string, b?: string) => (a && b ? (a < b ? a : b) : a || b);

/** Restricts a filter to a period. The filter's own days are never extended. */
export function within<F extends { from?: string; to?: string }>(filter: F, when: When): F {
  const range = rangeOf(when);
  if (when.hour !== undefined) return { ...filter, ...range };
  const from = later(filter.from, range.from);
  const to = earlier(filter.to, range.to);
  return { ...filter, ...(from ? { from } : {}), ...(to ? { to } : {}) };
}
