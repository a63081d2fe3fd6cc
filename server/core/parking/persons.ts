// One person with two accounts becomes one with one: their bookings and their place in a waitlist follow their contacts.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import * as accounts from "../accounts/accounts.ts";
import * as merging from "../accounts/merging.ts";
import { type Booking, watchBalance } from "./billing.ts";
import { announceDue, type CommandContext, happened } from "./command-context.ts";
import { openBookingStatuses } from "./states.ts";

/**
 * Keeps a driver's account as it is for the rest of the transaction, and returns it; of one that became part of another, that one.
 * Whatever is done for a driver is done for the account that this returns.
 */
export async function lock(ctx: CommandContext, accountId: number): Promise<number> {
  await accounts.lock(ctx.tx, accountId);
  const { id } = await accounts.get(ctx.tx, accountId);
  return id === accountId ? id : lock(ctx, id);
}

/** Whether contacts were merged whose accounts have not followed yet. */
export async function someMerged(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from contact_merges where followed_at is null) or exists (select from contact_merges where undone_at is not null) as some`.execute(
    db,
  );
  return rows[0]!.some;
}

/**
 * Lets accounts follow the contacts that were merged. Where both have an open booking, one person holds two spots for now: the
 * accounts follow when one of the two is over.
 */
export async function followMerges(ctx: CommandContext): Promise<void> {
  await takeAllApart(ctx, "back");
  for (const merge of await merging.waiting(ctx.tx)) {
    const { gone, kept } = await heldPair(ctx, merge);
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
      await joinPlaces(ctx, gone.id, kept.id);
    }
    await merging.follow(ctx, merge, { gone, kept }, moved);
    if (gone && kept) await watch(ctx, kept.id);
  }
}

/** The accounts of a merge, kept as they are: nobody books or pays for one of them meanwhile. */
async function heldPair(ctx: CommandContext, merge: { gone: number; kept: number }) {
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

/** Of two places in waitlists the better one stays: an offer, else the older. Who has a booking waits no more. */
async function joinPlaces(ctx: CommandContext, gone: number, kept: number): Promise<void> {
  const { rows: places } = await sql<{ id: number; lot_id: number; state: "waiting" | "offered" }>`
    select id, lot_id, state from waitlist where account_id in (${gone}, ${kept}) and closed_at is null
    order by state = 'offered' desc, state = 'offered' and account_id = ${kept} desc, id for no key update`.execute(
    ctx.tx,
  );
  const booked = (await openBookings(ctx.tx, [kept])) > 0;
  const stays = booked ? undefined : places[0];
  for (const { id, lot_id, state } of places) {
    if (id === stays?.id) continue;
    // Whoever has the spot's row gives it to the next: the schedule does that.
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

/** Takes the accounts of all merges apart that were undone. */
export async function takeAllApart(ctx: CommandContext, money: "back" | "stay"): Promise<void> {
  for (const one of await merging.undone(ctx.tx)) await takeApart(ctx, one, money);
}

/**
 * Takes the accounts of a merge apart that was undone: bookings go back to whose they were, and the money as `money` says. What was booked
 * and spent in between stays with the one who kept the account.
 */
async function takeApart(ctx: CommandContext, merge: merging.Undone, money: "back" | "stay"): Promise<void> {
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

/** The balance of a running stay has changed. */
async function watch(ctx: CommandContext, accountId: number): Promise<void> {
  const find = ctx.tx.selectFrom("bookings").selectAll().where("account_id", "=", accountId);
  const stay = await find.where("status", "=", "active").forNoKeyUpdate().executeTakeFirst();
  if (stay) await watchBalance(ctx, stay as Booking);
}
