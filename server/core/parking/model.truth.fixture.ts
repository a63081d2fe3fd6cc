// What the tables contain about one car park, read in one query for the property test, with times as numbers.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Booking } from "./billing.ts";
import type { SpotIncidentKind } from "./incident-kinds.ts";
import { type SpotState, sightOf, stateOf } from "./lights.ts";

type Times<Row> = {
  [Key in keyof Row]: Row[Key] extends Date ? number : Row[Key] extends Date | null ? number | null : Row[Key];
};

/** A booking with what the ledger charged for it. Times are in milliseconds, here and below. */
export type BookingTruth = Times<Booking> & { charges: number; corrections: number; entered: number };

export type SpotTruth = {
  id: number;
  lot_id: number;
  maintenance_at: number | null;
  light_desired: string;
  device_id: number | null;
  presence: "none" | "never" | "online" | "offline";
  unsure: boolean;
  occupied: boolean | null;
  occupied_at: number | null;
  reading_at: number | null;
  reading_fault: string | null;
  back_at: number | null;
  sensed_at: number | null;
  light_reported: string | null;
};

export type BoardTruth = {
  id: number;
  spot_id: number | null;
  presence: string;
  unsure: boolean;
  reading_at: number | null;
};

export type PlaceTruth = {
  id: number;
  lot_id: number;
  account_id: number;
  state: "waiting" | "offered" | "taken" | "left" | "lapsed";
  spot_id: number | null;
  offer_ends_at: number | null;
};

export type IncidentTruth = {
  id: number;
  kind: SpotIncidentKind;
  spot_id: number;
  booking_id: number | null;
  opened_at: number;
  closed_at: number | null;
  note: string | null;
};

export type MoneyTruth = {
  account_id: number;
  currency: string;
  kept: number;
  real: number;
  promotions: number;
  /** What was returned of the welcome credit because the person had already got one. */
  returned: number;
};

/** Everything that the tables contain about a car park. */
export type Truth = {
  bookings: BookingTruth[];
  spots: SpotTruth[];
  boards: BoardTruth[];
  places: PlaceTruth[];
  incidents: IncidentTruth[];
  money: MoneyTruth[];
  accounts: { id: number; merged_into: number | null }[];
  lots: {
    id: number;
    currency: string;
    debounce_seconds: number;
    extension_minutes: number;
    minimum_balance_cents: number;
    rate_cents_per_hour: number;
  }[];
};

const ms = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000)::float8 as ${column.split(".").at(-1)}`);

/** Reads the tables for the given lots, boards and accounts. */
export async function readTruth(
  db: Kysely<DB>,
  { lotIds, boardIds, accountIds }: { lotIds: number[]; boardIds: number[]; accountIds: number[] },
): Promise<Truth> {
  const { rows } = await sql<Truth>`
    select
      (select coalesce(json_agg(x order by x.id), '[]') from (
        select b.id, b.lot_id, b.spot_id, b.account_id, b.status, b.currency, b.rate_cents_per_hour, b.daily_cap_cents, b.free_minutes,
          b.amount_cents, b.ended_by, b.created_by, b.key, ${ms("b.reserved_at")}, ${ms("b.expires_at")}, ${ms("b.reminder_at")},
          ${ms("b.extended_at")}, ${ms("b.started_at")}, ${ms("b.seen_at")}, ${ms("b.empty_since")}, ${ms("b.end_due_at")},
          ${ms("b.low_balance_at")}, ${ms("b.limit_at")}, ${ms("b.limit_warn_at")}, ${ms("b.billed_until")}, ${ms("b.ended_at")}, ${ms("b.closed_at")},
          coalesce(e.charges, 0) as charges, coalesce(e.corrections, 0) as corrections, coalesce(e.cents, 0) as entered
        from bookings b left join (
          select e.booking_id, sum(l.amount_cents) as cents, count(*) filter (where e.key = 'charge:' || e.booking_id) as charges,
            count(*) filter (where e.key like 'correction:%') as corrections
          from bookings o join ledger_entries e on e.booking_id = o.id join ledger_lines l on l.entry_id = e.id
          join ledger_accounts a on a.id = l.ledger_account_id and a.kind = 'revenue'
          where o.lot_id = any(${lotIds}::int[]) group by e.booking_id
        ) e on e.booking_id = b.id
        where b.lot_id = any(${lotIds}::int[])) x) as bookings,
      (select coalesce(json_agg(x order by x.id), '[]') from (
        select s.id, s.lot_id, ${ms("s.maintenance_at")}, s.light_desired, d.id as device_id, coalesce(d.presence, 'none') as presence,
          d.unsure_since is not null as unsure, d.occupied, ${ms("d.occupied_at")}, ${ms("d.reading_at")}, d.reading_fault, ${ms("d.back_at")}, ${ms("d.sensed_at")}, d.light_reported
        from spots s left join devices d on d.spot_id = s.id and d.removed_at is null
        where s.lot_id = any(${lotIds}::int[])) x) as spots,
      (select coalesce(json_agg(x order by x.id), '[]') from (
        select d.id, d.spot_id, d.presence, d.unsure_since is not null as unsure, ${ms("d.reading_at")}
        from devices d where d.id = any(${boardIds}::int[])) x) as boards,
      (select coalesce(json_agg(x order by x.id), '[]') from (
        select w.id, w.lot_id, w.account_id, w.state, w.spot_id, ${ms("w.offer_ends_at")}
        from waitlist w where w.lot_id = any(${lotIds}::int[])) x) as places,
      (select coalesce(json_agg(x order by x.id), '[]') from (
        select i.id, i.kind, i.spot_id, i.booking_id, ${ms("i.opened_at")}, ${ms("i.closed_at")}, i.note
        from incidents i where i.lot_id = any(${lotIds}::int[])) x) as incidents,
      (select coalesce(json_agg(x), '[]') from (
        select a.account_id, a.currency, a.balance_cents as kept, coalesce(sum(l.amount_cents), 0) as real,
          count(e.id) filter (where e.kind = 'promotion') as promotions,
          -coalesce(sum(l.amount_cents) filter (where e.kind = 'merge' and e.key like 'merge:%:promotion:%'), 0) as returned
        from ledger_accounts a left join ledger_lines l on l.ledger_account_id = a.id left join ledger_entries e on e.id = l.entry_id
        where a.account_id = any(${accountIds}::int[]) group by a.id) x) as money,
      (select json_agg(x) from (select id, merged_into from accounts where id = any(${accountIds}::int[])) x) as accounts,
      (select json_agg(x) from (
        select id, currency, debounce_seconds, extension_minutes, minimum_balance_cents, rate_cents_per_hour
        from lots where id = any(${lotIds}::int[])) x) as lots`.execute(db);
  return rows[0]!;
}

export const isOpen = ({ status }: Pick<BookingTruth, "status">): boolean =>
  status === "reserved" || status === "active";

/** The open booking of a spot. */
export const openAt = (truth: Truth, spotId: number): BookingTruth | undefined =>
  truth.bookings.find((one) => isOpen(one) && one.spot_id === spotId);

/** The open booking of a driver. */
export const openOf = (truth: Truth, accountId: number): BookingTruth | undefined =>
  truth.bookings.find((one) => isOpen(one) && one.account_id === accountId);

/** A driver's place on a waitlist. */
export const placeOf = (truth: Truth, accountId: number): PlaceTruth | undefined =>
  truth.places.find((one) => one.account_id === accountId && (one.state === "waiting" || one.state === "offered"));

/** To whom a spot is offered. */
export const offerAt = (truth: Truth, spotId: number): PlaceTruth | undefined =>
  truth.places.find((one) => one.state === "offered" && one.spot_id === spotId);

/** Whether a spot's sensor can be trusted. */
export const sees = (spot: SpotTruth): boolean =>
  spot.device_id !== null && spot.presence === "online" && !spot.unsure && spot.occupied !== null;

/** The state that follows from a spot's facts. */
export const stateAt = (truth: Truth, spot: SpotTruth): SpotState =>
  stateOf({
    maintenance: spot.maintenance_at !== null,
    booking: (openAt(truth, spot.id)?.status as "reserved" | "active" | undefined) ?? null,
    offered: offerAt(truth, spot.id) !== undefined,
    sight: sightOf(spot),
  });

/** A driver's balance in a currency. */
export function balanceOf(truth: Truth, accountId: number, currency: string): number {
  return truth.money.find((one) => one.account_id === accountId && one.currency === currency)?.kept ?? 0;
}
