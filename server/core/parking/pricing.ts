// The cost of a stay. Pure; in whole cents, rounded once at the end.

/** A tariff, as each booking keeps a copy of it. */
export type Tariff = { rate_cents_per_hour: number; daily_cap_cents: number | null; free_minutes: number };

const DAY_MINUTES = 24 * 60;

/** Minutes of a stay, rounded up to whole minutes. */
export function minutesOf(from: Date, to: Date): number {
  return Math.max(0, Math.ceil((to.getTime() - from.getTime()) / 60_000));
}

/**
 * The price of so many minutes, in cents. The first `free_minutes` are free; the rest is billed by the minute, up to the cap for each 24
 * hours since the start. Half a cent is rounded up.
 */
export function costOf(tariff: Tariff, minutes: number): number {
  const { rate_cents_per_hour, daily_cap_cents, free_minutes } = tariff;
  // In sixtieths of a cent, so that nothing is rounded before the end.
  const paid = (from: number, to: number) => Math.max(0, to - Math.max(from, free_minutes)) * rate_cents_per_hour;
  if (daily_cap_cents === null) return Math.round(paid(0, minutes) / 60);
  let sixtieths = 0;
  for (let start = 0; start < minutes; start += DAY_MINUTES) {
    const end = Math.min(minutes, start + DAY_MINUTES);
    sixtieths += Math.min(paid(start, end), daily_cap_cents * 60);
  }
  return Math.round(sixtieths / 60);
}

/** How far ahead the balance of a stay is calculated, in minutes. */
const horizon = 400 * DAY_MINUTES;

/** How many minutes an amount pays for; null when that is more than 400 days. */
export function minutesFor(tariff: Tariff, cents: number): number | null {
  if (costOf(tariff, horizon) <= cents) return null;
  let [low, high] = [0, horizon];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (costOf(tariff, middle) <= cents) low = middle;
    else high = middle - 1;
  }
  return low;
}
