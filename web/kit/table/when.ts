// Periods that a table is stepped through by: a year, a month, a day or an hour, as the address keeps them.
import { isDay } from "../search.ts";

/** A period that was stepped into: as far as it goes, from the year on. `again`: the hour that is lived twice when clocks go back, the second time. */
export type When = { year?: number; month?: number; day?: number; hour?: number; again?: boolean };

/** Reads 2026, 2026-11, 2026-11-21, 2026-11-21T08 or 2026-10-25T02again (an hour in UTC would be ambiguous to people: it is the viewer's). */
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

/** Where a period begins and ends: days, both included, or the two moments of an hour in the viewer's zone. */
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

/** A filter narrowed to a period: the days that were chosen are never widened. */
export function within<F extends { from?: string; to?: string }>(filter: F, when: When): F {
  const range = rangeOf(when);
  if (when.hour !== undefined) return { ...filter, ...range };
  const from = later(filter.from, range.from);
  const to = earlier(filter.to, range.to);
  return { ...filter, ...(from ? { from } : {}), ...(to ? { to } : {}) };
}
