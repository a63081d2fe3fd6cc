import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import type { OpeningHours } from "../../contract/hours.ts";
import { isOpenAt, nextOpening, setHours } from "./opening-hours.ts";

const database = useDatabase();

/** 2026-01-01 is a Thursday. */
const hours: OpeningHours = {
  time_zone: "Europe/Berlin",
  week: [
    { day: "thursday", opens: "13:00", closes: "17:00" },
    { day: "thursday", opens: "09:00", closes: "12:00" },
    { day: "friday", opens: "20:00", closes: "23:59" },
    { day: "saturday", opens: "00:00", closes: "02:00" },
  ],
  holidays: [
    { date: "2026-01-08", name: "Stocktaking", spans: [] },
    { date: "2026-01-15", name: "Short day", spans: [{ opens: "10:00", closes: "11:00" }] },
  ],
};
const berlin = (clock: string) => new Date(`2026-01-${clock}:00+01:00`);

test.each<[string, boolean, ReturnType<typeof nextOpening>]>([
  ["01T08:59", false, { date: "2026-01-01", inDays: 0, opens: "09:00" }],
  ["01T09:00", true, { date: "2026-01-01", inDays: 0, opens: "13:00" }],
  ["01T12:00", false, { date: "2026-01-01", inDays: 0, opens: "13:00" }],
  ["01T17:00", false, { date: "2026-01-02", inDays: 1, opens: "20:00" }],
  ["02T23:59", true, { date: "2026-01-03", inDays: 1, opens: "00:00" }],
  ["03T01:59", true, { date: "2026-01-09", inDays: 6, opens: "20:00" }],
  ["08T10:00", false, { date: "2026-01-09", inDays: 1, opens: "20:00" }],
  ["15T10:30", true, { date: "2026-01-16", inDays: 1, opens: "20:00" }],
])("at %s", (clock, open, next) => {
  expect(isOpenAt(hours, berlin(clock))).toBe(open);
  expect(nextOpening(hours, berlin(clock))).toEqual(next);
});

test("without hours it is always open, and without spans it never opens", () => {
  expect(isOpenAt(null, berlin("01T03:00"))).toBe(true);
  expect(nextOpening({ ...hours, week: [] }, berlin("16T00:00"))).toBeNull();
});

test("hours go by the clock of the zone, also where it changes", () => {
  // Clocks went from 02:00 to 03:00 on this Sunday.
  const sunday = { ...hours, week: [{ day: "sunday" as const, opens: "09:00", closes: "10:00" }] };
  expect(isOpenAt(sunday, new Date("2026-03-29T07:30:00Z"))).toBe(true);
  expect(isOpenAt(sunday, new Date("2026-03-22T07:30:00Z"))).toBe(false);
});

test("a change is in the audit log once", async () => {
  const { db } = database;
  const { id } = await db
    .insertInto("channels")
    .values({ provider: "meta", external_id: "1" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const by = { by: "desk:Ann", now: berlin("01T00:00") };
  for (const given of [hours, hours, null]) await setHours(db, id, given, by);
  const log = await db.selectFrom("audit_log").select(["action", "before", "after"]).orderBy("id").execute();
  expect(log).toEqual([
    { action: "number.hours", before: { hours: null }, after: { hours } },
    { action: "number.hours", before: { hours }, after: { hours: null } },
  ]);
  await expect(setHours(db, 99, null, by)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
