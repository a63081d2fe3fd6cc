// Choosing the way to a page of messages by counting: the tallies know how many fit and how many rows each way would look at. No way looks at more
// than some ten thousand rows, so that a page costs about the same however many messages there are; looking goes on with the next page.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Counts, count, type Dimension, valuesOf } from "./counts.ts";
import { isNarrow, type MessageFilter, plainConditions } from "./filter.ts";
import type { Mark } from "./orders.ts";
import { type Ask, columnsOf, parted } from "./sorts.ts";
import { type Found, gather, type List, sortNewest, type Want, walk, walkOrder } from "./ways.ts";

/** So many messages that fit are fetched to be sorted; of more the newest. */
export const most = 1_000;
/** So many rows of a list are read as a whole. */
const mostListed = 10_000;
/** So many of its rows are gone along, when the indexes tell whether a row fits. */
const mostGone = 4_000;
/** When a row must be looked up for it. */
const mostLooked = 2_000;
/** And when its text must be looked at. */
const mostRead = 500;

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
    gone += Math.min(mostGone, shortest(own, known.counts).rows);
    if (gone > mostGone * 2 && !isNamed(sort)) return { rows, rest: behind(ends[order]) };
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

/** A list, and how many rows it has of what is asked for. */
type Way = { list: List; rows: number };

const fewer = (one: Way, other: Way): Way => (other.rows < one.rows ? other : one);

/** The lists of what a filter asks for; of lists that are to be gone along, those that one value makes a list by time. */
function listsOf(filter: MessageFilter, counts: Counts, use: "along" | "whole"): Way[] {
  const has = (values: readonly unknown[] | null) => values !== null && (use === "whole" || values.length === 1);
  return [
    { list: null, rows: counts.inRange },
    ...(has(filter.types) ? [{ list: "type" as const, rows: counts.type }] : []),
    ...(has(filter.channelIds) ? [{ list: "channel_id" as const, rows: counts.channel_id }] : []),
    ...(has(filter.directions) ? [{ list: "direction" as const, rows: counts.direction }] : []),
    ...(filter.statuses === null ? [] : [{ list: "states" as const, rows: counts.status }]),
  ];
}

/** The list by time with the fewest rows to go along. */
const shortest = (filter: MessageFilter, counts: Counts): Way =>
  filter.conversationId === null
    ? listsOf(filter, counts, "along").reduce(fewer)
    : { list: "conversation", rows: counts.inAll };

/** The list from which all that fit are fetched, and others that are about as short; null when too many fit, or none is short enough. */
function gathering(filter: MessageFilter, counts: Counts): (Way & { short: List[] }) | null {
  if (filter.conversationId !== null || counts.fitting > most) return null;
  const ways = listsOf(filter, counts, "whole");
  const { list, rows } = ways.reduce(fewer);
  if (rows > mostListed) return null;
  const short = ways.filter((way) => way.rows < rows * 4).map((way) => way.list);
  return { list, short, rows: rows + counts.fitting * 3 };
}

/** Over how many rows of a list one goes. */
const budgetOf = (filter: MessageFilter): number =>
  !isNarrow(filter) ? mostGone : filter.search !== null && filter.search.words.length > 0 ? mostRead : mostLooked;

/** A list by time. */
async function byTime(tx: Transaction<DB>, want: Want, { counts, share }: Known): Promise<Found> {
  const { filter, limit } = want;
  if (counts.fitting === 0) return { rows: [], rest: null };
  const { list, rows } = shortest(filter, counts);
  const looked = (limit * rows) / Math.max(1, counts.fitting * share);
  const whole = gathering(filter, counts);
  return whole !== null && whole.rows < looked
    ? gather(tx, want, whole.list, whole.short)
    : walk(tx, want, list, budgetOf(filter));
}

/** A list by the names or numbers of senders. */
async function bySender(tx: Transaction<DB>, want: Want, { counts }: Known): Promise<Found> {
  const { filter, limit } = want;
  if (counts.fitting === 0) return { rows: [], rest: null };
  const whole = gathering(filter, counts);
  const looked = (limit * counts.inAll) / counts.fitting;
  return whole !== null && whole.rows < looked * 3
    ? gather(tx, want, whole.list, whole.short)
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
  if (whole !== null) return gather(tx, want, whole.list, whole.short);
  if (!isNarrow(filter) && plainConditions(filter).length === 0) return walkOrder(tx, want, mostLooked);
  return sortNewest(tx, want, shortest(filter, counts).list, { most, budget: budgetOf(filter) });
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
