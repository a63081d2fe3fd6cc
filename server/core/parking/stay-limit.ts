// Stays that exceed their lot's limit: the driver is warned before, an incident is opened at the limit, and further time is free unless a
// sensor sees the car.
import * as billing from "./billing.ts";
import * as bookings from "./bookings.ts";
import { announceDue, type CommandContext, happened } from "./command-context.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import * as spots from "./spots.ts";

/** Whether a sensor sees the car now, so that further time is known to be used. */
const seesCar = (spot: spots.Spot): boolean => spots.sees(spot) && spot.occupied === true;

/** Warns a driver once that the stay will soon reach its limit. Does nothing when that is not due. */
export async function warn(ctx: CommandContext, id: number): Promise<boolean> {
  const booking = await bookings.lockBooking(ctx, id);
  const { limit_warn_at: at, limit_at } = booking;
  if (booking.status !== "active" || at === null || limit_at === null || at > ctx.now) return false;
  await ctx.tx.updateTable("bookings").set({ limit_warn_at: null }).where("id", "=", id).execute();
  // The limit has been reached already, and is announced in the same run.
  if (limit_at <= ctx.now) return false;
  const [spot, lot] = [await spots.get(ctx.tx, booking.spot_id), await lots.get(ctx.tx, booking.lot_id)];
  const about = { accountId: booking.account_id, booking, lot, spotCode: spot.code };
  ctx.notices.push({ kind: "stay.limit_near", ...about, seen: seesCar(spot) });
  return true;
}

/**
 * A stay has reached its limit: staff and the driver are told, and billing stops unless a sensor sees the car. A stay whose car is seen is
 * checked again after the same time. Does nothing when it is not due.
 */
export async function reach(ctx: CommandContext, id: number): Promise<boolean> {
  const booking = await bookings.lockBooking(ctx, id);
  if (booking.status !== "active" || booking.limit_at === null || booking.limit_at > ctx.now) return false;
  const [spot, lot] = [await spots.get(ctx.tx, booking.spot_id), await lots.get(ctx.tx, booking.lot_id)];
  const seen = seesCar(spot);
  const next = seen && lot.max_stay_minutes > 0 ? new Date(ctx.now.getTime() + lot.max_stay_minutes * 60_000) : null;
  const stopped = seen ? booking.billed_until : booking.limit_at;
  const change = {
    limit_at: next,
    limit_warn_at: null,
    billed_until: stopped,
    low_balance_at: seen ? booking.low_balance_at : null,
  };
  await ctx.tx.updateTable("bookings").set(change).where("id", "=", id).execute();
  if (next !== null) await announceDue(ctx, next);
  await incidents.open(ctx, "stay_too_long", spot, booking.started_at);
  const about = { accountId: booking.account_id, lot, spotCode: spot.code };
  ctx.notices.push({ kind: "stay.limit_reached", ...about, booking: { ...booking, billed_until: stopped }, seen });
  const data = { billed_until: stopped?.toISOString() ?? null };
  await happened(ctx, { type: "stay.limit_reached", about: billing.about(booking), data });
  return true;
}
