// Which spot and lot drivers mean, among codes and names that are easily confused.
import fc from "fast-check";
import { expect, test } from "vitest";
import { normalizeText } from "../../../base/normalize-text.ts";
import * as codes from "../codes.ts";
import { makeLot } from "./facts.fixture.ts";
import { parse } from "./parse.ts";
import { bookId, find, lotsNamed, spotNamesOf, waitId } from "./spot-names.ts";

/** Lots by name and codes; spots are numbered consecutively. */
function makePlaces(all: readonly (readonly [string, readonly string[]])[]) {
  const lots = all.map(([name], i) => makeLot({ id: i + 1, name }));
  const spots = all.flatMap(([, codes], i) => codes.map((code) => ({ lot_id: i + 1, code })));
  return spotNamesOf(
    lots,
    spots.map((spot, i) => ({ ...spot, id: i + 1 })),
  );
}

const town = makePlaces([
  ["Market Square", ["A", "A-1", "A1", "B", "Nord 3"]],
  ["Harbour", ["A", "C", "P1 4", "Ä"]],
  ["Harbour West", ["D", "at 5"]],
  ["The Old Mill", ["7"]],
]);

const named = (text: string) => lotsNamed(town, { raw: text, plain: normalizeText(text) }).map(({ name }) => name);
const meant = (text: string) =>
  find(town, { raw: text, plain: normalizeText(text) }).map(({ code, lot }) => `${code} ${lot.id}`);

test.each<[string, string[]]>([
  ["A", ["A 1", "A 2"]],
  ["b", ["B 1"]],
  ["a1", ["A1 1"]],
  ["a 1", ["A-1 1"]],
  ["nord3", ["Nord 3 1"]],
  ["p14", ["P1 4 2"]],
  ["p1-4", ["P1 4 2"]],
  ["ä", ["A 1", "Ä 2"]],
  ["A at Market Square", ["A 1"]],
  ["a in the market", ["A 1"]],
  ["A, market square", ["A 1"]],
  ["A harbour", ["A 2"]],
  ["d at harbour", []],
  ["d at harbour w", ["D 3"]],
  ["at 5", ["at 5 3"]],
  ["at 5 at harbour west", ["at 5 3"]],
  ["7 at old mill", ["7 4"]],
  ["A at 5pm", []],
  ["A market", []],
  ["Z", []],
  ["", []],
  ["🚗", []],
])("%j means %j", (text, spots) => {
  expect(meant(text)).toEqual(spots);
});

test.each<[string, string[]]>([
  ["MARKET SQUARE", ["Market Square"]],
  ["mar", ["Market Square"]],
  ["ma", []],
  ["harbour", ["Harbour"]],
  ["harb", ["Harbour", "Harbour West"]],
  ["the old mill", ["The Old Mill"]],
  ["old mill", ["The Old Mill"]],
  ["", []],
])("the name %j is that of %j", (text, names) => {
  expect(named(text)).toEqual(names);
});

test("what books a spot is short where it can be, and names the lot where it must", () => {
  const ids = town.entries.map(({ spotId }) => bookId(town, spotId));
  expect(ids).toEqual([
    "book A at Market Square",
    "book A-1",
    "book A1",
    "book B",
    "book Nord 3",
    "book A at Harbour",
    "book C",
    "book P1 4",
    "book Ä at Harbour",
    "book D",
    "book at 5",
    "book 7",
  ]);
  expect(bookId(town, 99)).toBeNull();
});

test("lots of one name, or of one without letters, are told apart by number", () => {
  const twins = makePlaces([
    ["Garage", ["A"]],
    ["garage!", ["A"]],
    ["🚗", ["A"]],
    ["Lot 2", ["B"]],
  ]);
  expect([...twins.labels.values()]).toEqual(["lot 1", "lot 2 2", "lot 3", "Lot 2"]);
  expect(twins.entries.map(({ spotId }) => bookId(twins, spotId))).toEqual([
    "book A at lot 1",
    "book A at lot 2 2",
    "book A at lot 3",
    "book B",
  ]);
  expect(twins.lots.map((lot) => waitId(twins, lot))).toEqual([
    "wait for lot 1",
    "wait for lot 2 2",
    "wait for lot 3",
    "wait for Lot 2",
  ]);
});

test("in the only lot there is, waiting needs no name", () => {
  const one = makePlaces([["Garage", []]]);
  expect(waitId(one, one.lots[0]!)).toBe("wait");
});

test("whatever the codes are, each spot can be booked by what its choice says, typed as well", () => {
  const word = fc.constantFrom(
    "A",
    "a",
    "B",
    "1",
    "12",
    "at",
    "in",
    "the",
    "spot",
    "book",
    "please",
    "now",
    "ok",
    "-",
    "Ä",
    "for me",
    "no",
  );
  const code = fc.oneof(
    fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  );
  const tidy = code.map(codes.tidy).filter((one) => codes.faultOf(one) === null);
  const lot = fc.uniqueArray(tidy, { selector: normalizeText, minLength: 1, maxLength: 6 });
  const names = ["Market Square", "Harbour", "Harbour West", "12"];
  fc.assert(
    fc.property(fc.array(lot, { minLength: 1, maxLength: 4 }), (all) => {
      const spotNames = makePlaces(all.map((own, i) => [names[i]!, own] as const));
      for (const { spotId } of spotNames.entries) {
        const said = parse(null, bookId(spotNames, spotId));
        expect(said).toMatchObject({ kind: "book" });
        expect(find(spotNames, (said as { spot: { raw: string; plain: string } }).spot)).toMatchObject([{ spotId }]);
      }
    }),
    { numRuns: 500 },
  );
});
