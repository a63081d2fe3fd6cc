// Joins two accounts of one person: their bookings and places on waitlists follow the merge of their contacts.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import * as accounts from "../accounts/accounts.ts";
import * as merging from "../accounts/merging.ts";
import { type Booking, watchBalance } from "./billing.ts";
import { announceDue, type CommandContext, happened } from "./command-context.ts";
import { openBookingStatuses } from "./states.ts";

/**
 * Locks a driver's account for the rest of the transaction and returns its id; for an account that was merged into another, the id of that
 * one. Everything for a driver must use the id returned.
 */
export async function lock(ctx: CommandContext, accountId: number): Promise<number> {
  await accounts.lock(ctx.tx, accountId);
  const { id } = await accounts.get(ctx.tx, accountId);
  return id === accountId ? id : lock(ctx, id);
}

/** Whether contacts were merged, or a merge undone, and the accounts have not followed yet. */
export async function someMerged(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from contact_merges where followed_at is null) or exists (select from contact_merges where undone_at is not null) as some`.execute(
    db,
  );
  return rows[0]!.some;
}

/**
 * Lets accounts follow the contacts that were merged. When both have an open booking, the person has two spots for now, and the accounts
 * follow once one of the bookings is over.
 */
export async function followMerges(ctx: CommandContext): Promise<void> {
  await separateAllAccounts(ctx, "back");
  for (const merge of await merging.waiting(ctx.tx)) {
    const { gone, kept } = await lockedPair(ctx, merge);
    const moved: number[] = [];
    if (gone && kept) {
      if ((await openBookings(ctx.tx, [gone.id, kept.id])) > 1) {
        const there = ctx.tx.selectFrom("contacts").select("id").where("id", "=", merge.kept);
        if (await there.executeTakeFirst())
          await openIncident(ctx.tx, "merge_with_two_bookings", { contactId: merge.kept }, {}, ctx.now);
        continue;
      }
      await closeIncident(ctx.tx, "merge_with_two_bookings", { contactId: merge.kept }, ctx.by, ctx.now);
      const { rows } = await sql<{ id: number }>`
        update bookings set account_id = ${kept.id} where account_id = ${gone.id} returning id`.execute(ctx.tx);
      moved.push(...rows.map(({ id }) => id));
      await mergeWaitlistEntries(ctx, gone.id, kept.id);
    }
    await merging.follow(ctx, merge, { gone, kept }, moved);
    if (gone && kept) await watch(ctx, kept.id);
  }
}

/** Locks the two accounts of a merge, so that nobody books or pays for one of them meanwhile. */
async function lockedPair(ctx: CommandContext, merge: { gone: number; kept: number }) {
  const { gone, kept } = await merging.pair(ctx.tx, merge);
  const ids = [gone, kept].flatMap((one) => one?.id ?? []).sort((a, b) => a - b);
  for (const id of ids) await accounts.lock(ctx.tx, id);
  return merging.pair(ctx.tx, merge);
}

async function openBookings(db: Kysely<DB>, accountIds: readonly number[]): Promise<number> {
  const { n } = await db
    .selectFrom("bookings")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("account_id", "in", accountIds)
    .where("status", "in", openBookingStatuses)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Of two places on waitlists the better one stays: an offer, else the older. A driver with a booking does not wait at all. */
async function mergeWaitlistEntries(ctx: CommandContext, gone: number, kept: number): Promise<void> {
  const { rows: places } = await sql<{ id: number; lot_id: number; state: "waiting" | "offered" }>`
    select id, lot_id, state from waitlist where account_id in (${gone}, ${kept}) and closed_at is null
    order by state = 'offered' desc, state = 'offered' and account_id = ${kept} desc, id for no key update`.execute(
    ctx.tx,
  );
  const booked = (await openBookings(ctx.tx, [kept])) > 0;
  const stays = booked ? undefined : places[0];
  for (const { id, lot_id, state } of places) {
    if (id === stays?.id) continue;
    // Offering the spot to the next driver needs the lock on the spot's row, so the schedule does that.
    const change = state === "offered" ? { offer_ends_at: ctx.now } : { state: "left", closed_at: ctx.now };
    await ctx.tx.updateTable("waitlist").set(change).where("id", "=", id).execute();
    if (state === "offered") await announceDue(ctx, ctx.now);
    else await happened(ctx, { type: "waitlist.left", about: { lot_id, account_id: kept }, data: {} });
  }
  await sql`
    update waitlist set account_id = ${kept} where account_id = ${gone} and (closed_at is not null or id = ${stays?.id ?? null})`.execute(
    ctx.tx,
  );
}

/** Splits the accounts of all merges that were undone. */
export async function separateAllAccounts(ctx: CommandContext, money: "back" | "stay"): Promise<void> {
  for (const one of await merging.undone(ctx.tx)) await separateAccounts(ctx, one, money);
}

/**
 * Splits the accounts of a merge that was undone: bookings return to their former accounts, and money is handled as `money` says. What was
 * booked and spent in between stays with the account that was kept.
 */
async function separateAccounts(ctx: CommandContext, merge: merging.Undone, money: "back" | "stay"): Promise<void> {
  const trace = merge.account_trace;
  if (trace) {
    for (const id of [trace.account, trace.into].flatMap((one) => one ?? []).sort((a, b) => a - b))
      await accounts.lock(ctx.tx, id);
    await sql`
      update bookings set account_id = ${trace.account} where id = any(${trace.bookings}::bigint[]) and account_id = ${trace.into}::int`.execute(
      ctx.tx,
    );
  }
  await merging.unfollow(ctx, merge, money);
}

/** Recalculates the low-balance warning of a running stay. */
async function watch(ctx: CommandContext, accountId: number): Promise<void> {
  const find = ctx.tx.selectFrom("bookings").selectAll().where("account_id", "=", accountId);
  const stay = await find.where("status", "=", "active").forNoKeyUpdate().executeTakeFirst();
  if (stay) await watchBalance(ctx, stay as Booking);
}
