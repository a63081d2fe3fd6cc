// How the table's address becomes a query.
import { expect, test } from "vitest";
import { filterOf, isFiltered, queryOf } from "./query.ts";

test("a period narrows the days that were chosen, and never widens them", () => {
  expect(queryOf({ from: "2024-02-10", to: "2024-05-01", when: "2024-02" })).toMatchObject({
    from: "2024-02-10",
    to: "2024-02-29",
  });
  expect(queryOf({ from: "2024-02-10", when: "2024" })).toMatchObject({ from: "2024-02-10", to: "2024-12-31" });
  expect(filterOf({ from: "2024-02-10", when: "2024" })).not.toHaveProperty("to");
});

test("what is no filter is left out", () => {
  expect(Object.keys(queryOf({ q: "", from: "yesterday", conversation: "x1", sort: "status" }))).toEqual(["time_zone"]);
  expect(queryOf({ status: "failed,foo", type: "x", channel: "meta,-1", direction: "up", from: "2026-02-31" })).toEqual(
    {
      status: "failed",
      channel: "meta",
      time_zone: expect.any(String),
    },
  );
  expect(isFiltered({ sort: "status", message: "4" })).toBe(false);
  expect(isFiltered({ when: "2024" })).toBe(true);
});
