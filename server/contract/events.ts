// What happens in the business, in the past tense: for live views, time lines and whoever wants to be told.

/** Everything that can happen, and what the event's data says beside the rows that it names. */
export type Happenings = {
  "account.created": { username: string };
  "account.merged": { into: number };
  "account.adjusted": { amount_cents: number; currency: string; reason: string };
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
  "spot.changed": { state: string; light: string };
  "device.online": Record<never, never>;
  "device.offline": Record<never, never>;
  "incident.opened": { kind: string };
  "incident.closed": { kind: string; by: string };
  "waitlist.joined": Record<never, never>;
  "waitlist.offered": { until: string };
  "waitlist.left": Record<never, never>;
  "waitlist.lapsed": Record<never, never>;
};

/** One thing that happened, with the ids of the rows that it is about. */
export type DomainEvent = {
  [Type in keyof Happenings]: {
    type: Type;
    lotId?: number | null;
    spotId?: number | null;
    bookingId?: number | null;
    accountId?: number | null;
    deviceId?: number | null;
    data: Happenings[Type];
  };
}[keyof Happenings];
