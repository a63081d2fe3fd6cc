// The table of messages: a page of what some filters match, in any order, and how many there are.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { count } from "./counts.ts";
import { all, isNarrow, type MessageFilter, narrowConditions, narrowRows, plainConditions } from "./filter.ts";
import { comesAfter, cut, fits, keyed, type Mark, markOf, orderBy } from "./orders.ts";
import { page } from "./pages.ts";
import { type Ask, columnsOf, type Sort } from "./sorts.ts";
import type { Row } from "./ways.ts";

/** A page by its ids, in order; how many match, or when `capped` that at least so many do. */
type Found = { ids: number[]; next: Mark | null; count: number; capped: boolean };

/** Of a person's messages, or of those with a word, so many are fetched and sorted; of more the indexes are gone along. */
const most = 5_000;

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
  const few = (filter.search?.messages ?? 0) > most ? null : await fetchNarrow(tx, filter, ask);
  if (few !== null && few.raw <= most) return { ...asPage(few.rows, ask.limit), count: few.count, capped: false };
  const counts = await count(tx, filter);
  if (counts.fitting === 0) return { ids: [], next: null, count: 0, capped: false };
  const found = asPage(await page(tx, filter, ask, { counts, share: most / Math.max(most, counts.inAll) }), ask.limit);
  // What of those that were fetched fits is the least that there are.
  return { ...found, count: Math.max(few?.count ?? 0, found.ids.length), capped: true };
}

function asPage(rows: readonly Row[], limit: number): { ids: number[]; next: Mark | null } {
  const { page: own, next } = cut(rows, limit);
  return { ids: own.map(({ id }) => id), next };
}

/** Fetches what is of a conversation, a person or words, through their indexes; no rows when that is more than {@link most}. */
async function fetchNarrow(tx: Transaction<DB>, filter: MessageFilter, { sort, order, limit, after }: Ask) {
  const { keys, columns } = keyed(columnsOf(sort));
  const { rows } = await sql<{ raw: number; count: number; rows: Row[] | null }>`
    with raw as materialized (${narrowRows(filter, keys, most)}),
    size as materialized (select count(*) as n from raw),
    hits as materialized (select m.* from (select * from raw limit ${most}) m where ${all(plainConditions(filter))}),
    page as (
      select m.id, ${markOf(columns)} as mark, row_number() over (order by ${orderBy(columns, order)}) as place
      from hits m where (select n from size) <= ${most} and ${comesAfter(columns, order, after)}
      order by ${orderBy(columns, order)} limit ${limit + 1}
    )
    select (select n from size) as raw, (select count(*) from hits) as count,
      (select json_agg(json_build_object('id', id, 'mark', mark) order by place) from page) as rows`.execute(tx);
  const found = rows[0]!;
  return { raw: found.raw, count: found.count, rows: found.rows ?? [] };
}

/** The ids of what customers wrote and nobody has read, of what a filter matches; at most `limit`. */
export async function unread(tx: Transaction<DB>, filter: MessageFilter, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select m.id from messages m
    where m.direction = 'in' and m.read_at is null and ${all([...plainConditions(filter), ...narrowConditions(filter)])}
    limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
