// Attending to spots: looks at what is known of a spot now and does what follows from it. It does not matter what changed, or how
// often this is called: the same facts lead to the same end.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Act, announceDue } from "./act.ts";
import * as billing from "./billing.ts";
import * as incidents from "./incidents.ts";
import * as lots from "./lots.ts";
import * as offers from "./offers.ts";
import * as spots from "./spots.ts";
import * as stays from "./stays.ts";

/** Does what follows for some spots: begins and ends stays, offers what came free, opens and closes incidents, shows the lights. */
export async function attend(act: Act, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length === 0) return;
  await spots.lock(act, spotIds);
  await attendLocked(act, spotIds);
}

/** Attends to those spots that nobody else is deciding about now; returns the others, which need to be attended to later. */
export async function attendFree(act: Act, spotIds: readonly number[]): Promise<number[]> {
  if (spotIds.length === 0) return [];
  const free = new Set(await spots.lockFree(act, spotIds));
  await attendLocked(act, [...free]);
  return spotIds.filter((id) => !free.has(id));
}

async function attendLocked(act: Act, spotIds: readonly number[]): Promise<void> {
  if (spotIds.length === 0) return;
  const wanted = await offers.lotsWaiting(act);
  const known = await incidents.openAt(act, spotIds);
  const shown: spots.Spot[] = [];
  for (let spot of await spots.byId(act.tx, spotIds)) {
    const changed = spot.booking_id !== null && (await stay(act, spot));
    if (changed) spot = await spots.get(act.tx, spot.id);
    if (wanted.has(spot.lot_id) && spots.stateOfSpot(spot) === "free" && (await offers.offer(act, spot)))
      spot = await spots.get(act.tx, spot.id);
    shown.push(spot);
  }
  const lit = await spots.show(act, shown);
  for (const spot of shown)
    await matters(act, { ...spot, light_desired: lit.get(spot.id)! }, known.get(spot.id) ?? new Set());
}

/** What the sensor means for the open booking. Returns whether its status changed. */
async function stay(act: Act, spot: spots.Spot): Promise<boolean> {
  const booking = await billing.openAt(act, spot.id);
  if (!booking || !spots.sees(spot)) return false;
  const since = spot.occupied_at ?? act.now;
  if (booking.status === "reserved") {
    if (!spot.occupied) return false;
    // A car that stood there before it had a booking pays from the booking on.
    await stays.begin(act, booking, spot, since < booking.reserved_at ? booking.reserved_at : since, true);
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
    if (act.now < due) await announceDue(act, due);
  }
  if (act.now < due) return false;
  return stays.end(act, booking, spot, empty);
}

/** The debounce time counts from when Bellhop learns of it: a board that was out of reach may tell the rest in a moment. */
async function debounced(act: Act, lotId: number): Promise<Date> {
  const { debounce_seconds } = await lots.get(act.tx, lotId);
  return new Date(act.now.getTime() + debounce_seconds * 1_000);
}

/** Opens and closes what people should look at. */
async function matters(act: Act, spot: spots.Spot, known: ReadonlySet<incidents.IncidentKind>): Promise<void> {
  const stays = spot.booking_status === "active";
  const stray = spot.booking_id === null && spot.maintenance_at === null && spot.occupied === true;
  const blind = stays && spot.presence === "offline";
  if (stray && spots.sees(spot) && !known.has("car_without_booking"))
    await incidents.open(act, "car_without_booking", spot, spot.occupied_at);
  if (blind && !known.has("device_offline_during_stay"))
    await incidents.open(act, "device_offline_during_stay", spot, spot.presence_at);
  const over: incidents.IncidentKind[] = [
    ...(stray ? [] : ["car_without_booking" as const]),
    ...(blind ? [] : ["device_offline_during_stay" as const]),
    ...(spot.occupied === true || spot.booking_id === null ? ["sensor_says_empty" as const] : []),
    ...(spot.booking_id === null ? (["driver_says_not_parked", "driver_says_left"] as const) : []),
    ...(spot.device_id === null || spot.light_reported === spot.light_desired ? ["light_not_confirmed" as const] : []),
  ];
  const passed = over.filter((kind) => known.has(kind));
  if (passed.length > 0) await incidents.close(act, passed, spot, act.by);
}

/**
 * Spots of which something is known that nothing was done about: what boards say can be noted by a process that ends before the rest.
 * The light says it of most things, as in lights.ts; a stay and what people look at can be behind while the light is right.
 */
export async function unattended(db: Kysely<DB>): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id from spots s
    left join bookings b on b.spot_id = s.id and b.status in ('reserved', 'active')
    left join waitlist w on w.spot_id = s.id and w.state = 'offered'
    left join devices d on d.spot_id = s.id and d.removed_at is null
    where s.light_desired <> case
        when b.status = 'active' then 'red' when s.maintenance_at is not null then 'amber' when b.status = 'reserved' then 'blue'
        when d.presence = 'offline' then 'off' when d.occupied and d.presence = 'online' then 'red'
        when w.id is not null then 'blue' else 'green' end
      or (d.presence = 'online' and d.unsure_since is null and d.occupied is not null and case when d.occupied
        then b.status = 'reserved' or (b.status = 'active' and (b.seen_at is null or b.empty_since is not null))
        else b.status = 'active' and b.seen_at is not null and b.empty_since is null end)
    union
    select b.spot_id from bookings b join devices d on d.spot_id = b.spot_id and d.removed_at is null
    where b.status = 'active' and d.presence = 'offline' and not exists (select from incidents i where i.booking_id = b.id
      and i.kind = 'device_offline_during_stay' and (i.closed_at is null or i.opened_at >= d.presence_at))
    union
    select s.id from devices d join spots s on s.id = d.spot_id and s.maintenance_at is null
    where d.removed_at is null and d.presence = 'online' and d.unsure_since is null and d.occupied
      and not exists (select from bookings b where b.spot_id = s.id and b.status in ('reserved', 'active'))
      and not exists (select from incidents i where i.spot_id = s.id
        and i.kind = 'car_without_booking' and (i.closed_at is null or i.opened_at >= d.occupied_at))
    union
    select i.spot_id from incidents i join spots s on s.id = i.spot_id
    join devices d on d.spot_id = s.id and d.removed_at is null
    where i.closed_at is null and case i.kind when 'device_offline_during_stay' then d.presence = 'online'
      when 'light_not_confirmed' then d.light_reported = s.light_desired when 'sensor_says_empty' then d.occupied end
    order by 1`.execute(db);
  return rows.map(({ id }) => id);
}
