// Spot codes: which are valid, which count as the same, and which spots they name.
import { expect, test } from "vitest";
import { noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import * as codes from "./codes.ts";
import type { CommandContext } from "./command-context.ts";
import * as lots from "./lots.ts";
import { usual } from "./terms.ts";

const database = useDatabase();

const command = <T>(run: (ctx: CommandContext) => Promise<T>) =>
  database.db.transaction().execute((tx) => run({ tx, now: noon, by: "test", notices: [] }));
const terms = { ...usual, name: "Lot", currency: "USD", rate_cents_per_hour: 300 };

test.each([
  ["A", null],
  ["A-12", null],
  ["Süd 4", null],
  ["七", null],
  ["x".repeat(20), null],
  ["😀1", null],
  ["", "is empty"],
  ["x".repeat(21), "is longer than 20 characters"],
  ["A\u0000", "holds a character that cannot be seen"],
  ["A\nB", "holds a character that cannot be seen"],
  ["A\u200bB", "holds a character that cannot be seen"],
  ["\u202eA", "holds a character that cannot be seen"],
  ["A\u2028B", "holds a character that cannot be seen"],
  ["?!", "holds no letter or digit"],
  ["😀", "holds no letter or digit"],
])("%j: %s", (code, fault) => {
  expect(codes.faultOf(code)).toBe(fault);
});

test("a tidy code has no space around it and single spaces in it", () => {
  expect(codes.tidy("  P1\u00a0 \u20034 \n")).toBe("P1 4");
});

test("a code names spots whatever its case, accents and signs, in one lot or in all", async () => {
  const made = await command((one) => lots.create(one, terms, ["Süd-4", "A"]));
  const other = await command((one) => lots.create(one, terms, ["A", "AA"]));
  const named = async (code: string, lotId: number | null) =>
    (await codes.named(database.db, code, lotId)).map((spot) => [spot.lot_id, spot.code]);
  expect(await named("sud 4", made.id)).toEqual([[made.id, "Süd-4"]]);
  expect(await named("a", null)).toEqual([
    [made.id, "A"],
    [other.id, "A"],
  ]);
  expect(await named("a", other.id)).toEqual([[other.id, "A"]]);
  expect(await named("B", null)).toEqual([]);
});

test("a code is found whatever keyboard typed it", async () => {
  const made = await command((one) => lots.create(one, terms, ["A12", "क1", "ข้"]));
  const named = async (code: string) => (await codes.named(database.db, code, made.id)).map((spot) => spot.code);
  expect(await named("А12")).toEqual(["A12"]);
  expect(await named("Α１２")).toEqual(["A12"]);
  expect(await named("a١٢")).toEqual(["A12"]);
  expect(await named("क१")).toEqual(["क1"]);
  expect(await named("का1")).toEqual([]);
  expect(await named("ข่")).toEqual([]);
});

test("new codes differ from each other and from those of the lot", async () => {
  const lot = await command((one) => lots.create(one, terms, ["A-1"]));
  const check = (lotId: number | null, ...given: string[]) => command((one) => codes.checkNew(one, lotId, given));
  await check(lot.id, "A1", "A 2");
  await check(null, "A-1");
  await expect(check(lot.id, "a 1")).rejects.toMatchObject({
    code: "CODE_TAKEN",
    message: expect.stringContaining("A-1"),
  });
  await expect(check(null, "B", "é", "E")).rejects.toMatchObject({ code: "CODE_TAKEN" });
});

test("of two who add the same code at the same moment one is told that it is taken", async () => {
  const lot = await command((one) => lots.create(one, terms, []));
  const add = (code: string) =>
    command(async (one) => {
      await codes.checkNew(one, lot.id, [code]);
      await lots.addSpots(one, lot.id, [code]);
    });
  const done = await Promise.allSettled([add("A-1"), add("A 1"), add("a.1")]);
  expect(done.filter((one) => one.status === "fulfilled")).toHaveLength(1);
});
