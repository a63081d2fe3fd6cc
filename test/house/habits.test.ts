// Conventions that readers rely on: every file begins with a comment, none is too long, migrations only go forward.
import { expect, test } from "vitest";
import { files, textOf } from "./files.ts";

const ours = files.filter((file) => /\.(ts|tsx|js)$/.test(file));
const generated = new Set([
  "db/rows.ts",
  "db/schema.sql",
  "web/api/lists.ts",
  "web/api/schema.ts",
  "docs/openapi.json",
  "package-lock.json",
]);

test("every file opens with a comment that says what lives in it", () => {
  const opens = (file: string): boolean => /^(#!.*\n)?(\/\/ @ts-check\n)?(\/\/ \S|\/\*\*? )/.test(textOf(file));
  // A test beside the file that it tests needs no header comment.
  const plain = (file: string): boolean =>
    files.includes(file.replace(/(\.property)?\.test\.ts$/, ".ts")) && file.endsWith(".test.ts");
  expect(
    ours.filter((file) => !generated.has(file) && !plain(file) && file !== "vitest.config.ts" && !opens(file)),
  ).toEqual([]);
});

test("no file but a test is longer than 400 lines", () => {
  const long = ours.filter((file) => !generated.has(file) && !/\.(test|spec)\.ts$/.test(file));
  expect(long.filter((file) => textOf(file).split("\n").length > 400)).toEqual([]);
});

test("nothing speaks of the place or the way in which it was written", () => {
  const foreign =
    /\/work\/|\.\.\/shared|\b(this|the) (agent|session)('s)? (sandbox|brief)|\bsandboxed session\b|VECTORS\.json|DESIGN\.md|STYLE\.md/;
  const texts = files.filter(
    (file) => /\.(ts|js|md|sql|json|jsonc|css|html|example)$/.test(file) && file !== "test/house/habits.test.ts",
  );
  const found = texts.flatMap((file) =>
    textOf(file)
      .split("\n")
      .flatMap((line, index) => (foreign.test(line) ? [`${file}:${index + 1} ${line.trim().slice(0, 100)}`] : [])),
  );
  expect(found).toEqual([]);
});

test("migrations are numbered without gaps, are plain SQL, and have no way back", () => {
  const names = files
    .filter((file) => file.startsWith("db/migrations/"))
    .map((file) => file.slice("db/migrations/".length));
  expect(names.length).toBeGreaterThan(0);
  for (const [index, name] of names.entries()) {
    expect(name).toMatch(/^\d{4}-?[_-][a-z0-9-]+\.sql$/);
    expect(Number(name.slice(0, 4))).toBe(index + 1);
    expect(textOf(`db/migrations/${name}`)).not.toMatch(/^-- *down/im);
  }
});

test("no test is left out or left alone", () => {
  const skips = /\b(?:test|it|describe)\.(?:only|skip|todo|fixme)\b/;
  expect(files.filter((file) => /\.(test|spec)\.ts$/.test(file) && skips.test(textOf(file)))).toEqual([]);
});
