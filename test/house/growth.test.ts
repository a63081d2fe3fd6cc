// Every table of the schema is in the table of docs/operations.md that says with what it grows and what makes it smaller.
import { expect, test } from "vitest";
import { textOf } from "./files.ts";

const tables = [...textOf("db/schema.sql").matchAll(/^create (?:unlogged )?table (\w+) \($/gm)].map(
  ([, name]) => name!,
);
const section = textOf("docs/operations.md").split("### Tables and what bounds them\n")[1]!.split("\n## ")[0]!;
const rows = section.split("\n").filter((line) => line.startsWith("| `"));
const listed = rows.flatMap((line) => [...line.split("|")[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));

test("every table is listed once, and no table that there is not", () => {
  expect(tables.length).toBeGreaterThan(70);
  expect(listed.toSorted()).toEqual(tables.toSorted());
});

test("each row says what bounds its tables", () => {
  for (const row of rows) expect(row.split("|")[2]!.trim().length, row).toBeGreaterThan(10);
});
