// Offers: when a spot becomes free while somebody waits, it is reserved for the driver who has waited longest.
import { sql } from "kysely";
import { announceDue, type CommandContext, happened } from "./command-context.ts";
import * as lots from "./lots.ts";
import type * as spots from "./spots.ts";

/** Offers a free spot, whose row is locked, to the driver who has waited longest, and notifies them. Returns false when nobody waits. */
export async function offer(ctx: CommandContext, spot: spots.Spot): Promise<boolean> {
  const lot = await lots.get(ctx.tx, spot.lot_id);
  const until = new Date(ctx.now.getTime() + lot.offer_minutes * 60_000);
  const { rows } = await sql<{ account_id: number }>`
    update waitlist set state = 'offered', spot_id = ${spot.id}, offered_at = ${ctx.now}, offer_ends_at = ${until}
    where id = (select id from waitlist where lot_id = ${lot.id} and state = 'waiting' order by id limit 1 for update skip locked)
    returning account_id`.execute(ctx.tx);
  const first = rows[0];
  if (!first) return false;
  ctx.notices.push({ kind: "offer.made", accountId: first.account_id, lot, spotCode: spot.code, until });
  const about = { lot_id: lot.id, spot_id: spot.id, account_id: first.account_id };
  await happened(ctx, { type: "waitlist.offered", about, data: { until: until.toISOString() } });
  await announceDue(ctx, until);
  return true;
}
