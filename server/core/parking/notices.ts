// What happened that drivers are told of without having asked just now: facts, no sentences. chat/notices.ts puts them into words.
import type { Tariff } from "./pricing.ts";
import type { BookingStatus } from "./states.ts";

/** What is told of a lot. */
export type LotFacts = Tariff & {
  name: string;
  currency: string;
  time_zone: string;
  extension_minutes: number;
  minimum_balance_cents: number;
  max_stay_minutes: number;
};

/** What is told of a booking; each field as in {@link Booking}. */
export type BookingFacts = Tariff & {
  id: number;
  status: BookingStatus;
  currency: string;
  expires_at: Date;
  extended_at: Date | null;
  started_at: Date | null;
  seen_at: Date | null;
  empty_since: Date | null;
  limit_at: Date | null;
  billed_until: Date | null;
  ended_at: Date | null;
  amount_cents: number | null;
};

/** A booking and where it is. */
export type BookingAt = { booking: BookingFacts; lot: LotFacts; spotCode: string };

/** An open booking with what is told of it. */
export type OpenBooking = BookingAt & {
  /** Whether a sensor sees the spot now: else the driver has to say when the car comes and goes. */
  watched: boolean;
  /** What the driver says against the stay, until people have settled it. */
  claim: "not_mine" | "left" | null;
  /** People look at it because the sensor sees no car where the driver says there is one. */
  unseen: boolean;
  /** Whether it may be held longer now. */
  extendable: boolean;
  /** In the booking's currency, before what a running stay costs. */
  balance: number;
  now: Date;
};

/** Something that a driver is told. Balances are in the booking's currency, in its smallest unit. */
export type Notice = { accountId: number } & (
  | ({ kind: "booking.confirmed" } & OpenBooking)
  | ({ kind: "booking.reminded"; extendable: boolean } & BookingAt)
  | ({ kind: "booking.expired" | "booking.cancelled_by_team" | "booking.extended_by_team" } & BookingAt)
  | ({ kind: "booking.moved_by_team"; from: string } & BookingAt)
  | ({ kind: "booking.adjusted"; before: number; balance: number } & BookingAt)
  /** `seen`: the sensor saw the car, and will see it leave. */
  | ({ kind: "stay.started"; seen: boolean } & BookingAt)
  /** `seen`: the sensor sees the car now. */
  | ({ kind: "stay.limit_near"; seen: boolean } & BookingAt)
  | ({ kind: "stay.limit_reached"; seen: boolean } & BookingAt)
  /** `minutes`: how long the balance still lasts. */
  | ({ kind: "stay.balance_low"; minutes: number; balance: number } & BookingAt)
  /** `contested`: the driver has said that it is not theirs, or was over before. `clockJumped`: the machine's clock was set meanwhile. */
  | ({ kind: "stay.ended"; minutes: number; balance: number; contested: boolean; clockJumped: boolean } & BookingAt)
  | { kind: "offer.made"; lot: LotFacts; spotCode: string; until: Date }
  | { kind: "offer.lapsed"; lot: LotFacts; spotCode: string }
  /** `top_up`: the driver paid. `adjustment`: the house gives (above 0) or takes. */
  | { kind: "account.credited"; reason: "top_up" | "adjustment"; cents: number; currency: string; balance: number }
);
