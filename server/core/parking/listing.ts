// Reading bookings: one row type for lists, tables and exports, filters as SQL, and the timeline of a booking. find-bookings.ts pages them.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { among, between } from "../../base/conditions.ts";
import { Fault } from "../../base/errors.ts";
import type { Booking } from "./billing.ts";
import type { CommandContext } from "./command-context.ts";

/** A booking with the names of its spot, lot and driver. */
export type BookingRow = Booking & {
  /** The spot's code. */
  code: string;
  lot_name: string;
  time_zone: string;
  username: string;
  /** Null while the account is being merged into another. */
  contact_id: number | null;
};

/** The source of the rows: bookings with their spots, lots and accounts. */
const joined = sql`
  bookings b
  join spots s on s.id = b.spot_id
  join lots l on l.id = b.lot_id
  join accounts a on a.id = b.account_id`;

/** Bookings by id, in the order of the ids. */
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

/** A filter of bookings; a null field does not filter. */
export type BookingFilter = {
  /** Reserved at or after this time. */
  from: Date | null;
  /** Reserved before this time. */
  to: Date | null;
  statuses: readonly Booking["status"][] | null;
  lotId: number | null;
  accountIds: readonly number[] | null;
  spotIds: readonly number[] | null;
  /** Only spots with this code, in any case. */
  spotCode: string | null;
  /** Bookings of any of these drivers or on any of these spots. */
  search: { accountIds: readonly number[]; spotIds: readonly number[] } | null;
};

/** A filter that matches every booking. */
export const everyBooking: BookingFilter = {
  ...{ from: null, to: null, statuses: null, lotId: null },
  ...{ accountIds: null, spotIds: null, spotCode: null, search: null },
};

const ofDrivers = (ids: readonly number[]) => among(sql`b.account_id`, ids, "int");
const ofSpots = (ids: readonly number[]) => among(sql`b.spot_id`, ids, "int");

/** The SQL conditions for a booking `b` to match a filter. */
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
    // If the search matches no spots, the index of the drivers' bookings suffices.
    ...(search === null ? [] : [searched(search)]),
  ];
}

const searched = ({ accountIds, spotIds }: NonNullable<BookingFilter["search"]>): RawBuilder<boolean> =>
  spotIds.length === 0 ? ofDrivers(accountIds) : sql<boolean>`(${ofDrivers(accountIds)} or ${ofSpots(spotIds)})`;

/** An entry of a booking's timeline: an event, or a person's action. */
export type Moment = {
  at: Date;
  /** The event (`stay.started`) or the action (`booking.move`). */
  type: string;
  /** Who did it; null if nobody in particular. */
  by: string | null;
  note: string | null;
  data: object;
};

/** The most entries of a timeline; of a longer one, the newest are returned. */
const MAX_TIMELINE_ENTRIES = 500;

/** The timeline of a booking: its events and the actions of people, oldest first. */
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
 * The booking that was made with an idempotency key, with the spot that was requested then; null when there is none. Another request with the same
 * key waits until this transaction ends.
 */
export async function findByKey(
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
