// Lots, their tariffs and their spots.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "./command-context.ts";
import { faults } from "./errors.ts";
import type { Tariff } from "./pricing.ts";

/** A car park. Field names end in the unit of durations; amounts are in the currency's smallest unit. */
export type Lot = Tariff & {
  id: number;
  name: string;
  /** An ISO 4217 code. */
  currency: string;
  /** An IANA name. Drivers get times in this zone. */
  time_zone: string;
  hold_minutes: number;
  reminder_minutes: number;
  extension_minutes: number;
  offer_minutes: number;
  debounce_seconds: number;
  minimum_balance_cents: number;
  low_balance_minutes: number;
  /** A longer stay opens an incident, and costs nothing more unless a sensor sees the car; 0: no limit. */
  max_stay_minutes: number;
  /** By how much an agent may change a stay's cost in one action; five times as much in 24 hours. */
  agent_limit_cents: number;
  created_at: Date;
  updated_at: Date;
};

/** The fields of a lot that a caller may set. */
export type LotInput = Omit<Lot, "id" | "created_at" | "updated_at">;

/** The currency of the welcome credit while there is no lot. */
const firstCurrency = "USD";

/** Creates a lot with its spots. Throws CODE_TAKEN when two spots have the same code, and BAD_REQUEST for an unknown time zone. */
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

/** Adds all of the given spots to a lot, or none: throws CODE_TAKEN. */
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

/** Lots by their ids. */
export async function byId(db: Kysely<DB>, ids: readonly number[]): Promise<Map<number, Lot>> {
  if (ids.length === 0) return new Map();
  const rows = (await db.selectFrom("lots").selectAll().where("id", "in", ids).execute()) as Lot[];
  return new Map(rows.map((lot) => [lot.id, lot]));
}

/** Changes the given fields of a lot. Open bookings keep their tariff. Throws NOT_FOUND and BAD_REQUEST. */
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

/** Statistics are computed in the database, so it must know the zone by the same name. Throws BAD_REQUEST. */
async function checkZone(ctx: CommandContext, zone: string): Promise<void> {
  const { rows } = await sql`
    select 1 from pg_timezone_names where lower(name) = lower(${zone}) limit 1`.execute(ctx.tx);
  if (rows.length === 0)
    throw new Fault(
      "BAD_REQUEST",
      `The database does not know the time zone ${zone}. Use a name such as Europe/Berlin.`,
    );
}

/** The default currency: that of the oldest lot. */
export async function homeCurrency(db: Kysely<DB>): Promise<string> {
  const lot = await db.selectFrom("lots").select("currency").orderBy("id").executeTakeFirst();
  return lot?.currency ?? firstCurrency;
}
