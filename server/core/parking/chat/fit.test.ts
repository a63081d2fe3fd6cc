// Making answers fit: how codes are abbreviated, and how sections share the rows of a list.
import fc from "fast-check";
import { expect, test } from "vitest";
import { en } from "../../texts/messages.en.ts";
import { faultsOf } from "./facts.fixture.ts";
import { buttons, inShort, list, short } from "./fit.ts";

const codes = (count: number, from = 1) => Array.from({ length: count }, (_, i) => `A${i + from}`);

test.each<[string[], string]>([
  [[], ""],
  [["A"], "A"],
  [["A", "B", "C"], "A, B, C"],
  [["A1", "A2"], "A1, A2"],
  [["A1", "A2", "A3", "A5", "B"], "A1 to A3, A5, B"],
  [codes(12), "A1 to A12"],
  [["A09", "A10", "A11"], "A09 to A11"],
  [["A9", "A010", "A011"], "A9, A010, A011"],
  [codes(200), "A1 to A200"],
  [codes(60).map((code) => `${code}x`), "A1x, A2x, A3x, A4x, A5x, A6x, A7x, A8x, A9x, A10x and 50 more"],
])("%j is told as %j", (given, told) => {
  expect(inShort(en, given, 50)).toBe(told);
});

test("a text that is too long ends in an ellipsis, and never within a character", () => {
  expect(short("Market\n  Square ", 20)).toBe("Market Square");
  expect(short("🚗🚗🚗🚗", 6)).toBe("🚗🚗…");
  expect(short(" ", 6)).toBe("?");
});

const rows = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `book ${name}${i}`, title: `Book ${name}${i}` }));

test("ten rows are shared fairly among the lots", () => {
  const draft = list("text", "Free spots", [
    { title: "One", rows: rows("A", 20) },
    { title: "Two", rows: rows("B", 2) },
    { title: "Three", rows: [] },
    { title: "Four", rows: rows("C", 20) },
  ]);
  expect(draft.sections.map(({ title, rows }) => [title, rows.length])).toEqual([
    ["One", 4],
    ["Two", 2],
    ["Four", 4],
  ]);
});

test("more than three choices, or such as look alike, are a list", () => {
  expect(buttons(en, "text", rows("A", 3)).type).toBe("buttons");
  expect(buttons(en, "text", rows("A", 4)).type).toBe("list");
  const alike = ["North", "South"].map((part) => ({ id: part, title: `The garage at the station, ${part}` }));
  expect(buttons(en, "text", alike).type).toBe("list");
});

test("whatever is to be told, it fits", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 1_500 });
  const choice = fc.record({
    id: fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((id) => id.trim() !== ""),
    title: fc.string({ unit: "grapheme", maxLength: 80 }),
  });
  const choices = (most: number) => fc.uniqueArray(choice, { selector: ({ id }) => id, minLength: 1, maxLength: most });
  const section = fc.record({ title: fc.string({ unit: "grapheme", maxLength: 80 }), rows: choices(20) });
  fc.assert(
    fc.property(text, choices(10), fc.array(section, { minLength: 1, maxLength: 20 }), (said, some, sections) => {
      fc.pre(said.trim() !== "");
      expect(faultsOf(buttons(en, said, some))).toEqual([]);
      const seen = new Set<string>();
      const unlike = sections.map(({ title, rows }) => ({
        title,
        rows: rows.filter(({ id }) => !seen.has(id) && seen.add(id)),
      }));
      expect(faultsOf(list(said, "Choose", unlike))).toEqual([]);
    }),
  );
});
