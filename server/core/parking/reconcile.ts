// Reconciling spots: looks at what is known of a spot now and does what follows from it. It does not matter what changed, or how often this is
// called: the same facts lead to the same result.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { RETURN_GRACE_MS } from "../devices/state.ts";
import * as billing from "./billing.ts";
import { announceDue, type CommandContext } from "./command-context.ts";
import type { SpotIncidentKind } from "./incident-kinds.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import * as offers from "./offers.ts";
import * as spots from "./spots.ts";
import * as stays from "./stays.ts";

/** Does what follows for these spots: begins and ends stays, offers free spots, opens and closes incidents, sets the LEDs. */
export async function reconcile(ctx: CommandContext, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length === 0) return;
  await spots.lock(ctx, spotIds);
  await reconcileLocked(ctx, spotIds);
}

/** Reconciles those spots that no other transaction has locked; returns the others, which must be reconciled later. */
export async function reconcileFree(ctx: CommandContext, spotIds: readonly number[]): Promise<number[]> {
  if (spotIds.length === 0) return [];
  const free = new Set(await spots.lockFree(ctx, spotIds));
  await reconcileLocked(ctx, [...free]);
  return spotIds.filter((id) => !free.has(id));
}

/** Like {@link reconcile}, for spots that this transaction has already locked. */
export async function reconcileLocked(ctx: CommandContext, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length === 0) return;
  const all = new Map((await spots.toReconcile(ctx.tx, spotIds)).map((spot) => [spot.id, spot]));
  const again = async (ids: readonly number[]) => {
    if (ids.length > 0) for (const spot of await spots.toReconcile(ctx.tx, ids)) all.set(spot.id, spot);
  };
  await again(await reconcileStays(ctx, all));
  const offered: number[] = [];
  for (const spot of all.values())
    if (spot.awaited && spots.isFree(spot, null) && (await offers.offer(ctx, spot))) offered.push(spot.id);
  await again(offered);
  const lit = await spots.show(ctx, [...all.values()]);
  await matters(
    ctx,
    [...all.values()].map((spot) => ({ ...spot, light_desired: lit.get(spot.id)! })),
  );
}

/** Applies the sensors' readings to the open bookings. Returns the spots whose bookings changed status. */
async function reconcileStays(ctx: CommandContext, all: ReadonlyMap<number, spots.Spot>): Promise<number[]> {
  const unsettled = [...all.values()].filter(needsReconciling);
  if (unsettled.length === 0) return [];
  const bookings = await billing.lockOpen(
    ctx,
    unsettled.map((spot) => spot.booking_id!),
  );
  const found = await lots.byId(ctx.tx, [...new Set(unsettled.map((spot) => spot.lot_id))]);
  const changed: number[] = [];
  for (const booking of bookings) {
    const at = { booking, spot: all.get(booking.spot_id)!, lot: found.get(booking.lot_id)! };
    if (await reconcileStay(ctx, at)) changed.push(booking.spot_id);
  }
  return changed;
}

/** Whether the sensor reports something that was not yet applied to the open booking. */
function needsReconciling(spot: spots.Spot): boolean {
  if (spot.booking_id === null || !spots.sees(spot)) return false;
  if (spot.booking_status === "reserved") return spot.occupied === true;
  // If a stay began on somebody's word and the sensor never saw the car, an empty spot does not end the stay.
  return spot.occupied ? spot.seen_at === null || spot.empty_since !== null : spot.seen_at !== null;
}

/** Applies the sensor's reading to an open booking. Returns whether its status changed. */
async function reconcileStay(ctx: CommandContext, at: stays.At): Promise<boolean> {
  const { booking, spot, lot } = at;
  const since = spot.occupied_at ?? ctx.now;
  const set = (change: Partial<Pick<billing.Booking, "seen_at" | "empty_since" | "end_due_at">>) =>
    ctx.tx.updateTable("bookings").set(change).where("id", "=", booking.id).execute();
  if (booking.status === "reserved") {
    // A car that was there before the booking pays from the time of the booking.
    await stays.begin(ctx, at, since < booking.reserved_at ? booking.reserved_at : since, true);
    return true;
  }
  if (spot.occupied) {
    await set({ seen_at: booking.seen_at ?? since, empty_since: null, end_due_at: null });
    return false;
  }
  const seen = booking.seen_at!;
  const empty = booking.empty_since ?? (since < seen ? seen : since);
  if (booking.empty_since === null && since < booking.started_at!) await suspect(ctx, spot);
  // The debounce time counts from when Bellhop receives the reading: a device that was offline may send its next reading in a moment.
  const learned = booking.end_due_at ?? new Date(ctx.now.getTime() + lot.debounce_seconds * 1_000);
  const due = new Date(Math.max(learned.getTime(), confirmedBy(spot)));
  if (booking.empty_since === null || due > learned) await set({ empty_since: empty, end_due_at: due });
  if (ctx.now >= due) return stays.end(ctx, at, empty);
  if (booking.empty_since === null || due > learned) await announceDue(ctx, due);
  return false;
}

/**
 * A reading from before the device came back online ends a stay no earlier than at this time (in ms since 1970), so that a newer reading can
 * replace it. 0 when there is no need to wait.
 */
function confirmedBy({ back_at, sensed_at }: spots.Spot): number {
  if (back_at === null || (sensed_at !== null && sensed_at >= back_at)) return 0;
  return back_at.getTime() + RETURN_GRACE_MS;
}

/** Marks the reading as faulty: it says that the spot became empty before the stay began, so the device's clock is wrong. */
async function suspect(ctx: CommandContext, spot: spots.Spot): Promise<void> {
  const fault = { reading_fault: "before_stay", reading_fault_at: ctx.now } as const;
  Object.assign(spot, fault);
  await ctx.tx.updateTable("devices").set(fault).where("id", "=", spot.device_id).execute();
}

/** Incidents to open at a spot, and the kinds of its open incidents that are over. */
function mattersOf(spot: spots.SpotToReconcile): { begun: incidents.Matter[]; passed: SpotIncidentKind[] } {
  const stray = spot.booking_id === null && spot.maintenance_at === null && spot.occupied === true;
  const blind = spot.booking_status === "active" && spot.presence === "offline";
  const begun: incidents.Matter[] = [];
  if (stray && spots.sees(spot)) begun.push({ kind: "car_without_booking", spot, began: spot.occupied_at });
  if (blind) begun.push({ kind: "device_offline_during_stay", spot, began: spot.presence_at });
  if (spot.reading_fault !== null) begun.push({ kind: "reading_refused", spot, began: spot.reading_fault_at });
  const over: SpotIncidentKind[] = [
    ...(stray ? [] : ["car_without_booking" as const]),
    ...(blind ? [] : ["device_offline_during_stay" as const]),
    ...(spot.occupied === true || spot.booking_id === null ? ["sensor_says_empty" as const] : []),
    ...(spot.booking_id === null ? (["stay_too_long"] as const) : []),
    ...(spot.reading_fault === null ? (["reading_refused"] as const) : []),
    ...(spot.device_id === null || spot.light_reported === spot.light_desired ? ["light_not_confirmed" as const] : []),
  ];
  const open = new Set(spot.open_incidents);
  return { begun: begun.filter(({ kind }) => !open.has(kind)), passed: over.filter((kind) => open.has(kind)) };
}

/** Opens and closes the incidents of spots. */
async function matters(ctx: CommandContext, all: readonly spots.SpotToReconcile[]): Promise<void> {
  const found = all.map((spot) => ({ spotId: spot.id, ...mattersOf(spot) }));
  await incidents.openAll(
    ctx,
    found.flatMap(({ begun }) => begun),
  );
  await incidents.closeAll(
    ctx,
    found.flatMap(({ spotId, passed }) => passed.map((kind) => ({ spotId, kind }))),
  );
}

/**
 * Spots that need to be reconciled: the process that stored a reading may have ended before it reconciled, and a spot may come free at the moment
 * at which somebody joins the waitlist.
 */
export async function unreconciled(db: Kysely<DB>): Promise<number[]> {
  const all = await spots.inGroups(db);
  const of = (groups: typeof all) => groups.flatMap(({ ids }) => ids);
  const behind = of(all.filter(({ spot }) => isBehind(spot)));
  const candidates = await spots.toReconcile(db, of(all.filter(({ spot }) => mattersOf(spot).begun.length > 0)));
  const begun = await incidents.unsettled(
    db,
    candidates.flatMap((spot) => mattersOf(spot).begun),
  );
  return [...new Set([...behind, ...begun])].sort((a, b) => a - b);
}

/** Whether reconciling a spot would change anything other than open an incident. */
const isBehind = (spot: spots.SpotToReconcile): boolean =>
  !spots.isLit(spot) ||
  // The end of a stay at an empty spot is a due job of its own.
  (needsReconciling(spot) && (spot.occupied === true || spot.empty_since === null)) ||
  (spot.awaited && spots.isFree(spot, null)) ||
  mattersOf(spot).passed.length > 0;
