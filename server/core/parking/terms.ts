// What can be written into a lot's terms, and what they are when nothing is said. Pure.
import type { LotInput } from "./lots.ts";

/** A lot's terms where nothing else is said. */
export const usual = {
  time_zone: "UTC",
  daily_cap_cents: null,
  free_minutes: 0,
  hold_minutes: 720,
  reminder_minutes: 30,
  extension_minutes: 60,
  offer_minutes: 10,
  debounce_seconds: 30,
  minimum_balance_cents: 100,
  low_balance_minutes: 30,
} as const satisfies Omit<LotInput, "name" | "currency" | "rate_cents_per_hour">;

/** The highest rate, in cents an hour. */
export const highestRate = 10_000_000;

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** Whether it is a code of ISO 4217, in capitals. */
export const isCurrency = (code: string): boolean => currencies.has(code);

/** Whether it is an IANA time zone such as `Europe/Berlin`; an offset such as `+02:00` is none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
