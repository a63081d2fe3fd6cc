// Finds messages: pages in any order and counts, for the Desk's table and for the API.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import {
  type Column,
  comesAfter,
  cut,
  type Direction,
  keyed,
  MAX_COUNTED,
  type Mark,
  markOf,
  orderBy,
  type Position,
} from "../../base/order.ts";
import { id, orderOf, type Sort, time } from "./message-columns.ts";
import { blockOf, conditionsOf, found, isRolledUp, type MessageFilter, ofPeople, withWords } from "./message-filter.ts";
import { count, hoursOf } from "./message-hours.ts";
import type { Search } from "./message-search.ts";

/** The page that is asked for: its order, its size, and the position after which it begins. */
export type Ask = { sort: Sort; order: Direction; limit: number; after: Position | null };

/**
 * The ids of a page, in order, and the number of matches. `capped`: there are more than that. `sorted`: only this many of the newest matches are
 * in the list; null: all of them. `lookedTo`: the search stopped at its time limit, having searched back to this time; `next` continues there.
 */
export type Page = {
  ids: number[];
  next: Mark | null;
  count: number;
  capped: boolean;
  sorted: number | null;
  lookedTo: Date | null;
};

type Row = { id: number; mark: string[] };

/** A page and the number of matches. */
export function find(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Page> {
  return filter.search === null ? findAll(tx, filter, ask) : findFound(tx, filter, filter.search, ask);
}

/**
 * A page of the newest messages that match a filter without a search, and the number of matches: exact from the rollup, or at most
 * {@link MAX_COUNTED} + 1 if the rollup does not know what is asked for.
 */
export async function newest(
  db: Kysely<DB>,
  filter: MessageFilter,
  { limit, before }: { limit: number; before: { at: Date; id: number } | null },
): Promise<{ ids: number[]; count: number }> {
  const conditions = conditionsOf(filter);
  const ask: Ask = { sort: "timestamp", order: "desc", limit, after: before && [before.at, before.id] };
  // Awaited together: a rejection that nobody handles ends the process.
  const [rows, n] = await Promise.all([
    readNewest(db, conditions, ask, 0),
    isRolledUp(filter) ? countAll(db, filter) : countUpTo(db, conditions),
  ]);
  return { ids: cut(rows, limit).page.map(({ id }) => id), count: n };
}

/** {@link find} without a search. */
async function findAll(tx: Transaction<DB>, filter: MessageFilter, ask: Ask): Promise<Page> {
  const conditions = conditionsOf(filter);
  if (!isRolledUp(filter)) {
    const n = await countUpTo(tx, conditions);
    return pageOf(n === 0 ? [] : await readNewest(tx, conditions, ask, n), ask, { count: n });
  }
  const { n, rows } = await findSparse(tx, filter, ask);
  return pageOf(rows ?? (await readNewest(tx, conditions, ask, n)), ask, { count: n });
}

/**
 * Counts matches by the rollup, up to {@link MAX_COUNTED} + 1. If there are no more than {@link MAX_COUNTED}, also reads the page, from only those
 * hours that have matches according to the rollup.
 */
async function findSparse(tx: Transaction<DB>, filter: MessageFilter, { sort, order, limit, after }: Ask) {
  const isByTime = sort === "timestamp";
  const columns = orderOf(sort);
  // For an order by time, sorts by hour first, so that no further hours are read once the page is full.
  const hour: Column = { value: sql`h.hour`, type: "timestamptz" };
  const by = isByTime ? [hour, ...columns] : columns;
  const { rows } = await sql<{ n: number; rows: Row[] | null }>`
    with counted as materialized (${hoursOf(filter, MAX_COUNTED + 1)}),
    total as materialized (
      select case when count(*) filter (where rolled_up) > ${MAX_COUNTED} then ${MAX_COUNTED + 1} else coalesce(sum(messages), 0) end::float8 as n from counted
    ),
    page as (
      select m.id, ${markOf(columns)} as mark
      from (select distinct hour from counted where (select n from total) <= ${MAX_COUNTED} ${isByTime ? sql`order by hour ${sql.raw(order)}` : sql``}) h
      cross join lateral (
        select * from messages m
        where ${all([sql`m.sent_at >= h.hour`, sql`m.sent_at < h.hour + interval '1 hour'`, ...conditionsOf(filter)])}
          and ${comesAfter(columns, order, after)} ${isByTime ? sql`order by ${orderBy(columns, order)} limit ${limit + 1}` : sql`offset 0`}
      ) m
      order by ${orderBy(by, order)} limit ${limit + 1}
    )
    select (select n from total) as n, (select json_agg(page) from page) as rows`.execute(tx);
  const { n, rows: page } = rows[0]!;
  return { n, rows: n > MAX_COUNTED ? null : (page ?? []) };
}

/** A page of the messages that meet some conditions. In any order but by time, only the newest {@link MAX_COUNTED} are sorted. */
function readNewest(tx: Kysely<DB>, conditions: readonly RawBuilder<unknown>[], ask: Ask, n: number) {
  const newest =
    n > MAX_COUNTED && ask.sort !== "timestamp" ? sql`order by m.sent_at desc, m.id desc limit ${MAX_COUNTED}` : sql``;
  return read(tx, sql`(select * from messages m where ${all(conditions)} ${newest}) m`, ask);
}

/** The number of matches, at most {@link MAX_COUNTED} + 1. */
async function countUpTo(tx: Kysely<DB>, conditions: readonly RawBuilder<unknown>[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from messages m where ${all(conditions)} limit ${MAX_COUNTED + 1}) m`.execute(tx);
  return rows[0]!.n;
}

/** A page of a set of messages `m`, with one row more than the limit if there is one. */
async function read(tx: Kysely<DB>, set: RawBuilder<unknown>, { sort, order, limit, after }: Ask): Promise<Row[]> {
  const columns = orderOf(sort);
  const { rows } = await sql<Row>`
    select m.id, ${markOf(columns)} as mark from ${set} where ${comesAfter(columns, order, after)}
    order by ${orderBy(columns, order)} limit ${limit + 1}`.execute(tx);
  return rows;
}

function pageOf(
  rows: readonly Row[],
  { sort, limit }: Ask,
  { count, lookedTo = null }: { count: number; lookedTo?: Mark | null },
): Page {
  const { page, next } = cut(rows, limit);
  const isTooMany = count > MAX_COUNTED;
  return {
    ids: page.map((row) => row.id),
    next: next ?? lookedTo,
    count: Math.min(count, MAX_COUNTED),
    capped: isTooMany,
    sorted: isTooMany && sort !== "timestamp" ? MAX_COUNTED : null,
    lookedTo: next === null && lookedTo !== null ? new Date(lookedTo[0]!) : null,
  };
}

/** {@link find} with a search. With too many matches: by time it searches in steps, in any other order it sorts the newest. */
async function findFound(tx: Transaction<DB>, filter: MessageFilter, search: Search, ask: Ask): Promise<Page> {
  const { keys, columns } = keyed(orderOf(ask.sort));
  const { order, limit, after } = ask;
  const { rows } = await sql<{ hits: number; n: number; rows: Row[] | null }>`
    with hits as materialized (select m.id, ${all(conditionsOf(filter))} as fits, ${keys} from ${found(filter, search, MAX_COUNTED)} m),
    fitting as (select * from hits m where fits),
    page as (
      select m.id, ${markOf(columns)} as mark from fitting m where ${comesAfter(columns, order, after)}
      order by ${orderBy(columns, order)} limit ${limit + 1}
    )
    select (select count(*) from hits) as hits, (select count(*) from fitting) as n, (select json_agg(page) from page) as rows`.execute(
    tx,
  );
  const { hits, n, rows: page } = rows[0]!;
  if (hits <= MAX_COUNTED) return pageOf(page ?? [], ask, { count: n });
  if (ask.sort === "timestamp") {
    const { rows: own, lookedTo } = await inSteps(tx, filter, search, ask);
    return { ...pageOf(own, ask, { count: n, lookedTo }), capped: true };
  }
  return { ...pageOf(page ?? [], ask, { count: n }), capped: true, sorted: Math.min(n, MAX_COUNTED) };
}

/** Time limit for all steps of a search, in ms. If the next step would exceed it, the page has what was found so far. */
const TIME_LIMIT_MS = 80;
/** Messages that the first step of a search covers; each further step covers twice as many. */
const FIRST_STEP_ROWS = 10_000;

/** Searches by time in steps of so many messages: people by their conversations, words by the index of words for the blocks of the step. */
async function inSteps(tx: Transaction<DB>, filter: MessageFilter, search: Search, { order, limit, after }: Ask) {
  const began = performance.now();
  const rows: Row[] = [];
  const columns = [time, id];
  const anyKind = conditionsOf({ ...filter, types: null, statuses: null, channelIds: null, directions: null });
  let mark: Position | null = after;
  for (let size = FIRST_STEP_ROWS; ; size *= 2) {
    const stepBegan = performance.now();
    const { rows: step } = await sql<{ end: string[] | null; page: Row[] | null }>`
      with step as materialized (
        select m.id, m.sent_at from messages m where ${all([...anyKind, comesAfter(columns, order, mark)])}
        order by ${orderBy(columns, order)} limit ${size}
      ),
      last as materialized (select * from step offset ${size - 1} limit 1),
      page as (
        select m.id, ${markOf(columns)} as mark from ${inStep(search, order)} m
        where ${all([...conditionsOf(filter), comesAfter(columns, order, mark)])}
        order by ${orderBy(columns, order)} limit ${limit + 1 - rows.length}
      )
      select (select ${markOf(columns)} from last m) as end, (select json_agg(page) from page) as page`.execute(tx);
    const { end, page } = step[0]!;
    rows.push(...(page ?? []));
    mark = end;
    if (mark === null || rows.length > limit) return { rows, lookedTo: null };
    const now = performance.now();
    if (now - began + 2 * (now - stepBegan) > TIME_LIMIT_MS) return { rows, lookedTo: end };
  }
}

/** What a search finds up to the last message of a step; may include messages before the step. */
function inStep({ words, ...meant }: Search, order: Direction): RawBuilder<unknown> {
  const people = ofPeople(meant);
  const isTheirs = sql`(${people.length === 0 ? sql`false` : sql.join(people, sql` or `)})`;
  const [sign, end] = order === "asc" ? ["<=", "infinity"] : [">=", "-infinity"];
  const isInStep = sql`(m.sent_at, m.id) ${sql.raw(sign)} (coalesce((select sent_at from last), ${end}), coalesce((select id from last), 0))`;
  return sql`(
    select * from messages m where ${all([isTheirs, isInStep])}
    union all
    select m.* from (select distinct ${blockOf} as block from step m) blocks
    cross join lateral (${withWords(words, all([isInStep, sql`not ${isTheirs}`]))}) m
  )`;
}

/** The ids of unread messages of customers that match a filter; at most `limit`. */
export async function unread(tx: Transaction<DB>, filter: MessageFilter, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select m.id from ${matching(filter)} m where m.direction = 'in' and m.read_at is null limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** All messages that a filter matches, as a set of rows. */
export const matching = (filter: MessageFilter): RawBuilder<unknown> =>
  sql`(select m.* from ${filter.search === null ? sql`messages` : found(filter, filter.search)} m where ${all(conditionsOf(filter))})`;

/** The exact number of messages that match a filter. */
export async function countAll(tx: Kysely<DB>, filter: MessageFilter): Promise<number> {
  if (isRolledUp(filter)) return count(tx, filter);
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${matching(filter)} m`.execute(tx);
  return rows[0]!.n;
}

/** The times of the messages that match a filter, as rows (at), newest first; of a search with very many matches only the newest. */
export function newestMoments(filter: MessageFilter): RawBuilder<unknown> {
  const set = filter.search === null ? sql`messages` : found(filter, filter.search, MAX_COUNTED);
  return sql`select m.sent_at as at from ${set} m where ${all(conditionsOf(filter))} order by m.sent_at desc`;
}
