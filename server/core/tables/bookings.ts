// The table of bookings: a page of what some filters match, in any order, and how many there are.
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { all, among, between } from "../../base/conditions.ts";
import { called } from "../inbox/called.ts";
import { type Column, comesAfter, cut, type Direction, fits, type Mark, markOf, orderBy } from "./order.ts";
import type { DriverSearch } from "./search.ts";

/** A row of the table. Money is in the currency's smallest unit. */
export type BookingRow = {
  id: number;
  status: "reserved" | "active" | "completed" | "cancelled" | "expired";
  lot_id: number;
  lot: string;
  spot_id: number;
  spot: string;
  account_id: number;
  username: string;
  name: string | null;
  phone: string | null;
  reserved_at: Date;
  expires_at: Date;
  started_at: Date | null;
  empty_since: Date | null;
  billed_until: Date | null;
  ended_at: Date | null;
  closed_at: Date | null;
  amount_cents: number | null;
  currency: string;
  rate_cents_per_hour: number;
  daily_cap_cents: number | null;
  free_minutes: number;
  created_by: string;
  ended_by: string | null;
};

/** Which bookings; null does not filter. */
export type BookingFilter = {
  search: DriverSearch | null;
  /** Reserved from then on. */
  from: Date | null;
  /** Reserved before then. */
  to: Date | null;
  statuses: readonly BookingRow["status"][] | null;
  lotId: number | null;
  spotCode: string | null;
  accountId: number | null;
};

/** What bookings can be sorted by. */
export type BookingSort =
  | "id"
  | "status"
  | "lot"
  | "spot"
  | "name"
  | "phone"
  | "reserved_at"
  | "expires_at"
  | "started_at"
  | "ended_at"
  | "closed_at"
  | "amount_cents";

/** In what order, and from where on. */
export type BookingAsk = { sort: BookingSort; order: Direction; limit: number; after: Mark | null };

const id: Column = { value: sql`b.id`, type: "bigint" };
const time = (name: string): Column => ({
  // What has not happened yet comes after everything that has.
  value: sql`coalesce(b.${sql.raw(name)}, 'infinity'::timestamptz)`,
  type: "timestamptz",
});

const first: Record<BookingSort, Column[]> = {
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
};

/** The columns of an order. */
export const columnsOf = (sort: BookingSort): Column[] => [...first[sort], id];

/** Whether a mark can be one of an order of this table. */
export const isMark = (sort: BookingSort, mark: Mark): boolean => fits(mark, columnsOf(sort));

/** More bookings than this are neither counted nor sorted by anything but time. */
const most = 10_000;

/** Which bookings `b` a filter matches. */
export function conditionsOf(filter: BookingFilter): RawBuilder<boolean>[] {
  const { search, from, to, statuses, lotId, spotCode, accountId } = filter;
  return [
    ...between(sql`b.reserved_at`, from, to),
    ...(statuses === null ? [] : [among(sql`b.status`, statuses, "text")]),
    ...(lotId === null ? [] : [sql<boolean>`b.lot_id = ${lotId}::int`]),
    ...(accountId === null ? [] : [sql<boolean>`b.account_id = ${accountId}::int`]),
    ...(spotCode === null
      ? []
      : [sql<boolean>`b.spot_id = any(array(select id from spots where upper(code) = upper(${spotCode})))`]),
    ...(search === null ? [] : [searched(search)]),
  ];
}

/** Of some drivers or of some spots. What is asked of drivers alone is told by their list alone. */
function searched({ accountIds, spotIds }: DriverSearch): RawBuilder<boolean> {
  const isOfDriver = sql<boolean>`b.account_id = any(${accountIds}::int[])`;
  return spotIds.length === 0 ? isOfDriver : sql<boolean>`(${isOfDriver} or b.spot_id = any(${spotIds}::int[]))`;
}

/** Where the rows come from, with the people, spots and lots that they are about. */
const joined = sql`
  bookings b
  join spots s on s.id = b.spot_id
  join lots l on l.id = b.lot_id
  join accounts a on a.id = b.account_id
  left join contacts c on c.id = a.contact_id`;

/** What a row tells. */
const told = sql`
  b.id, b.status, b.lot_id, l.name as lot, b.spot_id, s.code as spot, b.account_id, a.username, ${called} as name, c.phone,
  b.reserved_at, b.expires_at, b.started_at, b.empty_since, b.billed_until, b.ended_at, b.closed_at, b.amount_cents, b.currency, b.rate_cents_per_hour,
  b.daily_cap_cents, b.free_minutes, b.created_by, b.ended_by`;

/**
 * A page of the table, and how many match; when `capped` there are more. `sorted`: only so many of the newest are in the list; null: all are.
 */
export async function find(
  tx: Transaction<DB>,
  filter: BookingFilter,
  { sort, order, limit, after }: BookingAsk,
): Promise<{ rows: BookingRow[]; next: Mark | null; count: number; capped: boolean; sorted: number | null }> {
  const matching = all(conditionsOf(filter));
  const { rows: counted } = await sql<{ n: number }>`
    select count(*) as n from (select from bookings b where ${matching} limit ${most + 1}) b`.execute(tx);
  const { n } = counted[0]!;
  const columns = columnsOf(sort);
  // A booking's number says when it was made.
  const isByTime = sort === "id" || sort === "reserved_at";
  const set =
    n > most && !isByTime
      ? sql`b.id in (select b.id from bookings b where ${matching} order by b.id desc limit ${most})`
      : matching;
  const { rows: found } = await sql<{ id: number; mark: string[] }>`
    select b.id, ${markOf(columns)} as mark from ${joined} where ${all([set, comesAfter(columns, order, after)])}
    order by ${orderBy(columns, order)} limit ${limit + 1}`.execute(tx);
  const { page, next } = cut(found, limit);
  const rows = await bookingsById(
    tx,
    page.map((row) => row.id),
  );
  const capped = n > most;
  return { rows, next, count: Math.min(n, most), capped, sorted: capped && !isByTime ? most : null };
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
  { sort, order }: Pick<BookingAsk, "sort" | "order">,
): RawBuilder<{ id: number }> =>
  sql`select b.id from ${joined} where ${all(conditionsOf(filter))} order by ${orderBy(columnsOf(sort), order)}`;

/** Bookings by their ids, in the order of these. */
export async function bookingsById(tx: Kysely<DB>, ids: readonly number[]): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`
    select ${told} from unnest(${ids}::bigint[]) with ordinality wanted (id, place)
    join (${joined}) on b.id = wanted.id order by wanted.place`.execute(tx);
  return rows;
}
