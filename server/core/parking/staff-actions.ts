// Staff actions on bookings, spots and balances. Each is in the audit log with the values before and after, and the driver is notified.
import { Fault } from "../../base/errors.ts";
import * as accounts from "../accounts/accounts.ts";
import * as ledger from "../accounts/ledger.ts";
import * as billing from "./billing.ts";
import * as bookings from "./bookings.ts";
import * as ceilings from "./ceilings.ts";
import { audit, type CommandContext, happened } from "./command-context.ts";
import { faults } from "./errors.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import * as persons from "./persons.ts";
import { reconcile } from "./reconcile.ts";
import * as spots from "./spots.ts";
import * as stays from "./stays.ts";

type Booking = billing.Booking;

/** The reason, for the audit log. */
export type Reason = { note: string | null };

/** Whether the caller has the ceilings of an agent; beyond them ABOVE_CEILING is thrown. */
export type Limited = { limited?: boolean };

/** Starts the stay of a reserved booking when no sensor does. Throws NOT_FOUND and BOOKING_CLOSED. */
export function start(ctx: CommandContext, id: number, { note }: Reason): Promise<Booking> {
  return change(ctx, id, "start", note, async (booking, spot) => {
    if (booking.status !== "reserved") throw bookings.closed(booking, "Only a reserved booking can be started.");
    await stays.begin(ctx, { booking, spot, lot: await lots.get(ctx.tx, booking.lot_id) }, ctx.now, false);
  });
}

/**
 * Ends a stay and charges it. Without `endedAt` it ends when the sensor first saw the spot empty, or now. Throws NOT_FOUND, BOOKING_CLOSED,
 * BAD_REQUEST and ABOVE_CEILING.
 */
export function complete(
  ctx: CommandContext,
  id: number,
  given: Reason & Limited & { endedAt: Date | null },
): Promise<Booking> {
  return change(ctx, id, "complete", given.note, (booking, spot) => finish(ctx, booking, spot, given));
}

/**
 * Choosing the end changes the cost, so the ceilings apply. `set`: the caller also sets the cost, and that is what counts against the
 * ceilings.
 */
async function finish(
  ctx: CommandContext,
  booking: Booking,
  spot: spots.Spot,
  { endedAt, limited = false, set = false }: Limited & { endedAt: Date | null; set?: boolean },
): Promise<void> {
  if (booking.status !== "active") {
    const instead = booking.status === "reserved" ? " Cancel it instead." : "";
    throw bookings.closed(booking, `Only a stay that has begun can be completed.${instead}`);
  }
  // When a person started the stay, the sensor may have seen the spot empty before that.
  const seen = booking.empty_since ?? ctx.now;
  const usual = seen < booking.started_at! ? booking.started_at! : seen;
  const end = endedAt ?? usual;
  if (end < booking.started_at! || end > ctx.now) {
    const range = `${booking.started_at!.toISOString()} and ${ctx.now.toISOString()}`;
    throw new Fault("BAD_REQUEST", `The stay cannot have ended at ${end.toISOString()}. Give a time between ${range}.`);
  }
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const cents = billing.costUntil(booking, end) - billing.costUntil(booking, usual);
  if (!set) await ceilings.note(ctx, booking, lot, { cents, limited });
  await incidents.closeClaims(ctx, booking.id);
  await stays.end(ctx, { booking, spot, lot }, end);
}

/** Cancels a reserved booking. Throws NOT_FOUND and BOOKING_CLOSED. */
export function cancel(ctx: CommandContext, id: number, { note }: Reason): Promise<Booking> {
  return change(ctx, id, "cancel", note, (booking, spot) => callOff(ctx, booking, spot));
}

async function callOff(ctx: CommandContext, booking: Booking, spot: spots.Spot): Promise<void> {
  await bookings.cancel(ctx, booking.id);
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const about = { accountId: booking.account_id, booking, lot, spotCode: spot.code };
  ctx.notices.push({ kind: "booking.cancelled_by_team", ...about });
}

/** Extends a reservation, by the same rules as for drivers. Throws NOT_FOUND, BOOKING_CLOSED and CANNOT_EXTEND. */
export function extend(ctx: CommandContext, id: number, { note }: Reason): Promise<Booking> {
  return change(ctx, id, "extend", note, async (booking, spot) => {
    const longer = await bookings.extend(ctx, booking.id);
    const lot = await lots.get(ctx.tx, booking.lot_id);
    const about = { accountId: booking.account_id, booking: longer, lot, spotCode: spot.code };
    ctx.notices.push({ kind: "booking.extended_by_team", ...about });
  });
}

/**
 * Moves an open booking to another spot, with its tariff. A reserved one can move to any spot that it could have booked. A stay can also
 * move to a spot with a car that nobody booked for, which then counts as the driver's, or to one without a working sensor. Throws
 * NOT_FOUND, BOOKING_CLOSED and SPOT_TAKEN.
 */
export async function move(ctx: CommandContext, id: number, given: Reason & { spotId: number }): Promise<Booking> {
  const target = await spots.get(ctx.tx, given.spotId);
  const from = (await bookings.peek(ctx.tx, id)).spot_id;
  await spots.lock(ctx, [from, target.id]);
  return change(ctx, id, "move", given.note, async (booking, spot) => {
    if (booking.status !== "reserved" && booking.status !== "active")
      throw bookings.closed(booking, "Only an open booking can be moved.");
    const to = await spots.get(ctx.tx, target.id);
    if (to.id === spot.id) return;
    if (booking.status === "reserved") bookings.mayStand(to, booking.account_id);
    if (to.booking_id !== null || to.offer_id !== null || to.maintenance_at !== null) {
      const why = to.maintenance_at === null ? "is booked" : "is out of service";
      throw new Fault(faults.SPOT_TAKEN, `Spot ${to.code} ${why}. Choose another one.`);
    }
    const lot = await lots.get(ctx.tx, to.lot_id);
    if (lot.currency !== booking.currency) {
      const both = `${booking.currency}, and ${lot.name} charges ${lot.currency}`;
      throw new Fault("BAD_REQUEST", `The booking is in ${both}. Cancel it and book anew.`);
    }
    const unseen = { seen_at: null, empty_since: null, end_due_at: null };
    const where = { spot_id: to.id, lot_id: to.lot_id, ...unseen };
    await ctx.tx.updateTable("bookings").set(where).where("id", "=", id).execute();
    const about = { ...billing.about(booking), lot_id: to.lot_id, spot_id: to.id };
    await happened(ctx, { type: "booking.moved", about, data: { from: spot.code, to: to.code } });
    const place = { booking, lot, spotCode: to.code };
    ctx.notices.push({ kind: "booking.moved_by_team", accountId: booking.account_id, ...place, from: spot.code });
    await reconcile(ctx, [spot.id, to.id]);
  });
}

/** Sets the cost of an ended stay; the difference is charged or paid back. Throws NOT_FOUND, BOOKING_CLOSED and ABOVE_CEILING. */
export function adjust(
  ctx: CommandContext,
  id: number,
  given: Limited & { amountCents: number; note: string },
): Promise<Booking> {
  return change(ctx, id, "adjust", given.note, async (booking, spot) => {
    if (booking.status === "completed") {
      const cents = given.amountCents - booking.amount_cents!;
      await ceilings.note(ctx, booking, await lots.get(ctx.tx, booking.lot_id), {
        cents,
        limited: given.limited ?? false,
      });
    }
    await correct(ctx, booking, spot, given.amountCents);
  });
}

async function correct(ctx: CommandContext, booking: Booking, spot: spots.Spot, cents: number): Promise<void> {
  if (booking.status !== "completed")
    throw bookings.closed(booking, "Only what a completed stay costs can be adjusted. Complete it first.");
  const before = booking.amount_cents!;
  if (cents === before) return;
  const driver = { driver: booking.account_id };
  const { n } = await ctx.tx
    .selectFrom("ledger_entries")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("booking_id", "=", booking.id)
    .executeTakeFirstOrThrow();
  await ledger.enter(ctx, {
    kind: cents < before ? "refund" : "charge",
    currency: booking.currency,
    cents: Math.abs(cents - before),
    from: cents < before ? "revenue" : driver,
    to: cents < before ? driver : "revenue",
    memo: `Parking, booking ${booking.id}, corrected`,
    key: `correction:${booking.id}:${n}`,
    bookingId: booking.id,
  });
  await ctx.tx.updateTable("bookings").set({ amount_cents: cents }).where("id", "=", booking.id).execute();
  const data = { from_cents: before, to_cents: cents };
  await happened(ctx, { type: "booking.adjusted", about: billing.about(booking), data });
  const balance = await ledger.balanceOf(ctx.tx, booking.account_id, booking.currency);
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const corrected = { ...booking, amount_cents: cents };
  const about = { accountId: booking.account_id, booking: corrected, lot, spotCode: spot.code };
  ctx.notices.push({ kind: "booking.adjusted", ...about, before, balance });
}

/**
 * Ends a booking in whatever state it is, and closes its incidents: a reserved one is cancelled, a stay is completed (at `endedAt`) and its
 * cost may be set. Throws NOT_FOUND, BOOKING_CLOSED, BAD_REQUEST and ABOVE_CEILING.
 */
export function resolve(
  ctx: CommandContext,
  id: number,
  given: Limited & { note: string; endedAt: Date | null; amountCents: number | null },
): Promise<Booking> {
  return change(ctx, id, "resolve", given.note, async (booking, spot) => {
    if (given.endedAt !== null && booking.status !== "active")
      throw bookings.closed(booking, "Only a stay can be given an end. Leave ended_at out.");
    if (given.amountCents !== null && booking.status !== "active" && booking.status !== "completed")
      throw bookings.closed(booking, "Only a stay can be given an amount. Leave amount_cents out.");
    if (given.amountCents !== null) {
      const usual = booking.status === "active" ? billing.costSoFar(booking, ctx.now) : booking.amount_cents!;
      const lot = await lots.get(ctx.tx, booking.lot_id);
      await ceilings.note(ctx, booking, lot, { cents: given.amountCents - usual, limited: given.limited ?? false });
    }
    await incidents.settleOf(ctx, id, given.note);
    if (booking.status === "reserved") await callOff(ctx, booking, spot);
    if (booking.status === "active") await finish(ctx, booking, spot, { ...given, set: given.amountCents !== null });
    if (given.amountCents !== null) await correct(ctx, await bookings.lockBooking(ctx, id), spot, given.amountCents);
  });
}

/** Takes a spot out of service or back into service. Throws NOT_FOUND, and SPOT_BUSY while it is booked or offered. */
export async function maintain(
  ctx: CommandContext,
  spotId: number,
  given: { on: boolean; reason: string | null },
): Promise<void> {
  await spots.lock(ctx, [spotId]);
  const spot = await spots.get(ctx.tx, spotId);
  if (given.on && (spot.booking_id !== null || spot.offer_id !== null)) {
    const what =
      spot.booking_id === null ? "is kept for somebody who waited" : `has the open booking ${spot.booking_id}`;
    throw new Fault(faults.SPOT_BUSY, `Spot ${spot.code} ${what}. Move or end that first.`);
  }
  const after = given.on
    ? { maintenance_at: spot.maintenance_at ?? ctx.now, maintenance_reason: given.reason }
    : { maintenance_at: null, maintenance_reason: null };
  const { maintenance_at, maintenance_reason } = spot;
  if (maintenance_at?.getTime() === after.maintenance_at?.getTime() && maintenance_reason === after.maintenance_reason)
    return;
  await ctx.tx.updateTable("spots").set(after).where("id", "=", spotId).execute();
  const before = { maintenance_at, maintenance_reason };
  const action = given.on ? "spot.maintenance" : "spot.service";
  await audit(ctx, { action, subject: "spot", id: spotId, before, after, note: given.reason });
  await reconcile(ctx, [spotId]);
}

/**
 * Changes a balance with a reason, and updates a running stay. Returns false when the key was used before. Throws NOT_FOUND and
 * BAD_REQUEST.
 */
export async function credit(ctx: CommandContext, accountId: number, given: accounts.Adjustment): Promise<boolean> {
  const id = await persons.lock(ctx, accountId);
  if (!(await accounts.adjust(ctx, id, given))) return false;
  const balance = await ledger.balanceOf(ctx.tx, id, given.currency);
  const { kind: reason, cents, currency } = given;
  ctx.notices.push({ kind: "account.credited", accountId: id, reason, cents, currency, balance });
  const booking = await bookings.openOf(ctx.tx, id);
  if (booking?.status === "active") await billing.watchBalance(ctx, await bookings.lockBooking(ctx, booking.id));
  return true;
}

/** Changes a booking and records in the audit log who did it, with the values before and after. */
async function change(
  ctx: CommandContext,
  id: number,
  what: string,
  note: string | null,
  run: (booking: Booking, spot: spots.Spot) => Promise<void>,
): Promise<Booking> {
  const before = await bookings.lockBooking(ctx, id);
  await run(before, await spots.get(ctx.tx, before.spot_id));
  await reconcile(ctx, [before.spot_id]);
  const after = await bookings.lockBooking(ctx, id);
  await audit(ctx, { action: `booking.${what}`, subject: "booking", id, before, after, note });
  return after;
}
