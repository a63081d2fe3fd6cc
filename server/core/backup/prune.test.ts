import { expect, test } from "vitest";
import { kept } from "./prune.ts";

test.each([
  [{ count: 2 }, ["20260109T023000Z-bbbb", "20260110T023000Z-cccc"]],
  [{ days: 3 }, ["20260109T023000Z-bbbb", "20260110T023000Z-cccc"]],
  [{ days: 30 }, ["20260101T023000Z-aaaa", "20260109T023000Z-bbbb", "20260110T023000Z-cccc"]],
])("%o keeps %o", (keep, stay) => {
  const ids = ["20260101T023000Z-aaaa", "20260109T023000Z-bbbb", "20260110T023000Z-cccc"];
  expect(kept(ids, keep, new Date("2026-01-11T00:00:00Z"))).toEqual(stay);
});

test("the newest backup stays, however old it is", () => {
  expect(kept(["20200101T023000Z-aaaa"], { days: 1 }, new Date())).toEqual(["20200101T023000Z-aaaa"]);
});
