import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";

const world = useApp();
const good = {
  time_zone: "Europe/Berlin",
  week: [{ day: "monday", opens: "09:00", closes: "17:00" }],
  holidays: [{ date: "2026-12-25", name: "Christmas", spans: [] }],
};
const idOf = async () => (await world.call("viewer", { method: "GET", url: "/api/numbers" })).json.numbers[0].id;
const put = async (hours: unknown) =>
  world.call("admin", { method: "PUT", url: `/api/numbers/${await idOf()}/hours`, payload: { hours } });

test("hours are set, listed with the number, and taken away", async () => {
  const shown = async () => (await world.call("viewer", { method: "GET", url: "/api/numbers" })).json.numbers[0].hours;
  expect(await shown()).toBeNull();
  expect(await put(good)).toMatchObject({ status: 200, json: { hours: good } });
  expect(await shown()).toEqual(good);
  expect((await put(null)).status).toBe(200);
  expect(await shown()).toBeNull();
});

const span = (opens: string, closes: string) => ({ opens, closes });
test.each<[string, object, string]>([
  ["a zone that is none", { time_zone: "Berlin" }, "hours/time_zone: must be an IANA time zone"],
  ["a span backwards", { week: [{ day: "monday", ...span("17:00", "09:00") }] }, "hours/week/0/closes: must be later"],
  [
    "spans that overlap",
    { week: ["09:00", "10:00"].map((opens) => ({ day: "monday", ...span(opens, "12:00") })) },
    "hours/week/1: overlaps with another span of monday",
  ],
  [
    "a holiday twice",
    { holidays: [good.holidays[0], good.holidays[0]] },
    "hours/holidays/1/date: is there twice: 2026-12-25",
  ],
  ["a holiday without a name", { holidays: [{ ...good.holidays[0], name: " " }] }, "hours/holidays/0/name"],
  ["a date that is none", { holidays: [{ ...good.holidays[0], date: "2026-02-30" }] }, "hours/holidays/0/date"],
])("%s is refused with its place", async (_, given, detail) => {
  const answer = await put({ ...good, ...given });
  expect(answer.status).toBe(400);
  expect(answer.json.detail).toContain(detail);
});
