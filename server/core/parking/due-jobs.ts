// Due jobs: ends of reservations and offers, reminders, stays whose spot has been empty long enough or that are too long, low balances,
// silent boards, unconfirmed lights. The times are columns of tables, so nothing is forgotten over a restart, however long it took.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { LOOK_EVERY_MS } from "../../base/due-jobs.ts";
import { goneQuiet } from "../devices/state.ts";
import * as bookings from "./bookings.ts";
import type { CommandContext, RunCommand } from "./command-context.ts";
import * as incidents from "./incidents.ts";
import { warnLow } from "./low-balance.ts";
import { followMerges, someMerged } from "./persons.ts";
import { reconcile, reconcileFree, unreconciled } from "./reconcile.ts";
import * as spots from "./spots.ts";
import * as stayLimit from "./stay-limit.ts";
import * as waitlist from "./waitlist.ts";

/** For each kind of due job, what runs; it gets the id of the row concerned. */
const dueJobs = {
  expire: bookings.expire,
  remind: bookings.remind,
  lapse: waitlist.lapse,
  warn: async (ctx, id) => {
    const booking = await bookings.lockBooking(ctx, id);
    return warnLow(ctx, booking, (await spots.get(ctx.tx, booking.spot_id)).code);
  },
  limit_warn: stayLimit.warn,
  limit: stayLimit.reach,
  reconcile: (ctx, id) => reconcile(ctx, [id]).then(() => true),
  unlit: async (ctx, id) => {
    await spots.lock(ctx, [id]);
    const spot = await spots.get(ctx.tx, id);
    if (spot.presence !== "online" || spot.light_reported === spot.light_desired) return false;
    await incidents.open(ctx, "light_not_confirmed", spot, spot.light_desired_at);
    return true;
  },
} satisfies Record<string, (ctx: CommandContext, id: number) => Promise<boolean>>;

type Due = { what: keyof typeof dueJobs; id: number };

/** How long an online board may take to confirm its light before an incident is opened, in milliseconds. */
const LIGHT_REPORT_TIMEOUT_MS = 60_000;

/** Called with each failure. The job is retried at the next run and does not block others. */
export type Failed = (error: unknown, what: string, id: number) => void;

/** Does work that has no due time, or that a stopped process left unfinished. To be called every {@link LOOK_EVERY_MS}. */
export async function lookAround(db: Kysely<DB>, runCommand: RunCommand, failed: Failed): Promise<void> {
  if (await someMerged(db))
    await runCommand("merge", followMerges).catch((error: unknown) => failed(error, "merge", 0));
  const quiet = await runCommand("schedule", async (ctx) => reconcileFree(ctx, await goneQuiet(ctx.tx, ctx.now)));
  const behind = [...quiet, ...(await unreconciled(db))];
  await runAll(
    runCommand,
    [...new Set(behind)].map((id) => ({ what: "reconcile", id })),
    failed,
  );
}

/** Runs everything that is due, each job in its own transaction. Returns when the next one is due, at most ten seconds from now. */
export async function runDue(db: Kysely<DB>, runCommand: RunCommand, now: Date, failed: Failed): Promise<Date> {
  await runAll(runCommand, await dues(db, now), failed);
  const { rows: next } = await sql<{ at: Date | null }>`
    select least(
      (select min(expires_at) from bookings where status = 'reserved' and expires_at > ${now}),
      (select min(reminder_at) from bookings where status = 'reserved' and reminder_at > ${now}),
      (select min(end_due_at) from bookings where status = 'active' and end_due_at > ${now}),
      (select min(low_balance_at) from bookings where status = 'active' and low_balance_at > ${now}),
      (select min(least(limit_at, limit_warn_at)) from bookings where status = 'active' and least(limit_at, limit_warn_at) > ${now}),
      (select min(offer_ends_at) from waitlist where state = 'offered' and offer_ends_at > ${now})
    ) as at`.execute(db);
  const latest = new Date(now.getTime() + LOOK_EVERY_MS);
  const at = next[0]!.at;
  return at !== null && at < latest ? at : latest;
}

async function runAll(runCommand: RunCommand, all: readonly Due[], failed: Failed): Promise<void> {
  for (const { what, id } of all)
    await runCommand("schedule", (ctx) => dueJobs[what](ctx, id)).catch((error: unknown) => failed(error, what, id));
}

async function dues(db: Kysely<DB>, now: Date): Promise<Due[]> {
  const dark = new Date(now.getTime() - LIGHT_REPORT_TIMEOUT_MS);
  const { rows } = await sql<Due>`
    select 'expire' as what, b.id from bookings b join spots s on s.id = b.spot_id
      left join devices d on d.spot_id = s.id and d.removed_at is null
      where b.status = 'reserved' and b.expires_at <= ${now} and (d.unsure_since is null or d.presence <> 'online')
    union all
    select 'remind', id from bookings
      where status = 'reserved' and reminder_at <= ${now} and expires_at > ${now}
    union all
    select 'reconcile', b.spot_id from bookings b join devices d on d.spot_id = b.spot_id and d.removed_at is null
      where b.status = 'active' and b.end_due_at <= ${now} and d.presence = 'online' and d.unsure_since is null
    union all
    select 'limit_warn', id from bookings where status = 'active' and limit_warn_at <= ${now} and least(limit_at, limit_warn_at) <= ${now}
    union all
    select 'limit', id from bookings where status = 'active' and limit_at <= ${now} and least(limit_at, limit_warn_at) <= ${now}
    union all
    select 'warn', id from bookings where status = 'active' and low_balance_at <= ${now}
    union all
    select 'lapse', id from waitlist where state = 'offered' and offer_ends_at <= ${now}
    union all
    select 'unlit', s.id from devices d join spots s on s.id = d.spot_id
      where d.removed_at is null and d.presence = 'online' and d.unsure_since is null and d.light_reported is distinct from s.light_desired
        and d.transport = 'mqtt' and s.light_desired_at <= ${dark} and d.presence_at <= ${dark}
        and not exists (select from incidents i where i.spot_id = s.id and i.kind = 'light_not_confirmed'
          and (i.closed_at is null or i.opened_at >= s.light_desired_at))
    limit 1000`.execute(db);
  return rows;
}
