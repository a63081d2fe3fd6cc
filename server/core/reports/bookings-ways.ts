// The ways to a page of bookings: sorting all that fit, or going through the lots, spots or people in the order that is asked for, each with
// its own bookings by an index, until the page is full. Both find the same.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all } from "./filter.ts";
import { type Column, comesAfter, type Direction, keyed, type Mark, markOf, orderBy } from "./orders.ts";

/** A booking by its id, and where it stands. */
type Row = { id: number; mark: string[] };

/** What is wanted: so many bookings `b` of what fits, in an order, after a mark. */
export type Want = {
  fits: readonly RawBuilder<unknown>[];
  columns: readonly Column[];
  order: Direction;
  limit: number;
  after: Mark | null;
};

/** Orders of which the first columns are of what a booking belongs to. */
type Parted = "lot" | "spot" | "name" | "phone";

/** Whether an order can be walked. */
export const isParted = (sort: string): sort is Parted => ["lot", "spot", "name", "phone"].includes(sort);

/** Sorts all that fit. `beside` joins what the order looks at. */
export async function gather(
  tx: Transaction<DB>,
  { fits, columns, order, limit, after }: Want,
  beside: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select b.id, ${markOf(columns)} as mark from bookings b ${beside}
    where ${all([...fits, comesAfter(columns, order, after)])}
    order by ${orderBy(columns, order)} limit ${limit}`.execute(tx);
  return rows;
}

/** Goes along what the bookings belong to. */
export async function walk(tx: Transaction<DB>, sort: Parted, want: Want): Promise<Row[]> {
  const { rows } = await (sort === "lot" || sort === "spot" ? places(sort, want) : people(want)).execute(tx);
  return rows;
}

/** Lots or spots are few: they are put in order first. */
function places(sort: "lot" | "spot", want: Want): RawBuilder<Row> {
  const [from, tie] =
    sort === "lot" ? [sql`lots l`, sql`b.lot_id = p.lot_id`] : [sql`spots s`, sql`b.spot_id = p.spot_id`];
  const id = sort === "lot" ? sql`l.id as lot_id` : sql`s.id as spot_id`;
  const { keys, columns } = keyed(want.columns.slice(0, -1));
  const sorted = sql`(select ${id}, ${keys} from ${from} order by ${orderBy(columns, want.order)} offset 0) p`;
  return leg(sorted, tie, sql`true`, { ...want, columns: [...columns, want.columns.at(-1)!] });
}

/** People are many: there is an index of their names and one of their numbers. */
function people(want: Want): RawBuilder<Row> {
  const tie = sql`b.account_id = a.id`;
  const [key, id] = want.columns as [Column, Column];
  const named = leg(sql`contacts c join accounts a on a.contact_id = c.id`, tie, sql`true`, want);
  // Accounts that became part of others, and those whose person is just becoming one with another, have neither name nor number.
  const nobody = sql`(a.contact_id is null or not exists (select from contacts c where c.id = a.contact_id))`;
  const nothing = { ...key, value: sql`(''::text collate "C")` };
  const nameless = leg(sql`accounts a`, tie, nobody, { ...want, columns: [nothing, id] });
  // Each is the first part of its own order, so the first of both are the first of all.
  const columns = [
    { ...key, value: sql`(mark[1] collate "C")` },
    { ...id, value: sql`id` },
  ];
  return sql<Row>`
    select id, mark from ((${named}) union all (${nameless})) found
    order by ${orderBy(columns, want.order)} limit ${want.limit}`;
}

/** The first of one kind of owner. */
function leg(
  from: RawBuilder<unknown>,
  tie: RawBuilder<unknown>,
  condition: RawBuilder<unknown>,
  { fits, columns, order, limit, after }: Want,
): RawBuilder<Row> {
  const [key] = columns;
  const sign = sql.raw(order === "asc" ? ">=" : "<=");
  const begins = after === null ? sql`true` : sql`${key!.value} ${sign} ${after[0]!}::${sql.raw(key!.type)}`;
  return sql<Row>`
    select b.id, ${markOf(columns)} as mark from ${from}
    cross join lateral (
      select b.id from bookings b where ${all([tie, ...fits, comesAfter(columns, order, after)])}
      order by b.id ${sql.raw(order)} limit ${limit}
    ) b
    where ${all([condition, begins])}
    order by ${orderBy(columns, order)} limit ${limit}`;
}
