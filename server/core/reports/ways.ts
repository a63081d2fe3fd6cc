// The ways to a page of messages: going along an index until the page is full, or fetching all that fit and sorting them. All find the same.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all, type MessageFilter, narrowConditions, narrowRows, plainConditions } from "./filter.ts";
import { type Column, comesAfter, type Direction, keyed, type Mark, markOf, orderBy } from "./orders.ts";

/** A message by its id, and where it stands. */
export type Row = { id: number; mark: string[] };

/** What is wanted: so many rows of what fits, in an order, after a mark. */
export type Want = {
  filter: MessageFilter;
  columns: readonly Column[];
  order: Direction;
  limit: number;
  after: Mark | null;
};

const fitting = (filter: MessageFilter): RawBuilder<boolean> =>
  all([...plainConditions(filter), ...narrowConditions(filter)]);

/** Goes along the order's index. */
export async function walk(tx: Transaction<DB>, { filter, columns, order, limit, after }: Want): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select m.id, ${markOf(columns)} as mark from messages m where ${comesAfter(columns, order, after)} and ${fitting(filter)}
    order by ${orderBy(columns, order)} limit ${limit}`.execute(tx);
  return rows;
}

/** Goes along the order's index over no more than `budget` rows, so that fewer may be found than there are. */
export async function stroll(
  tx: Transaction<DB>,
  { filter, columns, order, limit, after }: Want,
  budget: number,
): Promise<Row[]> {
  const { keys, columns: named } = keyed(columns);
  const { rows } = await sql<Row>`
    select m.id, ${markOf(named)} as mark from (
      select m.*, ${keys} from messages m where ${all([comesAfter(columns, order, after), ...onlyDirection(filter)])}
      order by ${orderBy(columns, order)} limit ${budget}
    ) m where ${fitting(filter)} order by ${orderBy(named, order)} limit ${limit}`.execute(tx);
  return rows;
}

/** Some indexes are of one direction only. */
const onlyDirection = ({ directions }: MessageFilter): RawBuilder<boolean>[] =>
  directions?.length === 1 ? [sql<boolean>`m.direction = ${directions[0]!}`] : [];

/** Goes along the statuses that are asked for, each by time, and takes the first of all of these. Knows the order by time only. */
export async function walkStates(tx: Transaction<DB>, { filter, order, limit, after }: Want): Promise<Row[]> {
  const columns: Column[] = [
    { value: sql`s.sent_at`, type: "timestamptz" },
    { value: sql`s.message_id`, type: "bigint" },
  ];
  const range = all([
    ...(filter.from === null ? [] : [sql`s.sent_at >= ${filter.from}::timestamptz`]),
    ...(filter.to === null ? [] : [sql`s.sent_at < ${filter.to}::timestamptz`]),
  ]);
  const { rows } = await sql<Row>`
    select s.message_id as id, ${markOf(columns)} as mark
    from unnest(${filter.statuses ?? []}::text[]) k (status)
    cross join lateral (
      select s.* from message_states s join messages m on m.id = s.message_id
      where s.status = k.status and ${range} and ${comesAfter(columns, order, after)}
        and ${fitting({ ...filter, statuses: null, from: null, to: null })}
      order by ${orderBy(columns, order)} limit ${limit}
    ) s
    order by ${orderBy(columns, order)} limit ${limit}`.execute(tx);
  return rows;
}

/** Fetches all that fit and sorts them. */
export const gather = (tx: Transaction<DB>, want: Want): Promise<Row[]> =>
  sortOut(tx, want, sql`${source(want.filter)} where ${fitting(want.filter)}`);

/** The same through the indexes of conversations, people and words. */
export async function gatherNarrow(
  tx: Transaction<DB>,
  { filter, columns, order, limit, after }: Want,
): Promise<Row[]> {
  const named = keyed(columns);
  const { rows } = await sql<Row>`
    select m.id, ${markOf(named.columns)} as mark from ${narrowRows(filter, named.keys, null)} m
    where ${all([...plainConditions(filter), comesAfter(named.columns, order, after)])}
    order by ${orderBy(named.columns, order)} limit ${limit}`.execute(tx);
  return rows;
}

async function sortOut(
  tx: Transaction<DB>,
  { columns, order, limit, after }: Want,
  from: RawBuilder<unknown>,
): Promise<Row[]> {
  const named = keyed(columns);
  const { rows } = await sql<Row>`
    with hits as materialized (select m.id, ${named.keys} from ${from})
    select m.id, ${markOf(named.columns)} as mark from hits m where ${comesAfter(named.columns, order, after)}
    order by ${orderBy(named.columns, order)} limit ${limit}`.execute(tx);
  return rows;
}

/** Messages, through their statuses where those are asked for. */
const source = ({ statuses, from, to }: MessageFilter): RawBuilder<unknown> =>
  statuses === null
    ? sql`messages m`
    : sql`(
        select s.message_id from message_states s
        where s.status = any(${statuses}::text[]) and s.sent_at >= coalesce(${from}::timestamptz, '-infinity')
          and s.sent_at < coalesce(${to}::timestamptz, 'infinity') offset 0
      ) s join messages m on m.id = s.message_id`;
