// No file name, name in code, comment or document uses a word that the glossary has retired.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const glossary = readFileSync(path.join(root, "docs/glossary.md"), "utf8");
const [terms, retired] = glossary.split("## Retired words") as [string, string];

/** The cells in the first column of a text's tables. */
const firstColumn = (text: string): string[] =>
  [...text.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell!).filter((cell) => !/^(term|retired|-+)$/.test(cell));

const words = firstColumn(retired).flatMap((cell) => cell.split(", "));

/** The words of a text, with camelCase, kebab-case and snake_case names split. */
const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[a-z]+/g),
  );

const plurals = (word: string): string[] => [word, `${word}s`, word.replace(/y$/, "ies")];

/** The retired words that a text uses. */
const retiredIn = (text: string): string[] => {
  const used = wordsOf(text);
  return words.filter((word) => plurals(word).some((form) => used.has(form)));
};

test("it has 40 to 80 terms, each once", () => {
  const all = firstColumn(terms);
  expect(all.length).toBeGreaterThanOrEqual(40);
  expect(all.length).toBeLessThanOrEqual(80);
  expect(all).toEqual([...new Set(all)]);
});

test.each([
  ["const hastyRead = 1;", ["hasty"]],
  ["// The lamplighters sleep.", ["lamplighter"]],
  ["tally_quarters", ["tally"]],
  ["bookshelf, attendance", []],
])("of %j it names %j", (text, found) => {
  expect(retiredIn(text)).toEqual(found);
});

test("nothing is called by a word that was retired", () => {
  const files = execFileSync("git", ["ls-files", "server", "sim", "test", "bench", "web", "docs", "*.md"], {
    cwd: root,
    encoding: "utf8",
  }).split("\n");
  // The test of upgrades names tables as an older version had them; French has its own words.
  const ours = files.filter(
    (file) =>
      /\.(ts|tsx|md)$/.test(file) &&
      !/^(docs\/(decisions|glossary)|web\/dist|test\/house\/glossary|test\/journeys\/upgrade|server\/core\/texts\/\w+\.fr|server\/core\/parking\/chat\/languages\.test)/.test(
        file,
      ),
  );
  const faults = ours.flatMap((file) =>
    retiredIn(`${file} ${readFileSync(path.join(root, file), "utf8")}`).map((word) => `${file}: ${word}`),
  );
  expect(faults).toEqual([]);
});
