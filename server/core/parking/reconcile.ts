// Reconciling spots: looks at what is known of a spot now and does what follows from it. It does not matter what changed, or how
// often this is called: the same facts lead to the same end.
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

/** Does what follows for some spots: begins and ends stays, offers what came free, opens and closes incidents, shows the lights. */
export async function reconcile(ctx: CommandContext, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length === 0) return;
  await spots.lock(ctx, spotIds);
  await reconcileLocked(ctx, spotIds);
}

/** Reconciles those spots that nobody else is deciding about now; returns the others, which need to be reconciled later. */
export async function reconcileFree(ctx: CommandContext, spotIds: readonly number[]): Promise<number[]> {
  if (spotIds.length === 0) return [];
  const free = new Set(await spots.lockFree(ctx, spotIds));
  await reconcileLocked(ctx, [...free]);
  return spotIds.filter((id) => !free.has(id));
}

/** As {@link reconcile}, for spots that this act has locked. */
export async function reconcileLocked(ctx: CommandContext, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length === 0) return;
  const all = new Map((await spots.toReconcile(ctx.tx, spotIds)).map((spot) => [spot.id, spot]));
  const again = async (ids: readonly number[]) => {
    if (ids.length > 0) for (const spot of await spots.toReconcile(ctx.tx, ids)) all.set(spot.id, spot);
  };
  await again(await settleStays(ctx, all));
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

/** Does what the sensors mean for the open bookings. Returns the spots whose bookings have another status now. */
async function settleStays(ctx: CommandContext, all: ReadonlyMap<number, spots.Spot>): Promise<number[]> {
  const unsettled = [...all.values()].filter(isUnsettled);
  if (unsettled.length === 0) return [];
  const bookings = await billing.holdOpen(
    ctx,
    unsettled.map((spot) => spot.booking_id!),
  );
  const found = await lots.byId(ctx.tx, [...new Set(unsettled.map((spot) => spot.lot_id))]);
  const changed: number[] = [];
  for (const booking of bookings) {
    const at = { booking, spot: all.get(booking.spot_id)!, lot: found.get(booking.lot_id)! };
    if (await settleStay(ctx, at)) changed.push(booking.spot_id);
  }
  return changed;
}

/** Whether the sensor means something for the open booking that was not done yet. */
function isUnsettled(spot: spots.Spot): boolean {
  if (spot.booking_id === null || !spots.sees(spot)) return false;
  if (spot.booking_status === "reserved") return spot.occupied === true;
  // Who parked by somebody's word is not sent away by a sensor that never saw the car.
  return spot.occupied ? spot.seen_at === null || spot.empty_since !== null : spot.seen_at !== null;
}

/** Does what the sensor means for an open booking. Returns whether its status changed. */
async function settleStay(ctx: CommandContext, at: stays.At): Promise<boolean> {
  const { booking, spot, lot } = at;
  const since = spot.occupied_at ?? ctx.now;
  const set = (change: Partial<Pick<billing.Booking, "seen_at" | "empty_since" | "end_due_at">>) =>
    ctx.tx.updateTable("bookings").set(change).where("id", "=", booking.id).execute();
  if (booking.status === "reserved") {
    // A car that stood there before it had a booking pays from the booking on.
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
  // The debounce time counts from when Bellhop learns of it: a board that was out of reach may tell the rest in a moment.
  const learned = booking.end_due_at ?? new Date(ctx.now.getTime() + lot.debounce_seconds * 1_000);
  const due = new Date(Math.max(learned.getTime(), confirmedBy(spot)));
  if (booking.empty_since === null || due > learned) await set({ empty_since: empty, end_due_at: due });
  if (ctx.now >= due) return stays.end(ctx, at, empty);
  if (booking.empty_since === null || due > learned) await announceDue(ctx, due);
  return false;
}

/**
 * Until when a sensor's word from before its board came back waits to be repeated, in milliseconds since 1970; what the sensor says in
 * that time counts instead.
 */
function confirmedBy({ back_at, sensed_at }: spots.Spot): number {
  if (back_at === null || (sensed_at !== null && sensed_at >= back_at)) return 0;
  return back_at.getTime() + RETURN_GRACE_MS;
}

/** The reading says that the spot was empty before the stay on it began: its clock is wrong. */
async function suspect(ctx: CommandContext, spot: spots.Spot): Promise<void> {
  const fault = { reading_fault: "before_stay", reading_fault_at: ctx.now } as const;
  Object.assign(spot, fault);
  await ctx.tx.updateTable("devices").set(fault).where("id", "=", spot.device_id).execute();
}

/** What is the matter at a spot that has no open incident, and the open incidents whose matter has passed. */
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

/** Opens and closes what people should look at. */
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
 * Spots of which something is known that nothing was done about: what boards say can be noted by a process that ends before the rest, and a spot
 * can come free in the moment in which somebody begins to wait.
 */
export async function unreconciled(db: Kysely<DB>): Promise<number[]> {
  const all = await spots.alike(db);
  const of = (kinds: typeof all) => kinds.flatMap(({ ids }) => ids);
  const behind = of(all.filter(({ spot }) => isBehind(spot)));
  const stirred = await spots.toReconcile(db, of(all.filter(({ spot }) => mattersOf(spot).begun.length > 0)));
  const begun = await incidents.unsettled(
    db,
    stirred.flatMap((spot) => mattersOf(spot).begun),
  );
  return [...new Set([...behind, ...begun])].sort((a, b) => a - b);
}

/** Whether reconciling a spot would do something, beside opening incidents. */
const isBehind = (spot: spots.SpotToReconcile): boolean =>
  !spots.isLit(spot) ||
  // The end of a stay whose spot is empty has a time of its own.
  (isUnsettled(spot) && (spot.occupied === true || spot.empty_since === null)) ||
  (spot.awaited && spots.isFree(spot, null)) ||
  mattersOf(spot).passed.length > 0;
