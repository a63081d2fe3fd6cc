// Devices: the boards at the spots, their credentials, and at which spot each is mounted. state.ts records what they report.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { DevicePresence, DeviceTransport, Light } from "../../contract/devices.ts";
import { faults } from "./errors.ts";
import type { readingFaults } from "./readings.ts";

/** A device. */
export type Device = {
  id: number;
  name: string;
  /** The spot where it is mounted. */
  spot_id: number | null;
  /** The transport of its last report. */
  transport: DeviceTransport | null;
  presence: DevicePresence;
  presence_at: Date | null;
  /** Since when it is unsure whether the device is online, because the connection to the broker was lost and it has not reported since. */
  unsure_since: Date | null;
  /** When it reported again after it was offline or unsure. */
  back_at: Date | null;
  last_seen_at: Date | null;
  occupied: boolean | null;
  occupied_at: Date | null;
  reading_at: Date | null;
  /** When its sensor last reported itself, apart from retained messages. */
  sensed_at: Date | null;
  /** What was wrong with the time of its last reading: in the future, too old, older than a previous one, or before the stay that it would end. */
  reading_fault: (typeof readingFaults)[number] | null;
  reading_fault_at: Date | null;
  /** `other`: a colour that Bellhop does not use. */
  light_reported: Light | "other" | null;
  light_reported_at: Date | null;
  created_at: Date;
};

/** What is configured on a board; the password is shown once. */
export type Credentials = { id: number; topic_prefix: string; username: string; password: string };

const columns = [
  "id",
  "name",
  "spot_id",
  "transport",
  "presence",
  "presence_at",
  "unsure_since",
  "back_at",
  "last_seen_at",
  "occupied",
  "occupied_at",
  "reading_at",
  "sensed_at",
  "reading_fault",
  "reading_fault_at",
  "light_reported",
  "light_reported_at",
  "created_at",
] as const;

const hash = (password: string): Buffer => createHash("sha256").update(password).digest();

/** 32 characters from 24 random bytes: too many to guess, so a fast hash is enough. */
const makePassword = (): string => randomBytes(24).toString("base64url");

const usernameOf = (id: number): string => `device-${id}`;

const credentials = (id: number, password: string): Credentials => ({
  id,
  topic_prefix: `bellhop/devices/${id}`,
  username: usernameOf(id),
  password,
});

/** Creates a device with credentials. Throws NOT_FOUND for a missing spot and SPOT_HAS_DEVICE. */
export async function create(
  ctx: CommandContext<DB>,
  given: { name: string; spotId: number | null },
): Promise<Credentials> {
  if (given.spotId !== null) await free(ctx.tx, given.spotId, null);
  const password = makePassword();
  const { id } = await ctx.tx
    .insertInto("devices")
    .values({ name: given.name, spot_id: given.spotId, secret_hash: hash(password), created_at: ctx.now })
    .returning("id")
    .executeTakeFirstOrThrow();
  await record(ctx, "device.create", id, null, { name: given.name, spot_id: given.spotId });
  return credentials(id, password);
}

/** Checks that a device can be mounted at a spot, and locks the spot until the transaction ends. */
async function free(tx: Transaction<DB>, spotId: number, deviceId: number | null): Promise<void> {
  const spot = await tx.selectFrom("spots").select("code").where("id", "=", spotId).forNoKeyUpdate().executeTakeFirst();
  if (!spot) throw new Fault("NOT_FOUND", `There is no spot ${spotId}. List the spots to see which there are.`);
  const other = await tx
    .selectFrom("devices")
    .select(["id", "name"])
    .where("spot_id", "=", spotId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (other && other.id !== deviceId) {
    throw new Fault(
      faults.SPOT_HAS_DEVICE,
      `Spot ${spot.code} has the device ${other.id} (${other.name}) already. Remove that one or mount it elsewhere first.`,
    );
  }
}

/** All devices that are not removed, by id. */
export async function list(db: Kysely<DB>): Promise<Device[]> {
  const rows = await db.selectFrom("devices").select(columns).where("removed_at", "is", null).orderBy("id").execute();
  return rows as Device[];
}

/** One device. Throws NOT_FOUND. */
export async function get(db: Kysely<DB>, id: number): Promise<Device> {
  const row = await db
    .selectFrom("devices")
    .select(columns)
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no device ${id}. List the devices to see which there are.`);
  return row as Device;
}

/** Renames a device or moves it to another spot, where its old readings do not count. Throws NOT_FOUND and SPOT_HAS_DEVICE. */
export async function change(
  ctx: CommandContext<DB>,
  id: number,
  changes: { name?: string; spotId?: number | null },
): Promise<Device> {
  const before = await get(ctx.tx, id);
  if (typeof changes.spotId === "number") await free(ctx.tx, changes.spotId, id);
  const moved = changes.spotId !== undefined && changes.spotId !== before.spot_id;
  await ctx.tx
    .updateTable("devices")
    .set({
      name: changes.name ?? before.name,
      ...(moved ? { spot_id: changes.spotId, ...noReading } : {}),
    })
    .where("id", "=", id)
    .execute();
  const after = await get(ctx.tx, id);
  await record(ctx, "device.change", id, auditFields(before), auditFields(after));
  return after;
}

/** The state of a device whose sensor has reported nothing for its spot. */
const noReading = { occupied: null, occupied_at: null, reading_fault: null, reading_fault_at: null } as const;

/**
 * Gives a device a new password. The old one is invalid at once, and the device is offline until it connects with the new one. Throws
 * NOT_FOUND.
 */
export async function renew(ctx: CommandContext<DB>, id: number): Promise<Credentials> {
  const { presence } = await get(ctx.tx, id);
  await announceDrop(ctx.tx, id);
  const password = makePassword();
  const gone = presence === "online" ? { presence: "offline", presence_at: ctx.now, unsure_since: null } : {};
  await ctx.tx
    .updateTable("devices")
    .set({ secret_hash: hash(password), ...gone })
    .where("id", "=", id)
    .execute();
  await record(ctx, "device.renew", id, null, null);
  return credentials(id, password);
}

/** Removes a device for good; its readings are kept. Throws NOT_FOUND. Returns the device as it was. */
export async function remove(ctx: CommandContext<DB>, id: number): Promise<Device> {
  const before = await get(ctx.tx, id);
  await announceDrop(ctx.tx, id);
  await ctx.tx
    .updateTable("devices")
    .set({ removed_at: ctx.now, spot_id: null, presence: "offline", presence_at: ctx.now })
    .where("id", "=", id)
    .execute();
  await record(ctx, "device.remove", id, auditFields(before), null);
  return before;
}

/** The NOTIFY channel that tells the process with the broker to close a device's connections. The payload is the device's id. */
export const dropDevice = "bellhop_drop";

const announceDrop = (tx: Transaction<DB>, id: number) =>
  sql`select pg_notify(${dropDevice}, ${String(id)})`.execute(tx);

const auditFields = ({ name, spot_id }: Device) => ({ name, spot_id });

const record = (ctx: CommandContext<DB>, action: string, id: number, before: object | null, after: object | null) =>
  audit(ctx.tx, ctx.by, { action, subject: "device", id, before, after }, ctx.now);

/** The id of the device with this user name and password; null when they are wrong. */
export async function authenticate(db: Kysely<DB>, username: string, password: string): Promise<number | null> {
  const id = /^device-(\d{1,9})$/.exec(username)?.[1];
  const given = hash(password);
  if (id === undefined) return null;
  const row = await db
    .selectFrom("devices")
    .select("secret_hash")
    .where("id", "=", Number(id))
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row && timingSafeEqual(row.secret_hash, given) ? Number(id) : null;
}

/** Whether this is the device's password. */
export async function knows(db: Kysely<DB>, id: number, password: string): Promise<boolean> {
  return (await authenticate(db, usernameOf(id), password)) === id;
}
