// Formats money, times and counts for the user: in the browser's language and time zone.

/** The user's language; undefined (the runtime's default) when the browser names an invalid one, such as en-US@posix. */
export const locale = (): string | undefined => {
  const named = globalThis.navigator?.language;
  try {
    return Intl.getCanonicalLocales(named)[0];
  } catch {
    return undefined;
  }
};
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function formatOf<T extends Intl.NumberFormat | Intl.DateTimeFormat>(name: string, make: () => T): T {
  const key = `${name} ${locale()}`;
  const found = (kept.get(key) as T | undefined) ?? make();
  kept.set(key, found);
  return found;
}

/** An amount in the currency's smallest unit: €3.50 for 350, and ¥350 for 350 yen. */
export function money(cents: number, currency: string): string {
  const format = formatOf(`money ${currency}`, () => new Intl.NumberFormat(locale(), { style: "currency", currency }));
  return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** An amount for the axis of a chart up to `max` cents: €3 for 300, but €0.50 when the axis has only a few euros. */
export function scaleMoney(cents: number, currency: string, max: number): string {
  const digits =
    formatOf(
      `money ${currency}`,
      () => new Intl.NumberFormat(locale(), { style: "currency", currency }),
    ).resolvedOptions().maximumFractionDigits ?? 2;
  const shown = max < 4 * 10 ** digits ? digits : 0;
  const format = formatOf(
    `scale ${currency} ${shown}`,
    () =>
      new Intl.NumberFormat(locale(), {
        style: "currency",
        currency,
        currencyDisplay: "narrowSymbol",
        minimumFractionDigits: shown,
        maximumFractionDigits: shown,
      }),
  );
  return format.format(cents / 10 ** digits);
}

/** An integer with digit grouping. */
export const count = (value: number): string => formatOf("count", () => new Intl.NumberFormat(locale())).format(value);

/** A fraction between 0 and 1 as a percentage. */
export const percent = (share: number): string =>
  formatOf("percent", () => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 })).format(
    share,
  );

/** Words with a capital first letter. */
export const capital = (words: string): string => words.charAt(0).toLocaleUpperCase(locale()) + words.slice(1);

const shapes = {
  /** 14:05 */
  clock: { hour: "2-digit", minute: "2-digit" },
  /** 3 Nov */
  day: { day: "numeric", month: "short" },
  /** Monday, 3 November */
  weekday: { weekday: "long", day: "numeric", month: "long" },
  /** 3 Nov 2025 */
  date: { day: "numeric", month: "short", year: "numeric" },
  /** 3 Nov 2025, 14:05 */
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  /** 3 Nov, 14:05 */
  short: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  /** 3 Nov 2025, 14:05:09 */
  exact: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A time (RFC 3339) in the user's zone, in one of several formats. */
export const time = (at: string | Date, shape: keyof typeof shapes = "full"): string =>
  formatOf(`time ${shape}`, () => new Intl.DateTimeFormat(locale(), shapes[shape])).format(new Date(at));

/** The calendar day of a time in the user's zone, as YYYY-MM-DD. */
export function dayOf(at: string | Date): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** As short as possible: the time if today, the weekday within a week, otherwise the day, with the year if it is not the current one. */
export function brief(at: string | Date, now: Date = new Date()): string {
  const date = new Date(at);
  if (dayOf(date) === dayOf(now)) return time(date, "clock");
  const days = (now.getTime() - date.getTime()) / 86_400_000;
  if (days >= 0 && days < 6)
    return formatOf("short weekday", () => new Intl.DateTimeFormat(locale(), { weekday: "short" })).format(date);
  return time(date, date.getFullYear() === now.getFullYear() ? "day" : "date");
}

/** Day and time, with the year if it is not the current one. */
export const dayAndTime = (at: string | Date, now: Date = new Date()): string =>
  time(at, new Date(at).getFullYear() === now.getFullYear() ? "short" : "full");

const steps: [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** A relative time: "5 minutes ago", "in 2 hours", "now" within a minute. */
export function relative(at: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1_000;
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  for (const [unit, length] of steps)
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  return words.format(0, "second");
}

/** A duration in up to two units: 2 d 1 h, 2 h 05 min, 2 h, 45 min, 20 s. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Possible intervals between the ticks of an axis in seconds. */
const spanSteps = [5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

/** The ticks of an axis from 0 to `max` seconds: at most five, at round durations. */
export function spanMarks(max: number): number[] {
  const step = spanSteps.find((one) => one * 4 >= max) ?? Math.ceil(max / 4 / 86_400) * 86_400;
  return Array.from({ length: Math.max(1, Math.ceil(max / step)) + 1 }, (_, n) => n * step);
}

/** Country calling codes with two digits (ITU-T E.164); 1 and 7 have one digit, all others three. */
const twoDigits = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * The digits of a phone number in readable form: +49 170 123 4567. The groups do not follow national conventions, which would need a table
 * larger than the page. Anything but a phone number is returned unchanged.
 */
export function phone(digits: string | null | undefined): string {
  if (!digits) return "";
  if (!/^\d{6,15}$/.test(digits)) return digits;
  const code = /^[17]/.test(digits) ? 1 : twoDigits.test(digits) ? 2 : 3;
  const groups = [digits.slice(0, code)];
  for (let at = code; at < digits.length; at += groups.at(-1)!.length) {
    const left = digits.length - at;
    groups.push(digits.slice(at, at + (left === 8 ? 4 : left <= 5 ? left : 3)));
  }
  return `+${groups.join(" ")}`;
}
