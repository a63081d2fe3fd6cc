// Driver reports about the car. When the sensor contradicts one, an incident is opened for staff.
import * as billing from "./billing.ts";
import * as bookings from "./bookings.ts";
import type { CommandContext } from "./command-context.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import { reconcile } from "./reconcile.ts";
import * as spots from "./spots.ts";
import * as stays from "./stays.ts";

/**
 * The driver reports having parked: the stay begins. When the sensor sees the spot empty, an incident is opened too (`doubted`). Throws
 * BOOKING_CLOSED.
 */
export async function reportParked(
  ctx: CommandContext,
  { id }: billing.Booking,
): Promise<"started" | "doubted" | "already"> {
  const booking = await bookings.lockBooking(ctx, id);
  if (booking.status === "active") return "already";
  if (booking.status !== "reserved") throw bookings.closed(booking, "Book a spot first.");
  await billing.start(ctx, booking, await lots.get(ctx.tx, booking.lot_id), ctx.now, false);
  await reconcile(ctx, [booking.spot_id]);
  const spot = await spots.get(ctx.tx, booking.spot_id);
  if (!spots.sees(spot) || spot.occupied) return "started";
  await incidents.open(ctx, "sensor_says_empty", spot, ctx.now);
  return "doubted";
}

/**
 * The driver reports having left: the stay ends with its receipt. When the sensor still sees a car, an incident is opened instead and
 * billing goes on (`doubted`). Throws BOOKING_CLOSED.
 */
export async function reportLeft(ctx: CommandContext, { id }: billing.Booking): Promise<"ended" | "doubted"> {
  const booking = await bookings.lockBooking(ctx, id);
  if (booking.status !== "active") throw bookings.closed(booking, "Only a stay can be ended.");
  const spot = await spots.get(ctx.tx, booking.spot_id);
  if (spots.sees(spot) && spot.occupied) {
    await incidents.open(ctx, "driver_says_left", spot, ctx.now);
    return "doubted";
  }
  const lot = await lots.get(ctx.tx, booking.lot_id);
  await stays.end(ctx, { booking, spot, lot }, booking.empty_since ?? ctx.now);
  await reconcile(ctx, [spot.id]);
  return "ended";
}

/** The driver reports that the car at the spot is not theirs: an incident is opened, and billing goes on until staff settle it. */
export async function reportNotMine(ctx: CommandContext, { id }: billing.Booking): Promise<void> {
  const booking = await bookings.lockBooking(ctx, id);
  if (booking.status !== "active") throw bookings.closed(booking, "Only of a stay can be said whose car it is.");
  await incidents.open(ctx, "driver_says_not_parked", await spots.get(ctx.tx, booking.spot_id), ctx.now);
}
