// Stays as the driver lives them: the beginning and the end, each with its message.
import * as ledger from "../accounts/ledger.ts";
import type { Act } from "./act.ts";
import * as billing from "./billing.ts";
import { claimOf } from "./incidents.ts";
import type { Lot } from "./lots.ts";
import { minutesOf } from "./pricing.ts";
import type { Spot } from "./spots.ts";
import * as words from "./words.ts";

/** A booking and where it is for. */
export type At = { booking: billing.Booking; spot: Spot; lot: Lot };

/** Begins a stay and tells the driver. `seen`: the sensor saw the car. */
export async function begin(act: Act, { booking, spot, lot }: At, at: Date, seen: boolean): Promise<void> {
  await billing.start(act, booking, lot, at, seen);
  const draft = words.started({ ...booking, started_at: at }, lot, spot.code, { seen, now: act.now });
  act.notices.push({ accountId: booking.account_id, draft });
}

/** Ends a stay, charges it and sends the receipt. Returns false when somebody else ended it before. */
export async function end(act: Act, { booking, spot, lot }: At, at: Date): Promise<boolean> {
  const ended = await billing.finish(act, booking, at);
  if (!ended) return false;
  const balance = await ledger.balanceOf(act.tx, ended.account_id, ended.currency);
  const minutes = minutesOf(ended.started_at!, ended.ended_at!);
  const contested = (await claimOf(act.tx, ended.id)) !== null;
  const draft = words.receipt(ended, lot, spot.code, { minutes, balance, contested });
  act.notices.push({ accountId: ended.account_id, draft, lasting: true });
  return true;
}
