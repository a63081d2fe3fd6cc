// The table of bookings: a page of what some filters match, in any order, and how many there are.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "../../base/conditions.ts";
import { type BookingFilter, type BookingRow, byIds, conditionsOf } from "../parking/listing.ts";
import { type Column, comesAfter, cut, type Direction, fits, type Mark, markOf, orderBy } from "./order.ts";

const id: Column = { value: sql`b.id`, type: "bigint" };
const time = (name: string): Column => ({
  // What has not happened yet comes after everything that has.
  value: sql`coalesce(b.${sql.raw(name)}, 'infinity'::timestamptz)`,
  type: "timestamptz",
});

/** What bookings can be sorted by, and by what of them. */
const sorts = {
  id: [],
  status: [{ value: sql`b.status`, type: "text" }],
  lot: [{ value: sql`(lower(l.name) collate "C")`, type: "text" }],
  // A2 comes before A10.
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

/** In what order, and from where on. */
export type BookingQuery = { sort: BookingSort; order: Direction; limit: number; after: Mark | null };

/** The columns of an order. */
export const orderOf = (sort: BookingSort): Column[] => [...sorts[sort], id];

/** Whether a mark can be one of an order of this table. */
export const isMark = (sort: BookingSort, mark: Mark): boolean => fits(mark, orderOf(sort));

/** More bookings than this are neither counted nor sorted by anything but time. */
const MAX_SORTED = 10_000;

/** What bookings are sorted by: beside their own columns those of the spots, lots and people that they are about. */
const joined = sql`
  bookings b
  join spots s on s.id = b.spot_id
  join lots l on l.id = b.lot_id
  join accounts a on a.id = b.account_id
  left join contacts c on c.id = a.contact_id`;

/**
 * A page of the table, and how many match; when `capped` there are more. `sorted`: only so many of the newest are in the list; null: all are.
 */
export async function find(
  tx: Transaction<DB>,
  filter: BookingFilter,
  { sort, order, limit, after }: BookingQuery,
): Promise<{ rows: BookingRow[]; next: Mark | null; count: number; capped: boolean; sorted: number | null }> {
  const matching = all(conditionsOf(filter));
  const { rows: counted } = await sql<{ n: number }>`
    select count(*) as n from (select from bookings b where ${matching} limit ${MAX_SORTED + 1}) b`.execute(tx);
  const { n } = counted[0]!;
  const columns = orderOf(sort);
  // A booking's number says when it was made.
  const isByTime = sort === "id" || sort === "reserved_at";
  const set =
    n > MAX_SORTED && !isByTime
      ? sql`b.id in (select b.id from bookings b where ${matching} order by b.id desc limit ${MAX_SORTED})`
      : matching;
  const { rows: found } = await sql<{ id: number; mark: string[] }>`
    select b.id, ${markOf(columns)} as mark from ${joined} where ${all([set, comesAfter(columns, order, after)])}
    order by ${orderBy(columns, order)} limit ${limit + 1}`.execute(tx);
  const { page, next } = cut(found, limit);
  const rows = await byIds(
    tx,
    page.map((row) => row.id),
  );
  const capped = n > MAX_SORTED;
  return { rows, next, count: Math.min(n, MAX_SORTED), capped, sorted: capped && !isByTime ? MAX_SORTED : null };
}

/** How many bookings match, counted to the end. */
export async function bookingCount(tx: Kysely<DB>, filter: BookingFilter): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from bookings b where ${all(conditionsOf(filter))}`.execute(tx);
  return rows[0]!.n;
}

/** The ids of all bookings that match, in order. */
export const bookingIds = (
  filter: BookingFilter,
  { sort, order }: Pick<BookingQuery, "sort" | "order">,
): RawBuilder<{ id: number }> =>
  sql`select b.id from ${joined} where ${all(conditionsOf(filter))} order by ${orderBy(orderOf(sort), order)}`;
