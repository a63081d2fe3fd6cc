// What drivers are told, in short plain sentences, in the lot's currency and time. Pure.
import { money } from "../../base/money.ts";
import type { Choice, Draft } from "../../contract/outbound.ts";
import type { Adjustment } from "../accounts/accounts.ts";
import type { Booking } from "./billing.ts";
import type { Lot } from "./lots.ts";
import { clockTime, duration, period } from "./times.ts";

export { money };

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

/** The stay has begun. `seen`: the sensor saw the car, and will see it leave. */
export function started(booking: Booking, lot: Lot, code: string, { seen, now }: { seen: boolean; now: Date }): Draft {
  const since = clockTime(booking.started_at!, now, lot.time_zone);
  const end = seen
    ? "Just drive off when you are done, and the receipt comes here."
    : "Write *left* when you have driven off, and the receipt comes here.";
  const left = seen ? [] : [{ id: "left", title: "I left" }];
  return {
    type: "buttons",
    text: `You are parked on *${code}* at ${lot.name} since ${since}. Billing runs: ${tariff(booking, booking.currency)}. ${end}`,
    buttons: [{ id: "status", title: "Status" }, ...left],
  };
}

/** The stay reaches its lot's limit soon. */
export function limitNear(
  booking: Booking,
  lot: Lot,
  code: string,
  { seen, now }: { seen: boolean; now: Date },
): Draft {
  const at = clockTime(booking.limit_at!, now, lot.time_zone);
  const most = duration(lot.max_stay_minutes);
  const next = seen
    ? "Our team is told then. You can stay, and billing goes on as long as your car is there."
    : "No sensor sees your car. If you have left already, write *left*. Otherwise billing stops then, and our team has a look.";
  return {
    type: "buttons",
    text: `Your stay on *${code}* at ${lot.name} reaches the limit of ${most} at ${at}. ${next}`,
    buttons: [
      { id: "status", title: "Status" },
      { id: "left", title: "I left" },
    ],
  };
}

/** The stay has reached its lot's limit. */
export function limitReached(
  booking: Booking,
  lot: Lot,
  code: string,
  { seen, now }: { seen: boolean; now: Date },
): Draft {
  const most = duration(lot.max_stay_minutes);
  const stopped = booking.billed_until && clockTime(booking.billed_until, now, lot.time_zone);
  const next = seen
    ? "Billing goes on, because the sensor sees your car. Our team is told."
    : `No sensor sees your car, so billing stopped at ${stopped}, and our team has a look. If you have left, write *left*.`;
  return {
    type: "buttons",
    text: `Your stay on *${code}* at ${lot.name} has lasted longer than ${most}. ${next}`,
    buttons: [
      { id: "status", title: "Status" },
      { id: "left", title: "I left" },
    ],
  };
}

/** What a stay cost, and what is left. `contested`: the driver has said that it is not theirs, or was over before. `jumped`: the clock was set meanwhile. */
export function receipt(
  booking: Booking,
  lot: Lot,
  code: string,
  given: { minutes: number; balance: number; contested: boolean; jumped: boolean },
): Draft {
  const { billed_until: stopped } = booking;
  const { minutes, balance, contested, jumped } = given;
  const free = jumped
    ? [
        "Our clock was set during your stay: you pay for the shortest time that it can have been, and our team checks the bill.",
      ]
    : stopped !== null && stopped < booking.ended_at!
      ? [`Nothing is charged for the time after ${period(stopped, stopped, lot.time_zone).replace(/ to .*$/, "")}.`]
      : [];
  const left =
    balance < 0
      ? `You owe ${money(-balance, booking.currency)}: please top up before you book again.`
      : `Your balance is ${money(balance, booking.currency)}.`;
  return {
    type: "text",
    text: [
      `*Receipt* for booking ${booking.id}`,
      `Spot *${code}* at ${lot.name}, ${period(booking.started_at!, booking.ended_at!, lot.time_zone)} (${duration(minutes)})`,
      `${tariff(booking, booking.currency)}`,
      ...free,
      `Total: *${money(booking.amount_cents!, booking.currency)}*`,
      ...(contested ? ["Our team checks this bill, as you asked, and corrects it if it is wrong."] : []),
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

/** The choice that books a spot: what it comes back as can be typed in any lot. */
function bookChoice(lot: Pick<Lot, "name">, code: string): Choice {
  const title = `Book ${code}`;
  // What WhatsApp allows of a button's title and id.
  return { id: `book ${code} at ${lot.name}`.slice(0, 200), title: title.length <= 20 ? title : "Book it" };
}

/** A spot came free for somebody who waited. */
export function offered(lot: Lot, code: string, until: Date, now: Date): Draft {
  const time = clockTime(until, now, lot.time_zone);
  return {
    type: "buttons",
    text: `Good news: spot *${code}* at ${lot.name} is free now and kept for you until ${time}. Write *yes* to book it, or *no* if you no longer need it.`,
    buttons: [bookChoice(lot, code), { id: "no", title: "No, thanks" }],
  };
}

/** An offer was not taken in time. */
export function lapsed(lot: Lot, code: string): Draft {
  return {
    type: "buttons",
    text: `Spot *${code}* at ${lot.name} is no longer kept for you. Write *wait* to wait for the next one.`,
    buttons: [
      { id: "wait", title: "Wait again" },
      { id: "slots", title: "Slots" },
    ],
  };
}

/** The team cancelled the booking. */
export function calledOff(lot: Lot, code: string): Draft {
  return {
    type: "buttons",
    text: `Our team has cancelled your booking of *${code}* at ${lot.name}. It cost nothing. Write *slots* to book another spot.`,
    buttons: [{ id: "slots", title: "Slots" }],
  };
}

/** The team holds the spot longer. */
export function extended(booking: Booking, lot: Lot, code: string, now: Date): Draft {
  const until = clockTime(booking.expires_at, now, lot.time_zone);
  return { type: "text", text: `Spot *${code}* at ${lot.name} is now kept for you until ${until}.` };
}

/** The team moved the booking. */
export function moved(lot: Lot, from: string, to: string): Draft {
  return {
    type: "buttons",
    text: `Our team has moved your booking from *${from}* to spot *${to}* at ${lot.name}. The price stays the same.`,
    buttons: [{ id: "status", title: "Status" }],
  };
}

/** What a stay costs was set anew. */
export function adjusted(booking: Booking, before: number, lot: Lot, code: string, balance: number): Draft {
  const sum = (cents: number) => money(cents, booking.currency);
  return {
    type: "text",
    text: `Booking ${booking.id} (*${code}* at ${lot.name}) now costs *${sum(booking.amount_cents!)}* instead of ${sum(before)}. Your balance is ${sum(balance)}.`,
  };
}

/** The balance was topped up or adjusted. */
export function credited({ kind, cents, currency }: Adjustment, balance: number): Draft {
  const sum = money(Math.abs(cents), currency);
  const what =
    kind === "top_up"
      ? `We received ${sum}, thank you.`
      : `${sum} was ${cents > 0 ? "added to" : "taken from"} your balance.`;
  return { type: "text", text: `${what} Your balance is ${money(balance, currency)}.` };
}

/** The balance does not cover much more of the stay. */
export function lowBalance(booking: Booking, code: string, minutes: number, balance: number): Draft {
  const left =
    minutes > 0
      ? `covers about ${duration(minutes)} more on *${code}*`
      : `is used up, while you are parked on *${code}*`;
  return {
    type: "buttons",
    text: `Your balance of ${money(balance, booking.currency)} ${left}. You can stay; what is missing is owed and has to be paid before you book again.`,
    buttons: [{ id: "status", title: "Status" }],
  };
}
