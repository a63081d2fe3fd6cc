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
  narrowIds,
  narrowRows,
  plainConditions,
} from "./filter.ts";
import { comesAfter, cut, fits, keyed, type Mark, markOf, orderBy } from "./orders.ts";
import { page } from "./pages.ts";
import { type Ask, columnsOf, type Sort } from "./sorts.ts";
import type { Row } from "./ways.ts";

/** A page by its ids, in order; how many match, or when `capped` that at least so many do. */
type Found = { ids: number[]; next: Mark | null; count: number; capped: boolean };

/** Of a person's messages, or of those with a word, so many are fetched and sorted; of more the indexes are gone along. */
const most = 5_000;

/** What was fetched, of how many; and the ids that these lie between. */
type Fetched = { raw: number; least: number; last: number; count: number; rows: Row[] };

/** Whether a mark can be one of an order of this table. */
export const isMark = (sort: Sort, mark: Mark): boolean => fits(mark, columnsOf(sort));

/** The ids of a page. */
export async function find(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Found> {
  if (!isNarrow(filter)) {
    const known = { counts: await count(tx, filter), share: 1 };
    const { fitting } = known.counts;
    return {
      ...asPage(fitting === 0 ? [] : await page(tx, filter, ask, known), ask.limit),
      count: fitting,
      capped: false,
    };
  }
  const isMany = (filter.search?.messages ?? 0) > most || (await isLong(tx, filter));
  const few = isMany ? null : await fetchNarrow(tx, filter, ask);
  if (few !== null && few.raw <= most) return { ...asPage(few.rows, ask.limit), count: few.count, capped: false };
  if (few !== null && few.rows.length > ask.limit && (await isFirst(tx, few, ask)))
    return { ...asPage(few.rows, ask.limit), count: few.count, capped: true };
  const counts = await count(tx, filter);
  if (counts.fitting === 0) return { ids: [], next: null, count: 0, capped: false };
  const share = most / Math.max(most, counts.inAll);
  const isByKey = ask.sort === "preview" || ask.sort === "from_name" || ask.sort === "from_number";
  const narrow = isByKey ? await about(tx, filter, few, counts.inAll) : undefined;
  const found = asPage(await page(tx, filter, ask, { counts, share, narrow }), ask.limit);
  // What of those that were fetched fits is the least that there are.
  const least = few?.count ?? (isOfConversation(filter) ? most : 0);
  return { ...found, count: Math.max(least, found.ids.length), capped: true };
}

/** Whether one conversation is all that is asked for. */
const isOfConversation = (filter: MessageFilter): boolean =>
  filter.conversationId !== null && filter.search === null && plainConditions(filter).length === 0;

/** Whether what is asked for is a conversation of more than {@link most} messages. */
async function isLong(tx: Transaction<DB>, filter: MessageFilter): Promise<boolean> {
  if (!isOfConversation(filter)) return false;
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from messages m where ${all(narrowConditions(filter))} limit ${most + 1}) m`.execute(
    tx,
  );
  return rows[0]!.n > most;
}

/**
 * About how many messages a person or words have; each message from a person is taken to have an answer. Words are as frequent as in the stretches
 * that were read, or as in the newest ones.
 */
async function about(tx: Transaction<DB>, filter: MessageFilter, few: Fetched | null, inAll: number) {
  const { search } = filter;
  if (search === null || filter.conversationId !== null) return undefined;
  if (few !== null && isOfWords(filter)) return (few.raw / (few.last - few.least + 1)) * inAll;
  const words = { ...filter, search: { ...search, conversationIds: [], senders: [] } };
  const sample = isOfWords(words) ? await frequency(tx, words) : 0;
  return 2 * search.messages + sample * inAll;
}

/** What part of the newest messages has the words. */
async function frequency(tx: Transaction<DB>, filter: MessageFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ${narrowIds(filter, null, 2)} m`.execute(tx);
  return rows[0]!.n / stretch;
}

function asPage(rows: readonly Row[], limit: number): { ids: number[]; next: Mark | null } {
  const { page: own, next } = cut(rows, limit);
  return { ids: own.map(({ id }) => id), next };
}

/** Over so many messages it is looked whether an older one stands among the newest. */
const mostBetween = 50_000;

/**
 * Whether rows by time that are the first of the newest stretches are the first of all. Older stretches hold older messages, but for what was
 * sent late: that is looked for.
 */
async function isFirst(tx: Transaction<DB>, { rows, least, last }: Fetched, { after }: Ask): Promise<boolean> {
  const complete = (Math.floor(least / stretch) + 1) * stretch;
  const lowest = Math.min(...rows.map(({ id }) => id));
  if (lowest < complete || last - lowest > mostBetween) return false;
  const columns = columnsOf("timestamp");
  const [at, id] = rows.at(-1)!.mark;
  const { rows: found } = await sql<{ is_first: boolean }>`
    select not exists (
      select from messages m where m.id < ${complete}::bigint and ${comesAfter(columns, "desc", after)}
        and (m.sent_at, m.id) >= (${at!}::timestamptz, ${id!}::bigint)
    ) as is_first`.execute(tx);
  return found[0]!.is_first;
}

/**
 * Fetches what is of a conversation, a person or words, through their indexes. When that is more than {@link most}, no rows; but of words by
 * time the first of the newest stretches.
 */
async function fetchNarrow(
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
): Promise<Fetched> {
  const isNewestFirst = sort === "timestamp" && order === "desc" && isOfWords(filter);
  const { keys, columns } = keyed(columnsOf(sort));
  const { rows } = await sql<Omit<Fetched, "rows"> & { rows: Row[] | null }>`
    with raw as materialized (${narrowRows(filter, keys, most)}),
    size as materialized (select count(*) as n, coalesce(min(id), 0) as least, coalesce(max(id), 0) as last from raw),
    hits as materialized (select m.* from (select * from raw limit ${most}) m where ${all(plainConditions(filter))}),
    page as (
      select m.id, ${markOf(columns)} as mark, row_number() over (order by ${orderBy(columns, order)}) as place
      from hits m where ((select n from size) <= ${most} or ${isNewestFirst}) and ${comesAfter(columns, order, after)}
      order by ${orderBy(columns, order)} limit ${limit + 1}
    )
    select (select n from size) as raw, (select least from size) as least, (select last from size) as last, (select count(*) from hits) as count,
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
