// Drilling down by date: how many rows there are in each year, month, day or hour of a zone. What is counted is given.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Bucket, type Level, levelOf, type Place, partsOf } from "../reports/date-parts.ts";

/** How many rows lie between each bound and the next; when `capped` there are older ones that are not counted. */
export type Counts = { counts: readonly number[]; capped: boolean };

/** What is drilled into: the column of the table that says when, and how its rows are counted between bounds. */
type Dated = { at: "messages.sent_at" | "bookings.reserved_at"; countEach(bounds: readonly Date[]): Promise<Counts> };

/** The parts of a place that have rows, in order. A day that does not exist has none. */
export async function drill(
  tx: Transaction<DB>,
  { at, countEach }: Dated,
  zone: string,
  place: Place,
): Promise<{ level: Level; buckets: Bucket[]; capped: boolean }> {
  const level = levelOf(place);
  const parts = partsOf(zone, place, level === "years" ? await spanOf(tx, at) : null);
  if (parts.length === 0) return { level, buckets: [], capped: false };
  const { counts, capped } = await countEach([...parts.map(({ from }) => from), parts.at(-1)!.to]);
  const buckets = parts.map((part, n) => ({ ...part, count: counts[n]! })).filter(({ count }) => count > 0);
  return { level, buckets, capped };
}

/** When the first row was and when the last; null when there is none. */
async function spanOf(tx: Transaction<DB>, at: Dated["at"]): Promise<{ first: Date; last: Date } | null> {
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(${sql.ref(at)}) as first, max(${sql.ref(at)}) as last from ${sql.table(at.split(".")[0]!)}`.execute(tx);
  const { first, last } = rows[0]!;
  return first === null || last === null ? null : { first, last };
}
