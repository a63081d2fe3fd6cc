// Choosing the way to a page of messages by counting: the tallies know how many fit and how many rows each way would look at. No way looks at more
// than some ten thousand rows, so that a page costs about the same however many messages there are; looking goes on with the next page.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Counts, count, type Dimension, valuesOf } from "./counts.ts";
import { isNarrow, type MessageFilter, plainConditions } from "./filter.ts";
import type { Mark } from "./orders.ts";
import { type Ask, columnsOf, parted } from "./sorts.ts";
import { type Found, gather, type List, sortNewest, type Want, walk, walkOrder } from "./ways.ts";

/** So many messages of a conversation, a person or words are fetched through their own indexes, and counted. */
export const most = 1_000;
/** So many messages that fit are fetched from lists to be sorted; of more the newest. */
const mostSorted = 500;
/** So much is spent on going along a list, or reading lists as a whole: in rows of a list that is read along its index, about 0.2 µs each. */
const mostSpent = 30_000;
/** What it costs to look up a status of a row; a message that an order's index leads to; and one that a list leads to. */
const [costOfStatus, costOfRow, costOfMessage] = [12, 8, 20];
/** So many messages are looked up to tell whether they fit. */
export const mostLooked = 2_000;
/** And so many of which the text must be looked at. */
export const mostRead = 500;

/** What is known of what fits: the counts of the plain filters, and about what part of what they let through is wanted. */
export type Known = { counts: Counts; share: number };

/** A page, and one row more if there is one. `rest`: nothing more was found up to there, and the next page goes on behind it. */
export async function page(tx: Transaction<DB>, filter: MessageFilter, ask: Ask, known: Known): Promise<Found> {
  const { sort, order, limit, after } = ask;
  if (sort === "timestamp")
    return byTime(tx, { filter, columns: columnsOf(sort), order, limit: limit + 1, after }, known);
  const dimension = parted[sort];
  if (dimension !== undefined) return inParts(tx, filter, ask, dimension, known);
  return sorted(tx, { filter, columns: columnsOf(sort), order, limit: limit + 1, after }, known);
}

/** One list after the other, until the page is full. */
async function inParts(
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
  dimension: Dimension,
  { share }: Known,
): Promise<Found> {
  const [upwards] = columnsOf(sort).map((column) => column.upwards ?? false);
  const values = await valuesOf(tx, filter, dimension, { order: upwards ? "asc" : order, from: after?.[0] ?? null });
  const rows: Found["rows"] = [];
  let gone = 0;
  for (const { value } of values) {
    const own = only(filter, dimension, value);
    const known = { counts: await count(tx, own), share };
    const within = after !== null && after[0] === String(value) ? after.slice(1) : null;
    const found = await part(tx, own, { sort, order, limit: limit - rows.length, after: within }, String(value), known);
    const behind = (mark: Mark) => [String(value), ...mark];
    rows.push(...found.rows.map(({ id, mark }) => ({ id, mark: behind(mark) })));
    if (found.rest !== null) return { rows, rest: behind(found.rest) };
    if (rows.length > limit) break;
    // Several lists without a page are enough at once as well.
    gone += Math.min(mostSpent, shortest(own, known.counts).cost);
    if (gone > mostSpent * 2 && !isNamed(sort)) return { rows, rest: behind(ends[order]) };
  }
  return { rows, rest: null };
}

/** Behind everything in an order by time. */
const ends: Record<Ask["order"], Mark> = {
  asc: ["infinity", "0"],
  desc: ["1970-01-01 00:00:00+00", "0"],
};

const isNamed = (sort: Ask["sort"]): boolean => sort === "from_name" || sort === "from_number";

/** The list of one value. What we wrote has neither name nor number to sort by. */
async function part(
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
  value: string,
  known: Known,
): Promise<Found> {
  const named = isNamed(sort);
  if (named && value === "in")
    return bySender(tx, { filter, columns: columnsOf(sort).slice(1), order, limit: limit + 1, after }, known);
  const place = named && after !== null ? after.slice(1) : after;
  const want = { filter, columns: columnsOf("timestamp"), order, limit: limit + 1, after: place };
  const { rows, rest } = await byTime(tx, want, known);
  const behind = (mark: Mark) => (named ? ["", ...mark] : [...mark]);
  return { rows: rows.map(({ id, mark }) => ({ id, mark: behind(mark) })), rest: rest && behind(rest) };
}

/** The filter with one value of a dimension alone. */
function only(filter: MessageFilter, dimension: Dimension, value: string | number): MessageFilter {
  switch (dimension) {
    case "type":
      return { ...filter, types: [String(value)] };
    case "status":
      return { ...filter, statuses: [String(value)] };
    case "direction":
      return { ...filter, directions: [String(value)] };
    case "channel_id":
      return { ...filter, channelIds: [Number(value)] };
  }
}

/** A list: how many rows of what is asked for it has, and what it costs to read them, in rows that an index tells. */
type Way = { list: List; rows: number; cost: number };

const cheaper = (one: Way, other: Way): Way => (other.cost < one.cost ? other : one);

/** The lists of what a filter asks for; of lists that are to be gone along, those that one value makes a list by time. */
function listsOf(filter: MessageFilter, counts: Counts, use: "along" | "whole"): Way[] {
  const has = (values: readonly unknown[] | null) => values !== null && (use === "whole" || values.length === 1);
  const lists: [List, number][] = [
    [null, counts.inRange],
    ...(has(filter.types) ? [["type", counts.type] as [List, number]] : []),
    ...(has(filter.channelIds) ? [["channel_id", counts.channel_id] as [List, number]] : []),
    ...(has(filter.directions) ? [["direction", counts.direction] as [List, number]] : []),
    ...(filter.statuses === null ? [] : [["states", counts.status] as [List, number]]),
  ];
  return lists.map(([list, rows]) => ({ list, rows, cost: rows * costOf(filter, list) }));
}

/** What each row of a list costs: only statuses are not told by every list, and each is looked up by itself. */
const costOf = ({ statuses }: MessageFilter, list: List): number =>
  statuses === null || list === "states" ? 1 : 1 + costOfStatus * statuses.length;

/** The list by time that costs least to go along. */
const shortest = (filter: MessageFilter, counts: Counts): Way =>
  filter.conversationId === null
    ? listsOf(filter, counts, "along").reduce(cheaper)
    : { list: "conversation", rows: counts.inAll, cost: counts.inAll * costOf(filter, "conversation") };

/** The list from which all that fit are fetched, and how statuses are; null when too many fit, or no list is short enough. */
function gathering(filter: MessageFilter, counts: Counts): (Way & { statuses: "each" | "whole" }) | null {
  if (filter.conversationId !== null || counts.fitting > mostSorted) return null;
  const ways = listsOf(filter, counts, "whole").map((way) => {
    const together = way.rows + counts.status;
    const isWhole = costOf(filter, way.list) > 1 && together < way.cost;
    return isWhole ? { ...way, cost: together, statuses: "whole" as const } : { ...way, statuses: "each" as const };
  });
  const way = ways.reduce((one, other) => (other.cost < one.cost ? other : one));
  return way.cost > mostSpent ? null : { ...way, cost: way.cost + counts.fitting * costOfMessage };
}

/** Over how many rows of a list one goes: so many that about a number of them must be looked at for more than the list tells. */
function budgetOf(filter: MessageFilter, { list, rows }: Way, { fitting }: Counts): number {
  const most = Math.floor(mostSpent / costOf(filter, list));
  if (filter.search === null) return most;
  const looked = filter.search.words.length > 0 ? mostRead : mostLooked;
  return Math.max(looked, Math.min(most, Math.floor((looked * rows) / Math.max(1, fitting))));
}

/** A list by time. */
async function byTime(tx: Transaction<DB>, want: Want, { counts, share }: Known): Promise<Found> {
  const { filter, limit } = want;
  if (counts.fitting === 0) return { rows: [], rest: null };
  const way = shortest(filter, counts);
  const looked = (limit * way.cost) / Math.max(1, counts.fitting * share);
  const whole = gathering(filter, counts);
  return whole !== null && whole.cost < looked
    ? gather(tx, want, whole.list, whole.statuses)
    : walk(tx, want, way.list, budgetOf(filter, way, counts));
}

/** A list by the names or numbers of senders. */
async function bySender(tx: Transaction<DB>, want: Want, { counts }: Known): Promise<Found> {
  const { filter, limit } = want;
  if (counts.fitting === 0) return { rows: [], rest: null };
  const whole = gathering(filter, counts);
  const looked = (limit * counts.inAll) / counts.fitting;
  return whole !== null && whole.cost < looked * costOfRow
    ? gather(tx, want, whole.list, whole.statuses)
    : walkOrder(tx, want, mostLooked, true);
}

/**
 * A list of what was chosen by anything, in an order that says nothing of that: all that fits when it is little, else the newest of it. An order
 * alone has its index.
 */
async function sorted(tx: Transaction<DB>, want: Want, { counts }: Pick<Known, "counts">): Promise<Found> {
  const { filter } = want;
  if (counts.fitting === 0) return { rows: [], rest: null };
  const whole = gathering(filter, counts);
  if (whole !== null) return gather(tx, want, whole.list, whole.statuses);
  if (!isNarrow(filter) && plainConditions(filter).length === 0) return walkOrder(tx, want, mostLooked);
  const way = shortest(filter, counts);
  return sortNewest(tx, want, way.list, { most: mostSorted, budget: budgetOf(filter, way, counts) });
}

/** A page of a conversation, a person or words that have many messages, in an order other than that of time. */
export const pageOfMany = (
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
  counts: Counts,
): Promise<Found> => sorted(tx, { filter, columns: columnsOf(sort), order, limit: limit + 1, after }, { counts });

/** The ways, for whoever compares them. */
export const ways = { walk, walkOrder, gather, sortNewest };
