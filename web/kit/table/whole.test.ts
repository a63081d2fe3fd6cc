// Searching and sorting lists in the browser.
import { expect, test } from "vitest";
import { arrange } from "./whole.ts";

const rows = [
  { id: 1, name: "Gate 10", spot: "A", seen: 5 },
  { id: 2, name: "gate 9", spot: null, seen: null },
  { id: 3, name: "Überholspur", spot: "B2", seen: 3 },
];
const columns = [
  { accessor: "name", title: "Name" },
  { accessor: "spot", title: "Spot" },
  { accessor: "seen", title: "Seen" },
];
const ids = (words: string, by: string, order: "asc" | "desc") =>
  arrange(rows, columns, words, { by, order }).map(({ id }) => id);

test("numbers in names count as numbers, case and accents not at all, and nothing comes last in either order", () => {
  expect(ids("", "name", "asc")).toEqual([2, 1, 3]);
  expect(ids("", "name", "desc")).toEqual([3, 1, 2]);
  expect(ids("", "spot", "asc")).toEqual([1, 3, 2]);
  expect(ids("", "spot", "desc")).toEqual([3, 1, 2]);
  expect(ids("", "seen", "asc")).toEqual([3, 1, 2]);
});

test("every word must stand somewhere in the row", () => {
  expect(ids("uber", "name", "asc")).toEqual([3]);
  expect(ids("GATE a", "name", "asc")).toEqual([2, 1]);
  expect(ids("gate 10", "name", "asc")).toEqual([1]);
  expect(ids("nothing", "name", "asc")).toEqual([]);
});
