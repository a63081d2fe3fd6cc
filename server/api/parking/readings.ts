// Readings: what boards without MQTT say over HTTP with their own token, and what all boards said.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import * as devices from "../../core/devices/devices.ts";
import * as readings from "../../core/devices/readings.ts";
import type { ApiContext } from "../http/context.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId } from "../http/text-fields.ts";

const outcome = z
  .enum(readings.readingOutcomes)
  .describe(
    "stale: it came after a newer one. early: it is of the future. Neither is used. late: its time is more than 5 minutes old, so it counts from when it came. Staff see an incident unless it was taken.",
  );

/** What a board is to do whose time is not believed. */
const remedies: Partial<Record<string, string>> = {
  early: "The time is ahead of Bellhop's, so the reading was not used. Set the board's clock, or leave out \"at\".",
  late: "The time is more than 5 minutes behind Bellhop's, so the reading counts from now. Set the board's clock, or leave out \"at\".",
  stale:
    'The time is before that of a reading that came earlier, so this one was not used. Set the board\'s clock, or leave out "at".',
};

/** A time with its offset, however wrong: a clock that was never set is seen by staff, which a refusal at the door would keep from them. */
const clockTime = z.iso.datetime({
  offset: true,
  error: "must be a time with its offset, such as 2026-01-31T12:00:00Z",
});

/** Where times of boards are kept: those beyond are as wrong as the nearest within. */
const [earliest, latest] = [0, Date.parse("2200-01-01T00:00:00Z")];

const within = (told: string): Date => new Date(Math.min(Math.max(Date.parse(told), earliest), latest));

const params = z.object({ id: smallId });
const tags = ["Devices"];

/** `/api/devices/:id/readings`. */
export async function readingRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/api/devices/:id/readings",
    {
      config: { access: "public" },
      // Before a stranger's body is looked at.
      onRequest: (request) => admit(context, request),
      bodyLimit: 4_096,
      schema: {
        tags,
        summary: "Says what a board without MQTT sees",
        description:
          "With the board's own password: Authorization: Bearer PASSWORD, or Basic with its username. An API key does not work here. Send every change, and repeat at least every 5 minutes: a board that is silent for 15 is offline.",
        security: [{ board: [] }],
        params,
        body: z.strictObject({
          occupied: z.boolean().describe("Whether a car stands there."),
          at: clockTime.optional().describe("When the sensor saw it, where the board has a clock; now when left out."),
        }),
        response: {
          202: z.object({
            outcome,
            server_time: z.iso.datetime().describe("What Bellhop's clock showed, for a board to check its own by."),
            problem: z.string().optional().describe("What is wrong with the time that the board gave, and what to do."),
          }),
        },
      },
    },
    async (request, reply) => {
      const { occupied, at } = request.body;
      const now = context.clock();
      const outcome = await context.hear({
        kind: "reading",
        deviceId: request.params.id,
        occupied,
        at: at === undefined ? now : within(at),
        retained: false,
        transport: "http",
        receivedAt: now,
      });
      // It was removed in this moment.
      if (outcome === null) throw wrong(request.params.id);
      const problem = remedies[outcome];
      return reply.code(202).send({
        outcome: outcome as readings.ReadingOutcome,
        server_time: now.toISOString(),
        ...(problem === undefined ? {} : { problem }),
      });
    },
  );
  routes.get(
    "/api/devices/:id/readings",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "A board's readings that changed something or were not used, newest first",
        params,
        querystring: z.object(pageQuery),
        response: {
          200: z.object({
            readings: z.array(
              z.object({
                id: z.number().int(),
                spot_id: z.number().int().nullable().describe("Where the board was mounted."),
                occupied: z.boolean(),
                at: z.iso.datetime().describe("When the sensor saw it."),
                received_at: z.iso.datetime(),
                outcome,
              }),
            ),
            count: z.number().int().describe("How many there are in all."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ params, query }) =>
      snapshot(context.db, async (tx) => {
        const { id } = await devices.get(tx, params.id);
        const before = positionOf(query.cursor)?.id ?? null;
        const { total, rows } = await readings.list(tx, id, { limit: query.limit, before });
        return {
          readings: rows.map((row) => ({
            ...row,
            at: row.at.toISOString(),
            received_at: row.received_at.toISOString(),
          })),
          count: total,
          next_cursor: nextCursor(rows, query.limit, (row) => ({ at: null, id: row.id })),
        };
      }),
  );
}

/** Lets in the board whose address this is, and nobody else. Throws DEVICE_TOKEN_WRONG. */
async function admit({ db }: ApiContext, request: FastifyRequest): Promise<void> {
  const { id } = request.params as { id: string };
  const device = /^\d{1,9}$/.test(id) ? Number(id) : null;
  const [, scheme, token] = /^(Bearer|Basic) +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (device === null || scheme === undefined || token === undefined) throw wrong(id);
  if (scheme.toLowerCase() === "bearer") {
    if (!(await devices.knows(db, device, token))) throw wrong(id);
    return;
  }
  const [username, ...password] = Buffer.from(token, "base64").toString("utf8").split(":");
  if ((await devices.authenticate(db, username!, password.join(":"))) !== device) throw wrong(id);
}

const wrong = (id: number | string) =>
  new Fault(
    "DEVICE_TOKEN_WRONG",
    `Send the password of device ${id} as Authorization: Bearer <password>; an API key does not work here. An admin can renew the password.`,
  );
