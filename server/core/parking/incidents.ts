// Incidents: what people should look at. Each kind is open at most once at a spot; what has passed closes by itself.
import { sql } from "kysely";
import { type Act, happened } from "./act.ts";
import type { Spot } from "./spots.ts";

/** What can be the matter. */
export type IncidentKind =
  | "car_without_booking"
  | "device_offline_during_stay"
  | "sensor_says_empty"
  | "driver_says_not_parked"
  | "driver_says_left"
  | "light_not_confirmed";

/** Opens an incident at a spot, unless it is open already. */
export async function open(act: Act, kind: IncidentKind, spot: Spot): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into incidents (kind, lot_id, spot_id, booking_id, device_id, opened_at)
    values (${kind}, ${spot.lot_id}, ${spot.id}, ${spot.booking_id}, ${spot.device_id}, ${act.now})
    on conflict (spot_id, kind) where closed_at is null do nothing returning id`.execute(act.tx);
  if (rows.length === 0) return;
  const about = { lotId: spot.lot_id, spotId: spot.id, bookingId: spot.booking_id, deviceId: spot.device_id };
  await happened(act, { type: "incident.opened", ...about, data: { kind } });
}

/** Closes incidents of a spot that are open. `by` says who or what settled them. */
export async function close(act: Act, kinds: readonly IncidentKind[], spot: Spot, by: string): Promise<void> {
  const { rows } = await sql<{ kind: string; booking_id: number | null }>`
    update incidents set closed_at = ${act.now}, closed_by = ${by}
    where spot_id = ${spot.id} and kind = any(${kinds}::text[]) and closed_at is null returning kind, booking_id`.execute(
    act.tx,
  );
  for (const { kind, booking_id } of rows) {
    const about = { lotId: spot.lot_id, spotId: spot.id, bookingId: booking_id, deviceId: spot.device_id };
    await happened(act, { type: "incident.closed", ...about, data: { kind, by } });
  }
}
