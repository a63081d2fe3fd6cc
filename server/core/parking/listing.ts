// Bookings to look at: lists, one of them, and what happened to it.
import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Booking } from "./billing.ts";
import * as codes from "./codes.ts";
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

/** Which bookings; null does not filter. */
export type Filter = {
  statuses: readonly Booking["status"][] | null;
  accountIds: readonly number[] | null;
  spotCode: string | null;
  lotId: number | null;
  limit: number;
  before: { at: Date; id: number } | null;
};

/** A page of bookings, newest first, with the number of all that match. */
export async function list(db: Kysely<DB>, filter: Filter): Promise<{ total: number; rows: BookingRow[] }> {
  const { statuses, accountIds, spotCode, lotId, limit, before } = filter;
  const spotIds = spotCode === null ? null : (await codes.named(db, spotCode, lotId)).map(({ id }) => id);
  const matching = <T>(query: SelectQueryBuilder<DB & { b: DB["bookings"] }, "b", T>) => {
    let all = query;
    if (statuses !== null) all = all.where(sql<boolean>`b.status = any(${statuses}::text[])`);
    if (accountIds !== null) all = all.where(sql<boolean>`b.account_id = any(${accountIds}::int[])`);
    if (spotIds !== null) all = all.where(sql<boolean>`b.spot_id = any(${spotIds}::int[])`);
    if (lotId !== null) all = all.where("b.lot_id", "=", lotId);
    return all;
  };
  const { total } = await matching(db.selectFrom("bookings as b"))
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  let page = matching(db.selectFrom("bookings as b"));
  if (before !== null) page = page.where(sql<boolean>`(b.reserved_at, b.id) < (${before.at}, ${before.id})`);
  const rows = await page
    .innerJoin("spots as s", "s.id", "b.spot_id")
    .innerJoin("lots as l", "l.id", "b.lot_id")
    .innerJoin("accounts as a", "a.id", "b.account_id")
    .selectAll("b")
    .select(["s.code", "l.name as lot_name", "l.time_zone", "a.username", "a.contact_id"])
    .orderBy("b.reserved_at", "desc")
    .orderBy("b.id", "desc")
    .limit(limit)
    .execute();
  return { total, rows: rows as BookingRow[] };
}

/** One booking. Throws NOT_FOUND. */
export async function one(db: Kysely<DB>, id: number): Promise<BookingRow> {
  const row = await db
    .selectFrom("bookings as b")
    .innerJoin("spots as s", "s.id", "b.spot_id")
    .innerJoin("lots as l", "l.id", "b.lot_id")
    .innerJoin("accounts as a", "a.id", "b.account_id")
    .selectAll("b")
    .select(["s.code", "l.name as lot_name", "l.time_zone", "a.username", "a.contact_id"])
    .where("b.id", "=", id)
    .executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no booking ${id}. List the bookings to see which there are.`);
  return row as BookingRow;
}

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
const longest = 500;

/** What happened to a booking and what people did about it, oldest first. */
export async function timeline(db: Kysely<DB>, id: number): Promise<Moment[]> {
  const { rows } = await sql<Moment>`
    select at, type, by, note, data from (
      select at, 1 as kind, id, type, data ->> 'by' as by, null as note, data from events where booking_id = ${id}
      union all
      select at, 2, id, action, actor, note, jsonb_build_object('before', before, 'after', after)
        from audit_log where subject = 'booking' and subject_id = ${id}
      order by at desc, kind desc, id desc limit ${longest}
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
