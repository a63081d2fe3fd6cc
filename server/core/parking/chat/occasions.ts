// The occasions of parking: what drivers are told without having just asked, with the values that a template can say and a text to submit.
import { languages, type Occasion, type OccasionFacts, type OccasionValue } from "../../../contract/skill.ts";
import { type Messages, messagesIn } from "../../texts/catalogue.ts";
import type { Notice } from "../notices.ts";
import { codeOf, nameOf } from "./fit.ts";

type Kind = Notice["kind"];
type NoticeOf<One extends Kind> = Extract<Notice, { kind: One }>;

/** All values, with what staff read of each and an example. */
const values = {
  spot: ["The spot", "A12"],
  lot: ["The lot", "Market Square"],
  from: ["The spot before", "A11"],
  until: ["Until when it is kept", "18:30"],
  price: ["The tariff", "$3.00 an hour"],
  booking: ["The booking's number", "4711"],
  cost: ["What it costs now", "$4.50"],
  before: ["What it cost before", "$6.00"],
  balance: ["The balance", "$12.50"],
  since: ["When the stay began", "16:05"],
  limit: ["How long one may stay", "24 h"],
  time: ["When the limit is reached", "16:05"],
  period: ["From when to when", "Mon 16:05 to Tue 18:20"],
  duration: ["How long", "1 day 2 h 15 min"],
  total: ["What it costs", "$20.00"],
  note: ["What else is to be said: balance, debt, doubts", "Your balance is $12.50."],
  change: ["By how much, negative when less", "$10.00"],
} as const;

type ValueName = keyof typeof values;

const place = ["spot", "lot"] as const;

/** Each kind of notice: its title and when it comes, for staff, and the names of its values. */
const told: { [One in Kind]: readonly [title: string, when: string, names: readonly ValueName[]] } = {
  "stay.ended": [
    "Receipt",
    "A stay has ended and was charged.",
    [...place, "booking", "period", "duration", "price", "total", "note"],
  ],
  "booking.reminded": ["Reminder", "A booked spot is kept for a few more minutes.", [...place, "until"]],
  "booking.expired": ["Booking expired", "No car came to a booked spot.", place],
  "offer.made": ["Spot offered", "A spot is kept for somebody who waits for one.", [...place, "until"]],
  "offer.lapsed": ["Offer over", "An offered spot was not taken in time.", place],
  "booking.confirmed": ["Booked by the team", "Staff booked a spot for the driver.", [...place, "until", "price"]],
  "booking.cancelled_by_team": ["Cancelled by the team", "Staff cancelled a booking.", place],
  "booking.extended_by_team": ["Extended by the team", "Staff extended a booking.", [...place, "until"]],
  "booking.moved_by_team": ["Moved by the team", "Staff moved a booking to another spot.", [...place, "from"]],
  "booking.adjusted": [
    "Bill changed by the team",
    "Staff changed what a stay costs.",
    [...place, "booking", "cost", "before", "balance"],
  ],
  "account.credited": [
    "Balance changed by the team",
    "Staff added to a balance or took from it.",
    ["change", "balance"],
  ],
  "stay.started": ["Stay started", "A car came to a booked spot.", [...place, "since", "price"]],
  "stay.limit_near": ["Stay near its limit", "A stay is about to last too long.", [...place, "limit", "time"]],
  "stay.limit_reached": ["Stay over its limit", "A stay lasts longer than the lot allows.", [...place, "limit"]],
  "stay.balance_low": ["Balance low", "A stay has nearly used up the balance.", [...place, "balance"]],
};

/** What parking tells drivers, the receipt first. */
export const occasions: readonly Occasion[] = (Object.keys(told) as Kind[]).map((name) => {
  const [title, description, names] = told[name];
  return {
    name,
    title,
    description,
    values: names.map(valueNamed),
    templates: Object.fromEntries(
      languages.map((language) => [language, templateIn(messagesIn(language), name)]),
    ) as Occasion["templates"],
  };
});

function valueNamed(name: ValueName): OccasionValue {
  const [description, example] = values[name];
  return { name, description, example };
}

/** The template to submit for a kind of notice. */
function templateIn(t: Messages, kind: Kind): { body: string; buttons: readonly string[] } {
  const buttons: { [One in Kind]?: readonly string[] } = {
    "booking.reminded": [t.titles.extend, t.titles.cancel],
    "booking.expired": [t.titles.slots],
    "booking.cancelled_by_team": [t.titles.slots],
    "booking.moved_by_team": [t.titles.status],
    "offer.made": [t.titles.yes, t.titles.noThanks],
    "offer.lapsed": [t.titles.waitForSpot],
    "stay.limit_near": [t.titles.status, t.titles.left],
    "stay.limit_reached": [t.titles.status, t.titles.left],
    "stay.balance_low": [t.titles.status],
  };
  return { body: t.occasions[kind], buttons: buttons[kind] ?? [] };
}

/** A notice as an occasion: its values as the driver reads them. `note`: of a receipt, what else is to be said. */
export const occasionOf = (t: Messages, notice: Notice, now: Date, note: string): OccasionFacts => ({
  name: notice.kind,
  language: t.language,
  values: notice.kind === "account.credited" ? credited(t, notice) : atSpot(t, notice, now, note),
  ...("booking" in notice ? { about: { booking: notice.booking.id } } : {}),
});

function credited(t: Messages, { cents, currency, balance }: NoticeOf<"account.credited">): Record<string, string> {
  return { change: t.money(cents, currency), balance: t.money(balance, currency) };
}

type AtSpot = Exclude<Notice, { kind: "account.credited" }>;

function atSpot(t: Messages, notice: AtSpot, now: Date, note: string): Record<string, string> {
  const { lot } = notice;
  const clock = (at: Date) => t.clockTime(at, now, lot.time_zone);
  const place = { spot: codeOf(notice.spotCode), lot: nameOf(lot) };
  switch (notice.kind) {
    case "offer.made":
      return { ...place, until: clock(notice.until) };
    case "booking.confirmed":
    case "booking.reminded":
    case "booking.extended_by_team":
      return { ...place, until: clock(notice.booking.expires_at), price: t.tariff(notice.booking, lot.currency) };
    case "booking.moved_by_team":
      return { ...place, from: codeOf(notice.from) };
    case "stay.started":
      return { ...place, since: clock(notice.booking.started_at!), price: t.tariff(notice.booking, lot.currency) };
    case "stay.limit_near":
      return { ...place, limit: t.duration(lot.max_stay_minutes), time: clock(notice.booking.limit_at!) };
    case "stay.limit_reached":
      return { ...place, limit: t.duration(lot.max_stay_minutes) };
    case "booking.adjusted":
    case "stay.balance_low":
    case "stay.ended":
      return { ...place, ...charged(t, notice, note) };
    default:
      return place;
  }
}

type Charged = NoticeOf<"booking.adjusted" | "stay.balance_low" | "stay.ended">;

/** The sums of a notice about money, and of a receipt its times. */
function charged(t: Messages, notice: Charged, note: string): Record<string, string> {
  const { booking, lot } = notice;
  const sum = (cents: number) => t.money(cents, booking.currency);
  if (notice.kind === "stay.balance_low") return { balance: sum(notice.balance) };
  const known = { booking: String(booking.id), balance: sum(notice.balance) };
  if (notice.kind === "booking.adjusted")
    return { ...known, cost: sum(booking.amount_cents!), before: sum(notice.before) };
  return {
    ...known,
    period: t.period(booking.started_at!, booking.ended_at!, lot.time_zone),
    duration: t.duration(notice.minutes),
    price: t.tariff(booking, booking.currency),
    total: sum(booking.amount_cents!),
    note,
  };
}
