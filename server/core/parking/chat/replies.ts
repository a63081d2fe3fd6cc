// What the parking skill answers about a driver's own booking, place in line and money. Pure: drafts out of facts.
import type { Choice, Draft } from "../../../contract/outbound.ts";
import { type Booking, costSoFar } from "../billing.ts";
import type { BookingRow } from "../listing.ts";
import type { Lot } from "../lots.ts";
import * as texts from "../messages.en.ts";
import { minutesOf } from "../pricing.ts";
import { clockTime, duration } from "../times.ts";
import { buttons } from "./fit.ts";
import { codeOf, nameOf } from "./free-spots.ts";

/** An open booking with what is told of it. */
export type Facts = {
  booking: Booking;
  lot: Lot;
  code: string;
  /** Whether a sensor sees the spot now: else the driver has to say when the car comes and goes. */
  watched: boolean;
  /** What the driver says against the stay, until people have settled it. */
  claim: "not_mine" | "left" | null;
  /** People look at it because the sensor sees no car where the driver says there is one. */
  unseen: boolean;
  /** Whether it may be held longer now. */
  extendable: boolean;
  /** In the booking's currency, before what a running stay costs. */
  balance: number;
  now: Date;
};

const slots: Choice = { id: "slots", title: "Slots" };
const status: Choice = { id: "status", title: "Status" };
const extend: Choice = { id: "extend", title: "Extend" };
const cancel: Choice = { id: "cancel", title: "Cancel" };
const left: Choice = { id: "left", title: "I left" };

const notMine: Choice = { id: "not my car", title: "Not my car" };

/** How a stay ends that nobody contests. A sensor that never saw the car does not see it leave. */
const endOf = ({ booking, watched }: Facts): string =>
  watched && booking.seen_at !== null ? "Just drive off when you are done." : "Write *left* when you have driven off.";
const endsByWord = ({ booking, watched }: Facts): boolean => !watched || booking.seen_at === null;

/** How a stay stands that the driver contests; null for one that nobody does. */
function contested(facts: Facts): string | null {
  const { claim, lot, code } = facts;
  if (claim === "not_mine")
    return `You told us that the car on ${spotAt(code, lot)} is not yours. Our team is looking into it and corrects your bill. You need not do anything.`;
  if (claim === "left")
    return `You told us that you have left ${spotAt(code, lot)}, and the sensor still sees a car there. Our team is looking into it and settles your bill. If it is not your car, write *not my car*.`;
  return null;
}

/** What can be tapped under a stay that the driver contests. */
const contestedChoices = ({ claim }: Facts): Choice[] => (claim === "left" ? [notMine, status] : [status]);

const spotAt = (code: string, lot: Lot): string => `*${codeOf(code)}* at ${nameOf(lot)}`;
const untilOf = ({ booking, lot, now }: Facts): string => clockTime(booking.expires_at, now, lot.time_zone);

/** The spot is booked. */
export function booked(facts: Facts): Draft {
  const { booking, lot, code, watched, extendable, balance } = facts;
  const price = texts.tariff(booking, booking.currency);
  const next = watched
    ? `The light at the post turns blue. Billing starts when the sensor sees your car: ${price}.`
    : `Write *parked* when your car is there. Billing starts then: ${price}.`;
  return buttons(
    [
      `Spot ${spotAt(code, lot)} is booked for you until ${untilOf(facts)}.`,
      next,
      `Your balance is ${texts.money(balance, booking.currency)}.`,
    ].join("\n\n"),
    [status, ...(extendable ? [extend] : []), cancel],
  );
}

/** What was asked for is booked already, by the same driver. */
export function bookedAlready(facts: Facts): Draft {
  const { booking, lot, code } = facts;
  const open = contested(facts);
  if (open !== null) return about(facts, open);
  if (booking.status === "active") return about(facts, `You are parked on ${spotAt(code, lot)} already.`);
  return about(facts, `Spot ${spotAt(code, lot)} is booked for you already, until ${untilOf(facts)}.`);
}

/** Another spot is booked, so this one cannot be. */
export function hasAnother(facts: Facts): Draft {
  const { booking, lot, code } = facts;
  const open = contested(facts);
  if (open !== null) return about(facts, `${open} As soon as that is settled you can book another spot.`);
  if (booking.status === "active") {
    const first = endsByWord(facts) ? "write *left* when you have driven off" : "drive off first";
    return about(facts, `You are parked on ${spotAt(code, lot)}. One spot at a time: ${first}, then book another one.`);
  }
  return about(
    facts,
    `You have booked ${spotAt(code, lot)}, until ${untilOf(facts)}. One spot at a time: write *cancel* to give it back, then book another one.`,
  );
}

/** A sentence with what can be done about a booking. */
function about(facts: Facts, text: string): Draft {
  if (facts.booking.status !== "active") return buttons(text, [status, cancel]);
  if (facts.claim !== null) return buttons(text, contestedChoices(facts));
  return buttons(text, endsByWord(facts) ? [status, left] : [status]);
}

/** The balance does not suffice to book or to wait. */
export function tooLow(balance: number, lot: Lot): Draft {
  const sum = (cents: number) => texts.money(cents, lot.currency);
  const has = balance < 0 ? `You owe ${sum(-balance)}` : `Your balance is ${sum(balance)}`;
  const text = `${has}, and booking at ${nameOf(lot)} needs at least ${sum(lot.minimum_balance_cents)}. Please ask our team here to top up your balance, then book again.`;
  return buttons(text, [{ id: "balance", title: "Balance" }]);
}

/** Asks whether a command was meant. */
export function meant(text: string, command: string, title: string): Draft {
  return buttons(`${text} Write *yes*, or *${command}*.`, [{ id: command, title }]);
}

/** What was answered was asked before something else, or of a booking that is over. */
export const questionOver = (standing: Draft): Draft =>
  "text" in standing ? { ...standing, text: `That question is over. ${standing.text}` } : standing;

/** A tap under a message about an earlier booking. */
export const earlierBooking = (standing: Draft): Draft =>
  "text" in standing
    ? { ...standing, text: `That message was about an earlier booking, which is over. ${standing.text}` }
    : standing;

/** How a stay is ended, for who wants to end it and has not left yet. */
export function howToEnd(facts: Facts): Draft {
  const { lot, code } = facts;
  const open = contested(facts);
  if (open !== null) return about(facts, open);
  const end = endsByWord(facts)
    ? "When you have driven off, write *left*: billing stops then, and the receipt comes here."
    : "Just drive off: the sensor sees it, billing stops then, and the receipt comes here. If you have left already, write *left*.";
  return buttons(`You are parked on ${spotAt(code, lot)}. ${end}`, [left, status]);
}

/** There is nothing booked. */
export function nothing(text = "You have no booking at the moment."): Draft {
  return buttons(`${text} Write *slots* to see what is free.`, [slots]);
}

/** How an open booking stands. */
export function standing(facts: Facts): Draft {
  return facts.booking.status === "active" ? running(facts) : waitingForCar(facts);
}

function waitingForCar(facts: Facts): Draft {
  const { lot, code, watched, extendable } = facts;
  const next = watched ? "Nothing is billed until your car is there." : "Write *parked* when your car is there.";
  const longer = extendable ? " Write *extend* if you need longer." : "";
  return buttons(`Spot ${spotAt(code, lot)} is booked for you until ${untilOf(facts)}. ${next}${longer}`, [
    ...(extendable ? [extend] : []),
    cancel,
  ]);
}

function running(facts: Facts): Draft {
  const { booking, lot, code, balance, unseen, now } = facts;
  const open = contested(facts);
  const minutes = minutesOf(booking.started_at!, booking.empty_since ?? now);
  const cost = costSoFar(booking, now);
  const sum = (cents: number) => texts.money(cents, booking.currency);
  const rest =
    balance < cost
      ? `That is ${sum(cost - balance)} more than your balance. You can stay, and pay the rest before you book again.`
      : `Your balance after it: ${sum(balance - cost)}.`;
  const refresh: Choice = { id: "status", title: "Refresh" };
  if (open !== null) {
    const text = `${open}\n\nThe bill stands at *${sum(cost)}*, and our team checks it.`;
    return buttons(text, facts.claim === "left" ? [notMine, refresh] : [refresh]);
  }
  const since = clockTime(booking.started_at!, now, lot.time_zone);
  const stopped = booking.billed_until && booking.billed_until <= now ? booking.billed_until : null;
  return buttons(
    [
      `You are parked on ${spotAt(code, lot)} since ${since} (${duration(minutes)}).`,
      `So far: *${sum(cost)}* (${texts.tariff(booking, booking.currency)}).`,
      ...(stopped
        ? [`Billing stopped at ${clockTime(stopped, now, lot.time_zone)}: the stay is longer than the lot allows.`]
        : []),
      rest,
      ...(unseen
        ? [
            "The sensor does not see your car. Please check that you are on the right spot; our team has a look as well.",
          ]
        : []),
      endOf(facts),
    ].join("\n"),
    endsByWord(facts) ? [refresh, left] : [refresh],
  );
}

/** The place in line. */
export function inLine(place: number, lot: Lot): Draft {
  const line = place === 1 ? "You are next in line" : `You are number ${place} in line`;
  return buttons(
    `${line} for a spot at ${nameOf(lot)}. I write to you as soon as one is kept for you. Write *stop waiting* if you no longer need it.`,
    [{ id: "stop waiting", title: "Stop waiting" }],
  );
}

/** A spot is kept for who waited. `bookId` books it. */
export function kept(lot: Lot, code: string, until: Date, bookId: string | null, now: Date): Draft {
  const time = clockTime(until, now, lot.time_zone);
  return buttons(
    `Spot ${spotAt(code, lot)} is kept for you until ${time}. Write *yes* to book it, or *no* if you no longer need it.`,
    [
      { id: bookId ?? "yes", title: `Book ${code}` },
      { id: "no", title: "No, thanks" },
    ],
  );
}

/** Waiting is over because the driver said so. */
export function noLongerWaiting(lot: Lot): Draft {
  return buttons(`You no longer wait for a spot at ${nameOf(lot)}. Write *slots* to see what is free.`, [slots]);
}

/** Whether to give the booking back. */
export function sureToCancel(facts: Facts): Draft {
  const { lot, code } = facts;
  return buttons(`Cancel booking? Spot ${spotAt(code, lot)} is yours until ${untilOf(facts)}. Write *yes* or *no*.`, [
    { id: "yes", title: "Yes, cancel" },
    { id: "no", title: "No, keep it" },
  ]);
}

/** The booking was given back. */
export function cancelled(lot: Lot, code: string): Draft {
  return buttons(`Your booking of ${spotAt(code, lot)} is cancelled. It cost nothing. Write *slots* to book again.`, [
    slots,
  ]);
}

/** The booking stays as it is. */
export function stays(facts: Facts): Draft {
  return about(facts, `Kept. Spot ${spotAt(facts.code, facts.lot)} stays yours until ${untilOf(facts)}.`);
}

/** A stay cannot be cancelled. */
export function endsByDriving(facts: Facts): Draft {
  const { lot, code } = facts;
  const open = contested(facts);
  if (open !== null) return about(facts, open);
  const end = !endsByWord(facts)
    ? "It ends by itself when you drive off. If you have left already, write *left*."
    : "Write *left* when you have driven off.";
  return buttons(`You are parked on ${spotAt(code, lot)}, so there is nothing to cancel. ${end}`, [left, status]);
}

/** The spot is held longer. */
export function heldLonger(facts: Facts): Draft {
  return about(facts, `Done: spot ${spotAt(facts.code, facts.lot)} is now booked for you until ${untilOf(facts)}.`);
}

/** The spot cannot be held longer. */
export function notLonger(facts: Facts): Draft {
  const { booking, lot, code } = facts;
  const open = contested(facts);
  if (open !== null) return about(facts, open);
  if (booking.status === "active") {
    return about(
      facts,
      `You are parked on ${spotAt(code, lot)} and can stay as long as you like. There is nothing to extend.`,
    );
  }
  const why =
    lot.extension_minutes === 0
      ? "This lot does not extend bookings."
      : booking.extended_at !== null
        ? "A booking can be extended once, and this one was."
        : "Somebody else is waiting for a spot.";
  return about(facts, `${why} Spot ${spotAt(code, lot)} stays yours until ${untilOf(facts)}.`);
}

/** The stay has begun because the driver said so. `seen`: nothing speaks against it. */
export function started(facts: Facts, seen: boolean): Draft {
  const { booking, lot, code, now } = facts;
  const since = clockTime(booking.started_at!, now, lot.time_zone);
  const end = endOf(facts);
  const doubt =
    "The sensor does not see your car yet. Please check that you are on the right spot; our team will have a look as well.";
  return buttons(
    [
      `Welcome. You are parked on ${spotAt(code, lot)} since ${since}. Billing runs: ${texts.tariff(booking, booking.currency)}.`,
      seen ? end : `${doubt} ${end}`,
    ].join("\n\n"),
    endsByWord(facts) ? [status, left] : [status],
  );
}

/** The driver says to be parked on a spot that is not the booked one. */
export function elsewhere(facts: Facts): Draft {
  const text = `Your booking is for ${spotAt(facts.code, facts.lot)}. Please park there, or write here what happened and our team will help.`;
  return about(facts, text);
}

/** The driver has left, but the sensor still sees a car. `again`: that was said before. */
export function stillThere(facts: Facts, again: boolean): Draft {
  const { lot, code } = facts;
  if (again) return about(facts, contested(facts)!);
  return buttons(
    `The sensor still sees a car on ${spotAt(code, lot)}, so billing has not stopped yet. Our team is told and will settle it. If it is not your car, write *not my car*.`,
    [notMine, status],
  );
}

/** The stay has not begun, so it cannot end. */
export function notBegun(facts: Facts): Draft {
  const text = `Your stay on ${spotAt(facts.code, facts.lot)} has not begun, and nothing is billed. Write *cancel* to give the spot back.`;
  return buttons(text, [cancel, status]);
}

/** The car at the spot is not the driver's. `again`: that was said before. */
export function notYours(facts: Facts, again: boolean): Draft {
  const { lot, code } = facts;
  if (again) return about(facts, contested(facts)!);
  return {
    type: "text",
    text: `Thank you for telling us. Our team will look at spot ${spotAt(code, lot)} and correct your bill. You hear from us here.`,
  };
}

/** No stay runs, so nothing can be said about it. */
export function noStay(): Draft {
  return buttons("You have no running stay, and nothing is being billed. Write *history* to see your last bookings.", [
    { id: "history", title: "History" },
    slots,
  ]);
}

/** What there is on the account, the house's currency first. `stay` is the cost so far of a stay that runs; `checked`: people look at it. */
export function balance(
  balances: readonly { currency: string; balance_cents: number }[],
  stay: { currency: string; cents: number; checked: boolean } | null,
): Draft {
  const lines = balances.map(({ currency, balance_cents: cents }) =>
    cents < 0
      ? `You owe *${texts.money(-cents, currency)}*. Please ask our team here to top up your balance before you book again.`
      : `Your balance is *${texts.money(cents, currency)}*.`,
  );
  const running =
    stay &&
    `Your stay so far: ${texts.money(stay.cents, stay.currency)}, ${stay.checked ? "which our team checks, as you asked" : "charged when it ends"}.`;
  const text = [...lines, ...(running ? [running] : [])].join("\n");
  return buttons(text, [{ id: "history", title: "History" }, slots]);
}

/** The last bookings, newest first. */
export function history(rows: readonly BookingRow[], now: Date): Draft {
  if (rows.length === 0) return nothing("You have no bookings yet.");
  return buttons(["Your last bookings:", ...rows.map((row) => pastLine(row, now))].join("\n\n"), [
    { id: "balance", title: "Balance" },
    slots,
  ]);
}

function pastLine(row: BookingRow, now: Date): string {
  const at = row.started_at ?? row.reserved_at;
  const day = new Intl.DateTimeFormat("en-GB", {
    timeZone: row.time_zone,
    weekday: "short",
    day: "numeric",
    month: "short",
  }).format(at);
  return `${day}: *${codeOf(row.code)}* at ${nameOf({ name: row.lot_name })}\n${outcome(row, now)}`;
}

function outcome(row: BookingRow, now: Date): string {
  const sum = (cents: number) => texts.money(cents, row.currency);
  switch (row.status) {
    case "completed":
      return `${duration(minutesOf(row.started_at!, row.ended_at!))}, ${sum(row.amount_cents!)}`;
    case "active":
      return `${duration(minutesOf(row.started_at!, row.empty_since ?? now))} so far, ${sum(costSoFar(row, now))}`;
    case "reserved":
      return `booked until ${clockTime(row.expires_at, now, row.time_zone)}`;
    case "cancelled":
      return "cancelled, no charge";
    case "expired":
      return "no car came, no charge";
  }
}

/** To somebody who may not be the person whose number they write from: nothing with money until a colleague has looked. */
export const doubted = (): Draft => ({
  type: "text",
  text: "This number was used by somebody else before, so a colleague has to look at it first. They will write to you here. Until then I cannot book or show a balance.",
});
