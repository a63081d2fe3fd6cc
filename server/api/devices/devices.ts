// Devices: their credentials and ESPHome configuration, where they are mounted, and their state.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { devicePresences, deviceTransports, lights } from "../../contract/devices.ts";
import * as devices from "../../core/devices/devices.ts";
import type { CommandContext } from "../../core/parking/command-context.ts";
import { reconcile } from "../../core/parking/reconcile.ts";
import * as spots from "../../core/parking/spots.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, isoTime, rowId } from "../http/fields.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId, textField } from "../http/text-fields.ts";

const name = textField().trim().min(1).max(100).describe("What people call the board.");
const spotId = rowId.nullable().describe("Where it is mounted; null: nowhere.");

const device = z.object({
  id: z.number().int(),
  name: z.string(),
  spot_id: z.number().int().nullable(),
  spot: z.string().nullable().describe("The code of the spot at which it is mounted."),
  lot_id: z.number().int().nullable(),
  transport: z.enum(deviceTransports).nullable().describe("How it spoke last."),
  presence: z.enum(devicePresences).describe("never: not heard of yet."),
  presence_at: z.iso.datetime().nullable(),
  last_seen_at: z.iso
    .datetime()
    .nullable()
    .describe("The last moment it was known to be there; of one that is online, when it last said something."),
  occupied: z.boolean().nullable().describe("What its sensor saw last."),
  occupied_at: z.iso.datetime().nullable().describe("Since when it has seen that."),
  reading_at: z.iso.datetime().nullable().describe("Time of its newest reading."),
  light: z.object({
    desired: z.enum(lights).describe("off for a board that is mounted nowhere."),
    reported: z.enum([...lights, "other"]).nullable(),
  }),
  light_reported_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
});

const credentials = z.object({
  id: z.number().int(),
  topic_prefix: z.string().describe("Everything that the board may say and hear lies below it."),
  username: z.string(),
  password: z.string().describe("Shown this once."),
  esphome: z.string().describe("A ready configuration for ESPHome, as YAML; it holds the password."),
  broker_unreachable: z
    .string()
    .nullable()
    .describe(
      "Why a board cannot reach the broker as it is set up, and what to do; null when nothing speaks against it.",
    ),
});

function toDevice(row: devices.Device, at: spots.Spot | undefined): z.infer<typeof device> {
  const { light_reported, unsure_since: _, ...rest } = row;
  return {
    ...rest,
    spot: at?.code ?? null,
    lot_id: at?.lot_id ?? null,
    presence_at: isoTime(row.presence_at),
    last_seen_at: isoTime(row.last_seen_at),
    occupied_at: isoTime(row.occupied_at),
    reading_at: isoTime(row.reading_at),
    light: { desired: at?.light_desired ?? "off", reported: light_reported },
    light_reported_at: isoTime(row.light_reported_at),
    created_at: row.created_at.toISOString(),
  };
}

const describe = (db: Kysely<DB>, id: number) =>
  snapshot(db, async (tx) => {
    const row = await devices.get(tx, id);
    return toDevice(row, row.spot_id === null ? undefined : await spots.get(tx, row.spot_id));
  });

const params = z.object({ id: smallId });
const tags = ["Devices"];

async function create(ctx: CommandContext, name: string, spotId: number | null): Promise<devices.Credentials> {
  const given = await devices.create(ctx, { name, spotId });
  if (spotId !== null) await reconcile(ctx, [spotId]);
  return given;
}

const changes = z.strictObject({ name, spot_id: spotId }).partial();

async function change(ctx: CommandContext, id: number, { name, spot_id }: z.infer<typeof changes>): Promise<void> {
  const before = await devices.get(ctx.tx, id);
  await devices.change(ctx, id, {
    ...(name === undefined ? {} : { name }),
    ...(spot_id === undefined ? {} : { spotId: spot_id }),
  });
  if (spot_id === undefined || spot_id === before.spot_id) return;
  await reconcile(
    ctx,
    [before.spot_id, spot_id].filter((one) => one !== null),
  );
}

async function remove(ctx: CommandContext, id: number): Promise<void> {
  const { spot_id } = await devices.remove(ctx, id);
  if (spot_id !== null) await reconcile(ctx, [spot_id]);
}

/** `/api/devices`. What a device itself sends over HTTP is in readings.ts. */
export async function deviceRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, runCommand, broker, deviceConfiguration } = context;
  /** Credentials with the file for flashing the device. */
  const ready = (given: devices.Credentials, name: string): z.infer<typeof credentials> => {
    const { id: deviceId, topic_prefix: topicPrefix, username, password } = given;
    const yaml = deviceConfiguration({ name, deviceId, topicPrefix, username, password, broker });
    return { ...given, esphome: yaml, broker_unreachable: broker.unreachable };
  };
  routes.post(
    "/api/devices",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Makes a board known, with its credentials",
        body: z.strictObject({ name, spot_id: spotId.default(null) }),
        response: { 201: credentials },
      },
    },
    async (request, reply) => {
      const { name, spot_id } = request.body;
      const made = await runCommand(byOf(request), (ctx) => create(ctx, name, spot_id));
      return reply.code(201).send(ready(made, name));
    },
  );
  routes.get(
    "/api/devices",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "All boards and what is known of them",
        response: { 200: z.object({ devices: z.array(device) }) },
      },
    },
    () =>
      snapshot(db, async (tx) => {
        const all = new Map((await spots.list(tx, null)).map((spot) => [spot.id, spot]));
        return { devices: (await devices.list(tx)).map((row) => toDevice(row, all.get(row.spot_id ?? 0))) };
      }),
  );
  routes.get(
    "/api/devices/:id",
    { config: { access: "viewer" }, schema: { tags, summary: "One board", params, response: { 200: device } } },
    (request) => describe(db, request.params.id),
  );
  routes.patch(
    "/api/devices/:id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Renames a board or mounts it elsewhere",
        params,
        body: changes,
        response: { 200: device },
      },
    },
    async (request) => {
      const { id } = request.params;
      await runCommand(byOf(request), (ctx) => change(ctx, id, request.body));
      return describe(db, id);
    },
  );
  routes.delete(
    "/api/devices/:id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Removes a board for good; its connection ends at once",
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await runCommand(byOf(request), (ctx) => remove(ctx, request.params.id));
      return reply.code(204).send(null);
    },
  );
  routes.post(
    "/api/devices/:id/credentials",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Gives a board a new password; the old one and its connection end at once",
        params,
        body: z.strictObject({}).prefault({}),
        response: { 200: credentials },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { name } = await devices.get(db, id);
      return ready(await runCommand(byOf(request), (ctx) => devices.renew(ctx, id)), name);
    },
  );
}
