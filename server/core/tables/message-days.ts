// Drilling down into messages by date: how many there are a year, a month, a day or an hour of a zone, under the filters of the table.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Bucket, type Level, levelOf, type Place, partsOf } from "../reports/date-parts.ts";
import { countEach } from "../reports/message-hours.ts";
import type { MessageFilter } from "./filter.ts";
import { countNewest } from "./messages.ts";

/** The parts of a place that have messages, in order. A day that does not exist has none. */
export async function drill(
  tx: Transaction<DB>,
  filter: MessageFilter,
  zone: string,
  place: Place,
): Promise<{ level: Level; buckets: Bucket[]; capped: boolean }> {
  const level = levelOf(place);
  const parts = partsOf(zone, place, level === "years" ? await spanOf(tx) : null);
  if (parts.length === 0) return { level, buckets: [], capped: false };
  const bounds = [...parts.map(({ from }) => from), parts.at(-1)!.to];
  // Of a conversation or a search the rollup knows nothing.
  const isOfAll = filter.search === null && filter.conversationId === null;
  const newest = isOfAll ? null : await countNewest(tx, filter, bounds);
  const counts = newest?.counts ?? (await countEach(tx, filter, bounds));
  const buckets = parts.map((part, n) => ({ ...part, count: counts[n]! })).filter(({ count }) => count > 0);
  return { level, buckets, capped: newest?.capped ?? false };
}

/** When the first message was sent and when the last; null when there is none. */
async function spanOf(tx: Transaction<DB>): Promise<{ first: Date; last: Date } | null> {
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(sent_at) as first, max(sent_at) as last from messages`.execute(tx);
  const { first, last } = rows[0]!;
  return first === null || last === null ? null : { first, last };
}
