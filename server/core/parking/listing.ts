// Bookings to look at: one row for lists, tables and exports, which of them a filter matches, and what happened to one. find-bookings.ts pages.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { among, between } from "../../base/conditions.ts";
import { Fault } from "../../base/errors.ts";
import type { Booking } from "./billing.ts";
import type { CommandContext } from "./command-context.ts";

/** A booking with the names of what it is about. */
export type BookingRow = Booking & {
  /** The spot's. */
  code: string;
  lot_name: string;
  time_zone: string;
  username: string;
  /** Null while the account is about to become part of another. */
  contact_id: number | null;
};

/** Where rows come from, with the spots, lots and accounts that they are about. */
const joined = sql`
  bookings b
  join spots s on s.id = b.spot_id
  join lots l on l.id = b.lot_id
  join accounts a on a.id = b.account_id`;

/** Bookings by their ids, in the order of these. */
export async function byIds(db: Kysely<DB>, ids: readonly number[]): Promise<BookingRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<BookingRow>`
    select b.*, s.code, l.name as lot_name, l.time_zone, a.username, a.contact_id
    from unnest(${ids}::bigint[]) with ordinality wanted (id, place)
    join (${joined}) on b.id = wanted.id order by wanted.place`.execute(db);
  return rows;
}

/** One booking. Throws NOT_FOUND. */
export async function one(db: Kysely<DB>, id: number): Promise<BookingRow> {
  const [row] = await byIds(db, [id]);
  if (!row) throw new Fault("NOT_FOUND", `There is no booking ${id}. List the bookings to see which there are.`);
  return row;
}

/** Which bookings; null does not filter. */
export type BookingFilter = {
  /** Reserved from then on. */
  from: Date | null;
  /** Reserved before then. */
  to: Date | null;
  statuses: readonly Booking["status"][] | null;
  lotId: number | null;
  accountIds: readonly number[] | null;
  spotIds: readonly number[] | null;
  /** Of spots with this code, whatever its case. */
  spotCode: string | null;
  /** Of some drivers or of some spots. */
  search: { accountIds: readonly number[]; spotIds: readonly number[] } | null;
};

/** A filter that matches every booking. */
export const everyBooking: BookingFilter = {
  ...{ from: null, to: null, statuses: null, lotId: null },
  ...{ accountIds: null, spotIds: null, spotCode: null, search: null },
};

const ofDrivers = (ids: readonly number[]) => sql<boolean>`b.account_id = any(${ids}::int[])`;
const ofSpots = (ids: readonly number[]) => sql<boolean>`b.spot_id = any(${ids}::int[])`;

/** Which bookings `b` a filter matches, as conditions in SQL. */
export function conditionsOf(filter: BookingFilter): RawBuilder<boolean>[] {
  const { from, to, statuses, lotId, accountIds, spotIds, spotCode, search } = filter;
  return [
    ...between(sql`b.reserved_at`, from, to),
    ...(statuses === null ? [] : [among(sql`b.status`, statuses, "text")]),
    ...(lotId === null ? [] : [sql<boolean>`b.lot_id = ${lotId}::int`]),
    ...(accountIds === null ? [] : [ofDrivers(accountIds)]),
    ...(spotIds === null ? [] : [ofSpots(spotIds)]),
    ...(spotCode === null
      ? []
      : [sql<boolean>`b.spot_id = any(array(select id from spots where upper(code) = upper(${spotCode})))`]),
    // Without spots the list of the drivers alone is read.
    ...(search === null ? [] : [searched(search)]),
  ];
}

const searched = ({ accountIds, spotIds }: NonNullable<BookingFilter["search"]>): RawBuilder<boolean> =>
  spotIds.length === 0 ? ofDrivers(accountIds) : sql<boolean>`(${ofDrivers(accountIds)} or ${ofSpots(spotIds)})`;

/** One thing that happened to a booking, or that a person did about it. */
export type Moment = {
  at: Date;
  /** What happened (`stay.started`), or what somebody did (`booking.move`). */
  type: string;
  /** Who did it; null for what nobody in particular did. */
  by: string | null;
  note: string | null;
  data: object;
};

/** The longest timeline: of one that is longer the newest. */
const MAX_TIMELINE_ENTRIES = 500;

/** What happened to a booking and what people did about it, oldest first. */
export async function timeline(db: Kysely<DB>, id: number): Promise<Moment[]> {
  const { rows } = await sql<Moment>`
    select at, type, by, note, data from (
      select at, 1 as kind, id, type, data ->> 'by' as by, null as note, data from events where booking_id = ${id}
      union all
      select at, 2, id, action, actor, note, jsonb_build_object('before', before, 'after', after)
        from audit_log where subject = 'booking' and subject_id = ${id}
      order by at desc, kind desc, id desc limit ${MAX_TIMELINE_ENTRIES}
    ) moments order by at, kind, id`.execute(db);
  return rows;
}

/**
 * The booking that was made under a key, and the spot that was asked for then; null when there is none. Whoever asks under the same
 * key at the same time waits until the transaction ends.
 */
export async function asked(
  ctx: CommandContext,
  key: string,
): Promise<{ id: number; account_id: number; spot_id: number } | null> {
  await sql`select pg_advisory_xact_lock(hashtext(${key}))`.execute(ctx.tx);
  const { rows } = await sql<{ id: number; account_id: number; spot_id: number }>`
    select b.id, b.account_id, coalesce(e.spot_id, b.spot_id) as spot_id
    from bookings b left join events e on e.booking_id = b.id and e.type = 'booking.confirmed'
    where b.key = ${key}`.execute(ctx.tx);
  return rows[0] ?? null;
}
