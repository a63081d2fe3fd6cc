// Records what boards report as the state of their devices: sensor, presence and light. Effects on bookings are decided elsewhere.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import { happened } from "../../base/journal.ts";
import type { DeviceMessage, DeviceTransport } from "../../contract/devices.ts";
import type { CoreEvent } from "../../contract/events.ts";
import type { Device } from "./devices.ts";
import type { ReadingOutcome } from "./readings.ts";

/** A message, and how it was received. */
export type DeviceReport = DeviceMessage & {
  transport: DeviceTransport;
  /** When Bellhop received it. `at` is when it happened, which a device without MQTT may report itself. */
  receivedAt: Date;
};

/** A reading with a time further ahead than this is not used; with a smaller lead it counts as now. Boards' clocks drift by seconds. */
const MAX_AHEAD_MS = 60_000;

/**
 * A reading with an older time than this counts from its receipt. Boards repeat their readings every five minutes, so an older time comes from a
 * wrong clock.
 */
const MAX_BEHIND_MS = 5 * 60_000;

/** An event of a device and its spot. */
type DeviceEvent = CoreEvent<"spot_id">;

/** How often `last_seen_at` is updated for a device that reports nothing new. */
const SEEN_INTERVAL_MS = 10_000;

type Row = Pick<
  Device,
  | "id"
  | "spot_id"
  | "transport"
  | "presence"
  | "presence_at"
  | "unsure_since"
  | "back_at"
  | "last_seen_at"
  | "occupied"
  | "occupied_at"
  | "reading_at"
  | "sensed_at"
  | "reading_fault"
  | "reading_fault_at"
  | "light_reported"
  | "light_reported_at"
>;

type Reading = {
  device_id: number;
  spot_id: number | null;
  occupied: boolean;
  at: Date;
  received_at: Date;
  outcome: ReadingOutcome;
};

const columns = `id int, transport text, presence text, presence_at timestamptz, unsure_since timestamptz, back_at timestamptz,
  last_seen_at timestamptz, occupied boolean, occupied_at timestamptz, reading_at timestamptz, sensed_at timestamptz, reading_fault text,
  reading_fault_at timestamptz, light_reported text, light_reported_at timestamptz`;

/**
 * Records messages of devices. At most one per device, because its effects must be applied before the next one. Returns the spots for which something
 * changed, each with its device, and the outcome of each reading. Unknown devices are ignored.
 */
export async function note(
  tx: Transaction<DB>,
  messages: readonly DeviceReport[],
): Promise<{ spots: Map<number, number>; outcomes: Map<DeviceReport, Reading["outcome"]> }> {
  const ids = [...new Set(messages.map((message) => message.deviceId))].sort((a, b) => a - b);
  const { rows } = await sql<Row>`
    select id, spot_id, transport, presence, presence_at, unsure_since, back_at, last_seen_at, occupied, occupied_at, reading_at,
      sensed_at, reading_fault, reading_fault_at, light_reported, light_reported_at
    from devices where id = any(${ids}::int[]) and removed_at is null order by id for no key update`.execute(tx);
  const known = new Map(rows.map((row) => [row.id, row]));
  const changed = new Map<number, Row>();
  const readings: Reading[] = [];
  const outcomes = new Map<DeviceReport, Reading["outcome"]>();
  const spots = new Map<number, number>();
  const events: [DeviceEvent, Date][] = [];
  for (const message of messages) {
    const row = known.get(message.deviceId);
    if (!row) continue;
    const before = { ...row };
    const outcome = apply(row, message);
    if (outcome !== null) outcomes.set(message, outcome);
    if (message.kind === "reading" && outcome !== null && (outcome !== "taken" || row.occupied !== before.occupied)) {
      const { at, receivedAt, occupied } = message;
      readings.push({ device_id: row.id, spot_id: row.spot_id, occupied, at, received_at: receivedAt, outcome });
    }
    if (row.presence !== before.presence && row.presence !== "never") {
      const type = row.presence === "online" ? "device.online" : "device.offline";
      events.push([{ type, about: { device_id: row.id, spot_id: row.spot_id }, data: {} }, message.receivedAt]);
    }
    const matters =
      row.occupied !== before.occupied ||
      row.presence !== before.presence ||
      row.light_reported !== before.light_reported ||
      row.unsure_since !== before.unsure_since ||
      row.reading_fault !== before.reading_fault;
    if (matters && row.spot_id !== null) spots.set(row.spot_id, row.id);
    const seen =
      before.last_seen_at === null || message.receivedAt.getTime() - before.last_seen_at.getTime() >= SEEN_INTERVAL_MS;
    if (matters || seen || outcome === "taken" || outcome === "late") changed.set(row.id, row);
  }
  await store(tx, [...changed.values()], readings);
  for (const [event, at] of events) await happened(tx, event, at);
  return { spots, outcomes };
}

async function store(tx: Transaction<DB>, changed: readonly Row[], readings: readonly Reading[]): Promise<void> {
  if (changed.length > 0) {
    await sql`
      update devices d set transport = r.transport, presence = r.presence, presence_at = r.presence_at, unsure_since = r.unsure_since,
        back_at = r.back_at, last_seen_at = r.last_seen_at, occupied = r.occupied, occupied_at = r.occupied_at, reading_at = r.reading_at,
        sensed_at = r.sensed_at, reading_fault = r.reading_fault, reading_fault_at = r.reading_fault_at,
        light_reported = r.light_reported, light_reported_at = r.light_reported_at
      from ${recordset("r", columns, changed)} where d.id = r.id`.execute(tx);
  }
  if (readings.length > 0) {
    const shape = "device_id int, spot_id int, occupied boolean, at timestamptz, received_at timestamptz, outcome text";
    await sql`
      insert into device_readings (device_id, spot_id, occupied, at, received_at, outcome)
      select device_id, spot_id, occupied, at, received_at, outcome from ${recordset("r", shape, readings)}`.execute(
      tx,
    );
  }
}

/** Updates a row by a message. Returns the outcome of a reading; null for other messages. */
function apply(row: Row, message: DeviceReport): Reading["outcome"] | null {
  if (message.kind === "unreadable") return null;
  const heard = message.receivedAt;
  if (message.kind === "presence") {
    if (message.online) arrive(row, message);
    else if (row.presence !== "never")
      Object.assign(row, { presence: "offline", presence_at: heard, unsure_since: null });
    return null;
  }
  if (message.kind === "light") {
    arrive(row, message);
    Object.assign(row, { light_reported: message.light ?? "other", light_reported_at: heard });
    return null;
  }
  const { outcome, at } = judge(row, message);
  const fault = outcome === "taken" ? null : outcome;
  // A late repeat of a known value is no fault, unless it is older than repeats normally are.
  const soon = heard.getTime() - message.at.getTime() <= MAX_BEHIND_MS;
  const idle = outcome === "stale" && soon && message.occupied === row.occupied;
  if (fault !== row.reading_fault && !idle)
    Object.assign(row, { reading_fault: fault, reading_fault_at: fault && heard });
  if (outcome === "early" || outcome === "stale") return outcome;
  arrive(row, message);
  row.reading_at = message.at < heard ? message.at : heard;
  if (!message.retained) row.sensed_at = heard;
  if (row.occupied !== message.occupied) Object.assign(row, { occupied: message.occupied, occupied_at: at });
  return outcome;
}

/** The outcome of a reading, and the time from which it counts. A board's own times are compared with each other first. */
function judge(row: Row, { at, receivedAt }: DeviceReport): { outcome: Reading["outcome"]; at: Date } {
  if (at.getTime() > receivedAt.getTime() + MAX_AHEAD_MS) return { outcome: "early", at };
  const own = at < receivedAt ? at : receivedAt;
  if (row.reading_at !== null && own < row.reading_at) return { outcome: "stale", at: own };
  if (own.getTime() < receivedAt.getTime() - MAX_BEHIND_MS) return { outcome: "late", at: receivedAt };
  return { outcome: "taken", at: own };
}

/** A device reported itself. Stored messages of a broker do not show that the device is online now. */
function arrive(row: Row, { receivedAt, transport, retained }: DeviceReport): void {
  if (retained) return;
  if (row.presence !== "online" || row.unsure_since !== null) row.back_at = receivedAt;
  if (row.presence !== "online") Object.assign(row, { presence: "online", presence_at: receivedAt });
  row.unsure_since = null;
  row.transport = transport;
  row.last_seen_at = receivedAt;
}

/**
 * Records that the connection to the boards was lost: devices that were online through the broker may have gone offline. The state of their spots is
 * unknown until they report; without a report they soon count as offline ({@link goneQuiet}). Returns the spots concerned.
 */
export async function doubt(db: Kysely<DB>, now: Date): Promise<number[]> {
  const rows = await db
    .updateTable("devices")
    .set({ unsure_since: now })
    .where("presence", "=", "online")
    .where((eb) => eb.or([eb("transport", "=", "mqtt"), eb("transport", "is", null)]))
    .where("removed_at", "is", null)
    .returning("spot_id")
    .execute();
  return rows.flatMap((row) => row.spot_id ?? []);
}

/** In milliseconds: how long a device may take to report after the connection was lost, and how long one without MQTT may be silent. */
export const timeouts = { returnMs: 30_000, silenceMs: 15 * 60_000 };

/** How long a sensor may take to repeat its reading after its device has come back, in milliseconds. */
export const RETURN_GRACE_MS = 8_000;

/** Marks devices as offline that have not come back or have been silent for too long. Returns their spots. */
export async function goneQuiet(tx: Transaction<DB>, now: Date): Promise<number[]> {
  const rows = await tx
    .updateTable("devices")
    .set({ presence: "offline", presence_at: now, unsure_since: null })
    .where("presence", "=", "online")
    .where("removed_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("unsure_since", "<=", new Date(now.getTime() - timeouts.returnMs)),
        eb.and([eb("transport", "=", "http"), eb("last_seen_at", "<=", new Date(now.getTime() - timeouts.silenceMs))]),
      ]),
    )
    .returning(["id", "spot_id"])
    .execute();
  for (const { id, spot_id } of rows) {
    const event: DeviceEvent = { type: "device.offline", about: { device_id: id, spot_id }, data: {} };
    await happened(tx, event, now);
  }
  return rows.flatMap((row) => row.spot_id ?? []);
}

/** Readings of a device that changed something or were not used, newest first. */
export async function readings(db: Kysely<DB>, deviceId: number, limit: number) {
  return db
    .selectFrom("device_readings")
    .selectAll()
    .where("device_id", "=", deviceId)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}
