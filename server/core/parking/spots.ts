// Spots: their facts, the state that follows, and the light that shows it.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { Fault } from "../../base/errors.ts";
import type { DevicePresence, Light } from "../../contract/devices.ts";
import type { Device } from "../devices/devices.ts";
import { announceLights } from "../devices/led-sync.ts";
import { type CommandContext, happenedAll } from "./command-context.ts";
import { lightOf, type SpotState, sightOf, stateOf } from "./lights.ts";
import type { OpenBookingStatus } from "./states.ts";

/** A spot with everything from which its state follows. */
export type Spot = {
  id: number;
  lot_id: number;
  code: string;
  maintenance_reason: string | null;
  maintenance_at: Date | null;
  light_desired: Light;
  light_desired_at: Date;
  booking_id: number | null;
  booking_status: OpenBookingStatus | null;
  booking_account_id: number | null;
  /** As in {@link Booking}. */
  seen_at: Date | null;
  empty_since: Date | null;
  offer_id: number | null;
  offer_account_id: number | null;
  offer_ends_at: Date | null;
  device_id: number | null;
  device_name: string | null;
  presence: DevicePresence | "none";
  presence_at: Date | null;
  /** The connection to the board was lost, and the board has not reported since. */
  unsure: boolean;
  /** As in {@link Device}. */
  back_at: Date | null;
  sensed_at: Date | null;
  reading_fault: Device["reading_fault"];
  reading_fault_at: Date | null;
  occupied: boolean | null;
  occupied_at: Date | null;
  light_reported: Light | "other" | null;
  light_reported_at: Date | null;
};

/** The state of a spot. */
export const stateOfSpot = (spot: Spot): SpotState =>
  stateOf({
    maintenance: spot.maintenance_at !== null,
    booking: spot.booking_status,
    offered: spot.offer_id !== null,
    sight: sightOf(spot),
  });

/** Whether the sensor can be trusted now: its board is online and has reported. */
export const sees = (spot: Spot): boolean => sightOf(spot) === "car" || sightOf(spot) === "empty";

/**
 * Whether a driver's reserved booking can use a spot now: it is free, or offered to this driver. Every way of booking calls this.
 * `accountId` null: for no particular driver.
 */
export function isFree(spot: Spot, accountId: number | null): boolean {
  const state = stateOfSpot(spot);
  return state === "free" || (state === "reserved" && accountId !== null && spot.offer_account_id === accountId);
}

const lightOfSpot = (spot: Spot): Light => lightOf(stateOfSpot(spot), sightOf(spot));

/** Whether the wanted light is the one that the state calls for. */
export const isLit = (spot: Spot): boolean => lightOfSpot(spot) === spot.light_desired;

const everything = sql`
  select s.id, s.lot_id, s.code, s.maintenance_reason, s.maintenance_at, s.light_desired, s.light_desired_at,
    b.id as booking_id, b.status as booking_status, b.account_id as booking_account_id, b.seen_at, b.empty_since,
    w.id as offer_id, w.account_id as offer_account_id, w.offer_ends_at,
    d.id as device_id, d.name as device_name, coalesce(d.presence, 'none') as presence, d.presence_at,
    d.unsure_since is not null as unsure, d.back_at, d.sensed_at, d.reading_fault, d.reading_fault_at, d.occupied, d.occupied_at,
    d.light_reported, d.light_reported_at
  from spots s
  left join bookings b on b.spot_id = s.id and b.status in ('reserved', 'active')
  left join waitlist w on w.spot_id = s.id and w.state = 'offered'
  left join devices d on d.spot_id = s.id and d.removed_at is null`;

/** Spots of a lot, or of all lots, in natural order of their codes (A2 before A10). */
export async function list(db: Kysely<DB>, lotId: number | null): Promise<Spot[]> {
  const { rows } = await sql<Spot>`
    ${everything} where (${lotId}::int is null or s.lot_id = ${lotId}) order by s.lot_id, s.id`.execute(db);
  const order = new Intl.Collator("en", { numeric: true });
  return rows.sort((a, b) => a.lot_id - b.lot_id || order.compare(a.code, b.code));
}

/** A spot with what else reconciling it depends on. */
export type SpotToReconcile = Spot & {
  /** Somebody waits for a spot in its lot. */
  awaited: boolean;
  /** Kinds of its open incidents. */
  open_incidents: string[];
};

const awaited = sql`exists (select from waitlist w where w.lot_id = v.lot_id and w.state = 'waiting') as awaited`;

/** Spots by id, as reconciling needs them. */
export async function toReconcile(db: Kysely<DB>, ids: readonly number[]): Promise<SpotToReconcile[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<SpotToReconcile>`
    select v.*, ${awaited},
      array(select i.kind from incidents i where i.spot_id = v.id and i.closed_at is null) as open_incidents
    from (${everything} where s.id = any(${ids}::int[])) v order by v.id`.execute(db);
  return rows;
}

/**
 * All spots in groups: spots with the same facts, apart from times and ids, are one row with the ids of all of them. A thousand free spots with
 * green lights are one row.
 */
export async function alike(db: Kysely<DB>): Promise<{ spot: SpotToReconcile; ids: number[] }[]> {
  const { rows } = await sql<SpotToReconcile & { ids: number[] }>`
    with all_spots as materialized (
      select v.*, ${awaited}, coalesce(i.kinds, '{}') as open_incidents
      from (${everything}) v left join (
        select spot_id, array_agg(kind order by kind) as kinds from incidents
        where closed_at is null and spot_id is not null group by spot_id
      ) i on i.spot_id = v.id
    ), groups as (
      select min(id) as id, array_agg(id) as ids from all_spots
      group by booking_status, presence, unsure, occupied, reading_fault, light_desired, light_reported, awaited, open_incidents,
        maintenance_at is null, offer_id is null, device_id is null, seen_at is null, empty_since is null, back_at is null, sensed_at is null
    )
    select all_spots.*, groups.ids from groups join all_spots on all_spots.id = groups.id`.execute(db);
  return rows.map(({ ids, ...spot }) => ({ spot, ids }));
}

/** Spots by id. */
export async function byId(db: Kysely<DB>, ids: readonly number[]): Promise<Spot[]> {
  const { rows } = await sql<Spot>`${everything} where s.id = any(${ids}::int[]) order by s.id`.execute(db);
  return rows;
}

/** One spot. Throws NOT_FOUND. */
export async function get(db: Kysely<DB>, id: number): Promise<Spot> {
  const [spot] = await byId(db, [id]);
  if (!spot) throw new Fault("NOT_FOUND", `There is no spot ${id}. List the spots to see which there are.`);
  return spot;
}

/** Locks spots for the rest of the transaction, so that decisions about a spot are made one at a time. */
export async function lock(ctx: CommandContext, ids: readonly number[]): Promise<void> {
  await sql`select 1 from spots where id = any(${ids}::int[]) order by id for no key update`.execute(ctx.tx);
}

/** Like {@link lock}, but skips spots that are locked already. Returns the ids that it locked. */
export async function lockFree(ctx: CommandContext, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from spots where id = any(${ids}::int[]) order by id for no key update skip locked`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

/** Updates the wanted lights of spots to match their states, and announces the changes. Returns the lights by spot. */
export async function show(ctx: CommandContext, all: readonly Spot[]): Promise<Map<number, Light>> {
  const changes = all.flatMap((spot) => {
    const state = stateOfSpot(spot);
    const light = lightOfSpot(spot);
    return light === spot.light_desired ? [] : [{ id: spot.id, lot_id: spot.lot_id, state, light }];
  });
  const lit = new Map(all.map((spot) => [spot.id, lightOfSpot(spot)]));
  if (changes.length === 0) return lit;
  await sql`
    update spots s set light_desired = r.light, light_desired_at = ${ctx.now}
    from ${recordset("r", "id int, light text", changes)} where s.id = r.id`.execute(ctx.tx);
  await happenedAll(
    ctx,
    changes.map(({ id, lot_id, state, light }) => ({
      type: "spot.changed",
      about: { lot_id, spot_id: id },
      data: { state, light },
    })),
  );
  await announceLights(
    ctx.tx,
    changes.map(({ id }) => id),
  );
  return lit;
}
