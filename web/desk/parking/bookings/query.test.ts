// How the table's address becomes a query.
import { expect, test } from "vitest";
import { filterOf, isFiltered, queryOf } from "./query.ts";

test("filters are those that the API has, and a period narrows their days", () => {
  const address = { q: "Ana", status: "reserved,gone", lot: "3", spot: "A1", from: "2024-02-10", when: "2024-02" };
  expect(queryOf(address)).toEqual({
    q: "Ana",
    status: "reserved",
    lot_id: 3,
    spot: "A1",
    from: "2024-02-10",
    to: "2024-02-29",
    time_zone: expect.any(String),
  });
  expect(filterOf(address)).not.toHaveProperty("to");
});

test("what is no filter is left out", () => {
  expect(Object.keys(queryOf({ q: "", status: "x", lot: "-1", from: "2026-02-31", when: "soon", sort: "id" }))).toEqual(
    ["time_zone"],
  );
  expect(isFiltered({ sort: "status" })).toBe(false);
  expect(isFiltered({ when: "2024" })).toBe(true);
});
