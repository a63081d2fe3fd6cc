// The terms of a lot: valid values and defaults. Pure.
import type { LotInput } from "./lots.ts";

/** Default terms. */
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
  max_stay_minutes: 1_440,
  agent_limit_cents: 10_000,
} as const satisfies Omit<LotInput, "name" | "currency" | "rate_cents_per_hour">;

/** How long before the limit the driver is warned, in minutes; for a short limit, half of it. */
const LIMIT_WARNING_MINUTES = 60;

/** When a stay reaches its lot's limit, and when the driver is warned; null where there is no limit. */
export function limitOf(
  lot: Pick<LotInput, "max_stay_minutes">,
  startedAt: Date,
): { limit_at: Date | null; limit_warn_at: Date | null } {
  const { max_stay_minutes: most } = lot;
  if (most === 0) return { limit_at: null, limit_warn_at: null };
  const limit = startedAt.getTime() + most * 60_000;
  return {
    limit_at: new Date(limit),
    limit_warn_at: new Date(limit - Math.min(LIMIT_WARNING_MINUTES, most / 2) * 60_000),
  };
}

/** The highest rate, in cents per hour. */
export const MAX_RATE_CENTS = 10_000_000;

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** Whether it is an ISO 4217 code in capitals. */
export const isCurrency = (code: string): boolean => currencies.has(code);
