// The events of parking, named in the past tense, and who may follow each.
import type { Audience, CoreEvent, EventOf } from "../../contract/events.ts";

type ParkingEvents = {
  "booking.confirmed": { expires_at: string };
  "booking.reminded": { expires_at: string };
  "booking.extended": { expires_at: string };
  "booking.cancelled": { by: string };
  "booking.expired": Record<never, never>;
  "booking.moved": { from: string; to: string };
  "booking.adjusted": { from_cents: number; to_cents: number };
  "stay.started": { started_at: string };
  "stay.ended": { ended_at: string; amount_cents: number; currency: string };
  "stay.balance_low": { minutes_left: number };
  "stay.limit_reached": { billed_until: string | null };
  "spot.changed": { state: string; light: string };
  "waitlist.joined": Record<never, never>;
  "waitlist.offered": { until: string };
  "waitlist.left": Record<never, never>;
  "waitlist.lapsed": Record<never, never>;
};

/** The lowest role that receives each event. */
export const audience: Readonly<Record<keyof ParkingEvents, Audience>> = {
  "booking.confirmed": "viewer",
  "booking.reminded": "viewer",
  "booking.extended": "viewer",
  "booking.cancelled": "viewer",
  "booking.expired": "viewer",
  "booking.moved": "viewer",
  "booking.adjusted": "viewer",
  "stay.started": "viewer",
  "stay.ended": "viewer",
  "stay.balance_low": "viewer",
  "stay.limit_reached": "viewer",
  "spot.changed": "viewer",
  "waitlist.joined": "viewer",
  "waitlist.offered": "viewer",
  "waitlist.left": "viewer",
  "waitlist.lapsed": "viewer",
};

/** The id columns that an event of parking may fill. */
type Subject = "lot_id" | "spot_id" | "booking_id" | "account_id" | "device_id";

/** What parking's rules record: parking's own events, and those of the drivers and devices that they affect. */
export type DomainEvent = EventOf<ParkingEvents, Subject> | CoreEvent<Subject>;
