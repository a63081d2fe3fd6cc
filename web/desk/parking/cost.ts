// What a stay costs, as the server counts it: to show a sum that runs, and an example beside a tariff.

export type Tariff = { rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number };

const dayMinutes = 24 * 60;

/** Price of so many minutes in cents: by the minute after the free ones, at most the cap in each 24 hours; half a cent counts up. */
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

/** What a booking has cost by a moment (ms), in cents; the clock stands still while the sensor sees the spot empty, and after the lot's limit. */
export function costAt(stay: Stay, now: number): number {
  if (stay.amount_cents !== null) return stay.amount_cents;
  if (stay.started_at === null) return 0;
  const seen = stay.empty_since === null ? now : Date.parse(stay.empty_since);
  const end = stay.billed_until === null ? seen : Math.min(seen, Date.parse(stay.billed_until));
  return costOf(stay, Math.max(0, Math.ceil((end - Date.parse(stay.started_at)) / 60_000)));
}

/** The largest sum that the server takes, in the smallest unit. */
export const largestSum = 10_000_000_000;

/** How many digits a currency has after the point. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** A typed sum in the currency's own unit as its smallest unit; null for what is no number. */
export function centsOf(typed: number | string, currency: string): number | null {
  const value = typeof typed === "string" && typed.trim() === "" ? Number.NaN : Number(typed);
  return Number.isFinite(value) ? Math.round(value * 10 ** digitsOf(currency)) : null;
}

/** A sum in the smallest unit as it is typed. */
export const typedOf = (cents: number, currency: string): number => cents / 10 ** digitsOf(currency);
