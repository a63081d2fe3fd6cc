// Attending to spots: looks at what is known of a spot now and does what follows from it. It does not matter what changed, or how
// often this is called: the same facts lead to the same end.
import * as ledger from "../accounts/ledger.ts";
import { type Act, announceDue } from "./act.ts";
import * as billing from "./billing.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import { minutesOf } from "./pricing.ts";
import * as spots from "./spots.ts";
import * as words from "./words.ts";

/** Does what follows for some spots: begins and ends stays, opens and closes incidents, shows the lights. */
export async function attend(act: Act, spotIds: readonly number[]): Promise<void> {
  const ids = [...new Set(spotIds)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  await spots.lock(act, ids);
  for (const spot of await spots.byId(act.tx, ids)) {
    const changed = spot.booking_id !== null && (await stay(act, spot));
    const now = changed ? await spots.get(act.tx, spot.id) : spot;
    await matters(act, now);
    await spots.show(act, now);
  }
}

/** Whether the sensor can be believed now: its board is there. */
const sees = (spot: spots.Spot): boolean => spot.presence === "online" && !spot.unsure && spot.occupied !== null;

/** What the sensor means for the open booking. Returns whether its status changed. */
async function stay(act: Act, spot: spots.Spot): Promise<boolean> {
  const booking = await billing.openAt(act, spot.id);
  if (!booking || !sees(spot)) return false;
  const since = spot.occupied_at ?? act.now;
  if (booking.status === "reserved") {
    if (!spot.occupied) return false;
    // A car that stood there before it had a booking pays from the booking on.
    await begin(act, booking, spot, since < booking.reserved_at ? booking.reserved_at : since, true);
    return true;
  }
  if (spot.occupied) {
    if (booking.seen_at === null || booking.empty_since !== null) {
      const change = { seen_at: booking.seen_at ?? since, empty_since: null, end_due_at: null };
      await act.tx.updateTable("bookings").set(change).where("id", "=", booking.id).execute();
    }
    return false;
  }
  // Who parked by somebody's word is not sent away by a sensor that never saw the car.
  if (booking.seen_at === null) return false;
  const empty = booking.empty_since ?? (since < booking.seen_at ? booking.seen_at : since);
  const due = booking.end_due_at ?? (await debounced(act, booking.lot_id));
  if (booking.empty_since === null) {
    const change = { empty_since: empty, end_due_at: due };
    await act.tx.updateTable("bookings").set(change).where("id", "=", booking.id).execute();
    await announceDue(act);
  }
  if (act.now < due) return false;
  return end(act, booking, spot, empty);
}

/** The debounce time counts from when Bellhop learns of it: a board that was out of reach may tell the rest in a moment. */
async function debounced(act: Act, lotId: number): Promise<Date> {
  const { debounce_seconds } = await lots.get(act.tx, lotId);
  return new Date(act.now.getTime() + debounce_seconds * 1_000);
}

/** Begins a stay and tells the driver. */
async function begin(act: Act, booking: billing.Booking, spot: spots.Spot, at: Date, seen: boolean): Promise<void> {
  await billing.start(act, booking, at, seen);
  const draft = words.started(
    { ...booking, started_at: at },
    await lots.get(act.tx, booking.lot_id),
    spot.code,
    act.now,
  );
  act.notices.push({ accountId: booking.account_id, draft });
}

/** Ends a stay and sends the receipt. Returns false when somebody else ended it before. */
async function end(act: Act, booking: billing.Booking, spot: spots.Spot, at: Date): Promise<boolean> {
  const ended = await billing.finish(act, booking, at);
  if (!ended) return false;
  const lot = await lots.get(act.tx, ended.lot_id);
  const balance = await ledger.balanceOf(act.tx, ended.account_id, ended.currency);
  const minutes = minutesOf(ended.started_at!, ended.ended_at!);
  const draft = words.receipt(ended, lot, spot.code, minutes, balance, act.now);
  act.notices.push({ accountId: ended.account_id, draft });
  return true;
}

/** Opens and closes what people should look at. */
async function matters(act: Act, spot: spots.Spot): Promise<void> {
  const stays = spot.booking_status === "active";
  const stray = spot.booking_id === null && spot.maintenance_at === null && spot.occupied === true;
  const blind = stays && spot.presence === "offline";
  if (stray && sees(spot)) await incidents.open(act, "car_without_booking", spot);
  if (blind) await incidents.open(act, "device_offline_during_stay", spot);
  const over: incidents.IncidentKind[] = [
    ...(stray ? [] : ["car_without_booking" as const]),
    ...(blind ? [] : ["device_offline_during_stay" as const]),
    ...(spot.occupied === true || spot.booking_id === null ? ["sensor_says_empty" as const] : []),
    ...(spot.booking_id === null ? (["driver_says_not_parked", "driver_says_left"] as const) : []),
    ...(spot.light_reported === spot.light_desired ? ["light_not_confirmed" as const] : []),
  ];
  await incidents.close(act, over, spot, act.by);
}
