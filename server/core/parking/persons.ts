// One person with two accounts becomes one with one: their bookings and their place in a waitlist follow their contacts.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { closeIncident, openIncident } from "../../base/incidents.ts";
import * as accounts from "../accounts/accounts.ts";
import * as merging from "../accounts/merging.ts";
import { type Booking, watchBalance } from "./billing.ts";
import { announceDue, type CommandContext, happened } from "./command-context.ts";

/**
 * Keeps a driver's account as it is for the rest of the transaction, and returns it; of one that became part of another, that one.
 * Whatever is done for a driver is done for the account that this returns.
 */
export async function lock(act: CommandContext, accountId: number): Promise<number> {
  await accounts.lock(act.tx, accountId);
  const { id } = await accounts.get(act.tx, accountId);
  return id === accountId ? id : lock(act, id);
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
export async function followMerges(act: CommandContext): Promise<void> {
  await takeAllApart(act, "back");
  for (const merge of await merging.waiting(act.tx)) {
    const { gone, kept } = await heldPair(act, merge);
    const moved: number[] = [];
    if (gone && kept) {
      if ((await openBookings(act.tx, [gone.id, kept.id])) > 1) {
        const there = act.tx.selectFrom("contacts").select("id").where("id", "=", merge.kept);
        if (await there.executeTakeFirst())
          await openIncident(act.tx, "merge_with_two_bookings", { contactId: merge.kept }, {}, act.now);
        continue;
      }
      await closeIncident(act.tx, "merge_with_two_bookings", { contactId: merge.kept }, act.by, act.now);
      const { rows } = await sql<{ id: number }>`
        update bookings set account_id = ${kept.id} where account_id = ${gone.id} returning id`.execute(act.tx);
      moved.push(...rows.map(({ id }) => id));
      await joinPlaces(act, gone.id, kept.id);
    }
    await merging.follow(act, merge, { gone, kept }, moved);
    if (gone && kept) await watch(act, kept.id);
  }
}

/** The accounts of a merge, kept as they are: nobody books or pays for one of them meanwhile. */
async function heldPair(act: CommandContext, merge: { gone: number; kept: number }) {
  const { gone, kept } = await merging.pair(act.tx, merge);
  const ids = [gone, kept].flatMap((one) => one?.id ?? []).sort((a, b) => a - b);
  for (const id of ids) await accounts.lock(act.tx, id);
  return merging.pair(act.tx, merge);
}

async function openBookings(db: Kysely<DB>, accountIds: readonly number[]): Promise<number> {
  const { n } = await db
    .selectFrom("bookings")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("account_id", "in", accountIds)
    .where("status", "in", ["reserved", "active"])
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Of two places in waitlists the better one stays: an offer, else the older. Who has a booking waits no more. */
async function joinPlaces(act: CommandContext, gone: number, kept: number): Promise<void> {
  const { rows: places } = await sql<{ id: number; lot_id: number; state: "waiting" | "offered" }>`
    select id, lot_id, state from waitlist where account_id in (${gone}, ${kept}) and closed_at is null
    order by state = 'offered' desc, state = 'offered' and account_id = ${kept} desc, id for no key update`.execute(
    act.tx,
  );
  const booked = (await openBookings(act.tx, [kept])) > 0;
  const stays = booked ? undefined : places[0];
  for (const { id, lot_id, state } of places) {
    if (id === stays?.id) continue;
    // Whoever has the spot's row gives it to the next: the schedule does that.
    const change = state === "offered" ? { offer_ends_at: act.now } : { state: "left", closed_at: act.now };
    await act.tx.updateTable("waitlist").set(change).where("id", "=", id).execute();
    if (state === "offered") await announceDue(act, act.now);
    else await happened(act, { type: "waitlist.left", lotId: lot_id, accountId: kept, data: {} });
  }
  await sql`
    update waitlist set account_id = ${kept} where account_id = ${gone} and (closed_at is not null or id = ${stays?.id ?? null})`.execute(
    act.tx,
  );
}

/** Takes the accounts of all merges apart that were undone. */
export async function takeAllApart(act: CommandContext, money: "back" | "stay"): Promise<void> {
  for (const one of await merging.undone(act.tx)) await takeApart(act, one, money);
}

/**
 * Takes the accounts of a merge apart that was undone: bookings go back to whose they were, and the money as `money` says. What was booked
 * and spent in between stays with the one who kept the account.
 */
async function takeApart(act: CommandContext, merge: merging.Undone, money: "back" | "stay"): Promise<void> {
  const trace = merge.account_trace;
  if (trace) {
    for (const id of [trace.account, trace.into].flatMap((one) => one ?? []).sort((a, b) => a - b))
      await accounts.lock(act.tx, id);
    await sql`
      update bookings set account_id = ${trace.account} where id = any(${trace.bookings}::bigint[]) and account_id = ${trace.into}::int`.execute(
      act.tx,
    );
  }
  await merging.unfollow(act, merge, money);
}

/** The balance of a running stay has changed. */
async function watch(act: CommandContext, accountId: number): Promise<void> {
  const find = act.tx.selectFrom("bookings").selectAll().where("account_id", "=", accountId);
  const stay = await find.where("status", "=", "active").forNoKeyUpdate().executeTakeFirst();
  if (stay) await watchBalance(act, stay as Booking);
}
