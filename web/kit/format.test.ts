// Money and times as a user in London sees them.
import { expect, test, vi } from "vitest";
import { brief, count, dayOf, money, percent, phone, relative, scaleMoney, span, spanMarks, time } from "./format.ts";

vi.stubGlobal("navigator", { language: "en-GB" });

const now = new Date(2026, 10, 21, 14, 5, 9);
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

test("money has its cents, whatever the currency", () => {
  expect(money(1_234_56, "EUR")).toBe("€1,234.56");
  expect(money(-5, "USD")).toBe("-US$0.05");
  expect(money(0, "GBP")).toBe("£0.00");
});

test("times in the viewer's zone", () => {
  expect(time(now, "clock")).toBe("14:05");
  expect(time(now, "date")).toBe("21 Nov 2026");
  expect(time(now, "weekday")).toBe("Saturday 21 November");
  expect(time(now)).toBe("21 Nov 2026, 14:05");
  expect(time(now.toISOString(), "exact")).toBe("21 Nov 2026, 14:05:09");
  expect(dayOf(new Date(2026, 0, 5, 0, 0))).toBe("2026-01-05");
  expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
});

test.each([
  [ago(60), "14:04"],
  [new Date(2026, 10, 21, 0, 1), "00:01"],
  [new Date(2026, 10, 20, 23, 59), "Fri"],
  [new Date(2026, 10, 16, 14, 5), "Mon"],
  [new Date(2026, 10, 14, 14, 5), "14 Nov"],
  [new Date(2025, 11, 31, 12), "31 Dec 2025"],
  // From a clock that is ahead of ours.
  [new Date(2026, 10, 22, 9), "22 Nov"],
])("%s in brief", (at, expected) => {
  expect(brief(at, now)).toBe(expected);
});

test.each([
  [ago(0), "now"],
  [ago(59), "now"],
  [ago(61), "1 minute ago"],
  [ago(3_599), "59 minutes ago"],
  [ago(7_300), "2 hours ago"],
  [ago(90_000), "yesterday"],
  [ago(-7_300), "in 2 hours"],
  [ago(86_400 * 40), "last month"],
])("%s is relative", (at, expected) => {
  expect(relative(at, now)).toBe(expected);
});

test.each([
  [0, "0 s"],
  [-5, "0 s"],
  [59.4, "59 s"],
  [60, "1 min"],
  [3_599, "59 min"],
  [3_600, "1 h"],
  [7_510, "2 h 05 min"],
  [86_400 * 2, "2 d"],
  [86_400 * 2 + 3_600, "2 d 1 h"],
])("%d seconds are %s", (seconds, expected) => {
  expect(span(seconds)).toBe(expected);
});

test("numbers", () => {
  expect(count(1_234_567)).toBe("1,234,567");
  expect(percent(0.256)).toBe("26%");
  expect(phone("491701234567")).toBe("+49 170 123 4567");
  expect(phone("15550100001")).toBe("+1 555 010 0001");
  expect(phone("4520123456")).toBe("+45 2012 3456");
  expect(phone("5511912345678")).toBe("+55 119 1234 5678");
  expect(phone("3545551234")).toBe("+354 555 1234");
  expect(phone("6591234567")).toBe("+65 9123 4567");
  expect(phone("77011234567")).toBe("+7 701 123 4567");
  expect(phone("US.1234abc")).toBe("US.1234abc");
  expect(phone(null)).toBe("");
});

test.each([
  [0, ["0 s", "5 s"]],
  [23, ["0 s", "15 s", "30 s"]],
  [700, ["0 s", "5 min", "10 min", "15 min"]],
  [2_400, ["0 s", "10 min", "20 min", "30 min", "40 min"]],
  [9 * 86_400, ["0 s", "3 d", "6 d", "9 d"]],
])("a scale of %d seconds is marked in even, round steps", (max, expected) => {
  expect(spanMarks(max).map(span)).toEqual(expected);
});

test("a scale of money below one euro shows its cents", () => {
  expect([0, 25, 50].map((cents) => scaleMoney(cents, "EUR", 50))).toEqual(["€0.00", "€0.25", "€0.50"]);
  expect([0, 2_000].map((cents) => scaleMoney(cents, "EUR", 4_000))).toEqual(["€0", "€20"]);
  expect(scaleMoney(1_500, "JPY", 3_000)).toBe("¥1,500");
});
