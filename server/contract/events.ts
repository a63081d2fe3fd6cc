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
  "stay.limit_reached": { billed_until: string | null };
  "spot.changed": { state: string; light: string };
  "device.online": Record<never, never>;
  "device.offline": Record<never, never>;
  "incident.opened": { kind: string };
  "incident.closed": { kind: string; by: string };
  "waitlist.joined": Record<never, never>;
  "waitlist.offered": { until: string };
  "waitlist.left": Record<never, never>;
  "waitlist.lapsed": Record<never, never>;
  /** Messages were recorded or queued, or their state changed: one event a transaction. `all`: too many to name. */
  "inbox.changed": { conversation_ids: number[]; message_ids: number[] } | { all: true };
  /** Something else about conversations changed: who has it, its labels, its notes, what is read, or it was merged into another. */
  "conversation.changed": { conversation_ids: number[] };
  /** Somebody changed one of the lists that pages offer to choose from. */
  "settings.changed": { what: "labels" | "canned" | "rules" };
  /** A person changed something, which the audit log tells in full. */
  "audit.written": { action: string; subject: string; id: number; by: string };
};

/** The least role that is told of each. What is missing here is for admins. */
export const audience: Readonly<Record<keyof Happenings, "viewer" | "agent" | "admin">> = {
  "account.created": "viewer",
  "account.merged": "viewer",
  "account.adjusted": "viewer",
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
  "device.online": "viewer",
  "device.offline": "viewer",
  "incident.opened": "viewer",
  "incident.closed": "viewer",
  "waitlist.joined": "viewer",
  "waitlist.offered": "viewer",
  "waitlist.left": "viewer",
  "waitlist.lapsed": "viewer",
  "inbox.changed": "viewer",
  "conversation.changed": "viewer",
  "settings.changed": "viewer",
  "audit.written": "admin",
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
