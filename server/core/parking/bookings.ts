// Bookings: reserve, cancel, extend, and what happens when no car comes. Chat and REST use the same functions.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { money } from "../../base/money.ts";
import * as accounts from "../accounts/accounts.ts";
import * as ledger from "../accounts/ledger.ts";
import { about, type Booking } from "./billing.ts";
import { announceDue, type CommandContext, happened } from "./command-context.ts";
import { faults } from "./errors.ts";
import * as lots from "./lots.ts";
import * as persons from "./persons.ts";
import { reconcile, reconcileLocked } from "./reconcile.ts";
import * as spots from "./spots.ts";
import { openBookingStatuses } from "./states.ts";

/** A request for a booking. */
export type BookingRequest = {
  accountId: number;
  spotId: number;
  /** Idempotency key, such as `message:17`: the same key gives the same booking. */
  key: string | null;
};

/**
 * Reserves a spot. Throws ALREADY_BOOKED, SPOT_TAKEN, BALANCE_TOO_LOW or NOT_FOUND before anything is written. Of two simultaneous requests
 * one wins.
 */
export async function reserve(ctx: CommandContext, wish: BookingRequest): Promise<Booking> {
  const accountId = await persons.lock(ctx, wish.accountId);
  const again = wish.key === null ? null : await byKey(ctx.tx, wish.key);
  if (again) return again;
  await spots.lock(ctx, [wish.spotId]);
  const spot = await spots.get(ctx.tx, wish.spotId);
  const lot = await lots.get(ctx.tx, spot.lot_id);
  await mayBook(ctx, accountId);
  mayStand(spot, accountId);
  await affords(ctx, accountId, lot);
  const expires = new Date(ctx.now.getTime() + lot.hold_minutes * 60_000);
  const remind = lot.reminder_minutes > 0 && lot.reminder_minutes < lot.hold_minutes;
  const { rows } = await sql<Booking>`
    insert into bookings (lot_id, spot_id, account_id, currency, rate_cents_per_hour, daily_cap_cents, free_minutes, reserved_at, expires_at,
      reminder_at, created_by, key)
    values (${lot.id}, ${spot.id}, ${accountId}, ${lot.currency}, ${lot.rate_cents_per_hour}, ${lot.daily_cap_cents}::int,
      ${lot.free_minutes}, ${ctx.now}, ${expires}, ${remind ? new Date(expires.getTime() - lot.reminder_minutes * 60_000) : null}::timestamptz,
      ${ctx.by}, ${wish.key})
    on conflict do nothing returning *`.execute(ctx.tx);
  const booking = rows[0];
  if (!booking) throw taken(spot.code, "reserved");
  const { rows: waits } = await sql<{ spot_id: number | null }>`
    update waitlist set state = 'taken', closed_at = ${ctx.now} where account_id = ${accountId} and closed_at is null
    returning spot_id`.execute(ctx.tx);
  await happened(ctx, {
    type: "booking.confirmed",
    about: about(booking),
    data: { expires_at: expires.toISOString() },
  });
  await announceDue(ctx, booking.reminder_at ?? expires);
  await reconcileLocked(ctx, [spot.id]);
  // Another spot that was offered to this driver goes to the next one on the waitlist.
  await reconcile(
    ctx,
    waits.flatMap((wait) => wait.spot_id ?? []),
  );
  return booking;
}

/** Checks that a driver may make another booking in a lot. Throws ALREADY_BOOKED and BALANCE_TOO_LOW. */
export async function admit(ctx: CommandContext, accountId: number, lot: lots.Lot): Promise<void> {
  await mayBook(ctx, accountId);
  await affords(ctx, accountId, lot);
}

async function mayBook(ctx: CommandContext, accountId: number): Promise<void> {
  const own = await openOf(ctx.tx, accountId);
  if (own) throw await alreadyBooked(ctx, own);
}

async function affords(ctx: CommandContext, accountId: number, lot: lots.Lot): Promise<void> {
  const balances = (await ledger.balancesOf(ctx.tx, [accountId])).get(accountId) ?? [];
  const debt = balances.find((one) => one.balance_cents < 0);
  if (debt) {
    const sum = money(-debt.balance_cents, debt.currency);
    throw new Fault(
      faults.BALANCE_TOO_LOW,
      `The account owes ${sum}, and books nowhere until that is paid. Top it up first.`,
    );
  }
  const balance = balances.find((one) => one.currency === lot.currency)?.balance_cents ?? 0;
  if (balance >= lot.minimum_balance_cents) return;
  // A driver who never wrote has no credit yet. Staff who book for them take responsibility.
  if (/^(desk|api):/.test(ctx.by) && (await accounts.get(ctx.tx, accountId)).welcomed_at === null) return;
  const sums = `${money(balance, lot.currency)} of the ${money(lot.minimum_balance_cents, lot.currency)}`;
  throw new Fault(faults.BALANCE_TOO_LOW, `The balance has ${sums} that booking needs. Top it up first.`);
}

/** Checks that a driver's reserved booking may use a spot that is locked by this command. Throws SPOT_TAKEN. */
export function mayStand(spot: spots.Spot, accountId: number): void {
  if (!spots.isFree(spot, accountId)) throw taken(spot.code, spots.stateOfSpot(spot));
}

const reasons = {
  free: "was just taken",
  reserved: "is booked",
  occupied: "is occupied",
  maintenance: "is out of service",
  unknown: "does not answer at the moment, so that nobody knows whether it is free",
};

const taken = (code: string, state: keyof typeof reasons) =>
  new Fault(faults.SPOT_TAKEN, `Spot ${code} ${reasons[state]}. Choose another one.`);

async function alreadyBooked(ctx: CommandContext, own: Booking): Promise<Fault> {
  const { code } = await spots.get(ctx.tx, own.spot_id);
  return new Fault(
    faults.ALREADY_BOOKED,
    `There is an open booking of spot ${code}. Only one can be open at a time: end or cancel it first.`,
  );
}

async function byKey(db: Kysely<DB>, key: string): Promise<Booking | null> {
  const row = await db.selectFrom("bookings").selectAll().where("key", "=", key).executeTakeFirst();
  return (row as Booking | undefined) ?? null;
}

/** The open booking of a driver, if any. */
export async function openOf(db: Kysely<DB>, accountId: number): Promise<Booking | null> {
  const row = await db
    .selectFrom("bookings")
    .selectAll()
    .where("account_id", "=", accountId)
    .where("status", "in", openBookingStatuses)
    .executeTakeFirst();
  return (row as Booking | undefined) ?? null;
}

/** One booking, without locking it. Throws NOT_FOUND. */
export async function peek(db: Kysely<DB>, id: number): Promise<Booking> {
  const row = await db.selectFrom("bookings").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no booking ${id}. List the bookings to see which there are.`);
  return row as Booking;
}

/** Locks a booking and its spot for the rest of the transaction and returns the booking. Throws NOT_FOUND. */
export async function lockBooking(ctx: CommandContext, id: number): Promise<Booking> {
  const { spot_id } = await peek(ctx.tx, id);
  // The spot is locked first, as everywhere: its row guards every decision about it.
  await spots.lock(ctx, [spot_id]);
  const find = ctx.tx.selectFrom("bookings").selectAll().where("id", "=", id).forNoKeyUpdate();
  const held = (await find.executeTakeFirstOrThrow()) as Booking;
  return held.spot_id === spot_id ? held : lockBooking(ctx, id);
}

/** Cancels a reserved booking. Throws BOOKING_CLOSED when the stay has begun or the booking is over. */
export async function cancel(ctx: CommandContext, id: number): Promise<Booking> {
  const booking = await lockBooking(ctx, id);
  if (booking.status !== "reserved")
    throw closed(booking, "Only a booking that still waits for its car can be cancelled.");
  const change = { status: "cancelled", closed_at: ctx.now, ended_by: ctx.by, reminder_at: null };
  await ctx.tx.updateTable("bookings").set(change).where("id", "=", id).execute();
  await happened(ctx, { type: "booking.cancelled", about: about(booking), data: { by: ctx.by } });
  await reconcileLocked(ctx, [booking.spot_id]);
  return lockBooking(ctx, id);
}

/** Expires a reservation for which no car came. Does nothing when it is not due or the booking is no longer reserved. */
export async function expire(ctx: CommandContext, id: number): Promise<boolean> {
  const due = await lockBooking(ctx, id);
  if (due.status !== "reserved" || due.expires_at > ctx.now) return false;
  // The car may have come without having been reconciled yet.
  await reconcileLocked(ctx, [due.spot_id]);
  const booking = await peek(ctx.tx, id);
  if (booking.status !== "reserved") return false;
  const change = { status: "expired", closed_at: ctx.now, ended_by: ctx.by, reminder_at: null };
  await ctx.tx.updateTable("bookings").set(change).where("id", "=", id).execute();
  await happened(ctx, { type: "booking.expired", about: about(booking), data: {} });
  const { code: spotCode } = await spots.get(ctx.tx, booking.spot_id);
  const lot = await lots.get(ctx.tx, booking.lot_id);
  ctx.notices.push({ kind: "booking.expired", accountId: booking.account_id, booking, lot, spotCode });
  await reconcileLocked(ctx, [booking.spot_id]);
  return true;
}

/** Reminds a driver, once, that the reservation expires soon. Does nothing when that is not due or the booking is no longer reserved. */
export async function remind(ctx: CommandContext, id: number): Promise<boolean> {
  const booking = await lockBooking(ctx, id);
  if (booking.status !== "reserved" || booking.reminder_at === null || booking.reminder_at > ctx.now) return false;
  await ctx.tx.updateTable("bookings").set({ reminder_at: null }).where("id", "=", id).execute();
  if (booking.expires_at <= ctx.now) return false;
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const { code: spotCode } = await spots.get(ctx.tx, booking.spot_id);
  const extendable = lot.extension_minutes > 0 && booking.extended_at === null && !(await someoneWaits(ctx, lot.id));
  ctx.notices.push({ kind: "booking.reminded", accountId: booking.account_id, booking, lot, spotCode, extendable });
  const data = { expires_at: booking.expires_at.toISOString() };
  await happened(ctx, { type: "booking.reminded", about: about(booking), data });
  return true;
}

async function someoneWaits(ctx: CommandContext, lotId: number): Promise<boolean> {
  const first = ctx.tx.selectFrom("waitlist").select("id").where("lot_id", "=", lotId).where("state", "=", "waiting");
  return (await first.executeTakeFirst()) !== undefined;
}

/** Extends a reservation, once, and only while nobody in the lot waits for a spot. Throws BOOKING_CLOSED and CANNOT_EXTEND. */
export async function extend(ctx: CommandContext, id: number): Promise<Booking> {
  const booking = await lockBooking(ctx, id);
  if (booking.status !== "reserved")
    throw closed(booking, "Only a booking that still waits for its car can be extended.");
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const no = (why: string) => new Fault(faults.CANNOT_EXTEND, `The booking cannot be extended: ${why}.`);
  if (lot.extension_minutes === 0) throw no("this lot does not extend bookings");
  if (booking.extended_at !== null) throw no("that was done once already");
  if (await someoneWaits(ctx, lot.id)) throw no("somebody waits for a spot");
  const expires = new Date(booking.expires_at.getTime() + lot.extension_minutes * 60_000);
  const reminder = new Date(expires.getTime() - lot.reminder_minutes * 60_000);
  const change = {
    expires_at: expires,
    extended_at: ctx.now,
    reminder_at: lot.reminder_minutes > 0 && reminder > ctx.now ? reminder : null,
  };
  await ctx.tx.updateTable("bookings").set(change).where("id", "=", id).execute();
  await announceDue(ctx, change.reminder_at ?? expires);
  await happened(ctx, { type: "booking.extended", about: about(booking), data: { expires_at: expires.toISOString() } });
  return lockBooking(ctx, id);
}

/** A BOOKING_CLOSED fault: the booking's state does not allow the action; `what` says what would. */
export const closed = (booking: Booking, what: string) =>
  new Fault(faults.BOOKING_CLOSED, `Booking ${booking.id} is ${booking.status}. ${what}`);
