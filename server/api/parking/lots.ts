// Lots: their tariff, terms and spots.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isTimeZone } from "../../base/zones.ts";
import * as codes from "../../core/parking/codes.ts";
import { audit, type CommandContext } from "../../core/parking/command-context.ts";
import * as lots from "../../core/parking/lots.ts";
import { reconcile } from "../../core/parking/reconcile.ts";
import * as spots from "../../core/parking/spots.ts";
import { MAX_RATE_CENTS, usual } from "../../core/parking/terms.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, currency } from "../http/fields.ts";
import { smallId, textField } from "../http/text-fields.ts";
import { describe, spot } from "./spots.ts";

const whole = (least: number, MAX_SPOTS: number) => z.number().int().min(least).max(MAX_SPOTS);
const MAX_INTEGER = 2_147_483_647;

const terms = {
  name: textField().trim().min(1).max(100).describe("What drivers call the lot."),
  currency: currency.describe("ISO 4217. All sums of the lot are in its smallest unit."),
  rate_cents_per_hour: whole(0, MAX_RATE_CENTS).describe("Charged by the minute, and rounded once at the end."),
  time_zone: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone, such as "Europe/Berlin"')
    .describe("In which drivers are told times."),
  daily_cap_cents: whole(1, MAX_INTEGER).nullable().describe("The most that 24 hours cost; null: no cap."),
  free_minutes: whole(0, 1_440).describe("Minutes at the start that cost nothing."),
  hold_minutes: whole(1, 10_080).describe("How long a booking waits for the car."),
  reminder_minutes: whole(0, 10_080).describe("How long before that ends the driver is reminded; 0: not at all."),
  extension_minutes: whole(0, 10_080).describe("What a driver may add once while nobody waits; 0: nothing."),
  offer_minutes: whole(1, 1_440).describe("How long a free spot is kept for who waited for it."),
  debounce_seconds: whole(0, 3_600).describe("How long a spot must be seen empty before a stay ends."),
  minimum_balance_cents: whole(0, MAX_INTEGER).describe("What a driver must have to book."),
  low_balance_minutes: whole(0, 1_440).describe(
    "A parked driver is told when the balance covers no more than this; 0: not at all.",
  ),
  max_stay_minutes: whole(0, 525_600).describe(
    "A stay that lasts longer is an incident, and the driver is told before and then; unless a sensor sees the car nothing more is billed. 0: no limit.",
  ),
  agent_limit_cents: whole(0, MAX_INTEGER).describe(
    "By how much an agent may change what a stay costs in one act, and five times that in 24 hours. Above it an admin is needed.",
  ),
};

/** The most spots in one request. */
const MAX_SPOTS_PER_REQUEST = 1_000;

const newSpots = z
  .array(
    z.strictObject({
      code: textField()
        .overwrite(codes.tidy)
        .superRefine((code, context) => {
          const fault = codes.faultOf(code);
          if (fault !== null) context.addIssue({ code: "custom", message: fault });
        })
        .describe("Up to 20 characters with a letter or a digit; once in a lot, whatever its case, accents and signs."),
    }),
  )
  .max(MAX_SPOTS_PER_REQUEST);

const newLot = z.strictObject({
  name: terms.name,
  currency: terms.currency,
  rate_cents_per_hour: terms.rate_cents_per_hour,
  spots: newSpots.default([]),
  time_zone: terms.time_zone.default(usual.time_zone),
  daily_cap_cents: terms.daily_cap_cents.default(usual.daily_cap_cents),
  free_minutes: terms.free_minutes.default(usual.free_minutes),
  hold_minutes: terms.hold_minutes.default(usual.hold_minutes),
  reminder_minutes: terms.reminder_minutes.default(usual.reminder_minutes),
  extension_minutes: terms.extension_minutes.default(usual.extension_minutes),
  offer_minutes: terms.offer_minutes.default(usual.offer_minutes),
  debounce_seconds: terms.debounce_seconds.default(usual.debounce_seconds),
  minimum_balance_cents: terms.minimum_balance_cents.default(usual.minimum_balance_cents),
  low_balance_minutes: terms.low_balance_minutes.default(usual.low_balance_minutes),
  max_stay_minutes: terms.max_stay_minutes.default(usual.max_stay_minutes),
  agent_limit_cents: terms.agent_limit_cents.default(usual.agent_limit_cents),
});

const lot = z.object({
  id: z.number().int(),
  ...terms,
  // Stored values are returned as they are, even if the rules for new ones have changed.
  name: z.string(),
  currency: z.string(),
  time_zone: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  spots: z.array(spot),
});

const toLot = (row: lots.Lot, own: readonly z.infer<typeof spot>[]): z.infer<typeof lot> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  spots: own.filter((one) => one.lot_id === row.id),
});

const params = z.object({ id: smallId });
const tags = ["Parking"];

/** Adds spots to a lot, all of them or none. */
async function addSpots(ctx: CommandContext, id: number, names: readonly string[]): Promise<void> {
  await lots.get(ctx.tx, id);
  await codes.checkNew(ctx, id, names);
  await lots.addSpots(ctx, id, names);
  await audit(ctx, { action: "lot.add_spots", subject: "lot", id, before: null, after: { codes: names } });
  const wanted = new Set(names);
  const made = (await spots.list(ctx.tx, id)).filter((one) => wanted.has(one.code));
  // Somebody may be waiting for a spot.
  await reconcile(
    ctx,
    made.map((one) => one.id),
  );
}

/** `/api/parking/lots`. */
export async function lotRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, runCommand } = context;
  const lotJson = async (id: number) => toLot(await lots.get(db, id), await describe(db, id));
  routes.post(
    "/api/parking/lots",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Makes a lot with its spots",
        body: newLot,
        response: { 201: lot },
      },
    },
    async (request, reply) => {
      const { spots: wanted, ...input } = request.body;
      const names = wanted.map(({ code }) => code);
      const { id } = await runCommand(byOf(request), async (ctx) => {
        await codes.checkNew(ctx, null, names);
        return lots.create(ctx, input, names);
      });
      return reply.code(201).send(await lotJson(id));
    },
  );
  routes.get(
    "/api/parking/lots",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "All lots with their spots, the oldest first",
        response: { 200: z.object({ lots: z.array(lot) }) },
      },
    },
    async () => {
      const own = await describe(db, null);
      return { lots: (await lots.list(db)).map((row) => toLot(row, own)) };
    },
  );
  routes.get(
    "/api/parking/lots/:id",
    {
      config: { access: "viewer" },
      schema: { tags, summary: "One lot with its spots", params, response: { 200: lot } },
    },
    (request) => lotJson(request.params.id),
  );
  routes.patch(
    "/api/parking/lots/:id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Changes what is given of a lot's terms",
        description: "Bookings keep the tariff with which they were made.",
        params,
        body: z.strictObject(terms).partial(),
        response: { 200: lot },
      },
    },
    async (request) => {
      const { id } = request.params;
      const given = Object.fromEntries(Object.entries(request.body).filter(([, value]) => value !== undefined));
      await runCommand(byOf(request), (ctx) => lots.change(ctx, id, given));
      return lotJson(id);
    },
  );
  routes.post(
    "/api/parking/lots/:id/spots",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Adds spots to a lot; all of them or none",
        params,
        body: z.strictObject({ spots: newSpots.min(1) }),
        response: { 201: lot },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const names = request.body.spots.map(({ code }) => code);
      await runCommand(byOf(request), (ctx) => addSpots(ctx, id, names));
      return reply.code(201).send(await lotJson(id));
    },
  );
}
