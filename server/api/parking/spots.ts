// Parking spots: their current state, what their LED shows, and taking them out of service.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { devicePresences, lights } from "../../contract/devices.ts";
import * as devices from "../../core/devices/devices.ts";
import { spotStates } from "../../core/parking/lights.ts";
import * as spots from "../../core/parking/spots.ts";
import * as staffActions from "../../core/parking/staff-actions.ts";
import { openBookingStatuses } from "../../core/parking/states.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, isoTime, note, noted } from "../http/fields.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId } from "../http/text-fields.ts";

/** A spot. */
export const spot = z.object({
  id: z.number().int(),
  lot_id: z.number().int(),
  code: z.string().describe("What drivers call it; once in a lot."),
  state: z
    .enum(spotStates)
    .describe("reserved: booked, or kept for somebody who waited. unknown: its board is not there."),
  light: z.object({
    desired: z.enum(lights),
    reported: z
      .enum([...lights, "other"])
      .nullable()
      .describe("What the board says; other: a colour of its own."),
  }),
  device: z
    .object({
      id: z.number().int(),
      name: z.string(),
      presence: z.enum(devicePresences).describe("never: not heard of yet."),
      last_seen_at: z.iso.datetime().nullable(),
    })
    .nullable(),
  sensor: z.object({
    occupied: z.boolean().nullable().describe("What the sensor saw last; null: nothing yet."),
    since: z.iso.datetime().nullable(),
  }),
  booking: z
    .object({ id: z.number().int(), status: z.enum(openBookingStatuses), account_id: z.number().int() })
    .nullable(),
  offer: z
    .object({ account_id: z.number().int(), ends_at: z.iso.datetime() })
    .nullable()
    .describe("Kept for somebody who waited."),
  maintenance: z.boolean(),
  maintenance_reason: z.string().nullable(),
  maintenance_at: z.iso.datetime().nullable(),
});

/** Converts a row to {@link spot}. */
function toSpot(row: spots.Spot, seen: ReadonlyMap<number, Date | null>): z.infer<typeof spot> {
  return {
    id: row.id,
    lot_id: row.lot_id,
    code: row.code,
    state: spots.stateOfSpot(row),
    light: { desired: row.light_desired, reported: row.light_reported },
    device:
      row.device_id === null || row.presence === "none"
        ? null
        : {
            id: row.device_id,
            name: row.device_name!,
            presence: row.presence,
            last_seen_at: isoTime(seen.get(row.device_id) ?? null),
          },
    sensor: { occupied: row.occupied, since: isoTime(row.occupied_at) },
    booking:
      row.booking_id === null
        ? null
        : { id: row.booking_id, status: row.booking_status!, account_id: row.booking_account_id! },
    offer:
      row.offer_id === null ? null : { account_id: row.offer_account_id!, ends_at: row.offer_ends_at!.toISOString() },
    maintenance: row.maintenance_at !== null,
    maintenance_reason: row.maintenance_reason,
    maintenance_at: isoTime(row.maintenance_at),
  };
}

/** The spots of one lot, or of all. */
export async function describe(db: Kysely<DB>, lotId: number | null): Promise<z.infer<typeof spot>[]> {
  return snapshot(db, async (tx) => {
    const seen = new Map((await devices.list(tx)).map((device) => [device.id, device.last_seen_at]));
    return (await spots.list(tx, lotId)).map((row) => toSpot(row, seen));
  });
}

const tags = ["Parking"];

/** `/api/parking/spots`. */
export async function spotRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/parking/spots",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Spots as they are now, by lot and in the order of their codes",
        querystring: z.object({ lot_id: smallId.optional() }),
        response: { 200: z.object({ spots: z.array(spot) }) },
      },
    },
    async ({ query }) => ({ spots: await describe(context.db, query.lot_id ?? null) }),
  );
  routes.patch(
    "/api/parking/spots/:id",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Takes a spot out of service, or back into it",
        description: "A spot that is booked or kept for somebody cannot be taken out of service.",
        params: z.object({ id: smallId }),
        body: z.strictObject({
          maintenance: z.boolean().describe("true: out of service."),
          reason: note.nullable().describe("Why, for people who look at the spot."),
        }),
        response: { 200: spot },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { maintenance, reason } = request.body;
      await context.runCommand(byOf(request), (ctx) =>
        staffActions.maintain(ctx, id, { on: maintenance, reason: noted(reason) }),
      );
      const row = await spots.get(context.db, id);
      const device = row.device_id === null ? null : await devices.get(context.db, row.device_id);
      return toSpot(row, new Map(device ? [[device.id, device.last_seen_at]] : []));
    },
  );
}
