// The price of a stay, calculated as on the server: for running totals, and for examples beside a tariff.

export type Tariff = { rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number };

const dayMinutes = 24 * 60;

/** The price of a stay of `minutes` in cents: each minute after the free ones, at most the cap in each 24 hours; half a cent is rounded up. */
export function costOf(
  { rate_cents_per_hour: rate, daily_cap_cents: cap, free_minutes: free }: Tariff,
  minutes: number,
) {
  const paid = (from: number, to: number) => Math.max(0, to - Math.max(from, free)) * rate;
  if (cap === null) return Math.round(paid(0, minutes) / 60);
  let sixtieths = 0;
  for (let start = 0; start < minutes; start += dayMinutes)
    sixtieths += Math.min(paid(start, Math.min(minutes, start + dayMinutes)), cap * 60);
  return Math.round(sixtieths / 60);
}

type Stay = Tariff & {
  amount_cents: number | null;
  started_at: string | null;
  empty_since: string | null;
  billed_until: string | null;
};

/** The price of a booking at a time (ms), in cents. Time stops counting while the sensor sees the spot empty, and after the lot's limit. */
export function costAt(stay: Stay, now: number): number {
  if (stay.amount_cents !== null) return stay.amount_cents;
  if (stay.started_at === null) return 0;
  const seen = stay.empty_since === null ? now : Date.parse(stay.empty_since);
  const end = stay.billed_until === null ? seen : Math.min(seen, Date.parse(stay.billed_until));
  return costOf(stay, Math.max(0, Math.ceil((end - Date.parse(stay.started_at)) / 60_000)));
}

/** The largest amount that the server takes, in the smallest unit. */
export const largestSum = 10_000_000_000;

/** The number of decimal places of a currency. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** A typed amount in the currency's main unit, converted to its smallest unit; null if it is not a number. */
export function centsOf(typed: number | string, currency: string): number | null {
  const value = typeof typed === "string" && typed.trim() === "" ? Number.NaN : Number(typed);
  return Number.isFinite(value) ? Math.round(value * 10 ** digitsOf(currency)) : null;
}

/** An amount in the smallest unit, converted to the main unit, as it is typed. */
export const typedOf = (cents: number, currency: string): number => cents / 10 ** digitsOf(currency);
