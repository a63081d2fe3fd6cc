// Incidents: what people should look at. A booking, or a spot without one, has at most one open incident of each kind. An incident closes
// by itself when its cause is gone, except for driver reports: people settle those, even after the stay.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { Fault } from "../../base/errors.ts";
import { settleIncident } from "../../base/incidents.ts";
import { type CommandContext, happenedAll } from "./command-context.ts";
import type { SpotIncidentKind } from "./incident-kinds.ts";
import type { Spot } from "./spots.ts";

/** An open or closed incident. */
export type Incident = {
  id: number;
  kind: SpotIncidentKind;
  lot_id: number;
  spot_id: number;
  booking_id: number | null;
  device_id: number | null;
  opened_at: Date;
  closed_at: Date | null;
  /** The person who settled it; if it closed by itself, what closed it. */
  closed_by: string | null;
  note: string | null;
};

/** A reason to open an incident at a spot. */
export type Matter = {
  kind: SpotIncidentKind;
  spot: Spot;
  /** When it began; null when unknown. */
  began: Date | null;
};

/** The driver's open report that contradicts what is billed; null when there is none. */
export const claimOf = async (db: Kysely<DB>, bookingId: number) => claimIn(await openOf(db, bookingId));

/** Like {@link claimOf}, from the kinds of a booking's open incidents. */
export function claimIn(open: readonly SpotIncidentKind[]): "not_mine" | "left" | null {
  if (open.includes("driver_says_not_parked")) return "not_mine";
  return open.includes("driver_says_left") ? "left" : null;
}

/** Kinds of the open incidents of a booking. */
export async function openOf(db: Kysely<DB>, bookingId: number): Promise<SpotIncidentKind[]> {
  const open = db.selectFrom("incidents").select("kind").where("booking_id", "=", bookingId);
  return (await open.where("closed_at", "is", null).execute()).map(({ kind }) => kind as SpotIncidentKind);
}

/** Opens an incident at a spot, unless one is open or was settled since its cause began. */
export const open = (ctx: CommandContext, kind: SpotIncidentKind, spot: Spot, began: Date | null): Promise<void> =>
  openAll(ctx, [{ kind, spot, began }]);

/** The matters as rows `r` of SQL. */
function rowsOf(matters: readonly Matter[]) {
  const rows = matters.map(({ kind, spot, began }, place) => ({
    place,
    kind,
    lot_id: spot.lot_id,
    spot_id: spot.id,
    booking_id: spot.booking_id,
    device_id: spot.device_id,
    began,
  }));
  const shape = "place int, kind text, lot_id int, spot_id int, booking_id bigint, device_id int, began timestamptz";
  return recordset("r", shape, rows);
}

/** Whether the matter `r` was not settled since its cause began. */
const isUnsettled = sql`not exists (
  select from incidents i where i.spot_id = r.spot_id and i.kind = r.kind and i.opened_at >= r.began
    and i.booking_id is not distinct from r.booking_id and i.note is not null)`;

/** The spots of the matters that were not settled since their cause began. */
export async function unsettled(db: Kysely<DB>, matters: readonly Matter[]): Promise<Set<number>> {
  if (matters.length === 0) return new Set();
  const { rows } = await sql<{ spot_id: number }>`select spot_id from ${rowsOf(matters)} where ${isUnsettled}`.execute(
    db,
  );
  return new Set(rows.map((row) => row.spot_id));
}

/** Opens incidents like {@link open}, in order. */
export async function openAll(ctx: CommandContext, matters: readonly Matter[]): Promise<void> {
  if (matters.length === 0) return;
  const { rows } = await sql<Opened>`
    insert into incidents (kind, lot_id, spot_id, booking_id, device_id, opened_at)
    select kind, lot_id, spot_id, booking_id, device_id, ${ctx.now} from ${rowsOf(matters)} where ${isUnsettled} order by place
    on conflict (spot_id, kind, coalesce(booking_id, 0)) where closed_at is null do nothing
    returning id, kind, lot_id, spot_id, booking_id, device_id`.execute(ctx.tx);
  await happenedAll(
    ctx,
    rows.map((row) => ({ type: "incident.opened", about: about(row), data: { kind: row.kind } })),
  );
}

type Opened = Pick<Incident, "id" | "kind" | "lot_id" | "spot_id" | "booking_id" | "device_id">;

const about = ({ lot_id, spot_id, booking_id, device_id }: Opened) => ({ lot_id, spot_id, booking_id, device_id });

/** Closes open incidents because their cause is gone. */
export async function closeAll(
  ctx: CommandContext,
  passed: readonly { spotId: number; kind: SpotIncidentKind }[],
): Promise<void> {
  if (passed.length === 0) return;
  const wanted = passed.map(({ spotId, kind }) => ({ spot_id: spotId, kind }));
  const { rows } = await sql<Opened>`
    update incidents i set closed_at = ${ctx.now}, closed_by = ${ctx.by}
    from ${recordset("r", "spot_id int, kind text", wanted)}
    where i.spot_id = r.spot_id and i.kind = r.kind and i.closed_at is null
    returning i.id, i.kind, i.lot_id, i.spot_id, i.booking_id, i.device_id`.execute(ctx.tx);
  await happenedAll(
    ctx,
    rows.map((row) => ({ type: "incident.closed", about: about(row), data: { kind: row.kind, by: ctx.by } })),
  );
}

/** A page of incidents, newest first, and the number of all matches. `before` is an id. */
export async function list(
  db: Kysely<DB>,
  filter: {
    /** null: both open and closed ones. */
    open: boolean | null;
    lotId: number | null;
    bookingId: number | null;
    limit: number;
    before: number | null;
  },
): Promise<{ total: number; rows: Incident[] }> {
  let all = db.selectFrom("incidents").where("spot_id", "is not", null);
  if (filter.open !== null) all = all.where("closed_at", filter.open ? "is" : "is not", null);
  if (filter.lotId !== null) all = all.where("lot_id", "=", filter.lotId);
  if (filter.bookingId !== null) all = all.where("booking_id", "=", filter.bookingId);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  if (filter.before !== null) all = all.where("id", "<", filter.before);
  const rows = await all.selectAll().orderBy("id", "desc").limit(filter.limit).execute();
  return { total: Number(total), rows: rows as Incident[] };
}

/** Marks an incident at a spot as settled. A closed one stays as it is. Throws NOT_FOUND. */
export async function settle(ctx: CommandContext, id: number, note: string): Promise<Incident> {
  const find = ctx.tx.selectFrom("incidents").selectAll().where("id", "=", id).where("spot_id", "is not", null);
  if (!(await find.executeTakeFirst()))
    throw new Fault("NOT_FOUND", `There is no incident ${id} at a spot. List the incidents to see which there are.`);
  await settleIncident(ctx.tx, ctx.by, id, note, ctx.now);
  return (await find.executeTakeFirstOrThrow()) as Incident;
}

/** Closes the driver's reports about a stay, because staff have ended it. */
export async function closeClaims(ctx: CommandContext, bookingId: number): Promise<void> {
  const { rows } = await sql<Opened>`
    update incidents set closed_at = ${ctx.now}, closed_by = ${ctx.by}
    where booking_id = ${bookingId} and kind in ('driver_says_not_parked', 'driver_says_left') and closed_at is null
    returning id, kind, lot_id, spot_id, booking_id, device_id`.execute(ctx.tx);
  await happenedAll(
    ctx,
    rows.map((row) => ({ type: "incident.closed", about: about(row), data: { kind: row.kind, by: ctx.by } })),
  );
}

/** Marks all open incidents of a booking as settled. */
export async function settleOf(ctx: CommandContext, bookingId: number, note: string): Promise<void> {
  const open = ctx.tx.selectFrom("incidents").select("id").where("booking_id", "=", bookingId);
  for (const { id } of await open.where("closed_at", "is", null).orderBy("id").execute())
    await settleIncident(ctx.tx, ctx.by, id, note, ctx.now);
}
