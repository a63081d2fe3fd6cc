// The rules that hold for a car park at every moment, for the property test. Each is written as plainly as possible, and without the code
// under test.
import { lightOf, sightOf } from "./lights.ts";
import {
  type BookingTruth,
  isOpen,
  offerAt,
  openAt,
  openOf,
  placeOf,
  sees,
  stateAt,
  type Truth,
} from "./model.truth.fixture.ts";

/** What the test remembers itself, because the tables forget it or are what is being tested. */
export type Memory = {
  /** Bookings as of the previous check. */
  bookings: Map<number, BookingTruth>;
  /** The cost of a stay as staff set it: the last value, or all values that were set at the same time. */
  prices: Map<number, Set<number>>;
  /** What staff gave and took, by account and currency. */
  credits: Map<string, number>;
  /** Accounts that were merged by the time of the previous check. */
  merged: Set<number>;
  /** How many receipts each booking got, and how many announcements that its stay began. */
  receipts: Map<number, number>;
};

/** The circumstances of a check. */
export type Moment = {
  now: number;
  /** Due jobs have just run, at this very time. */
  settled: boolean;
  /** Steps ran at the same time since due jobs last ran. */
  raced: boolean;
  /** Spots whose reconciling was cut off and is still to be done. */
  owed: ReadonlySet<number>;
};

export const creditKey = (accountId: number, currency: string): string => `${accountId} ${currency}`;

export const noMemory = (): Memory => ({
  bookings: new Map(),
  prices: new Map(),
  credits: new Map(),
  merged: new Set(),
  receipts: new Map(),
});

/** The cost of a stay, minute by minute: every minute begun except the free ones, up to the cap for each 24 hours. */
function price(stay: BookingTruth): number {
  const end = Math.min(stay.ended_at!, stay.billed_until ?? Number.POSITIVE_INFINITY);
  const minutes = Math.ceil((end - stay.started_at!) / 60_000);
  const days: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const day = Math.floor(minute / 1_440);
    days[day] ??= 0;
    if (minute >= stay.free_minutes) days[day] += stay.rate_cents_per_hour;
  }
  // In sixtieths of a cent: one minute at the hourly rate.
  const most = stay.daily_cap_cents === null ? Number.POSITIVE_INFINITY : stay.daily_cap_cents * 60;
  const sixtieths = days.reduce((sum, day) => sum + Math.min(day, most), 0);
  return Math.floor(sixtieths / 60 + 0.5);
}

const after = {
  reserved: ["reserved", "active", "completed", "cancelled", "expired"],
  active: ["active", "completed"],
};

/** Every broken rule, as a sentence. Updates the memory. */
export function brokenRules(truth: Truth, memory: Memory, moment: Moment): string[] {
  const broken: string[] = [];
  const must = (holds: boolean, sentence: () => string) => {
    if (!holds) broken.push(sentence());
  };
  bookingRules(truth, memory, moment, must);
  spotRules(truth, moment, must);
  placeRules(truth, moment, must);
  moneyRules(truth, memory, moment, must);
  incidentRules(truth, moment, must);
  return broken;
}

type Must = (holds: boolean, sentence: () => string) => void;

function bookingRules(truth: Truth, memory: Memory, { now, settled }: Moment, must: Must): void {
  const [spots, drivers] = [new Set<number>(), new Set<number>()];
  for (const one of truth.bookings) {
    const { id, status } = one;
    const before = memory.bookings.get(id);
    memory.bookings.set(id, one);
    if (isOpen(one)) {
      must(!spots.has(one.spot_id), () => `spot ${one.spot_id} has two open bookings`);
      must(!drivers.has(one.account_id), () => `driver ${one.account_id} has two open bookings`);
      spots.add(one.spot_id);
      drivers.add(one.account_id);
    }
    if (before) {
      const may = isOpen(before) ? after[before.status as keyof typeof after] : [before.status];
      must(may.includes(status), () => `booking ${id} went from ${before.status} to ${status}`);
      must(tariffOf(one) === tariffOf(before), () => `the tariff of booking ${id} changed`);
      must(isOpen(before) || pastOf(one) === pastOf(before), () => `booking ${id} changed after it was over`);
      must(before.started_at === null || one.started_at === before.started_at, () => `booking ${id} began anew`);
    }
    must(one.started_at === null || (one.started_at >= one.reserved_at && one.started_at <= now), () => {
      return `booking ${id} began at ${one.started_at}, reserved at ${one.reserved_at}, and it is ${now}`;
    });
    if (status === "completed") {
      must(one.ended_at! >= one.started_at! && one.ended_at! <= one.closed_at!, () => `booking ${id} ended oddly`);
      const prices = memory.prices.get(id) ?? new Set([price(one)]);
      must(prices.has(one.amount_cents!), () => `booking ${id} costs ${one.amount_cents}, not ${[...prices]}`);
      memory.prices.set(id, new Set([one.amount_cents!]));
      if (before && isOpen(before)) seenToEnd(truth, before, one, now, must);
      must(one.charges <= 1, () => `booking ${id} was charged ${one.charges} times`);
      must(one.entered === one.amount_cents, () => `booking ${id} costs ${one.amount_cents}, charged ${one.entered}`);
    } else {
      must(
        one.entered === 0 && one.charges + one.corrections === 0,
        () => `booking ${id} is ${status} and was charged`,
      );
      must(one.amount_cents === null, () => `booking ${id} is ${status} and has an amount`);
    }
    const receipts = memory.receipts.get(id) ?? 0;
    must(
      receipts === (status === "completed" ? 1 : 0),
      () => `booking ${id} is ${status} and had ${receipts} receipts`,
    );
    if (status === "expired") must(one.closed_at! >= one.expires_at, () => `booking ${id} expired early`);
    if (settled && isOpen(one)) duenessRules(truth, one, now, must);
  }
}

/** A stay that nobody ended must have been seen to end: the spot was empty for the debounce time, and the stay ended when that began. */
function seenToEnd(truth: Truth, before: BookingTruth, one: BookingTruth, now: number, must: Must): void {
  if (!["sensor", "schedule", "start"].includes(one.ended_by!)) return;
  const { debounce_seconds } = truth.lots.find(({ id }) => id === one.lot_id)!;
  if (debounce_seconds === 0) return;
  must(before.end_due_at !== null && before.end_due_at <= now, () => `booking ${one.id} ended too soon`);
  const end = Math.max(before.empty_since ?? 0, one.started_at!);
  must(one.ended_at === end, () => `booking ${one.id} ended at ${one.ended_at}, and its spot was empty at ${end}`);
}

/** After due jobs have run, nothing about an open booking is overdue. */
function duenessRules(truth: Truth, one: BookingTruth, now: number, must: Must): void {
  const spot = truth.spots.find(({ id }) => id === one.spot_id)!;
  const waitsForBoard = spot.presence === "online" && spot.unsure;
  if (one.status === "reserved") {
    must(one.expires_at > now || waitsForBoard, () => `booking ${one.id} outlived its hold`);
    must(one.reminder_at === null || one.reminder_at > now || waitsForBoard, () => `${one.id} was not reminded`);
    return;
  }
  must(one.limit_at === null || one.limit_at > now, () => `nobody was told that ${one.id} is too long`);
  must(one.low_balance_at === null || one.low_balance_at > now, () => `driver of ${one.id} was not warned`);
  must(one.end_due_at === null || one.end_due_at > now || !sees(spot), () => `booking ${one.id} outlived its stay`);
}

const tariffOf = (one: BookingTruth): string =>
  JSON.stringify([one.currency, one.rate_cents_per_hour, one.daily_cap_cents, one.free_minutes, one.reserved_at]);

/** The fields that may not change once a booking is over. */
const pastOf = (one: BookingTruth): string =>
  JSON.stringify([one.spot_id, one.status, one.started_at, one.ended_at, one.closed_at, one.ended_by, one.expires_at]);

function spotRules(truth: Truth, { raced, owed }: Moment, must: Must): void {
  for (const spot of truth.spots) {
    if (owed.has(spot.id)) continue;
    const state = stateAt(truth, spot);
    must(
      spot.light_desired === lightOf(state, sightOf(spot)),
      () => `spot ${spot.id} is ${state} and shows ${spot.light_desired}`,
    );
    const booking = openAt(truth, spot.id);
    if (booking && sees(spot)) {
      const { id, status, seen_at, empty_since } = booking;
      must(status === "active" || spot.occupied === false, () => `the car of booking ${id} is there and nobody pays`);
      if (status === "active") {
        must(!spot.occupied || (seen_at !== null && empty_since === null), () => `the car of ${id} is not noticed`);
        must(spot.occupied || seen_at === null || empty_since !== null, () => `the car of ${id} left unnoticed`);
      }
    }
    const wanted = truth.places.some((place) => place.state === "waiting" && place.lot_id === spot.lot_id);
    // With simultaneous steps, one driver may join the waitlist while another gives a spot back, neither seeing the other.
    if (!raced)
      must(state !== "free" || !wanted, () => `spot ${spot.id} is free while somebody waits in lot ${spot.lot_id}`);
  }
}

function placeRules(truth: Truth, { now, settled }: Moment, must: Must): void {
  for (const place of truth.places) {
    if (place.state !== "waiting" && place.state !== "offered") continue;
    const { id, account_id } = place;
    must(placeOf(truth, account_id) === place, () => `driver ${account_id} waits twice`);
    if (place.state === "waiting")
      must(openOf(truth, account_id) === undefined, () => `driver ${account_id} waits and has a booking`);
    if (place.state !== "offered") continue;
    must(!settled || place.offer_ends_at! > now, () => `the offer ${id} outlived its time`);
    must(offerAt(truth, place.spot_id!) === place, () => `spot ${place.spot_id} is kept for two`);
    must(openAt(truth, place.spot_id!) === undefined, () => `spot ${place.spot_id} is kept for one, booked by another`);
  }
}

/** The welcome credit, once per person, in the currency of the first lot. */
const welcome = { currency: "USD", cents: 10_000 };

function moneyRules(truth: Truth, memory: Memory, { raced }: Moment, must: Must): void {
  const into = new Map(truth.accounts.map((one) => [one.id, one.merged_into]));
  const rootOf = (id: number): number => {
    const next = into.get(id) ?? null;
    return next === null ? id : rootOf(next);
  };
  const wanted = new Map<string, number>();
  const add = (accountId: number, currency: string, cents: number) => {
    const key = creditKey(rootOf(accountId), currency);
    wanted.set(key, (wanted.get(key) ?? 0) + cents);
  };
  for (const { account_id, currency, kept, real, promotions, returned } of truth.money) {
    must(kept === real, () => `account ${account_id} says ${kept} ${currency}, and its lines say ${real}`);
    const most = currency === welcome.currency ? 1 : 0;
    must(promotions <= most, () => `account ${account_id} was welcomed ${promotions} times in ${currency}`);
    add(account_id, currency, promotions * welcome.cents - returned);
    const given = promotions * welcome.cents;
    must(returned >= 0 && returned <= given, () => `account ${account_id} gave ${returned} of ${given} back`);
    const root = rootOf(account_id);
    if (root === account_id) {
      must(returned === 0, () => `account ${account_id} gave ${returned} back and is no part of another`);
    } else if (!memory.merged.has(account_id) && !raced && returned < given) {
      // Whatever of the second welcome credit was not returned has been spent: the person had nothing left to return.
      const left = truth.money.find((one) => one.account_id === root && one.currency === currency)?.kept ?? 0;
      must(left <= 0, () => `account ${account_id} gave ${returned} back and its person has ${left} ${currency}`);
    }
  }
  for (const { id, merged_into } of truth.accounts) if (merged_into !== null) memory.merged.add(id);
  for (const [key, cents] of memory.credits) {
    const [account, currency] = key.split(" ");
    add(Number(account), currency!, cents);
  }
  for (const one of truth.bookings) {
    must(rootOf(one.account_id) === one.account_id, () => `booking ${one.id} stayed with a merged account`);
    if (one.status === "completed") add(one.account_id, one.currency, -one.amount_cents!);
  }
  for (const { account_id, currency, kept } of truth.money) {
    const sum = rootOf(account_id) === account_id ? (wanted.get(creditKey(account_id, currency)) ?? 0) : 0;
    must(kept === sum, () => `account ${account_id} has ${kept} ${currency} and should have ${sum}`);
  }
}

function incidentRules(truth: Truth, { owed }: Moment, must: Must): void {
  for (const spot of truth.spots) {
    if (owed.has(spot.id)) continue;
    const booking = openAt(truth, spot.id);
    const own = truth.incidents.filter((one) => one.spot_id === spot.id);
    const unsettled = own.filter((one) => one.closed_at === null);
    const open = unsettled.map(({ kind }) => kind);
    const distinct = new Set(unsettled.map(({ kind, booking_id }) => `${kind} ${booking_id}`));
    must(distinct.size === unsettled.length, () => `spot ${spot.id} has an incident twice`);
    const stray = !booking && spot.maintenance_at === null && spot.occupied === true;
    must(stray || !open.includes("car_without_booking"), () => `spot ${spot.id}: no car without booking is there`);
    const settledStray = own.some((one) => one.note !== null && one.booking_id === null);
    if (stray && sees(spot) && !settledStray)
      must(open.includes("car_without_booking"), () => `spot ${spot.id}: a car without booking, and nobody is told`);
    const blind = booking?.status === "active" && spot.presence === "offline";
    must(blind || !open.includes("device_offline_during_stay"), () => `spot ${spot.id}: its board is there`);
    const settledBlind = own.some((one) => one.note !== null && one.booking_id === booking?.id);
    if (blind && !settledBlind)
      must(open.includes("device_offline_during_stay"), () => `spot ${spot.id}: blind, and nobody is told`);
    if (!booking)
      for (const kind of ["sensor_says_empty", "stay_too_long"] as const)
        must(!open.includes(kind), () => `spot ${spot.id}: ${kind}, without a booking`);
    if (spot.reading_fault === null)
      must(!open.includes("reading_refused"), () => `spot ${spot.id}: its board's clock is right again`);
  }
}
