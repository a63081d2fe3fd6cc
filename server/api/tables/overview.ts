// The overview: today's figures, and those of the last days.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as spots from "../../core/parking/spots.ts";
import * as overview from "../../core/reports/overview.ts";
import type { ApiContext } from "../http/context.ts";
import { withTimeout } from "../http/with-timeout.ts";
import { zone } from "./query.ts";

const money = z.array(z.object({ currency: z.string(), cents: z.number().int() }));
const seconds = z
  .number()
  .nullable()
  .describe("Median of the time until a person first answered; null when nobody did.");
const traffic = {
  messages_in: z.number().int(),
  messages_out: z.number().int(),
  failed: z.number().int().describe("Of those that we sent."),
  answered: z.number().int().describe("How often a person answered a customer who waited."),
  first_response_seconds: seconds,
  bookings: z.number().int().describe("Made on that day."),
  occupied_minutes: z.number().int(),
  spot_minutes: z.number().int().describe("Minutes in which spots could be occupied."),
  occupancy: z.number().describe("Occupied minutes by spot minutes, from 0 to 1."),
  revenue: money.describe("What stays were charged, less what was refunded."),
};

const answer = z.object({
  at: z.iso.datetime(),
  time_zone: z.string(),
  today: z.object({
    date: z.iso.date(),
    ...traffic,
    conversations_open: z.number().int(),
    conversations_unread: z.number().int(),
    waiting: z
      .number()
      .int()
      .describe("Conversations that wait for people: as many as `GET /api/inbox/conversations?state=waiting` lists."),
    waiting_longest: z
      .object({ conversation_id: z.number().int(), name: z.string().nullable(), since: z.iso.datetime() })
      .nullable(),
    bookings_reserved: z.number().int(),
    bookings_active: z.number().int(),
    spots: z.object({
      free: z.number().int(),
      reserved: z.number().int(),
      occupied: z.number().int(),
      maintenance: z.number().int(),
      unknown: z.number().int(),
    }),
    incidents_open: z.number().int(),
    outbox_waiting: z.number().int(),
  }),
  days: z.array(z.object({ date: z.iso.date(), from: z.iso.datetime(), to: z.iso.datetime(), ...traffic })),
  failures: z
    .array(z.object({ reason: z.string(), count: z.number().int() }))
    .describe("Why messages of these days failed, the most frequent first."),
});

/** `GET /api/overview`. */
export async function overviewRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/overview",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Overview"],
        summary: "Today at a glance, and trends by day in the viewer's zone",
        querystring: z.object({
          days: z.coerce.number().int().min(1).max(366).default(30).describe("How many days, today included."),
          time_zone: zone,
        }),
        response: { 200: answer },
      },
    },
    ({ query }) =>
      withTimeout(context.db, async (tx) => {
        const told = await overview.readOverview(tx, { ...query, now: context.clock() });
        const states = { free: 0, reserved: 0, occupied: 0, maintenance: 0, unknown: 0 };
        for (const spot of await spots.list(tx, null)) states[spots.stateOfSpot(spot)] += 1;
        return { ...told, today: { ...told.today, spots: states } };
      }),
  );
}
