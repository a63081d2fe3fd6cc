// Lots and their tariffs, and which spots they have.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "./command-context.ts";
import { faults } from "./errors.ts";
import type { Tariff } from "./pricing.ts";

/** A car park. Durations are in the unit of their name; money is in the currency's smallest unit. */
export type Lot = Tariff & {
  id: number;
  name: string;
  /** ISO 4217. */
  currency: string;
  /** IANA name; times are told to drivers in it. */
  time_zone: string;
  hold_minutes: number;
  reminder_minutes: number;
  extension_minutes: number;
  offer_minutes: number;
  debounce_seconds: number;
  minimum_balance_cents: number;
  low_balance_minutes: number;
  /** A stay that lasts longer is looked at, and costs nothing more unless a sensor sees the car; 0: no limit. */
  max_stay_minutes: number;
  /** By how much an agent may change what a stay costs in one act; five times that in 24 hours. */
  agent_limit_cents: number;
  created_at: Date;
  updated_at: Date;
};

/** What a caller may set of a lot. */
export type LotInput = Omit<Lot, "id" | "created_at" | "updated_at">;

/** In which drivers get their welcome credit while there is no lot. */
const firstCurrency = "USD";

/** Makes a lot with its spots. Throws CODE_TAKEN when two spots have one code, and BAD_REQUEST for a time zone that is not known. */
export async function create(ctx: CommandContext, input: LotInput, codes: readonly string[]): Promise<Lot> {
  await checkZone(ctx, input.time_zone);
  const lot = (await ctx.tx
    .insertInto("lots")
    .values({ ...input, created_at: ctx.now, updated_at: ctx.now })
    .returningAll()
    .executeTakeFirstOrThrow()) as Lot;
  await audit(ctx, { action: "lot.create", subject: "lot", id: lot.id, before: null, after: { ...input, codes } });
  await addSpots(ctx, lot.id, codes);
  return lot;
}

/** Adds spots to a lot. Throws CODE_TAKEN; none is added then. */
export async function addSpots(ctx: CommandContext, lotId: number, codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const made = await sql`
      insert into spots (lot_id, code, light_desired_at, created_at) values (${lotId}, ${code}, ${ctx.now}, ${ctx.now})
      on conflict (lot_id, upper(code)) do nothing returning id`.execute(ctx.tx);
    if (made.rows.length === 0)
      throw new Fault(faults.CODE_TAKEN, `The lot has a spot ${code} already. Each code can be used once in a lot.`);
  }
}

/** All lots, the oldest first. */
export async function list(db: Kysely<DB>): Promise<Lot[]> {
  return (await db.selectFrom("lots").selectAll().orderBy("id").execute()) as Lot[];
}

/** One lot. Throws NOT_FOUND. */
export async function get(db: Kysely<DB>, id: number): Promise<Lot> {
  const lot = await db.selectFrom("lots").selectAll().where("id", "=", id).executeTakeFirst();
  if (!lot) throw new Fault("NOT_FOUND", `There is no lot ${id}. List the lots to see which there are.`);
  return lot as Lot;
}

/** Some lots by id. */
export async function byId(db: Kysely<DB>, ids: readonly number[]): Promise<Map<number, Lot>> {
  if (ids.length === 0) return new Map();
  const rows = (await db.selectFrom("lots").selectAll().where("id", "in", ids).execute()) as Lot[];
  return new Map(rows.map((lot) => [lot.id, lot]));
}

/** Changes what is given of a lot. Open bookings keep the tariff that they were made with. Throws NOT_FOUND and BAD_REQUEST. */
export async function change(ctx: CommandContext, id: number, changes: Partial<LotInput>): Promise<Lot> {
  const before = await get(ctx.tx, id);
  if (changes.time_zone !== undefined) await checkZone(ctx, changes.time_zone);
  const after = (await ctx.tx
    .updateTable("lots")
    .set({ ...changes, updated_at: ctx.now })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow()) as Lot;
  await audit(ctx, { action: "lot.change", subject: "lot", id, before, after });
  return after;
}

/** Reports are counted by the database: a zone must be known to it by the same name. Throws BAD_REQUEST. */
async function checkZone(ctx: CommandContext, zone: string): Promise<void> {
  const { rows } = await sql`
    select 1 from pg_timezone_names where lower(name) = lower(${zone}) limit 1`.execute(ctx.tx);
  if (rows.length === 0)
    throw new Fault(
      "BAD_REQUEST",
      `The database does not know the time zone ${zone}. Use a name such as Europe/Berlin.`,
    );
}

/** The currency of the house: that of its oldest lot. */
export async function homeCurrency(db: Kysely<DB>): Promise<string> {
  const lot = await db.selectFrom("lots").select("currency").orderBy("id").executeTakeFirst();
  return lot?.currency ?? firstCurrency;
}
