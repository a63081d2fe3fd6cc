// Choosing the way to a page of messages by counting: the tallies know how many fit and how many rows each way would look at, so that a page costs
// about the same however many messages there are.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Counts, count, type Dimension, valuesOf } from "./counts.ts";
import { isNarrow, isOfWords, type MessageFilter } from "./filter.ts";
import type { Mark } from "./orders.ts";
import { type Ask, columnsOf, parted } from "./sorts.ts";
import { gather, gatherNarrow, type Row, stroll, type Want, walk, walkStates } from "./ways.ts";

/** An order other than that of time says nothing of what fits: over so many rows it is gone along on the chance. */
const chance = 20_000;
/** More rows than this are not fetched to be sorted while there is another way. */
const mostGathered = 150_000;

/** So many rows of a person or with words are fetched to be sorted without going along the order on the chance. */
const fewNarrow = 20_000;
/** And so many of people, to be sorted by sender. */
const fewOfPeople = 60_000;

/**
 * What is known of what fits: the counts of the plain filters, about what part of what they let through is wanted, and of a person or words how
 * many messages there are, as far as that is known.
 */
export type Known = { counts: Counts; share: number; narrow?: number | undefined };

/** A page, and one row more if there is one. */
export async function page(tx: Transaction<DB>, filter: MessageFilter, ask: Ask, known: Known): Promise<Row[]> {
  const { sort, order, limit, after } = ask;
  const dimension = parted[sort];
  if (dimension !== undefined) return inParts(tx, filter, ask, dimension, known);
  const want = { filter, columns: columnsOf(sort), order, limit: limit + 1, after };
  return sort === "timestamp" ? byTime(tx, want, known) : byKey(tx, want, known);
}

/** One list after the other, until the page is full. */
async function inParts(
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
  dimension: Dimension,
  known: Known,
): Promise<Row[]> {
  const [upwards] = columnsOf(sort).map((column) => column.upwards ?? false);
  const values = await valuesOf(tx, filter, dimension, { order: upwards ? "asc" : order, from: after?.[0] ?? null });
  const rows: Row[] = [];
  for (const { value } of values) {
    const rest = after !== null && after[0] === String(value) ? after.slice(1) : null;
    const own = only(filter, dimension, value);
    const found = await part(tx, own, { sort, order, limit: limit - rows.length, after: rest }, String(value), known);
    rows.push(...found.map(({ id, mark }) => ({ id, mark: [String(value), ...mark] })));
    if (rows.length > limit) break;
  }
  return rows;
}

/** The list of one value. What we wrote has neither name nor number to sort by. */
async function part(
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
  value: string,
  { share, narrow }: Known,
): Promise<Row[]> {
  const named = sort === "from_name" || sort === "from_number";
  const known = { counts: await count(tx, filter), share, narrow };
  if (named && value === "in") {
    const want = { filter, columns: columnsOf(sort).slice(1), order, limit: limit + 1, after };
    // A person's messages stand together among the senders, far along as likely as not.
    const isFew = narrow !== undefined && narrow <= fewOfPeople && !isOfWords(filter);
    return isFew && narrow <= known.counts.fitting * 10 ? gatherNarrow(tx, want) : byKey(tx, want, known);
  }
  const place: Mark | null = named && after !== null ? after.slice(1) : after;
  const found = await byTime(
    tx,
    { filter, columns: columnsOf("timestamp"), order, limit: limit + 1, after: place },
    known,
  );
  return named ? found.map(({ id, mark }) => ({ id, mark: ["", ...mark] })) : found;
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

/** Rows that must be looked at to fetch all that fit. */
const toGather = (filter: MessageFilter, counts: Counts): number =>
  Math.min(
    filter.types ? counts.type : counts.inRange,
    filter.channelIds ? counts.channel_id : counts.inRange,
    filter.directions ? counts.direction : counts.inRange,
    filter.statuses ? counts.status : counts.inRange,
  ) +
  counts.fitting / 2;

/** A list by time: along the index of all, of one type, channel or direction, or along the statuses. */
async function byTime(tx: Transaction<DB>, want: Want, { counts, share }: Known): Promise<Row[]> {
  const { filter, limit } = want;
  if (counts.fitting === 0) return [];
  const looked = (rows: number) => (limit * rows) / Math.max(1, counts.fitting * share);
  const along = (values: readonly unknown[] | null, rows: number) => (values?.length === 1 ? rows : counts.inRange);
  const cost = {
    gather: toGather(filter, counts),
    states: filter.statuses === null ? Number.POSITIVE_INFINITY : looked(counts.status),
    walk: looked(
      Math.min(
        along(filter.types, counts.type),
        along(filter.channelIds, counts.channel_id),
        along(filter.directions, counts.direction),
      ),
    ),
  };
  if (cost.gather < Math.min(cost.walk, cost.states)) return gather(tx, want);
  return cost.states < cost.walk ? walkStates(tx, want) : walk(tx, want);
}

/** A list by what a text or a name begins with. */
async function byKey(tx: Transaction<DB>, want: Want, { counts, share, narrow }: Known): Promise<Row[]> {
  const { filter, limit } = want;
  if (counts.fitting === 0) return [];
  if (narrow !== undefined && narrow <= fewNarrow && narrow <= counts.fitting * 10) return gatherNarrow(tx, want);
  const rows = Math.max(counts.inAll, counts.inRange);
  // Nothing is asked but the order.
  if (counts.fitting === counts.inRange && share === 1 && counts.fitting >= rows / 2) return walk(tx, want);
  const cost = toGather(filter, counts);
  const looked = (limit * rows) / Math.max(1, counts.fitting * share);
  if (cost < looked) return gather(tx, want);
  const found = await stroll(tx, want, Math.ceil(budget(want, rows, cost, { counts, share, narrow })));
  if (found.length === limit) return found;
  if (isNarrow(filter)) return gatherNarrow(tx, want);
  return cost < mostGathered ? gather(tx, want) : walk(tx, want);
}

/** Over how many rows an order is gone along on the chance: a few times what it takes when what fits is spread evenly. */
function budget({ filter, limit }: Want, rows: number, cost: number, { counts, share, narrow }: Known): number {
  // A person's messages stand together in some orders.
  if (narrow !== undefined && isOfWords(filter))
    return Math.min(chance, (3 * limit * rows * rows) / Math.max(1, narrow * counts.fitting));
  const looked = (limit * rows) / Math.max(1, counts.fitting * share);
  return isNarrow(filter) ? chance : Math.max(chance, looked * 2, Math.min(cost * 2, looked * 5));
}

/** The ways, for whoever compares them. */
export const ways = { walk, stroll, gather, gatherNarrow, states: walkStates };
