// Warning a parked driver whose balance does not last.
import * as ledger from "../accounts/ledger.ts";
import * as billing from "./billing.ts";
import { type CommandContext, happened } from "./command-context.ts";
import { claimOf } from "./incidents.ts";
import * as lots from "./lots.ts";
import { minutesFor, minutesOf } from "./pricing.ts";

/** Tells a parked driver that the balance gets low, once. Does nothing when it is not due, or the balance is better than it was thought. */
export async function warnLow(ctx: CommandContext, booking: billing.Booking, spotCode: string): Promise<boolean> {
  if (booking.status !== "active" || booking.low_balance_at === null || booking.low_balance_at > ctx.now) return false;
  const balance = await ledger.balanceOf(ctx.tx, booking.account_id, booking.currency);
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const low = billing.lowAt(booking, lot, booking.started_at!, balance);
  // Who says that it is not their stay is not asked for money before people have looked.
  const contested = (await claimOf(ctx.tx, booking.id)) !== null;
  if (low === null || low > ctx.now || contested) {
    await billing.setLow(ctx, booking, contested ? null : low);
    return false;
  }
  await billing.setLow(ctx, booking, null);
  const minutes = minutesFor(booking, balance)! - minutesOf(booking.started_at!, ctx.now);
  const about = { accountId: booking.account_id, booking, lot, spotCode };
  ctx.notices.push({ kind: "stay.balance_low", ...about, minutes: Math.max(0, minutes), balance });
  await happened(ctx, {
    type: "stay.balance_low",
    about: billing.about(booking),
    data: { minutes_left: Math.max(0, minutes) },
  });
  return true;
}
