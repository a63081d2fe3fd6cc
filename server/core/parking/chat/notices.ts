// The texts of notices: turns what happened according to the rules into messages to drivers. Pure.
import type { Choice, Draft, Life } from "../../../contract/outbound.ts";
import type { Notification } from "../../../contract/skill.ts";
import { inLanguage, type Messages } from "../../texts/catalogue.ts";
import type { Notice } from "../notices.ts";
import { codeOf, spotAt } from "./fit.ts";
import { occasionOf } from "./occasions.ts";
import * as replies from "./replies.ts";

type NoticeOf<Kind extends Notice["kind"]> = Extract<Notice, { kind: Kind }>;

/** A notice as it is sent: its text, its occasion, and until when it is worth sending. */
export const messageOf = (t: Messages, notice: Notice, now: Date): Omit<Notification, "contactId"> => ({
  draft: inLanguage(t, draftOf(t, notice, now)),
  occasion: occasionOf(t, notice, now, notice.kind === "stay.ended" ? remarks(t, notice).join(" ") : ""),
  ...lifeOf(notice),
});

/** The text of a notice. */
export function draftOf(t: Messages, notice: Notice, now: Date): Draft {
  const status = { id: "status", title: t.titles.status };
  const slots = { id: "slots", title: t.titles.slots };
  switch (notice.kind) {
    case "booking.confirmed":
      return replies.booked(t, notice);
    case "booking.reminded":
      return reminded(t, notice, now);
    case "booking.expired":
      return { type: "buttons", text: t.bookings.expired(spotOf(t, notice)), buttons: [slots] };
    case "booking.cancelled_by_team":
      return { type: "buttons", text: t.bookings.cancelledByTeam(spotOf(t, notice)), buttons: [slots] };
    case "booking.extended_by_team": {
      const until = t.clockTime(notice.booking.expires_at, now, notice.lot.time_zone);
      return { type: "text", text: t.bookings.extendedByTeam(spotOf(t, notice), until) };
    }
    case "booking.moved_by_team": {
      const text = t.bookings.movedByTeam(codeOf(notice.from), spotOf(t, notice));
      return { type: "buttons", text, buttons: [status] };
    }
    case "booking.adjusted":
      return adjusted(t, notice);
    case "stay.started":
      return replies.stayStarted(t, { ...notice, now }, { bySensor: notice.seen, doubted: false });
    case "stay.limit_near":
    case "stay.limit_reached":
      return limit(t, notice, now);
    case "stay.balance_low":
      return { type: "buttons", text: balanceLow(t, notice), buttons: [status] };
    case "stay.ended":
      return { type: "text", text: receipt(t, notice) };
    case "offer.made":
      return offered(t, notice, now);
    case "offer.lapsed":
      return {
        type: "buttons",
        text: t.waiting.lapsed(spotOf(t, notice)),
        buttons: [{ id: "wait", title: t.titles.waitAgain }, slots],
      };
    case "account.credited":
      return { type: "text", text: credited(t, notice) };
  }
}

/** How long a notice is worth sending. */
function lifeOf(notice: Notice): Life {
  switch (notice.kind) {
    case "offer.made":
      return { until: notice.until };
    case "booking.reminded":
      return { until: notice.booking.expires_at };
    case "booking.extended_by_team":
    case "booking.moved_by_team":
      return notice.booking.status === "reserved"
        ? { lasting: true, until: notice.booking.expires_at }
        : { lasting: true };
    case "booking.expired":
    case "booking.cancelled_by_team":
    case "booking.adjusted":
    case "stay.limit_reached":
    case "stay.ended":
    case "account.credited":
      return { lasting: true };
    default:
      return {};
  }
}

const spotOf = (t: Messages, { spotCode, lot }: { spotCode: string; lot: { name: string } }): string =>
  spotAt(t, spotCode, lot);

function limit(t: Messages, notice: NoticeOf<"stay.limit_near" | "stay.limit_reached">, now: Date): Draft {
  const { booking, lot, seen } = notice;
  const time = (at: Date) => t.clockTime(at, now, lot.time_zone);
  const longest = t.duration(lot.max_stay_minutes);
  const spot = spotOf(t, notice);
  const text =
    notice.kind === "stay.limit_near"
      ? t.stays.limitNear(spot, longest, time(booking.limit_at!), seen)
      : seen
        ? t.stays.limitReachedSeen(spot, longest)
        : t.stays.limitReachedUnseen(spot, longest, time(booking.billed_until!));
  const buttons = [
    { id: "status", title: t.titles.status },
    { id: "left", title: t.titles.left },
  ];
  return { type: "buttons", text, buttons };
}

function receipt(t: Messages, notice: NoticeOf<"stay.ended">): string {
  const { booking, lot, minutes } = notice;
  const texts = t.stays.receipt;
  const period = t.period(booking.started_at!, booking.ended_at!, lot.time_zone);
  return [
    texts.heading(booking.id),
    texts.spot(spotOf(t, notice), period, t.duration(minutes)),
    t.tariff(booking, booking.currency),
    ...uncharged(t, notice),
    texts.total(t.money(booking.amount_cents!, booking.currency)),
    ...standing(t, notice),
  ].join("\n");
}

/** All that a receipt says besides its sums and times. */
const remarks = (t: Messages, notice: NoticeOf<"stay.ended">): string[] => [
  ...uncharged(t, notice),
  ...standing(t, notice),
];

/** What was not charged, and why. */
function uncharged(t: Messages, { booking, lot, clockJumped }: NoticeOf<"stay.ended">): string[] {
  const stopped = booking.billed_until;
  if (clockJumped) return [t.stays.receipt.clockJumped];
  return stopped !== null && stopped < booking.ended_at!
    ? [t.stays.receipt.freeAfter(t.moment(stopped, lot.time_zone))]
    : [];
}

/** Whether the bill is checked, and how the account stands. */
function standing(t: Messages, { booking, balance, contested }: NoticeOf<"stay.ended">): string[] {
  const texts = t.stays.receipt;
  const sum = t.money(Math.abs(balance), booking.currency);
  return [...(contested ? [texts.checked] : []), balance < 0 ? texts.owed(sum) : texts.balance(sum)];
}

function reminded(t: Messages, notice: NoticeOf<"booking.reminded">, now: Date): Draft {
  const { booking, lot, extendable } = notice;
  const until = t.clockTime(booking.expires_at, now, lot.time_zone);
  const extend = { id: "extend", title: t.titles.extend };
  const cancel = { id: "cancel", title: t.titles.cancel };
  const text = t.bookings.reminder(spotOf(t, notice), until, extendable);
  return { type: "buttons", text, buttons: extendable ? [extend, cancel] : [cancel] };
}

function offered(t: Messages, notice: NoticeOf<"offer.made">, now: Date): Draft {
  const { lot, spotCode, until } = notice;
  const text = t.waiting.offered(spotOf(t, notice), t.clockTime(until, now, lot.time_zone));
  return { type: "buttons", text, buttons: [bookChoice(t, lot, spotCode), { id: "no", title: t.titles.noThanks }] };
}

/** The choice that books a spot. Its id names the lot too, so that it can be typed whichever lot was shown last. */
function bookChoice(t: Messages, lot: { name: string }, code: string): Choice {
  const title = t.titles.book(code);
  // WhatsApp's limits for the id and the title of a button.
  return { id: `book ${code} at ${lot.name}`.slice(0, 200), title: title.length <= 20 ? title : t.titles.bookIt };
}

function adjusted(t: Messages, notice: NoticeOf<"booking.adjusted">): Draft {
  const { booking, before, balance } = notice;
  const sum = (cents: number) => t.money(cents, booking.currency);
  const spot = spotOf(t, notice);
  const text = t.account.adjusted(booking.id, spot, sum(booking.amount_cents!), sum(before), sum(balance));
  return { type: "text", text };
}

function balanceLow(t: Messages, { booking, spotCode, minutes, balance }: NoticeOf<"stay.balance_low">): string {
  const sum = t.money(balance, booking.currency);
  const code = codeOf(spotCode);
  return minutes > 0 ? t.stays.balanceLow(sum, t.duration(minutes), code) : t.stays.balanceUsedUp(sum, code);
}

function credited(t: Messages, { reason, cents, currency, balance }: NoticeOf<"account.credited">): string {
  const sum = t.money(Math.abs(cents), currency);
  const left = t.money(balance, currency);
  if (reason === "top_up") return t.account.toppedUp(sum, left);
  return cents > 0 ? t.account.added(sum, left) : t.account.taken(sum, left);
}
