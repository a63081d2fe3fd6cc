// What is due: holds and offers that end, reminders, stays whose spot has been empty for long enough or that are too long, balances that
// run low, boards that fell silent, lights that were never confirmed. The times are columns of the tables, so that nothing is forgotten over a restart,
// however long it took.
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

/** What is done about each kind of thing that is due, by the id of what it is about. */
const dueJobs = {
  expire: bookings.expire,
  remind: bookings.remind,
  lapse: waitlist.lapse,
  warn: async (ctx, id) => {
    const booking = await bookings.hold(ctx, id);
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

/** How long a board that is there may take to report its light before people are told, in milliseconds. */
const LIGHT_REPORT_TIMEOUT_MS = 60_000;

/** Told of what failed. It is tried again at the next look, and keeps nothing else from being done. */
export type Failed = (error: unknown, what: string, id: number) => void;

/** Does what has no time of its own, or was left undone by a process that ended: to be done every {@link LOOK_EVERY_MS}. */
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

/** Does everything that is due, each in a transaction of its own, and returns when the next is, at most ten seconds from now. */
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
