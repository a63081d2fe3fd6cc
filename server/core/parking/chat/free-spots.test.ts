// Answers that show free spots: their texts, and that they fit whatever the names of lots and spots.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Draft } from "../../../contract/outbound.ts";
import { en } from "../../texts/messages.en.ts";
import type { Lot } from "../lots.ts";
import { faultsOf, makeLot } from "./facts.fixture.ts";
import { type Group, slots, whichLot, whichSpot, whichWait } from "./free-spots.ts";
import { bookId, spotNamesOf, waitId } from "./spot-names.ts";

/** Lots with their free spots, as the answers take them. */
function makeGroups(
  all: readonly { lot?: Partial<Lot>; free: readonly string[]; taken?: number; unseen?: number }[],
): Group[] {
  const lots = all.map(({ lot }, i) => makeLot({ id: i + 1, ...lot }));
  const spots = all.flatMap(({ free }, i) => free.map((code) => ({ lot_id: i + 1, code })));
  const spotNames = spotNamesOf(
    lots,
    spots.map((spot, i) => ({ ...spot, id: i + 1 })),
  );
  return lots.map((lot, i) => ({
    lot,
    label: spotNames.labels.get(lot.id)!,
    free: spotNames.entries
      .filter((entry) => entry.lot.id === lot.id)
      .map(({ spotId, code }) => ({ code, id: bookId(spotNames, spotId) })),
    taken: all[i]!.taken ?? 0,
    unseen: all[i]!.unseen ?? 0,
    waitId: waitId(spotNames, lot),
  }));
}

const textOf = (draft: Draft) => ("text" in draft ? draft.text : "");
const ids = (draft: Draft) =>
  draft.type === "list"
    ? draft.sections.flatMap(({ rows }) => rows.map(({ id }) => id))
    : draft.type === "buttons"
      ? draft.buttons.map(({ id }) => id)
      : [];

test("one lot", () => {
  const draft = slots(en, makeGroups([{ free: ["A", "B", "C"], taken: 2 }]));
  expect(textOf(draft)).toBe(
    "*Market Square*: 3 free, 2 taken\n$3.00 an hour\nFree: A, B, C\n\nChoose a spot, or write *book A*.",
  );
  expect(draft).toMatchObject({ type: "list", sections: [{ rows: [{ id: "book A", title: "Book A" }, {}, {}] }] });
});

test("two hundred free spots", () => {
  const draft = slots(en, makeGroups([{ free: Array.from({ length: 200 }, (_, i) => `P${i + 1}`) }]));
  expect(textOf(draft)).toContain("Free: P1 to P200");
  expect(ids(draft)).toHaveLength(10);
});

test("several lots, each with its own currency, and those with a free spot first", () => {
  const draft = slots(
    en,
    makeGroups([
      { lot: { name: "Full" }, free: [], taken: 4 },
      { lot: { name: "Hafen", currency: "EUR", free_minutes: 15 }, free: ["A"], taken: 0 },
      { lot: { name: "Empty" }, free: [], taken: 0 },
      { lot: { name: "Market Square" }, free: ["A", "C"], taken: 1 },
    ]),
    "Which spot would you like?",
  );
  expect(textOf(draft)).toBe(
    [
      "Which spot would you like?",
      "*Hafen*: 1 free, 0 taken\n€3.00 an hour, the first 15 min free\nFree: A",
      "*Market Square*: 2 free, 1 taken\n$3.00 an hour\nFree: A, C",
      "*Full*: all 4 spots are taken\n$3.00 an hour",
      "Choose a spot, or write *book A at Hafen*.",
    ].join("\n\n"),
  );
  expect(ids(draft)).toEqual(["book A at Hafen", "book A at Market Square", "book C"]);
});

test("what cannot be seen is not called taken", () => {
  expect(textOf(slots(en, makeGroups([{ free: [], taken: 4, unseen: 3 }])))).toContain(
    "*Market Square*: no spot can be booked right now, as 3 of 4 cannot be seen. Please ask again in a minute",
  );
});

test("nothing is free", () => {
  const one = slots(en, makeGroups([{ free: [], taken: 1 }]));
  expect(textOf(one)).toBe(
    "*Market Square*: its only spot is taken\n$3.00 an hour\n\nWrite *wait*, and the next spot that comes free is kept for you.",
  );
  expect(ids(one)).toEqual(["wait"]);
  const two = slots(
    en,
    makeGroups([
      { lot: { name: "Hafen" }, free: [], taken: 4 },
      { free: [], taken: 2 },
    ]),
  );
  expect(ids(two)).toEqual(["wait for Hafen", "wait for Market Square"]);
});

test("there is nothing at all", () => {
  expect(slots(en, [])).toEqual({ type: "text", text: "There are no parking spots yet." });
  expect(slots(en, makeGroups([{ free: [] }]))).toEqual({ type: "text", text: "There are no parking spots yet." });
});

test("several lots have the spot", () => {
  const [harbour, market] = makeGroups([{ lot: { name: "Harbour" }, free: ["A"] }, { free: ["A"] }]);
  const draft = whichLot(en, [
    { ...harbour!, code: "A", free: false, id: harbour!.free[0]!.id },
    { ...market!, code: "A", free: true, id: market!.free[0]!.id },
  ]);
  expect(textOf(draft)).toBe(
    [
      "There is a spot *A* in several lots. Which one do you mean?",
      "*Market Square*: A is free, $3.00 an hour\n*Harbour*: A is taken",
      "Write the lot's name, or *book A at Market Square*.",
    ].join("\n\n"),
  );
  expect(ids(draft)).toEqual(["book A at Market Square", "book A at Harbour"]);
});

test("whatever lots and spots are called, and however many there are, the answers fit", () => {
  const name = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }),
    fc.constantFrom("Market Square", "Market Square North", "P"),
  );
  const code = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 5 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }),
    fc.integer({ min: 1, max: 300 }).map((n) => `A${n}`),
  );
  const lot = fc.record({
    name,
    currency: fc.constantFrom("USD", "EUR", "JPY", "KWD"),
    rate_cents_per_hour: fc.nat(10_000_000),
    free_minutes: fc.nat(1_440),
    daily_cap_cents: fc.option(fc.integer({ min: 1, max: 10_000_000 })),
  });
  const group = fc.record({
    lot,
    free: fc.uniqueArray(code, { selector: (one) => one.toUpperCase(), maxLength: 40 }),
    taken: fc.nat(1_000),
  });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 14 }), fc.option(fc.constant("Spot *A* is taken.")), (all, intro) => {
      const groups = makeGroups(all);
      expect(faultsOf(slots(en, groups, intro))).toEqual([]);
      const options = groups.flatMap(({ lot, label, free }) =>
        free.slice(0, 1).map(({ code, id }) => ({ lot, label, code, id, free: code.length > 2 })),
      );
      if (options.length > 0) {
        expect(faultsOf(whichLot(en, options))).toEqual([]);
        expect(faultsOf(whichSpot(en, options))).toEqual([]);
      }
      if (groups.length > 0) expect(faultsOf(whichWait(en, groups))).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 60_000);
