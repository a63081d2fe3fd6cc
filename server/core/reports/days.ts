// Drilling down by date: how many messages there are a year, a month, a day or an hour of a zone, under the filters of the table.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { countEach } from "./counts.ts";
import { isNarrow, type MessageFilter } from "./filter.ts";
import { countFetched } from "./narrow.ts";
import { dayOf, daysLater, isDate, momentsOf } from "./zones.ts";

/** A year, month, day or hour of a zone with its messages. */
export type Bucket = {
  year: number;
  month: number | null;
  day: number | null;
  hour: number | null;
  from: Date;
  /** Exclusive. */
  to: Date;
  count: number;
};

/** Where to look. Without a year: the years. */
export type Place = { year?: number | undefined; month?: number | undefined; day?: number | undefined };

type Level = "years" | "months" | "days" | "hours";

/** The parts of a place that have messages, in order. A day that does not exist has none. */
export async function drill(
  tx: Transaction<DB>,
  filter: MessageFilter,
  zone: string,
  place: Place,
): Promise<{ level: Level; buckets: Bucket[]; capped: boolean }> {
  const level: Level =
    place.year === undefined
      ? "years"
      : place.month === undefined
        ? "months"
        : place.day === undefined
          ? "days"
          : "hours";
  const parts = level === "hours" ? await hoursOf(tx, zone, place) : await datesOf(tx, zone, level, place);
  if (parts.length === 0) return { level, buckets: [], capped: false };
  const bounds = [...parts.map(({ from }) => from), parts.at(-1)!.to];
  const fetched = isNarrow(filter) ? await countFetched(tx, filter, bounds) : null;
  const counts = fetched?.counts ?? (await countEach(tx, filter, bounds));
  const buckets = parts.map((part, n) => ({ ...part, count: counts[n]! })).filter(({ count }) => count > 0);
  return { level, buckets, capped: fetched !== null && !fetched.isAll };
}

type Part = Omit<Bucket, "count">;

const pad = (n: number, digits = 2): string => String(n).padStart(digits, "0");
const dateOf = (year: number, month = 1, day = 1): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** Years, months of a year, or days of a month. */
async function datesOf(tx: Transaction<DB>, zone: string, level: Level, { year, month }: Place): Promise<Part[]> {
  const starts =
    level === "years"
      ? (await yearsOf(tx, zone)).map((one) => ({ year: one, month: null, day: null }))
      : level === "months"
        ? Array.from({ length: 12 }, (_, n) => ({ year: year!, month: n + 1, day: null }))
        : Array.from({ length: 31 }, (_, n) => ({ year: year!, month: month!, day: n + 1 })).filter((one) =>
            isDate(dateOf(one.year, one.month, one.day)),
          );
  if (starts.length === 0) return [];
  const last = starts.at(-1)!;
  const end = level === "days" ? daysLater(dateOf(last.year, last.month!, last.day!), 1) : dateOf(last.year + 1);
  const dates = [...starts.map((one) => dateOf(one.year, one.month ?? 1, one.day ?? 1)), end];
  const moments = await momentsOf(tx, zone, dates);
  return starts.map((one, n) => ({ ...one, hour: null, from: moments[n]!, to: moments[n + 1]! }));
}

/** All years from that of the first message to that of the last. */
async function yearsOf(tx: Transaction<DB>, zone: string): Promise<number[]> {
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(sent_at) as first, max(sent_at) as last from messages`.execute(tx);
  const { first, last } = rows[0]!;
  if (first === null || last === null) return [];
  const [from, to] = [first, last].map((at) => Number(dayOf(at, zone).slice(0, 4))) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

/** The hours of a day as they pass: when clocks are changed there are fewer or more than 24, and one may come twice. */
async function hoursOf(tx: Transaction<DB>, zone: string, { year, month, day }: Place): Promise<Part[]> {
  const date = dateOf(year!, month!, day!);
  if (!isDate(date)) return [];
  const [from, to] = (await momentsOf(tx, zone, [date, daysLater(date, 1)])) as [Date, Date];
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "numeric", hourCycle: "h23" });
  const parts: Part[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += 3_600_000) {
    const start = new Date(at);
    const end = new Date(Math.min(at + 3_600_000, to.getTime()));
    parts.push({ year: year!, month: month!, day: day!, hour: Number(clock.format(start)), from: start, to: end });
  }
  return parts;
}
