// What drivers are told, in short plain sentences, in the lot's currency and time. Pure.
import type { Draft } from "../../contract/outbound.ts";
import type { Booking } from "./billing.ts";
import type { Lot } from "./lots.ts";

/** A sum as people write it: `$3.00`. */
export function money(cents: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(cents / 10 ** digits);
}

/** A time of day where the lot is, with the day when it is not today's: `14:05`, `Fri 14:05`. */
export function clockTime(at: Date, now: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);
  if (day.format(at) === day.format(now)) return time;
  const far = Math.abs(at.getTime() - now.getTime()) > 6 * 86_400_000;
  const date = far ? ({ day: "numeric", month: "short" } as const) : ({ weekday: "short" } as const);
  return `${new Intl.DateTimeFormat("en-GB", { timeZone, ...date }).format(at)} ${time}`;
}

/** So many minutes as people say them: `45 min`, `2 h 05 min`. */
export function duration(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${String(rest).padStart(2, "0")} min`}`;
}

/** `$3.00 an hour, the first 10 min free, at most $20.00 a day`. */
export function tariff(
  booking: Pick<Booking, "rate_cents_per_hour" | "free_minutes" | "daily_cap_cents">,
  currency: string,
) {
  const { rate_cents_per_hour, free_minutes, daily_cap_cents } = booking;
  if (rate_cents_per_hour === 0) return "free of charge";
  return [
    `${money(rate_cents_per_hour, currency)} an hour`,
    ...(free_minutes > 0 ? [`the first ${duration(free_minutes)} free`] : []),
    ...(daily_cap_cents === null ? [] : [`at most ${money(daily_cap_cents, currency)} a day`]),
  ].join(", ");
}

/** The stay has begun. */
export function started(booking: Booking, lot: Lot, code: string, now: Date): Draft {
  const since = clockTime(booking.started_at!, now, lot.time_zone);
  return {
    type: "buttons",
    text: `You are parked on *${code}* at ${lot.name} since ${since}. Billing runs: ${tariff(booking, booking.currency)}. Just drive off when you are done, and the receipt comes here.`,
    buttons: [{ id: "status", title: "Status" }],
  };
}

/** What a stay cost, and what is left. */
export function receipt(booking: Booking, lot: Lot, code: string, minutes: number, balance: number, now: Date): Draft {
  const time = (at: Date) => clockTime(at, now, lot.time_zone);
  const left =
    balance < 0
      ? `You owe ${money(-balance, booking.currency)}: please top up before you book again.`
      : `Your balance is ${money(balance, booking.currency)}.`;
  return {
    type: "text",
    text: [
      `*Receipt* for booking ${booking.id}`,
      `Spot *${code}* at ${lot.name}, ${time(booking.started_at!)} to ${time(booking.ended_at!)} (${duration(minutes)})`,
      `${tariff(booking, booking.currency)}`,
      `Total: *${money(booking.amount_cents!, booking.currency)}*`,
      left,
    ].join("\n"),
  };
}

/** Nobody came. */
export function expired(lot: Lot, code: string): Draft {
  return {
    type: "buttons",
    text: `Your booking of *${code}* at ${lot.name} has ended because no car came. It cost nothing. Write *slots* to book again.`,
    buttons: [{ id: "slots", title: "Slots" }],
  };
}

/** The hold ends soon. */
export function reminder(booking: Booking, lot: Lot, code: string, extendable: boolean, now: Date): Draft {
  const until = clockTime(booking.expires_at, now, lot.time_zone);
  const longer = extendable ? " Write *extend* if you need longer." : "";
  return {
    type: "buttons",
    text: `Spot *${code}* at ${lot.name} is kept for you until ${until}.${longer} Write *cancel* to give it back.`,
    buttons: [...(extendable ? [{ id: "extend", title: "Extend" }] : []), { id: "cancel", title: "Cancel" }],
  };
}
