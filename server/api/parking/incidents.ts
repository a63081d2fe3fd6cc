// Incidents at spots, which staff should look at: listing and settling them.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import { spotIncidentKinds } from "../../core/parking/incident-kinds.ts";
import * as incidents from "../../core/parking/incidents.ts";
import * as spots from "../../core/parking/spots.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, isoTime, reason } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId } from "../http/text-fields.ts";

const incident = z.object({
  id: z.number().int(),
  kind: z.enum(spotIncidentKinds).describe("What is the matter."),
  lot_id: z.number().int(),
  spot_id: z.number().int(),
  spot: z.string().describe("The spot's code."),
  booking_id: z.number().int().nullable(),
  device_id: z.number().int().nullable(),
  opened_at: z.iso.datetime(),
  closed_at: z.iso.datetime().nullable(),
  closed_by: z.string().nullable().describe("Who settled it; one that settled itself says by what, such as sensor."),
  note: z.string().nullable(),
});

async function toIncidents(db: Kysely<DB>, rows: readonly incidents.Incident[]): Promise<z.infer<typeof incident>[]> {
  const ids = [...new Set(rows.map((row) => row.spot_id))];
  const codes = new Map((await spots.byId(db, ids)).map((spot) => [spot.id, spot.code]));
  return rows.map((row) => ({
    ...row,
    spot: codes.get(row.spot_id)!,
    opened_at: row.opened_at.toISOString(),
    closed_at: isoTime(row.closed_at),
  }));
}

const tags = ["Parking"];

/** `/api/parking/incidents`. */
export async function incidentRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/parking/incidents",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What people should look at, newest first",
        querystring: z.object({
          open: z.enum(["true", "false"]).optional().describe("Left out: open and closed ones."),
          lot_id: smallId.optional(),
          booking_id: bigId.optional(),
          ...pageQuery,
        }),
        response: {
          200: z.object({
            incidents: z.array(incident),
            count: z.number().int().describe("How many match the filters in all."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ query }) =>
      snapshot(context.db, async (tx) => {
        const { total, rows } = await incidents.list(tx, {
          open: query.open === undefined ? null : query.open === "true",
          lotId: query.lot_id ?? null,
          bookingId: query.booking_id ?? null,
          limit: query.limit,
          before: positionOf(query.cursor)?.id ?? null,
        });
        return {
          incidents: await toIncidents(tx, rows),
          count: total,
          next_cursor: nextCursor(rows, query.limit, (row) => ({ at: null, id: row.id })),
        };
      }),
  );
  routes.post(
    "/api/parking/incidents/:id/settle",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Says that an incident was looked at",
        description: "It does nothing to a booking: that is brought to its end by resolving it.",
        params: z.object({ id: bigId }),
        body: z.strictObject({ note: reason }),
        response: { 200: incident },
      },
    },
    async (request) => {
      const { id } = request.params;
      const row = await context.runCommand(byOf(request), (ctx) => incidents.settle(ctx, id, request.body.note));
      return (await toIncidents(context.db, [row]))[0]!;
    },
  );
}
