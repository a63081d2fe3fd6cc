// Offers: when a spot becomes free while somebody waits, it is reserved for the driver who has waited longest.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { announceDue, type CommandContext, happened } from "./command-context.ts";
import * as lots from "./lots.ts";
import * as spots from "./spots.ts";

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
  const about = { lotId: lot.id, spotId: spot.id, accountId: first.account_id };
  await happened(ctx, { type: "waitlist.offered", ...about, data: { until: until.toISOString() } });
  await announceDue(ctx, until);
  return true;
}

/** Free spots in lots where somebody waits: they became free at the same moment in which somebody joined the waitlist. */
export async function missed(db: Kysely<DB>): Promise<number[]> {
  const awaited = await spots.inAwaitedLots(db);
  return awaited.filter((spot) => spots.isFree(spot, null)).map(({ id }) => id);
}
