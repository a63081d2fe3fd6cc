// The waitlist: drivers who wait for a spot in a lot without free spots.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import * as bookings from "./bookings.ts";
import { type CommandContext, happened } from "./command-context.ts";
import { faults } from "./errors.ts";
import * as lots from "./lots.ts";
import * as persons from "./persons.ts";
import { reconcile } from "./reconcile.ts";
import * as spots from "./spots.ts";

/** A driver's place on a waitlist. */
export type Waiting = {
  id: number;
  lot_id: number;
  account_id: number;
  /** `offered`: a spot is reserved for them until `offer_ends_at`. */
  state: "waiting" | "offered";
  spot_id: number | null;
  joined_at: Date;
  offered_at: Date | null;
  offer_ends_at: Date | null;
};

const columns = ["id", "lot_id", "account_id", "state", "spot_id", "joined_at", "offered_at", "offer_ends_at"] as const;

/** The place of a driver on a waitlist; null when they are on none. */
export async function openOf(db: Kysely<DB>, accountId: number): Promise<Waiting | null> {
  const row = await db
    .selectFrom("waitlist")
    .select(columns)
    .where("account_id", "=", accountId)
    .where("closed_at", "is", null)
    .executeTakeFirst();
  return (row as Waiting | undefined) ?? null;
}

/** Everybody who waits, in one lot or in all, in the order of service. */
export async function list(db: Kysely<DB>, lotId: number | null): Promise<Waiting[]> {
  let open = db.selectFrom("waitlist").select(columns).where("closed_at", "is", null);
  if (lotId !== null) open = open.where("lot_id", "=", lotId);
  return (await open.orderBy("lot_id").orderBy("id").execute()) as Waiting[];
}

/** The position: 1 is the next to be served. */
export async function queuePosition(db: Kysely<DB>, waiting: Waiting): Promise<number> {
  const { ahead } = await db
    .selectFrom("waitlist")
    .select((eb) => eb.fn.countAll<number>().as("ahead"))
    .where("lot_id", "=", waiting.lot_id)
    .where("state", "=", "waiting")
    .where("id", "<", waiting.id)
    .executeTakeFirstOrThrow();
  return Number(ahead) + 1;
}

/**
 * Puts a driver on a lot's waitlist. Repeated, it returns the same place; waiting in another lot ends. Throws CANNOT_WAIT when a spot is
 * free, ALREADY_BOOKED, BALANCE_TOO_LOW and NOT_FOUND.
 */
export async function join(ctx: CommandContext, wish: { accountId: number; lotId: number }): Promise<Waiting> {
  const accountId = await persons.lock(ctx, wish.accountId);
  const lot = await lots.get(ctx.tx, wish.lotId);
  const before = await openOf(ctx.tx, accountId);
  if (before?.lot_id === lot.id) return before;
  await bookings.admit(ctx, accountId, lot);
  const free = (await spots.list(ctx.tx, lot.id)).find((spot) => spots.isFree(spot, null));
  if (free)
    throw new Fault(faults.CANNOT_WAIT, `Spot ${free.code} at ${lot.name} is free. Book it instead of waiting.`);
  if (before) await leave(ctx, accountId);
  const made = await ctx.tx
    .insertInto("waitlist")
    .values({ lot_id: lot.id, account_id: accountId, joined_at: ctx.now })
    .returning(columns)
    .executeTakeFirstOrThrow();
  await happened(ctx, { type: "waitlist.joined", about: { lot_id: lot.id, account_id: accountId }, data: {} });
  return made as Waiting;
}

/** Takes a driver off the waitlist; an offered spot goes to the next. Returns the place that was given up, null when there was none. */
export async function leave(ctx: CommandContext, accountId: number): Promise<Waiting | null> {
  const waiting = await openOf(ctx.tx, accountId);
  if (!waiting) return null;
  // At the same moment a spot was offered to them, or an offer withdrawn.
  if (!(await close(ctx, waiting, "left"))) return leave(ctx, accountId);
  await happened(ctx, { type: "waitlist.left", about: { lot_id: waiting.lot_id, account_id: accountId }, data: {} });
  if (waiting.spot_id !== null) await reconcile(ctx, [waiting.spot_id]);
  return waiting;
}

/** Ends an offer that was not taken in time. Does nothing when it is not due or was taken. */
export async function lapse(ctx: CommandContext, id: number): Promise<boolean> {
  const row = await ctx.tx.selectFrom("waitlist").select(columns).where("id", "=", id).executeTakeFirst();
  const waiting = row as Waiting | undefined;
  if (waiting?.state !== "offered" || waiting.offer_ends_at! > ctx.now) return false;
  if (!(await close(ctx, waiting, "lapsed"))) return false;
  const lot = await lots.get(ctx.tx, waiting.lot_id);
  const { code: spotCode } = await spots.get(ctx.tx, waiting.spot_id!);
  ctx.notices.push({ kind: "offer.lapsed", accountId: waiting.account_id, lot, spotCode });
  const about = { lot_id: lot.id, spot_id: waiting.spot_id, account_id: waiting.account_id };
  await happened(ctx, { type: "waitlist.lapsed", about, data: {} });
  await reconcile(ctx, [waiting.spot_id!]);
  return true;
}

/** Closes a place. The spot is locked first, as everywhere: its row guards every decision about it. */
async function close(ctx: CommandContext, waiting: Waiting, state: "left" | "lapsed"): Promise<boolean> {
  if (waiting.spot_id !== null) await spots.lock(ctx, [waiting.spot_id]);
  const { rows } = await sql`
    update waitlist set state = ${state}, closed_at = ${ctx.now}
    where id = ${waiting.id} and closed_at is null and state = ${waiting.state} returning id`.execute(ctx.tx);
  return rows.length > 0;
}
