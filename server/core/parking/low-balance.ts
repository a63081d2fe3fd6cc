// Warns a parked driver whose balance is running out.
import * as ledger from "../accounts/ledger.ts";
import * as billing from "./billing.ts";
import { type CommandContext, happened } from "./command-context.ts";
import { claimOf } from "./incidents.ts";
import * as lots from "./lots.ts";
import { minutesFor, minutesOf } from "./pricing.ts";

/**
 * Warns a parked driver once that the balance gets low. Does nothing when it is not due, or when the balance lasts longer than calculated.
 */
export async function warnLow(ctx: CommandContext, booking: billing.Booking, spotCode: string): Promise<boolean> {
  if (booking.status !== "active" || booking.low_balance_at === null || booking.low_balance_at > ctx.now) return false;
  const balance = await ledger.balanceOf(ctx.tx, booking.account_id, booking.currency);
  const lot = await lots.get(ctx.tx, booking.lot_id);
  const low = billing.lowAt(booking, lot, booking.started_at!, balance);
  // A driver who reports that the stay is not theirs is not asked for money before staff have looked at it.
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
