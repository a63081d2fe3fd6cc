// Notices: what drivers are told about without having just asked. Facts only; chat/notices.ts writes the texts.
import type { Tariff } from "./pricing.ts";
import type { BookingStatus } from "./states.ts";

/** The facts about a lot in a notice. */
export type LotFacts = Tariff & {
  name: string;
  currency: string;
  time_zone: string;
  extension_minutes: number;
  minimum_balance_cents: number;
  max_stay_minutes: number;
};

/** The facts about a booking in a notice; fields as in {@link Booking}. */
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

/** A booking with its lot and spot. */
export type BookingAt = { booking: BookingFacts; lot: LotFacts; spotCode: string };

/** An open booking with all facts about it. */
export type OpenBooking = BookingAt & {
  /** Whether a sensor sees the spot now. If not, the driver has to report arrival and departure. */
  watched: boolean;
  /** The driver's report that contradicts the stay, until staff have settled it. */
  claim: "not_mine" | "left" | null;
  /** The driver reports having parked but the sensor sees no car; staff look at it. */
  unseen: boolean;
  /** Whether it can be extended now. */
  extendable: boolean;
  /** In the booking's currency, before the cost of a running stay is subtracted. */
  balance: number;
  now: Date;
};

/** A notice to a driver. Balances are in the booking's currency, in its smallest unit. */
export type Notice = { accountId: number } & (
  | ({ kind: "booking.confirmed" } & OpenBooking)
  | ({ kind: "booking.reminded"; extendable: boolean } & BookingAt)
  | ({ kind: "booking.expired" | "booking.cancelled_by_team" | "booking.extended_by_team" } & BookingAt)
  | ({ kind: "booking.moved_by_team"; from: string } & BookingAt)
  | ({ kind: "booking.adjusted"; before: number; balance: number } & BookingAt)
  /** `seen`: the sensor saw the car, so it will also see it leave. */
  | ({ kind: "stay.started"; seen: boolean } & BookingAt)
  /** `seen`: the sensor sees the car now. */
  | ({ kind: "stay.limit_near"; seen: boolean } & BookingAt)
  | ({ kind: "stay.limit_reached"; seen: boolean } & BookingAt)
  /** `minutes`: how long the balance will last. */
  | ({ kind: "stay.balance_low"; minutes: number; balance: number } & BookingAt)
  /**
   * `contested`: the driver reported that the stay is not theirs or had already ended. `clockJumped`: the machine's clock was set during
   * the stay.
   */
  | ({ kind: "stay.ended"; minutes: number; balance: number; contested: boolean; clockJumped: boolean } & BookingAt)
  | { kind: "offer.made"; lot: LotFacts; spotCode: string; until: Date }
  | { kind: "offer.lapsed"; lot: LotFacts; spotCode: string }
  /** `top_up`: the driver paid. `adjustment`: staff gave (above 0) or took money. */
  | { kind: "account.credited"; reason: "top_up" | "adjustment"; cents: number; currency: string; balance: number }
);
