// What the parking skill answers about a driver's own booking and stay. Pure: drafts out of facts, in the words of a catalogue.
import type { Choice, Draft } from "../../../contract/outbound.ts";
import type { Messages } from "../../texts/catalogue.ts";
import { costSoFar } from "../billing.ts";
import type { BookingAt, LotFacts, OpenBooking } from "../notices.ts";
import { minutesOf } from "../pricing.ts";
import { buttons, spotAt } from "./fit.ts";

/** What the buttons under an answer do; each is a command. */
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

/** Whether the sensor sees the stay end. One that never saw the car does not see it leave: then the driver has to say so. */
const endsBySensor = ({ booking, watched }: OpenBooking): boolean => watched && booking.seen_at !== null;

/** What the driver says against the stay, and that people look at it; null when nothing. */
function contested(t: Messages, facts: OpenBooking): string | null {
  if (facts.claim === "not_mine") return t.stays.saidNotMine(spotOf(t, facts));
  return facts.claim === "left" ? t.stays.saidLeft(spotOf(t, facts)) : null;
}

/** A sentence with what can be done about a booking. */
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

/** What was asked for is booked already, by the same driver. */
export function bookedAlready(t: Messages, facts: OpenBooking): Draft {
  const text =
    contested(t, facts) ??
    (facts.booking.status === "active"
      ? t.stays.parkedAlready(spotOf(t, facts))
      : t.bookings.bookedAlready(spotOf(t, facts), untilOf(t, facts)));
  return about(t, facts, text);
}

/** Another spot is booked, so this one cannot be. */
export function hasAnother(t: Messages, facts: OpenBooking): Draft {
  const claim = contested(t, facts);
  if (claim !== null) return about(t, facts, t.stays.settledFirst(claim));
  const text =
    facts.booking.status === "active"
      ? t.stays.leaveFirst(spotOf(t, facts), endsBySensor(facts))
      : t.bookings.hasAnother(spotOf(t, facts), untilOf(t, facts));
  return about(t, facts, text);
}

/** There is nothing booked, or nothing to do. `text`: why, with what can be done instead. */
export const nothing = (t: Messages, text: string = t.bookings.nothing): Draft => buttons(t, text, [choices.slots(t)]);

/** How an open booking stands. */
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

/** Whether to give the booking back. */
export function sureToCancel(t: Messages, facts: OpenBooking): Draft {
  return buttons(t, t.bookings.sureToCancel(spotOf(t, facts), untilOf(t, facts)), [
    { id: "yes", title: t.titles.yesCancel },
    { id: "no", title: t.titles.noKeep },
  ]);
}

/** The booking was given back. */
export const cancelled = (t: Messages, lot: LotFacts, spotCode: string): Draft =>
  buttons(t, t.bookings.cancelled(spotAt(t, spotCode, lot)), [choices.slots(t)]);

/** The booking was not given back after all. */
export const kept = (t: Messages, facts: OpenBooking): Draft =>
  about(t, facts, t.bookings.kept(spotOf(t, facts), untilOf(t, facts)));

/** A stay cannot be cancelled. */
export function stayCannotBeCancelled(t: Messages, facts: OpenBooking): Draft {
  const open = contested(t, facts);
  if (open !== null) return about(t, facts, open);
  const text = t.stays.nothingToCancel(spotOf(t, facts), endsBySensor(facts));
  return buttons(t, text, [choices.left(t), choices.status(t)]);
}

/** The spot is held longer. */
export const extended = (t: Messages, facts: OpenBooking): Draft =>
  about(t, facts, t.bookings.extended(spotOf(t, facts), untilOf(t, facts)));

/** The spot cannot be held longer. */
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

/** The stay has begun. `bySensor`: a sensor will see it end. `doubted`: the sensor does not see the car of who says to be there. */
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

/** The stay has begun because the driver said so. `doubted`: the sensor does not see the car. */
export const started = (t: Messages, facts: OpenBooking, doubted: boolean): Draft =>
  stayStarted(t, facts, { bySensor: endsBySensor(facts), doubted });

/** The driver says to be parked on a spot that is not the booked one. */
export const elsewhere = (t: Messages, facts: OpenBooking): Draft =>
  about(t, facts, t.bookings.elsewhere(spotOf(t, facts)));

/** How a stay is ended, for who wants to end it and has not left yet. */
export function howToEnd(t: Messages, facts: OpenBooking): Draft {
  const open = contested(t, facts);
  if (open !== null) return about(t, facts, open);
  const text = t.stays.howToEnd(spotOf(t, facts), endsBySensor(facts));
  return buttons(t, text, [choices.left(t), choices.status(t)]);
}

/** The driver has left, but the sensor still sees a car. `again`: that was said before. */
export function stillThere(t: Messages, facts: OpenBooking, again: boolean): Draft {
  if (again) return about(t, facts, contested(t, facts)!);
  return buttons(t, t.stays.stillThere(spotOf(t, facts)), [choices.notMine(t), choices.status(t)]);
}

/** The stay has not begun, so it cannot end. */
export const notBegun = (t: Messages, facts: OpenBooking): Draft =>
  buttons(t, t.stays.notBegun(spotOf(t, facts)), [choices.cancel(t), choices.status(t)]);

/** The car at the spot is not the driver's. `again`: that was said before. */
export function notYours(t: Messages, facts: OpenBooking, again: boolean): Draft {
  if (again) return about(t, facts, contested(t, facts)!);
  return { type: "text", text: t.stays.notYours(spotOf(t, facts)) };
}

/** No stay runs, so nothing can be said about it. */
export const noStay = (t: Messages): Draft =>
  buttons(t, t.stays.none, [{ id: "history", title: t.titles.history }, choices.slots(t)]);

/** Asks whether a command was meant. */
export const meant = (t: Messages, question: string, command: string, title: string): Draft =>
  buttons(t, t.questions.confirm(question, command), [{ id: command, title }]);

/** What was answered was asked before something else, or of a booking that is over. `status`: how things stand now. */
export const questionOver = (t: Messages, status: Draft): Draft =>
  "text" in status ? { ...status, text: t.questions.over(status.text) } : status;

/** A tap under a message about an earlier booking. `status`: how things stand now. */
export const earlierBooking = (t: Messages, status: Draft): Draft =>
  "text" in status ? { ...status, text: t.questions.earlierBooking(status.text) } : status;

/** To somebody who may not be the person whose number they write from: nothing with money until a colleague has looked. */
export const doubted = (t: Messages): Draft => ({ type: "text", text: t.bookings.doubted });
