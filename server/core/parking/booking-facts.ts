// The facts about an open booking that notices and answers contain.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import * as ledger from "../accounts/ledger.ts";
import type { Booking } from "./billing.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import type { OpenBooking } from "./notices.ts";
import * as spots from "./spots.ts";
import * as waitlist from "./waitlist.ts";

/** Looks up the facts about a booking. */
export async function factsOf(db: Kysely<DB>, booking: Booking, now: Date): Promise<OpenBooking> {
  const lot = await lots.get(db, booking.lot_id);
  const spot = await spots.get(db, booking.spot_id);
  const open = await incidents.openOf(db, booking.id);
  const balance = await ledger.balanceOf(db, booking.account_id, booking.currency);
  const mayBe = booking.status === "reserved" && booking.extended_at === null && lot.extension_minutes > 0;
  const extendable = mayBe && !(await waitlist.list(db, lot.id)).some(({ state }) => state === "waiting");
  const claim = incidents.claimIn(open);
  const unseen = open.includes("sensor_says_empty");
  return { booking, lot, spotCode: spot.code, watched: spots.sees(spot), claim, unseen, extendable, balance, now };
}
