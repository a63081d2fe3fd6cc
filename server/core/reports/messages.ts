// The table of messages: a page of what some filters match, in any order, and how many there are.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { stretch } from "../inbox/search.ts";
import { count } from "./counts.ts";
import {
  all,
  isNarrow,
  isOfWords,
  type MessageFilter,
  narrowConditions,
  narrowRows,
  plainConditions,
  type Reach,
} from "./filter.ts";
import { comesAfter, cut, fits, keyed, type Mark, markOf, orderBy } from "./orders.ts";
import { most, mostRead, page, pageOfMany } from "./pages.ts";
import { type Ask, columnsOf, type Sort } from "./sorts.ts";
import type { Found, Row } from "./ways.ts";

/**
 * A page by its ids, in order; how many match, or when `capped` that at least so many do. `next`: where the next page begins, also when this one is
 * not full. `sorted`: of so many of the newest it is the order; null: of all.
 */
type Page = { ids: number[]; next: Mark | null; count: number; capped: boolean; sorted: number | null };

/**
 * What was fetched, of how many, and how many of these fit. Of more than could be: the stretches of ids that have words were looked through, and the
 * rows by time are right up to `edge`, if that lies `ahead` of where the page begins.
 */
type Fetched = {
  raw: number;
  count: number;
  rows: Row[];
  stretches: number;
  edge: string | null;
  ahead: boolean;
};

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
  const isOfLong = await isLong(tx, filter);
  // Too many to be fetched, or each of too many would have to be looked at.
  const isMany = isByTime ? isOfLong || (filter.search?.messages ?? 0) > most : isOfLong && filter.search !== null;
  const few = isMany ? null : await fetchNarrow(tx, filter, ask, null);
  if (few !== null && few.raw <= most)
    return { ...asPage({ rows: few.rows, rest: null }, ask.limit), count: few.count, capped: false };
  // What of those that were fetched fits is the least that there are.
  const least = few?.count ?? (isOfConversation(filter) ? most : 0);
  const told = (found: Found): Page => {
    const own = asPage(found, ask.limit);
    const isAll = own.sorted === null && own.next === null && ask.after === null;
    return { ...own, count: isAll ? own.ids.length : Math.max(least, own.ids.length), capped: !isAll };
  };
  if (few !== null && !isByTime) {
    const newest: Found = { rows: few.rows, rest: null, newest: few.count };
    const isBest = plainConditions(filter).length === 0 || (isOfWords(filter) && mostRead * shareOf(few) < few.count);
    if (isBest) return told(newest);
    const found = await pageOfMany(tx, filter, ask, await count(tx, filter));
    return told(found.newest !== undefined && found.newest < few.count ? newest : found);
  }
  const words = few !== null && isOfWords(filter) ? await byWords(tx, filter, ask, few) : null;
  if (words !== null && words.rows.length > ask.limit) return told(words);
  const counts = await count(tx, filter);
  if (!isByTime) return told(await pageOfMany(tx, filter, ask, counts));
  // The words of some stretches, or the texts of some rows: whatever gets further.
  const reach = (words?.stretches ?? 0) * stretch * (counts.fitting / Math.max(1, counts.inRange));
  if (words !== null && reach >= mostRead) return told(words);
  return told(await page(tx, filter, ask, { counts, share: most / Math.max(most, counts.inAll) }));
}

/** The part of messages that have the words, of those that were looked through. */
const shareOf = ({ raw, stretches }: Fetched): number => raw / (stretches * stretch);

/** What has words that many messages have, by time, as far as it is known. Null when it is not known from where the page begins. */
async function byWords(
  tx: Transaction<DB>,
  filter: MessageFilter,
  ask: Ask,
  first: Fetched,
): Promise<(Found & { stretches: number }) | null> {
  const { after } = ask;
  const { raw, rows, stretches, edge, ahead } =
    after === null || first.rows.length > ask.limit ? first : await fetchNarrow(tx, filter, ask, after[0]!);
  if (raw <= most) return { rows, stretches, rest: null };
  return ahead ? { rows, stretches, rest: [edge!, "0"] } : null;
}

/** Whether one conversation is all that is asked for. */
const isOfConversation = (filter: MessageFilter): boolean =>
  filter.conversationId !== null && filter.search === null && plainConditions(filter).length === 0;

/** Whether what is asked for is a conversation of more than {@link most} messages. */
async function isLong(tx: Transaction<DB>, { conversationId }: MessageFilter): Promise<boolean> {
  if (conversationId === null) return false;
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

/**
 * Fetches what is of a conversation, a person or words, through their indexes. When that is more than {@link most}, the first of the newest; by
 * time that is no order unless of words, and there are no rows. `past`: of words only those past a time.
 */
async function fetchNarrow(
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
  past: string | null,
): Promise<Fetched> {
  const isByTime = sort === "timestamp";
  const isUpwards = isByTime && order === "asc";
  const { keys, columns } = keyed(columnsOf(sort));
  const reach: Reach = { first: isUpwards ? "oldest" : "newest", past };
  const known = isUpwards ? sql`m.sent_at < (select edge from size)` : sql`m.sent_at >= (select edge from size)`;
  const isSure = isByTime ? sql`((select n from size) <= ${most} or ${known})` : sql`true`;
  const { rows } = await sql<Omit<Fetched, "rows"> & { rows: Row[] | null }>`
    with raw as materialized (${narrowRows(filter, keys, most, reach)}),
    size as materialized (
      select count(*) as n, count(distinct id / ${stretch}) as stretches, ${isUpwards ? sql`max` : sql`min`}(edge) as edge from raw
    ),
    hits as materialized (select m.* from (select * from raw limit ${most}) m where ${all(plainConditions(filter))}),
    page as (
      select m.id, ${markOf(columns)} as mark, row_number() over (order by ${orderBy(columns, order)}) as place
      from hits m where ${isSure} and ${comesAfter(columns, order, after)}
      order by ${orderBy(columns, order)} limit ${limit + 1}
    )
    select (select n from size) as raw, (select stretches from size) as stretches, (select count(*) from hits) as count,
      (select edge::text from size) as edge, (select exists (select from raw m where ${known} and ${comesAfter(columns, order, after)})) as ahead,
      (select json_agg(json_build_object('id', id, 'mark', mark) order by place) from page) as rows`.execute(tx);
  const found = rows[0]!;
  return { ...found, rows: found.rows ?? [] };
}

/** The ids of what customers wrote and nobody has read, of what a filter matches; at most `limit`. */
export async function unread(tx: Transaction<DB>, filter: MessageFilter, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select m.id from messages m
    where m.direction = 'in' and m.read_at is null and ${all([...plainConditions(filter), ...narrowConditions(filter)])}
    limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
