// Working hours of a number. Types only.
import type { weekdays } from "./calls.ts";

/** A day of the week. */
export type Weekday = (typeof weekdays)[number];

/** From when to when on a day, such as `09:00` to `17:30`. `23:59` at the end means until midnight. */
export type HourSpan = { opens: string; closes: string };

/** When people are there to answer. Times are of the time zone. */
export type OpeningHours = {
  /** IANA name. */
  time_zone: string;
  /** Days without a span are closed. */
  week: (HourSpan & { day: Weekday })[];
  /** Dates (`2026-12-25`) with hours of their own; without a span closed all day. */
  holidays: { date: string; name: string; spans: HourSpan[] }[];
};

/** How many spans a day may have, and how many holidays there may be. */
export const HOURS_LIMITS = { spansADay: 4, holidays: 100 };
