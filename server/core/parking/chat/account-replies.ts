// Answers about a driver's place on the waitlist, money and past bookings. Pure: facts in, drafts out.
import type { Choice, Draft } from "../../../contract/outbound.ts";
import type { Messages } from "../../texts/catalogue.ts";
import { costSoFar } from "../billing.ts";
import type { BookingRow } from "../listing.ts";
import type { LotFacts } from "../notices.ts";
import { minutesOf } from "../pricing.ts";
import { buttons, nameOf, spotAt } from "./fit.ts";
import * as replies from "./replies.ts";

const slots = (t: Messages): Choice => ({ id: "slots", title: t.titles.slots });

/** The position on the waitlist. */
export function inLine(t: Messages, place: number, lot: LotFacts): Draft {
  const text = place === 1 ? t.waiting.next(nameOf(lot)) : t.waiting.inLine(place, nameOf(lot));
  return buttons(t, text, [{ id: "stop waiting", title: t.titles.stopWaiting }]);
}

/** A spot is offered to a driver who waited. `bookId` books it. */
export function keptForYou(
  t: Messages,
  given: { lot: LotFacts; spotCode: string; until: Date; bookId: string | null; now: Date },
): Draft {
  const { lot, spotCode, until, bookId, now } = given;
  return buttons(t, t.waiting.kept(spotAt(t, spotCode, lot), t.clockTime(until, now, lot.time_zone)), [
    { id: bookId ?? "yes", title: t.titles.book(spotCode) },
    { id: "no", title: t.titles.noThanks },
  ]);
}

/** The driver is off the waitlist, as requested. */
export const noLongerWaiting = (t: Messages, lot: LotFacts): Draft =>
  buttons(t, t.waiting.stopped(nameOf(lot)), [slots(t)]);

/** The balance is too low to book or to wait. */
export function tooLow(t: Messages, balance: number, lot: LotFacts): Draft {
  const sum = (cents: number) => t.money(cents, lot.currency);
  const has = balance < 0 ? t.account.owes(sum(-balance)) : t.account.has(sum(balance));
  const text = t.account.tooLow(has, nameOf(lot), sum(lot.minimum_balance_cents));
  return buttons(t, text, [{ id: "balance", title: t.titles.balance }]);
}

/** What is on the account, the default currency first. `stay`: the cost so far of a running stay; `checked`: staff look at it. */
export function balance(
  t: Messages,
  balances: readonly { currency: string; balance_cents: number }[],
  stay: { currency: string; cents: number; checked: boolean } | null,
): Draft {
  const lines = balances.map(({ currency, balance_cents: cents }) =>
    cents < 0 ? t.account.debt(t.money(-cents, currency)) : t.account.balance(t.money(cents, currency)),
  );
  if (stay) {
    const sum = t.money(stay.cents, stay.currency);
    lines.push(stay.checked ? t.account.stayChecked(sum) : t.account.stayCharged(sum));
  }
  return buttons(t, lines.join("\n"), [{ id: "history", title: t.titles.history }, slots(t)]);
}

/** The latest bookings, newest first. */
export function history(t: Messages, rows: readonly BookingRow[], now: Date): Draft {
  if (rows.length === 0) return replies.nothing(t, t.bookings.noneYet);
  const lines = rows.map((row) => {
    const day = t.day(row.started_at ?? row.reserved_at, row.time_zone);
    return t.account.past(day, spotAt(t, row.code, { name: row.lot_name }), outcome(t, row, now));
  });
  return buttons(t, [t.account.history, ...lines].join("\n\n"), [{ id: "balance", title: t.titles.balance }, slots(t)]);
}

function outcome(t: Messages, row: BookingRow, now: Date): string {
  const sum = (cents: number) => t.money(cents, row.currency);
  const lasted = (end: Date) => t.duration(minutesOf(row.started_at!, end));
  switch (row.status) {
    case "completed":
      return t.account.completed(lasted(row.ended_at!), sum(row.amount_cents!));
    case "active":
      return t.account.running(lasted(row.empty_since ?? now), sum(costSoFar(row, now)));
    case "reserved":
      return t.account.reserved(t.clockTime(row.expires_at, now, row.time_zone));
    case "cancelled":
      return t.account.cancelled;
    case "expired":
      return t.account.expired;
  }
}
