// The table of messages: a page of what some filters match, in any order, and how many there are.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { count } from "./counts.ts";
import { all, isNarrow, type MessageFilter, narrowConditions, plainConditions } from "./filter.ts";
import { type Fetched, fetchFew, fetchMany } from "./narrow.ts";
import { cut, fits, type Mark } from "./orders.ts";
import { most, mostLooked, mostRead, page, pageOfMany } from "./pages.ts";
import { type Ask, columnsOf, type Sort } from "./sorts.ts";
import type { Found } from "./ways.ts";

/**
 * A page by its ids, in order; how many match, or when `capped` that at least so many do. `next`: where the next page begins, also when this one is
 * not full. `sorted`: of so many of the newest it is the order; null: of all.
 */
type Page = { ids: number[]; next: Mark | null; count: number; capped: boolean; sorted: number | null };

/** Whether a mark can be one of an order of this table. */
export const isMark = (sort: Sort, mark: Mark): boolean => fits(mark, columnsOf(sort));

/** The ids of a page. */
export async function find(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Page> {
  if (isNarrow(filter)) return findNarrow(tx, filter, ask);
  const counts = await count(tx, filter);
  const found = await page(tx, filter, ask, { counts, share: 1 });
  const own = asPage(found, ask.limit);
  // That many are all.
  const sorted = own.sorted === counts.fitting ? null : own.sorted;
  return { ...own, sorted, count: counts.fitting, capped: false };
}

/** The same of a conversation, a person or words. */
async function findNarrow(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Page> {
  const isByTime = ask.sort === "timestamp";
  const few = (await isMuch(tx, filter, isByTime)) ? null : await fetchFew(tx, filter, ask);
  if (few?.isAll) return { ...asPage({ rows: few.rows, rest: null }, ask.limit), count: few.count, capped: false };
  const many = await manyOf(tx, filter, ask, few);
  const isFirst = ask.after === null;
  if (many?.isAll)
    return { ...asPage({ rows: many.rows, rest: null }, ask.limit), count: many.count, capped: isByTime && !isFirst };
  const found = isByTime ? await byTime(tx, filter, ask, many) : await inOrder(tx, filter, ask, few ?? many);
  const own = asPage(found, ask.limit);
  const isAll = own.sorted === null && own.next === null && isFirst;
  // What of those that were fetched fits is the least that there are; of people alone it is known how much they wrote.
  const fetched = few?.count ?? many?.count ?? (isOfConversation(filter) ? most : 0);
  const least = Math.max(fetched, own.ids.length, isOfPeople(filter) ? filter.search!.messages : 0);
  return { ...own, count: isAll ? own.ids.length : least, capped: !isAll };
}

/** Whether more is asked for than can be fetched as a whole, or each of too many would have to be looked at. */
async function isMuch(tx: Transaction<DB>, filter: MessageFilter, isByTime: boolean): Promise<boolean> {
  const { search, conversationId } = filter;
  if (conversationId !== null) return (isByTime || search !== null) && (await isLong(tx, conversationId));
  return search!.messages > most;
}

/** What is known of people and words, when it is not all: what was fetched already, if that is enough. */
async function manyOf(tx: Transaction<DB>, filter: MessageFilter, ask: Ask, few: Fetched | null) {
  if (filter.search === null || filter.conversationId !== null) return null;
  const isEnough = ask.sort !== "timestamp" || (few?.ahead && (ask.after === null || few.rows.length > ask.limit));
  return few !== null && isEnough ? few : fetchMany(tx, filter, ask);
}

/** In another order than that of time: the newest of those that were fetched, or of those that fit otherwise, whatever there are more of. */
async function inOrder(tx: Transaction<DB>, filter: MessageFilter, ask: Ask, fetched: Fetched | null): Promise<Found> {
  if (fetched === null) return pageOfMany(tx, filter, ask, await count(tx, filter));
  const newest: Found = { rows: fetched.rows, rest: null, newest: fetched.count };
  // Only of stretches of words it is known how many of the messages have them.
  const isOfLists = filter.conversationId === null && fetched.share === null;
  if (isOfLists || plainConditions(filter).length === 0) return newest;
  const counts = await count(tx, filter);
  // So many that fit the plain filters were gone over to find the words.
  const inReach = fetched.share && (most / fetched.share) * (counts.fitting / Math.max(1, counts.inRange));
  if (inReach !== null && inReach >= mostRead) return newest;
  const found = await pageOfMany(tx, filter, ask, counts);
  return found.newest !== undefined && found.newest < fetched.count ? newest : found;
}

/** By time: as far as what was fetched is known, or along a list of everything, whatever goes further. */
async function byTime(tx: Transaction<DB>, filter: MessageFilter, ask: Ask, fetched: Fetched | null): Promise<Found> {
  const { after, limit, order } = ask;
  if (fetched !== null && fetched.rows.length > limit) return { rows: fetched.rows, rest: null };
  if (fetched?.ahead) {
    const [near, far] = [after === null ? null : new Date(after[0]!), new Date(fetched.edge!)];
    const [from, to] = order === "asc" ? [near ?? filter.from, far] : [far, near ?? filter.to];
    const { fitting } = await count(tx, { ...filter, from, to });
    if (fitting >= (filter.search!.words.length > 0 ? mostRead : mostLooked))
      return { rows: fetched.rows, rest: [fetched.edge!, order === "asc" ? "0" : lastId] };
  }
  const counts = await count(tx, filter);
  return page(tx, filter, ask, { counts, share: most / Math.max(most, counts.inAll) });
}

/** No id is higher. */
const lastId = "9".repeat(18);

/** Whether one conversation is all that is asked for. */
const isOfConversation = (filter: MessageFilter): boolean =>
  filter.conversationId !== null && filter.search === null && plainConditions(filter).length === 0;

/** Whether all of some people's messages are asked for. */
const isOfPeople = (filter: MessageFilter): boolean =>
  filter.conversationId === null && filter.search !== null && plainConditions(filter).length === 0;

/** Whether a conversation has more than {@link most} messages. */
async function isLong(tx: Transaction<DB>, conversationId: number): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from messages where conversation_id = ${conversationId} limit ${most + 1}) m`.execute(
    tx,
  );
  return rows[0]!.n > most;
}

function asPage({ rows, rest, newest }: Found, limit: number): Pick<Page, "ids" | "next" | "sorted"> {
  const { page: own, next } = cut(rows, limit);
  return { ids: own.map(({ id }) => id), next: next ?? rest, sorted: newest ?? null };
}

/** The ids of what customers wrote and nobody has read, of what a filter matches; at most `limit`. */
export async function unread(tx: Transaction<DB>, filter: MessageFilter, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select m.id from messages m
    where m.direction = 'in' and m.read_at is null and ${all([...plainConditions(filter), ...narrowConditions(filter)])}
    limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
