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
} from "./filter.ts";
import { type Column, comesAfter, cut, fits, keyed, type Mark, markOf, orderBy } from "./orders.ts";
import { most, page, pageOfMany } from "./pages.ts";
import { type Ask, columnsOf, type Sort } from "./sorts.ts";
import type { Found, Row } from "./ways.ts";

/**
 * A page by its ids, in order; how many match, or when `capped` that at least so many do. `next`: where the next page begins, also when this one is
 * not full. `sorted`: of so many of the newest it is the order; null: of all.
 */
type Page = { ids: number[]; next: Mark | null; count: number; capped: boolean; sorted: number | null };

/**
 * What was fetched, of how many; the ids that these lie between, the first one of all included; and above which id nothing was looked for. `edge`: the
 * oldest of those that were fetched last, whether it fits or not.
 */
type Fetched = {
  raw: number;
  least: number;
  last: number;
  top: number | null;
  edge: Mark | null;
  count: number;
  rows: Row[];
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
  let few = isMany ? null : await fetchNarrow(tx, filter, ask);
  const whole = (of: Fetched) => asPage({ rest: null, rows: of.rows }, ask.limit);
  if (few !== null && few.raw <= most) return { ...whole(few), count: few.count, capped: false };
  if (few !== null) few = (await fetchEarlier(tx, filter, ask)) ?? few;
  if (
    few !== null &&
    isByTime &&
    few.rows.length > ask.limit &&
    (await isFirst(tx, few, few.rows.at(-1)!.mark, ask, filter.to))
  )
    return { ...whole(few), count: few.count, capped: true };
  if (
    few?.edge &&
    ask.order === "desc" &&
    few.rows.length <= ask.limit &&
    (await isFirst(tx, few, few.edge, ask, filter.to))
  ) {
    // Up to there it is known what fits: the next page goes on behind it.
    const rows = few.rows.filter(({ mark }) => !isBehind(mark, few.edge!));
    return { ...asPage({ rows, rest: few.edge }, ask.limit), count: few.count, capped: true };
  }
  const counts = await count(tx, filter);
  // What of those that were fetched fits is the least that there are.
  const least = few?.count ?? (isOfConversation(filter) ? most : 0);
  const told = (found: Found): Page => {
    const own = asPage(found, ask.limit);
    const isAll = own.sorted === null && own.next === null && ask.after === null;
    return { ...own, count: isAll ? own.ids.length : Math.max(least, own.ids.length), capped: !isAll };
  };
  if (isByTime) return told(await page(tx, filter, ask, { counts, share: most / Math.max(most, counts.inAll) }));
  const newest = few && { rows: few.rows, rest: null, newest: few.count };
  if (newest !== null && plainConditions(filter).length === 0) return told(newest);
  const found = await pageOfMany(tx, filter, ask, counts);
  return told(newest !== null && found.newest !== undefined && found.newest < newest.newest ? newest : found);
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

/** Over so many messages it is looked whether another one stands among the first. */
const mostBetween = 50_000;

/**
 * Whether rows by time that are the first of those with the highest ids, or upwards with the lowest, are the first of all. Lower ids are of older
 * messages, but for what was sent late: that is looked for.
 */
async function isFirst(tx: Transaction<DB>, fetched: Fetched, until: Mark, { order, after }: Ask, to: Date | null) {
  const { least, last, top } = fetched;
  const isDown = order === "desc";
  const columns = columnsOf("timestamp");
  const [at, id] = until;
  const beyond = isDown
    ? sql`(m.id <= ${least}::bigint or m.id > ${top}::bigint)`
    : sql`(m.id >= ${last}::bigint or m.id > ${top}::bigint)`;
  const before = to === null ? sql`true` : sql`m.sent_at < ${to}::timestamptz`;
  // Along the index of times, whatever the planner thinks.
  const { rows: found } = await sql<{ is_first: boolean }>`
    select count(*) <= ${mostBetween} and count(*) filter (where ${beyond}) = 0 as is_first from (
      select m.id from messages m where ${before} and ${comesAfter(columns, order, after)}
        and (m.sent_at, m.id) ${sql.raw(isDown ? ">=" : "<=")} (${at!}::timestamptz, ${id!}::bigint)
      order by m.sent_at, m.id limit ${mostBetween + 1}
    ) m`.execute(tx);
  return found[0]!.is_first;
}

/**
 * Fetches what is of a conversation, a person or words, through their indexes. When that is more than {@link most}, the first of the newest; by
 * time that is no order unless of words, by their ids, and there are no rows.
 */
async function fetchNarrow(
  tx: Transaction<DB>,
  filter: MessageFilter,
  { sort, order, limit, after }: Ask,
): Promise<Fetched> {
  const isByTime = sort === "timestamp";
  const isOrder = !isByTime || isOfWords(filter);
  const { keys, columns } = keyed(columnsOf(sort));
  // Of words by time: how far one may go on without looking at too many times.
  const isDown = isByTime && order === "desc" && isOfWords(filter);
  const edge = sql`
    select array[sent_at::text, id::text] from raw
    where ${isDown} and id > (select last from size) - ${mostBetween * 0.8}::bigint and id > (select least from size) and ${isDown ? comesAfter(timesOfRaw, "desc", after) : sql`true`}
    order by sent_at, id limit 1`;
  const { rows } = await sql<Omit<Fetched, "rows" | "top"> & { rows: Row[] | null }>`
    with raw as materialized (${narrowRows(filter, keys, most, isByTime && order === "asc" ? "oldest" : "newest")}),
    size as materialized (select count(*) as n, coalesce(min(id), 0) as least, coalesce(max(id), 0) as last from raw),
    hits as materialized (select m.* from (select * from raw limit ${most}) m where ${all(plainConditions(filter))}),
    page as (
      select m.id, ${markOf(columns)} as mark, row_number() over (order by ${orderBy(columns, order)}) as place
      from hits m where ((select n from size) <= ${most} or ${isOrder}) and ${comesAfter(columns, order, after)}
      order by ${orderBy(columns, order)} limit ${limit + 1}
    )
    select (select n from size) as raw, (select least from size) as least, (select last from size) as last, (select count(*) from hits) as count,
      (${edge}) as edge,
      (select json_agg(json_build_object('id', id, 'mark', mark) order by place) from page) as rows`.execute(tx);
  const found = rows[0]!;
  return { ...found, rows: found.rows ?? [], top: null };
}

/**
 * Of words that many messages have, and of which only those before some time are wanted: the newest of the stretches before it. Null where that is not
 * what is asked.
 */
async function fetchEarlier(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Fetched | null> {
  const isByTime = ask.sort === "timestamp";
  const before = (isByTime && ask.after?.[0]) || filter.to?.toISOString();
  if (!before || !isOfWords(filter) || (isByTime && ask.order === "asc")) return null;
  const { rows } = await sql<{ id: number | null }>`
    select max(id) as id from (
      select id from messages where sent_at <= ${before}::timestamptz order by sent_at desc, id desc limit 500
    ) m`.execute(tx);
  const lastStretch = Math.floor((rows[0]!.id ?? 0) / stretch);
  const fetched = await fetchNarrow(tx, { ...filter, search: { ...filter.search!, lastStretch } }, ask);
  return { ...fetched, top: (lastStretch + 1) * stretch - 1 };
}

const timesOfRaw: Column[] = [
  { value: sql`raw.sent_at`, type: "timestamptz" },
  { value: sql`raw.id`, type: "bigint" },
];

/** Whether a place by time is behind another one, downwards. Within a millisecond times are told alike. */
function isBehind([at, id]: Mark, [otherAt, otherId]: Mark): boolean {
  const [one, other] = [Date.parse(at!), Date.parse(otherAt!)];
  if (one !== other) return one < other;
  return at === otherAt ? Number(id) < Number(otherId) : at! < otherAt!;
}

/** The ids of what customers wrote and nobody has read, of what a filter matches; at most `limit`. */
export async function unread(tx: Transaction<DB>, filter: MessageFilter, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select m.id from messages m
    where m.direction = 'in' and m.read_at is null and ${all([...plainConditions(filter), ...narrowConditions(filter)])}
    limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
