// Faults of hours as they are typed.
import { expect, test } from "vitest";
import { blankHours, faultOf, type Hours } from "./hours.ts";

const zones = new Set(["UTC", "Europe/Berlin"]);
const good: Hours = {
  ...{ enabled: true, time_zone: "Europe/Berlin" },
  week: [
    { day: "monday", opens: "13:00", closes: "17:00" },
    { day: "monday", opens: "09:00", closes: "13:00" },
  ],
  holidays: [{ date: "2026-12-25", from: "00:00", to: "23:59" }],
};
const span = (opens: string, closes: string) => ({ day: "monday" as const, opens, closes });

test.each<[string, Partial<Hours>, object | null]>([
  ["spans that touch", {}, null],
  ["an unknown zone", { time_zone: "Berlin" }, { kind: "zone" }],
  ["no span", { week: [] }, { kind: "empty" }],
  ["half a span", { week: [span("09:00", "")] }, { kind: "time", day: "monday" }],
  ["a span without length", { week: [span("09:00", "09:00")] }, { kind: "order", day: "monday" }],
  ["an overlap", { week: [span("09:00", "12:00"), span("08:00", "09:01")] }, { kind: "overlap", day: "monday" }],
  ["a day off without date", { holidays: [{ ...good.holidays[0]!, date: "" }] }, { kind: "date" }],
  ["a day off backwards", { holidays: [{ ...good.holidays[0]!, to: "00:00" }] }, { kind: "order", day: "2026-12-25" }],
  ["a day off twice", { holidays: [good.holidays[0]!, good.holidays[0]!] }, { kind: "twice", day: "2026-12-25" }],
])("%s", (_, given, fault) => {
  expect(faultOf({ ...good, ...given }, zones)).toEqual(fault);
});

test("what is offered first is valid and switched off", () => {
  const first = blankHours();
  expect(first.enabled).toBe(false);
  expect(faultOf(first, new Set([first.time_zone]))).toBeNull();
});
