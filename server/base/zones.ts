// Days in a time zone, as points in time. Only Intl is used for zones, everywhere: PostgreSQL's time zone data may be another version, and
// it resolves an hour that occurs twice differently. Pure.

const HOUR_MS = 3_600_000;

/** Whether it is an IANA time zone such as `Europe/Berlin`; an offset such as `+02:00` is not. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>();

/** The offset of a zone from UTC at a time, in ms. */
function offsetAt(zone: string, at: number): number {
  let format = offsetFormats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
    offsetFormats.set(zone, format);
  }
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(format.format(at)) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
}

/** The first second after `from`, up to `to`, at which the offset of a zone differs from that at `from`; null when there is none. */
function clockChange(zone: string, from: number, to: number): number | null {
  const before = offsetAt(zone, from);
  if (offsetAt(zone, to) === before) return null;
  let [low, high] = [Math.floor(from / 1_000), Math.ceil(to / 1_000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * 1_000) === before) low = middle;
    else high = middle;
  }
  return high * 1_000;
}

/**
 * When a day (`2026-03-29`) begins in a zone: the time from which no clock there shows an earlier date. Where clocks go back from after
 * midnight to midnight, that is the first midnight; where they skip midnight, the time of the change.
 */
export function dayStart(date: string, zone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // No zone is further from UTC than 16 hours.
  const [early, late] = [midnight - 16 * HOUR_MS, midnight + 16 * HOUR_MS];
  const change = clockChange(zone, early, late);
  const before = midnight - offsetAt(zone, early);
  if (change === null) return new Date(before);
  const after = midnight - offsetAt(zone, late);
  if (after > change) return new Date(after);
  return new Date(Math.min(before, change));
}

/** The starts of the hours of a day, and its end: 24 hours, or fewer or more when the clocks change. */
export function hourStarts(date: string, zone: string): Date[] {
  const [from, to] = [dayStart(date, zone).getTime(), dayStart(daysLater(date, 1), zone).getTime()];
  const starts: Date[] = [];
  for (let at = from; at < to; ) {
    starts.push(new Date(at));
    const next = at + HOUR_MS - ((((at + offsetAt(zone, at)) % HOUR_MS) + HOUR_MS) % HOUR_MS);
    at = clockChange(zone, at, next) ?? next;
  }
  return [...starts, new Date(to)];
}

/** The hour that clocks show at a time, 0 to 23. */
export const hourOf = (at: Date, zone: string): number =>
  new Date(at.getTime() + offsetAt(zone, at.getTime())).getUTCHours();

/** The time of day that clocks show at a time, as `09:30`. */
export const clockOf = (at: Date, zone: string): string =>
  new Date(at.getTime() + offsetAt(zone, at.getTime())).toISOString().slice(11, 16);

/** The day of a time, as `2026-03-29`. */
export const dayOf = (at: Date, zone: string): string =>
  new Date(at.getTime() + offsetAt(zone, at.getTime())).toISOString().slice(0, 10);

/** The date so many days later. */
export function daysLater(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whether a date such as 2024-02-29 exists. */
export function isDate(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date;
}

/** The starts of those hours of UTC in which the given times lie, as midnight may in zones with a half-hour offset. */
export const cutHours = (moments: readonly Date[]): Date[] =>
  moments
    .filter((at) => at.getTime() % HOUR_MS !== 0)
    .map((at) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS));
