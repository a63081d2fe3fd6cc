// Begins and ends stays, each with the message to the driver.
import { type ClockJump, spanning } from "../../base/clock-jumps.ts";
import * as ledger from "../accounts/ledger.ts";
import * as billing from "./billing.ts";
import type { CommandContext } from "./command-context.ts";
import * as incidents from "./incidents.ts";
import type { Lot } from "./lots.ts";
import { minutesOf } from "./pricing.ts";
import type { Spot } from "./spots.ts";

/** A booking with its spot and lot. */
export type At = { booking: billing.Booking; spot: Spot; lot: Lot };

/** Begins a stay and notifies the driver. `seen`: the sensor saw the car. */
export async function begin(ctx: CommandContext, { booking, spot, lot }: At, at: Date, seen: boolean): Promise<void> {
  await billing.start(ctx, booking, lot, at, seen);
  const started = { ...booking, started_at: at };
  ctx.notices.push({
    kind: "stay.started",
    accountId: booking.account_id,
    booking: started,
    lot,
    spotCode: spot.code,
    seen,
  });
}

/** Ends a stay, charges it and sends the receipt. Returns false when it had ended already. */
export async function end(ctx: CommandContext, { booking, spot, lot }: At, at: Date): Promise<boolean> {
  const jumps = await spanning(ctx.tx, booking.started_at!, ctx.now);
  const ended = await billing.finish(ctx, jumps.length === 0 ? booking : await shortened(ctx, booking, at, jumps), at);
  if (!ended) return false;
  // Staff check the charge, whether the clock was set forward or back.
  if (jumps.length > 0) await incidents.open(ctx, "stay_across_clock_jump", spot, null);
  const balance = await ledger.balanceOf(ctx.tx, ended.account_id, ended.currency);
  const minutes = minutesOf(ended.started_at!, ended.ended_at!);
  const contested = (await incidents.claimOf(ctx.tx, ended.id)) !== null;
  ctx.notices.push({
    ...{ kind: "stay.ended", accountId: ended.account_id, booking: ended, lot, spotCode: spot.code },
    ...{ minutes, balance, contested, clockJumped: jumps.length > 0 },
  });
  return true;
}

/** When the clock was set forward during a stay, the skipped time is not billed. */
async function shortened(
  ctx: CommandContext,
  booking: billing.Booking,
  at: Date,
  jumps: readonly ClockJump[],
): Promise<billing.Booking> {
  const skipped = jumps.reduce((sum, { bySeconds }) => sum + bySeconds, 0) * 1_000;
  if (skipped <= 0) return booking;
  const until = Math.min(at.getTime(), booking.billed_until?.getTime() ?? Number.POSITIVE_INFINITY) - skipped;
  const billed_until = new Date(Math.max(until, booking.started_at!.getTime()));
  await ctx.tx.updateTable("bookings").set({ billed_until }).where("id", "=", booking.id).execute();
  return { ...booking, billed_until };
}
