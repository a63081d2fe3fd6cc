// Billing of stays: when it starts, when it ends, and the single charge.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { money } from "../../base/money.ts";
import * as ledger from "../accounts/ledger.ts";
import { announceDue, type CommandContext, happened } from "./command-context.ts";
import * as lots from "./lots.ts";
import { costOf, minutesFor, minutesOf, type Tariff } from "./pricing.ts";
import type { BookingStatus } from "./states.ts";
import { limitOf } from "./terms.ts";

/** A booking. Amounts are in the currency's smallest unit. */
export type Booking = Tariff & {
  id: number;
  lot_id: number;
  spot_id: number;
  account_id: number;
  status: BookingStatus;
  currency: string;
  reserved_at: Date;
  expires_at: Date;
  reminder_at: Date | null;
  extended_at: Date | null;
  started_at: Date | null;
  /** When the sensor first saw the car during the stay. */
  seen_at: Date | null;
  /** Since when the sensor has seen the spot empty. */
  empty_since: Date | null;
  /** When the stay ends, unless the sensor sees the car again. */
  end_due_at: Date | null;
  low_balance_at: Date | null;
  /** `limit_at`: when staff look at the stay because it is so long; `limit_warn_at`: when the driver is warned of that. */
  limit_at: Date | null;
  limit_warn_at: Date | null;
  /** Time after this is free. */
  billed_until: Date | null;
  ended_at: Date | null;
  closed_at: Date | null;
  amount_cents: number | null;
  ended_by: string | null;
  created_by: string;
  key: string | null;
};

/** Locks the open ones of these bookings for the rest of the transaction; returns them ordered by id. */
export async function lockOpen(ctx: CommandContext, ids: readonly number[]): Promise<Booking[]> {
  const { rows } = await sql<Booking>`
    select * from bookings where id = any(${ids}::bigint[]) and status in ('reserved', 'active')
    order by id for no key update`.execute(ctx.tx);
  return rows;
}

/** Starts a stay: billing runs from `startedAt`. `seen`: the sensor saw the car. */
export async function start(
  ctx: CommandContext,
  booking: Booking,
  lot: lots.Lot,
  startedAt: Date,
  seen: boolean,
): Promise<void> {
  const balance = await ledger.balanceOf(ctx.tx, booking.account_id, booking.currency);
  const low = lowAt(booking, lot, startedAt, balance);
  const limit = limitOf(lot, startedAt);
  await ctx.tx
    .updateTable("bookings")
    .set({
      status: "active",
      started_at: startedAt,
      seen_at: seen ? startedAt : null,
      reminder_at: null,
      low_balance_at: low,
      ...limit,
    })
    .where("id", "=", booking.id)
    .where("status", "=", "reserved")
    .execute();
  if (low !== null) await announceDue(ctx, low);
  if (limit.limit_warn_at !== null) await announceDue(ctx, limit.limit_warn_at);
  await happened(ctx, {
    type: "stay.started",
    about: about(booking),
    data: { started_at: startedAt.toISOString() },
  });
}

/** When the balance will cover no more than the lot's warning time; null when that never happens. */
export function lowAt(
  booking: Booking,
  { low_balance_minutes }: lots.Lot,
  startedAt: Date,
  balance: number,
): Date | null {
  if (low_balance_minutes === 0) return null;
  const minutes = minutesFor(booking, balance);
  return minutes === null ? null : new Date(startedAt.getTime() + Math.max(0, minutes - low_balance_minutes) * 60_000);
}

/** Recalculates when the balance of a running stay gets low, after the balance has changed. */
export async function watchBalance(ctx: CommandContext, booking: Booking): Promise<void> {
  const balance = await ledger.balanceOf(ctx.tx, booking.account_id, booking.currency);
  // When further time is free, the balance cannot run out.
  if (booking.billed_until !== null) return;
  const low = lowAt(booking, await lots.get(ctx.tx, booking.lot_id), booking.started_at!, balance);
  await setLow(ctx, booking, low !== null && low > ctx.now ? low : null);
}

/** Sets when the driver is warned; null cancels the warning. */
export async function setLow(ctx: CommandContext, booking: Booking, at: Date | null): Promise<void> {
  await ctx.tx.updateTable("bookings").set({ low_balance_at: at }).where("id", "=", booking.id).execute();
  if (at !== null) await announceDue(ctx, at);
}

/** The cost of a stay until now; for an ended one, its final cost. */
export function costSoFar(
  booking: Tariff & Pick<Booking, "amount_cents" | "started_at" | "empty_since" | "billed_until">,
  now: Date,
): number {
  if (booking.amount_cents !== null) return booking.amount_cents;
  if (booking.started_at === null) return 0;
  return costUntil(booking, booking.empty_since ?? now);
}

/** The cost of a stay that ends at a given time; time after `billed_until` is free. */
export function costUntil(booking: Tariff & Pick<Booking, "started_at" | "billed_until">, end: Date): number {
  const { started_at, billed_until } = booking;
  return costOf(booking, minutesOf(started_at!, billed_until !== null && billed_until < end ? billed_until : end));
}

/**
 * Ends a stay and charges it, exactly once. Returns the updated booking, or null when the stay had ended already. The full cost is charged
 * even if it exceeds the balance: the driver then owes the rest.
 */
export async function finish(ctx: CommandContext, booking: Booking, endedAt: Date): Promise<Booking | null> {
  const end = endedAt < booking.started_at! ? booking.started_at! : endedAt;
  const cents = costUntil(booking, end);
  const { rows } = await sql<Booking>`
    update bookings set status = 'completed', ended_at = ${end}, closed_at = ${ctx.now}, amount_cents = ${cents}, ended_by = ${ctx.by},
      low_balance_at = null, end_due_at = null, limit_at = null, limit_warn_at = null
    where id = ${booking.id} and status = 'active' returning *`.execute(ctx.tx);
  const ended = rows[0];
  if (!ended) return null;
  await ledger.enter(ctx, {
    kind: "charge",
    currency: booking.currency,
    cents,
    from: { driver: booking.account_id },
    to: "revenue",
    memo: `Parking, booking ${booking.id}`,
    key: `charge:${booking.id}`,
    bookingId: booking.id,
  });
  await happened(ctx, {
    type: "stay.ended",
    about: about(booking),
    data: { ended_at: end.toISOString(), amount_cents: cents, currency: booking.currency },
  });
  return ended;
}

/** The ids that an event about a booking carries. */
export const about = (booking: Booking) => ({
  lot_id: booking.lot_id,
  spot_id: booking.spot_id,
  booking_id: booking.id,
  account_id: booking.account_id,
});

/**
 * Checks that the ledger agrees with the cost of the bookings. Returns one sentence for each completed booking whose entries do not sum to
 * its amount, and for each other booking that has entries.
 */
export async function verifyCharges(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ id: number; status: string; amount: number; entered: number; currency: string }>`
    with entered as (
      select e.booking_id as id, sum(l.amount_cents) as cents
      from ledger_entries e
      join ledger_lines l on l.entry_id = e.id
      join ledger_accounts a on a.id = l.ledger_account_id and a.kind = 'revenue'
      where e.booking_id is not null group by e.booking_id
    )
    select b.id, b.status, b.currency, coalesce(b.amount_cents, 0) as amount, coalesce(e.cents, 0)::bigint as entered
    from bookings b left join entered e on e.id = b.id
    where coalesce(b.amount_cents, 0) <> coalesce(e.cents, 0) order by b.id`.execute(db);
  return rows.map(
    (one) =>
      `Booking ${one.id} (${one.status}) costs ${money(one.amount, one.currency)}, and its entries sum to ${money(one.entered, one.currency)}.`,
  );
}
