// Ceilings: by how much agents may make a stay's cost differ from the tariff, for one action and for 24 hours together. Admins have none.
import { sql } from "kysely";
import { Fault } from "../../base/errors.ts";
import { asking } from "../../base/journal.ts";
import { money } from "../../base/money.ts";
import type { Booking } from "./billing.ts";
import type { CommandContext } from "./command-context.ts";
import { faults } from "./errors.ts";
import type { Lot } from "./lots.ts";

/** The ceiling for 24 hours is this many times the ceiling for one action. */
const DAILY_CEILING_FACTOR = 5;

const DAY_MS = 86_400_000;

/** The user or API key behind the request, from {@link asking}; null when Bellhop acts by itself. */
function whoAsks(): string | null {
  const who = asking.getStore();
  if (who?.personId != null) return `user:${who.personId}`;
  return who?.keyId == null ? null : `key:${who.keyId}`;
}

/**
 * Records that somebody changes a stay's cost by `cents`, compared with the tariff or with the cost before. Throws ABOVE_CEILING when they
 * are limited and the lot does not let an agent change that much. Changes by one person are serialised.
 */
export async function note(
  ctx: CommandContext,
  booking: Booking,
  lot: Lot,
  given: { cents: number; limited: boolean },
): Promise<void> {
  const cents = Math.abs(given.cents);
  const who = whoAsks();
  if (cents === 0) return;
  const most = lot.agent_limit_cents;
  const sum = (value: number) => money(value, booking.currency);
  if (given.limited && cents > most) {
    const changes = `This changes what the stay costs by ${sum(cents)}. An agent may change it by ${sum(most)} at ${lot.name}`;
    throw new Fault(faults.ABOVE_CEILING, `${changes}; ask an admin to do it.`);
  }
  if (who === null) return;
  if (given.limited) {
    await sql`select pg_advisory_xact_lock(hashtext(${`corrections ${who}`}))`.execute(ctx.tx);
    const { rows } = await sql<{ cents: number }>`
      select coalesce(sum(cents), 0)::float8 as cents from charge_corrections
      where actor = ${who} and currency = ${booking.currency} and at > ${new Date(ctx.now.getTime() - DAY_MS)}`.execute(
      ctx.tx,
    );
    const before = rows[0]!.cents;
    if (before + cents > most * DAILY_CEILING_FACTOR) {
      const soFar = `You have changed what stays cost by ${sum(before)} in the last 24 hours; with this it would be ${sum(before + cents)}`;
      throw new Fault(
        faults.ABOVE_CEILING,
        `${soFar}, and an agent may change ${sum(most * DAILY_CEILING_FACTOR)}. Ask an admin to do it.`,
      );
    }
  }
  await ctx.tx
    .insertInto("charge_corrections")
    .values({ at: ctx.now, actor: who, booking_id: booking.id, currency: booking.currency, cents })
    .execute();
}
