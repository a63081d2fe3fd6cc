// Finds bookings: pages of what a filter matches, in any order. Used by the API, the Desk's table, its exports and the chat.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import {
  type Column,
  comesAfter,
  cut,
  type Direction,
  fits,
  type Mark,
  markOf,
  orderBy,
  type Position,
} from "../../base/order.ts";
import { type BookingFilter, type BookingRow, byIds, conditionsOf } from "./listing.ts";

const id: Column = { value: sql`b.id`, type: "bigint" };
const time = (name: string): Column => ({
  // What has not happened yet comes last.
  value: sql`coalesce(b.${sql.raw(name)}, 'infinity'::timestamptz)`,
  type: "timestamptz",
});

/** What bookings can be sorted by, and the columns for that. */
const sorts = {
  id: [],
  status: [{ value: sql`b.status`, type: "text" }],
  lot: [{ value: sql`(lower(l.name) collate "C")`, type: "text" }],
  // Natural order: A2 comes before A10.
  spot: [
    { value: sql`(lower(regexp_replace(s.code, '[0-9]+$', '')) collate "C")`, type: "text" },
    { value: sql`coalesce(left(substring(s.code from '[0-9]+$'), 18), '-1')::bigint`, type: "bigint" },
  ],
  name: [{ value: sql`(lower(left(coalesce(c.given_name, c.name, ''), 80)) collate "C")`, type: "text" }],
  phone: [{ value: sql`(coalesce(c.phone, '') collate "C")`, type: "text" }],
  reserved_at: [{ value: sql`b.reserved_at`, type: "timestamptz" }],
  expires_at: [{ value: sql`b.expires_at`, type: "timestamptz" }],
  started_at: [time("started_at")],
  ended_at: [time("ended_at")],
  closed_at: [time("closed_at")],
  amount_cents: [{ value: sql`coalesce(b.amount_cents, -1)`, type: "bigint" }],
} satisfies Record<string, Column[]>;

/** A column by which bookings can be sorted. */
export type BookingSort = keyof typeof sorts;
export const sortableColumns = Object.keys(sorts) as BookingSort[];

/** Sort columns that are in tables of spots, lots or people. */
const joinedSorts: readonly BookingSort[] = ["lot", "spot", "name", "phone"];

/** A sort order. */
export type BookingOrder = { sort: BookingSort; order: Direction };

/** A page: its order, its number of rows, and the position after which it begins. */
export type BookingPage = BookingOrder & { limit: number; after: Position | null };

/** The columns of an order; the id makes it unique. */
export const orderOf = (sort: BookingSort): Column[] => [...sorts[sort], id];

/** Whether a mark fits an order of bookings. */
export const isMark = (sort: BookingSort, mark: Mark): boolean => fits(mark, orderOf(sort));

/** Ids ascend with the time of booking, so both orders are by time. */
export const isByTime = (sort: BookingSort): boolean => sort === "id" || sort === "reserved_at";

/** A page of the latest bookings, after the last booking of the previous page. */
export const newestFirst = (limit: number, before: { at: Date; id: number } | null = null): BookingPage => ({
  ...{ sort: "reserved_at", order: "desc", limit },
  after: before && [before.at, before.id],
});

/** A set of bookings `b`, joined with the tables that a sort order needs. */
const joined = (bookings: RawBuilder<unknown>, sort: BookingSort) =>
  joinedSorts.includes(sort)
    ? sql`
      ${bookings} b
      join spots s on s.id = b.spot_id
      join lots l on l.id = b.lot_id
      join accounts a on a.id = b.account_id
      left join contacts c on c.id = a.contact_id`
    : sql`${bookings} b`;

/**
 * A page of the bookings that a filter matches, and where the next page begins. With `newest`, only so many of the latest matches are
 * considered.
 */
export async function find(
  db: Kysely<DB>,
  filter: BookingFilter,
  { sort, order, limit, after }: BookingPage,
  newest: number | null = null,
): Promise<{ rows: BookingRow[]; next: Mark | null }> {
  const columns = orderOf(sort);
  const matching = all(conditionsOf(filter));
  const conditions = [...(newest === null ? [matching] : []), comesAfter(columns, order, after)];
  const set =
    newest === null
      ? sql`bookings`
      : sql`(select * from bookings b where ${matching} order by b.id desc limit ${newest})`;
  const { rows } = await sql<{ id: number; mark: string[] }>`
    select b.id, ${markOf(columns)} as mark from ${joined(set, sort)} where ${all(conditions)}
    order by ${orderBy(columns, order)} limit ${limit + 1}`.execute(db);
  const { page, next } = cut(rows, limit);
  const ids = page.map((row) => row.id);
  return { rows: await byIds(db, ids), next };
}

/** The number of bookings that a filter matches; with `most`, counting stops there. */
export async function count(db: Kysely<DB>, filter: BookingFilter, most: number | null = null): Promise<number> {
  const limit = most === null ? sql`` : sql`limit ${most}`;
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from bookings b where ${all(conditionsOf(filter))} ${limit}) b`.execute(db);
  return rows[0]!.n;
}

/** The ids of all bookings that a filter matches, in order. */
export const idsOf = (filter: BookingFilter, { sort, order }: BookingOrder): RawBuilder<{ id: number }> =>
  sql`select b.id from ${joined(sql`bookings`, sort)} where ${all(conditionsOf(filter))} order by ${orderBy(orderOf(sort), order)}`;
