// Answers about a driver's own booking and stay. Pure: facts in, drafts with the catalogue's texts out.
import type { Choice, Draft } from "../../../contract/outbound.ts";
import type { Messages } from "../../texts/catalogue.ts";
import { costSoFar } from "../billing.ts";
import type { BookingAt, LotFacts, OpenBooking } from "../notices.ts";
import { minutesOf } from "../pricing.ts";
import { buttons, spotAt } from "./fit.ts";

/** The commands behind the buttons under an answer. */
const choices = {
  slots: (t: Messages): Choice => ({ id: "slots", title: t.titles.slots }),
  status: (t: Messages): Choice => ({ id: "status", title: t.titles.status }),
  refresh: (t: Messages): Choice => ({ id: "status", title: t.titles.refresh }),
  extend: (t: Messages): Choice => ({ id: "extend", title: t.titles.extend }),
  cancel: (t: Messages): Choice => ({ id: "cancel", title: t.titles.cancel }),
  left: (t: Messages): Choice => ({ id: "left", title: t.titles.left }),
  notMine: (t: Messages): Choice => ({ id: "not my car", title: t.titles.notMine }),
};

const spotOf = (t: Messages, { spotCode, lot }: OpenBooking): string => spotAt(t, spotCode, lot);
const untilOf = (t: Messages, { booking, lot, now }: OpenBooking): string =>
  t.clockTime(booking.expires_at, now, lot.time_zone);

/** Whether the sensor will see the stay end. If it never saw the car, it does not see it leave, and the driver has to report it. */
const endsBySensor = ({ booking, watched }: OpenBooking): boolean => watched && booking.seen_at !== null;

/** The driver's report that contradicts the stay, and that staff look at it; null when there is none. */
function contested(t: Messages, facts: OpenBooking): string | null {
  if (facts.claim === "not_mine") return t.stays.saidNotMine(spotOf(t, facts));
  return facts.claim === "left" ? t.stays.saidLeft(spotOf(t, facts)) : null;
}

/** A sentence with the choices that a booking allows. */
function about(t: Messages, facts: OpenBooking, text: string): Draft {
  if (facts.booking.status !== "active") return buttons(t, text, [choices.status(t), choices.cancel(t)]);
  if (facts.claim === "left") return buttons(t, text, [choices.notMine(t), choices.status(t)]);
  const byWord = facts.claim === null && !endsBySensor(facts);
  return buttons(t, text, [choices.status(t), ...(byWord ? [choices.left(t)] : [])]);
}

/** The spot is booked. */
export function booked(t: Messages, facts: OpenBooking): Draft {
  const { booking, watched, extendable, balance } = facts;
  const price = t.tariff(booking, booking.currency);
  return buttons(
    t,
    [
      t.bookings.booked(spotOf(t, facts), untilOf(t, facts)),
      watched ? t.bookings.lightTurnsBlue(price) : t.bookings.billedFromParked(price),
      t.bookings.yourBalance(t.money(balance, booking.currency)),
    ].join("\n\n"),
    [choices.status(t), ...(extendable ? [choices.extend(t)] : []), choices.cancel(t)],
  );
}

/** The driver has already booked this spot. */
export function bookedAlready(t: Messages, facts: OpenBooking): Draft {
  const text =
    contested(t, facts) ??
    (facts.booking.status === "active"
      ? t.stays.parkedAlready(spotOf(t, facts))
      : t.bookings.bookedAlready(spotOf(t, facts), untilOf(t, facts)));
  return about(t, facts, text);
}

/** The driver has booked another spot, so this one is refused. */
export function hasAnother(t: Messages, facts: OpenBooking): Draft {
  const claim = contested(t, facts);
  if (claim !== null) return about(t, facts, t.stays.settledFirst(claim));
  const text =
    facts.booking.status === "active"
      ? t.stays.leaveFirst(spotOf(t, facts), endsBySensor(facts))
      : t.bookings.hasAnother(spotOf(t, facts), untilOf(t, facts));
  return about(t, facts, text);
}

/** Nothing is booked, or there is nothing to do. `text`: why, with what can be done instead. */
export const nothing = (t: Messages, text: string = t.bookings.nothing): Draft => buttons(t, text, [choices.slots(t)]);

/** The status of an open booking. */
export function statusOf(t: Messages, facts: OpenBooking): Draft {
  return facts.booking.status === "active" ? stayStatus(t, facts) : reservedStatus(t, facts);
}

function reservedStatus(t: Messages, facts: OpenBooking): Draft {
  const { watched, extendable } = facts;
  const text = [
    t.bookings.booked(spotOf(t, facts), untilOf(t, facts)),
    watched ? t.bookings.nothingBilledYet : t.bookings.writeParked,
    ...(extendable ? [t.bookings.extendHint] : []),
  ].join(" ");
  return buttons(t, text, [...(extendable ? [choices.extend(t)] : []), choices.cancel(t)]);
}

function stayStatus(t: Messages, facts: OpenBooking): Draft {
  const { booking, lot, balance, claim, unseen, now } = facts;
  const cost = costSoFar(booking, now);
  const sum = (cents: number) => t.money(cents, booking.currency);
  const time = (at: Date) => t.clockTime(at, now, lot.time_zone);
  const open = contested(t, facts);
  if (open !== null) {
    const text = `${open}\n\n${t.stays.billChecked(sum(cost))}`;
    return buttons(t, text, [...(claim === "left" ? [choices.notMine(t)] : []), choices.refresh(t)]);
  }
  const bySensor = endsBySensor(facts);
  const minutes = minutesOf(booking.started_at!, booking.empty_since ?? now);
  const stopped = booking.billed_until && booking.billed_until <= now ? booking.billed_until : null;
  const text = [
    t.stays.runningSince(spotOf(t, facts), time(booking.started_at!), t.duration(minutes)),
    t.stays.costSoFar(sum(cost), t.tariff(booking, booking.currency)),
    ...(stopped ? [t.stays.billingStopped(time(stopped))] : []),
    balance < cost ? t.stays.moreThanBalance(sum(cost - balance)) : t.stays.balanceAfter(sum(balance - cost)),
    ...(unseen ? [t.stays.notSeen] : []),
    bySensor ? t.stays.endsBySensor : t.stays.endsByWord,
  ].join("\n");
  return buttons(t, text, [choices.refresh(t), ...(bySensor ? [] : [choices.left(t)])]);
}

/** Asks whether to cancel the booking. */
export function sureToCancel(t: Messages, facts: OpenBooking): Draft {
  return buttons(t, t.bookings.sureToCancel(spotOf(t, facts), untilOf(t, facts)), [
    { id: "yes", title: t.titles.yesCancel },
    { id: "no", title: t.titles.noKeep },
  ]);
}

/** The booking is cancelled. */
export const cancelled = (t: Messages, lot: LotFacts, spotCode: string): Draft =>
  buttons(t, t.bookings.cancelled(spotAt(t, spotCode, lot)), [choices.slots(t)]);

/** The booking is not cancelled after all. */
export const kept = (t: Messages, facts: OpenBooking): Draft =>
  about(t, facts, t.bookings.kept(spotOf(t, facts), untilOf(t, facts)));

/** A stay cannot be cancelled. */
export function stayCannotBeCancelled(t: Messages, facts: OpenBooking): Draft {
  const open = contested(t, facts);
  if (open !== null) return about(t, facts, open);
  const text = t.stays.nothingToCancel(spotOf(t, facts), endsBySensor(facts));
  return buttons(t, text, [choices.left(t), choices.status(t)]);
}

/** The reservation is extended. */
export const extended = (t: Messages, facts: OpenBooking): Draft =>
  about(t, facts, t.bookings.extended(spotOf(t, facts), untilOf(t, facts)));

/** The reservation cannot be extended. */
export function notExtended(t: Messages, facts: OpenBooking): Draft {
  const { booking, lot } = facts;
  const open = contested(t, facts);
  if (open !== null) return about(t, facts, open);
  if (booking.status === "active") return about(t, facts, t.stays.nothingToExtend(spotOf(t, facts)));
  const why =
    lot.extension_minutes === 0
      ? t.bookings.lotDoesNotExtend
      : booking.extended_at !== null
        ? t.bookings.extendedOnce
        : t.bookings.othersWait;
  return about(t, facts, t.bookings.staysYours(why, spotOf(t, facts), untilOf(t, facts)));
}

/**
 * The stay has begun. `bySensor`: a sensor will see it end. `doubted`: the sensor does not see the car of a driver who reports having
 * parked.
 */
export function stayStarted(
  t: Messages,
  { booking, lot, spotCode, now }: BookingAt & { now: Date },
  { bySensor, doubted }: { bySensor: boolean; doubted: boolean },
): Draft {
  const since = t.clockTime(booking.started_at!, now, lot.time_zone);
  const text = [
    t.stays.parkedSince(spotAt(t, spotCode, lot), since, t.tariff(booking, booking.currency)),
    ...(doubted ? [t.stays.notSeenYet] : []),
    bySensor ? t.stays.endsBySensorWithReceipt : t.stays.endsByWordWithReceipt,
  ].join(" ");
  return buttons(t, text, [choices.status(t), ...(bySensor ? [] : [choices.left(t)])]);
}

/** The stay has begun by the driver's report. `doubted`: the sensor does not see the car. */
export const started = (t: Messages, facts: OpenBooking, doubted: boolean): Draft =>
  stayStarted(t, facts, { bySensor: endsBySensor(facts), doubted });

/** The driver reports having parked on another spot than the booked one. */
export const elsewhere = (t: Messages, facts: OpenBooking): Draft =>
  about(t, facts, t.bookings.elsewhere(spotOf(t, facts)));

/** How to end a stay, for a driver who wants to end it and has not left yet. */
export function howToEnd(t: Messages, facts: OpenBooking): Draft {
  const open = contested(t, facts);
  if (open !== null) return about(t, facts, open);
  const text = t.stays.howToEnd(spotOf(t, facts), endsBySensor(facts));
  return buttons(t, text, [choices.left(t), choices.status(t)]);
}

/** The driver reports having left, but the sensor still sees a car. `again`: it was reported before. */
export function stillThere(t: Messages, facts: OpenBooking, again: boolean): Draft {
  if (again) return about(t, facts, contested(t, facts)!);
  return buttons(t, t.stays.stillThere(spotOf(t, facts)), [choices.notMine(t), choices.status(t)]);
}

/** The stay has not begun, so it cannot end. */
export const notBegun = (t: Messages, facts: OpenBooking): Draft =>
  buttons(t, t.stays.notBegun(spotOf(t, facts)), [choices.cancel(t), choices.status(t)]);

/** The car at the spot is not the driver's. `again`: it was reported before. */
export function notYours(t: Messages, facts: OpenBooking, again: boolean): Draft {
  if (again) return about(t, facts, contested(t, facts)!);
  return { type: "text", text: t.stays.notYours(spotOf(t, facts)) };
}

/** There is no stay to report about. */
export const noStay = (t: Messages): Draft =>
  buttons(t, t.stays.none, [{ id: "history", title: t.titles.history }, choices.slots(t)]);

/** Asks whether a command was meant. */
export const meant = (t: Messages, question: string, { command, said, title }: Meant): Draft =>
  buttons(t, t.questions.confirm(question, said), [{ id: command, title }]);

/** A command that may be meant, how it is typed in the language, and the title of its button. */
type Meant = { command: string; said: string; title: string };

/** An answer to a question that other messages followed, or that was about a booking that is over. `status`: the current status. */
export const questionOver = (t: Messages, status: Draft): Draft =>
  "text" in status ? { ...status, text: t.questions.over(status.text) } : status;

/** A tap under a message about an earlier booking. `status`: the current status. */
export const earlierBooking = (t: Messages, status: Draft): Draft =>
  "text" in status ? { ...status, text: t.questions.earlierBooking(status.text) } : status;

/** To somebody who may not be the person behind their number: nothing about money until a colleague has checked. */
export const doubted = (t: Messages): Draft => ({ type: "text", text: t.bookings.doubted });
