// Texts to drivers about their booking and money: that they read well, and fit whatever the names of the spots.
import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "../../../../test/support/build.ts";
import type { Draft } from "../../../contract/outbound.ts";
import { en } from "../../texts/messages.en.ts";
import type { BookingRow } from "../listing.ts";
import type { OpenBooking } from "../notices.ts";
import * as accountReplies from "./account-replies.ts";
import { faultsOf, makeBooking, makeFacts, makeLot } from "./facts.fixture.ts";
import * as replies from "./replies.ts";

const textOf = (draft: Draft) => ("text" in draft ? draft.text : "");
const ids = (draft: Draft) => (draft.type === "buttons" ? draft.buttons.map(({ id }) => id) : []);

const stay = makeBooking({ status: "active", started_at: at(60), seen_at: at(60) });

test("a confirmation says which spot, until when, what happens next, the price and the balance", () => {
  const draft = replies.booked(en, makeFacts());
  expect(textOf(draft)).toBe(
    [
      "Spot *A* at Market Square is booked for you until Fri 00:00.",
      "The light at the post turns blue. Billing starts when the sensor sees your car: $3.00 an hour.",
      "Your balance is $100.00.",
    ].join("\n\n"),
  );
  expect(ids(draft)).toEqual(["status", "extend", "cancel"]);
  expect(ids(replies.booked(en, makeFacts({ extendable: false })))).toEqual(["status", "cancel"]);
});

test("where no board sees the spot, the driver says when the car comes and goes", () => {
  expect(textOf(replies.booked(en, makeFacts({ watched: false })))).toContain("Write *parked* when your car is there.");
  expect(ids(replies.statusOf(en, makeFacts({ watched: false, booking: stay })))).toEqual(["status", "left"]);
});

test("times are those of the lot", () => {
  const lot = makeLot({ time_zone: "Asia/Tokyo" });
  expect(textOf(replies.booked(en, makeFacts({ lot })))).toContain("until Fri 09:00");
});

test("a running stay says the time, the cost and what is left", () => {
  const now = at(60 + 3_900);
  expect(textOf(replies.statusOf(en, makeFacts({ booking: stay, now })))).toBe(
    [
      "You are parked on *A* at Market Square since 12:01 (1 h 05 min).",
      "So far: *$3.25* ($3.00 an hour).",
      "Your balance after it: $96.75.",
      "Just drive off when you are done.",
    ].join("\n"),
  );
  expect(textOf(replies.statusOf(en, makeFacts({ booking: stay, now, balance: 300 })))).toContain(
    "That is $0.25 more than your balance.",
  );
});

test("a booking that waits for its car", () => {
  expect(textOf(replies.statusOf(en, makeFacts()))).toBe(
    "Spot *A* at Market Square is booked for you until Fri 00:00. Nothing is billed until your car is there. Write *extend* if you need longer.",
  );
});

test.each<[string, Partial<OpenBooking>, RegExp]>([
  ["the lot does not", { lot: makeLot({ extension_minutes: 0 }) }, /^This lot does not extend/],
  ["it was done", { booking: makeBooking({ extended_at: at(1) }) }, /can be extended once/],
  ["somebody waits", {}, /^Somebody else is waiting/],
  ["the car is there", { booking: stay }, /as long as you like/],
])("why a spot is not held longer: %s", (_, given, why) => {
  expect(textOf(replies.notExtended(en, makeFacts(given)))).toMatch(why);
});

test("balances: the house's first, what is owed, and a stay that runs", () => {
  const balances = [
    { currency: "USD", balance_cents: 9_650 },
    { currency: "EUR", balance_cents: -500 },
  ];
  expect(textOf(accountReplies.balance(en, balances, { currency: "USD", cents: 125, checked: false }))).toBe(
    [
      "Your balance is *$96.50*.",
      "You owe *€5.00*. Please ask our team here to top up your balance before you book again.",
      "Your stay so far: $1.25, charged when it ends.",
    ].join("\n"),
  );
});

const row = (given: Partial<BookingRow>): BookingRow => ({
  ...makeBooking(),
  code: "A",
  lot_name: "Market Square",
  time_zone: "UTC",
  username: "whatsapp_1",
  contact_id: 1,
  ...given,
});

test("the history tells day, spot, duration and amount, or why there is none", () => {
  const over = { started_at: at(0), ended_at: at(7_500), closed_at: at(7_500), amount_cents: 625 };
  const rows = [
    row({ status: "reserved" }),
    row({ status: "active", started_at: at(0) }),
    row({ status: "completed", ...over }),
    row({ status: "cancelled" }),
    row({ status: "expired" }),
  ];
  const outcomes = textOf(accountReplies.history(en, rows, at(3_600)))
    .split("\n\n")
    .slice(1);
  expect(outcomes[0]).toBe("Thu 1 Jan: *A* at Market Square\nbooked until Fri 00:00");
  expect(outcomes.slice(1).map((part) => part.split("\n")[1])).toEqual([
    "1 h so far, $3.00",
    "2 h 05 min, $6.25",
    "cancelled, no charge",
    "no car came, no charge",
  ]);
  expect(textOf(accountReplies.history(en, [], at(0)))).toBe(
    "You have no bookings yet. Write *slots* to see what is free.",
  );
});

test("whatever lot and spot are called, every answer fits", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 2_000 });
  const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  fc.assert(
    fc.property(name, name, cents, fc.boolean(), fc.boolean(), (lotName, spotCode, balance, watched, running) => {
      const lot = makeLot({ name: lotName, free_minutes: 1_440, daily_cap_cents: 10_000_000 });
      const booking = running ? { ...stay, daily_cap_cents: 10_000_000, free_minutes: 1_440 } : makeBooking();
      const facts = makeFacts({ lot, spotCode, balance, watched, booking, now: at(9_000_000) });
      const ofFactsOf = (facts: OpenBooking) =>
        [
          ...[replies.booked, replies.bookedAlready, replies.hasAnother, replies.statusOf, replies.sureToCancel],
          ...[replies.kept, replies.stayCannotBeCancelled, replies.extended, replies.notExtended, replies.elsewhere],
          ...[replies.notBegun, replies.howToEnd],
        ].map((reply) => reply(en, facts));
      const claims = [null, "left", "not_mine"] as const;
      const ofFacts = ofFactsOf(facts);
      const past = row({ lot_name: lotName, code: spotCode, status: "completed", started_at: at(0), ended_at: at(1) });
      const others = [
        ...claims.flatMap((claim) => [
          replies.stillThere(en, { ...facts, claim }, claim !== null),
          replies.notYours(en, { ...facts, claim }, claim !== null),
        ]),
        ...claims.flatMap((claim) => ofFactsOf({ ...facts, claim, booking: stay })),
        replies.started(en, makeFacts({ lot, spotCode, booking: stay }), watched),
        accountReplies.tooLow(en, balance, lot),
        accountReplies.inLine(en, 17, lot),
        accountReplies.keptForYou(en, { lot, spotCode, until: at(600), bookId: null, now: at(0) }),
        accountReplies.noLongerWaiting(en, lot),
        replies.cancelled(en, lot, spotCode),
        replies.noStay(en),
        replies.nothing(en),
        accountReplies.history(en, Array(5).fill({ ...past, amount_cents: 10_000_000 }), at(0)),
      ];
      expect([...ofFacts, ...others].flatMap(faultsOf)).toEqual([]);
    }),
  );
});
