// What every Bellhop has knows no trade: no name in its code, no column in its SQL and no code in its texts is parking's. Sentences for
// people may give parking as an example.
import { expect, test } from "vitest";
import { files, textOf } from "./files.ts";
import { nodesOf } from "./imports.ts";

const known = /^server\/(base|contract)\/|^server\/(schedule|main)\.ts$/;
const words = new Set(["lot", "lots", "spot", "spots", "booking", "bookings", "parking"]);

/** The names in a text: identifiers, words in SQL, and strings that are one word. */
function namesIn(file: string, text: string): string[] {
  const found: string[] = [];
  for (const { type, name, value, tag, quasi } of nodesOf(file, text) as unknown as Node[]) {
    if (type === "Identifier") found.push(name!);
    if (type === "Literal" && typeof value === "string" && /^[\w.:-]+$/.test(value)) found.push(value);
    if (type === "TaggedTemplateExpression" && tag!.name === "sql")
      for (const part of quasi!.quasis) found.push(...(part.value.raw.match(/\w+/g) ?? []));
  }
  return found;
}

type Node = {
  type: string;
  name?: string;
  value?: unknown;
  tag?: { name?: string };
  quasi?: { quasis: { value: { raw: string } }[] };
};

/** Of names those that have a word of parking in them. */
const ofParking = (names: readonly string[]): string[] =>
  names.filter((name) =>
    name.split(/[^A-Za-z0-9]|_|(?<=[a-z0-9])(?=[A-Z])/).some((word) => words.has(word.toLowerCase())),
  );

test("no name in base/, contract/, schedule.ts and main.ts is parking's", () => {
  const rooms = files.filter((file) => known.test(file) && /(?<!\.test)\.ts$/.test(file));
  expect(rooms.length).toBeGreaterThan(40);
  expect(rooms.flatMap((file) => ofParking(namesIn(file, textOf(file))).map((name) => `${file}: ${name}`))).toEqual([]);
});

test("the words are found in identifiers, keys, strings and SQL, and not in sentences", () => {
  const text = `
    const spotId = row.lot_id; // a booking
    const kinds = { "booking.made": 1, SPOT_TAKEN: 2, slots: 3, help: "The lot of a spot" };
    sql\`select id from bookings\`;
  `;
  expect(ofParking(namesIn("server/base/x.ts", text))).toEqual([
    "spotId",
    "lot_id",
    "booking.made",
    "SPOT_TAKEN",
    "bookings",
  ]);
});
