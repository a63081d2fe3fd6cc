// Formats what messages cost: fractions of a cent, in millionths of a currency's unit.
import { locale } from "./format.ts";

/** A sum as the API gives it. */
type Sum = { currency: string | null; micros: number; messages: number; free: number; unknown: number };

/** An amount with as many digits as a message's price needs: $0.0034, but $12.40. */
export function microMoney(micros: number, currency: string): string {
  const digits = micros !== 0 && Math.abs(micros) < 1_000_000 ? 4 : 2;
  const format = new Intl.NumberFormat(locale(), {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  });
  return format.format(micros / 1_000_000);
}

/** The sums of several currencies side by side; null when nothing has a price. */
export function sumsShown(sums: readonly Sum[]): string | null {
  const priced = sums.filter(({ currency }) => currency !== null);
  if (priced.length === 0) return null;
  return priced.map(({ micros, currency }) => microMoney(micros, currency!)).join(" + ");
}

/** How many deliveries the sums are of, and of how many of them the cost is not known. */
export function deliveries(sums: readonly Sum[]): { messages: number; free: number; unknown: number } {
  const all = { messages: 0, free: 0, unknown: 0 };
  for (const { messages, free, unknown } of sums) {
    all.messages += messages;
    all.free += free;
    all.unknown += unknown;
  }
  return all;
}
