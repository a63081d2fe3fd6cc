// The hours in which a number takes calls, as they are typed: what is wrong with them, and what a day begins with. Pure.
import { weekdays } from "../../api/lists.ts";
import type { NumberCalls } from "./number.ts";

export type Hours = NonNullable<NonNullable<NumberCalls["settings"]>["hours"]>;
export type Day = Hours["week"][number]["day"];

/** How many spans a day may have, and how many days off there may be. (Meta: calling, call settings.) */
export const SPANS_A_DAY = 2;
export const MOST_HOLIDAYS = 20;

/** What a new span is: the first of its day, or one after it. */
export const newSpan = (day: Day, others: number): Hours["week"][number] =>
  others === 0 ? { day, opens: "09:00", closes: "17:00" } : { day, opens: "18:00", closes: "20:00" };

/** Hours that were never set: office hours, switched off. */
export const blankHours = (): Hours => ({
  enabled: false,
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: weekdays.slice(0, 5).map((day) => newSpan(day, 0)),
  holidays: [],
});

/** What is wrong; `day` is a weekday, or the date of a day off. */
export type HoursFault =
  | { kind: "empty" | "zone" | "date" }
  | { kind: "order" | "overlap" | "time" | "twice"; day: string };

/** The first fault of hours; null when there is none. */
export function faultOf({ week, holidays, time_zone }: Hours, zones: ReadonlySet<string>): HoursFault | null {
  if (!zones.has(time_zone)) return { kind: "zone" };
  if (week.length === 0) return { kind: "empty" };
  for (const [n, { day, opens, closes }] of week.entries()) {
    if (opens === "" || closes === "") return { kind: "time", day };
    if (opens >= closes) return { kind: "order", day };
    const before = week.slice(0, n).filter((one) => one.day === day);
    if (before.some((one) => opens < one.closes && one.opens < closes)) return { kind: "overlap", day };
  }
  for (const [n, { date, from, to }] of holidays.entries()) {
    if (date === "" || from === "" || to === "") return { kind: "date" };
    if (from >= to) return { kind: "order", day: date };
    if (holidays.slice(0, n).some((one) => one.date === date)) return { kind: "twice", day: date };
  }
  return null;
}
