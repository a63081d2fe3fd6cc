// What staff can do to a booking. Each action is in the audit log, and the driver is notified.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { CommandContext } from "../../core/parking/command-context.ts";
import * as listing from "../../core/parking/listing.ts";
import * as staffActions from "../../core/parking/staff-actions.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, cents, moment, note, noted, reason } from "../http/fields.ts";
import { acted, describeActed, spotNamed, spotOf } from "./bookings.ts";

/** An optional time, as core takes it. */
const timeOf = (given: string | undefined): Date | null => (given === undefined ? null : new Date(given));

const endedAt = moment
  .optional()
  .describe("When the stay ended. Left out: when the sensor saw the spot empty, or now.");
const amount = cents.min(0).describe("What the stay costs.");
const ceiling =
  "An agent may change what a stay costs by no more than the lot's agent_limit_cents, and five times that in 24 hours: 403 above it, and an admin has to do it.";
/** A body in which everything is optional. */
const why = z.strictObject({ note }).prefault({});

/** `POST /api/parking/bookings/:id/…`. */
export async function staffActionRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const add = <Body extends z.ZodType>(
    name: string,
    told: { summary: string; description?: string; body: Body },
    run: (ctx: CommandContext, id: number, body: z.infer<Body>, limited: boolean) => Promise<unknown>,
  ) =>
    routes.post(
      `/api/parking/bookings/:id/${name}`,
      {
        config: { access: "agent" },
        schema: { tags: ["Parking"], ...told, params: z.object({ id: bigId }), response: { 200: acted } },
      },
      async (request) => {
        const { id } = request.params as { id: number };
        const limited = request.principal!.role !== "admin";
        await context.runCommand(byOf(request), (ctx) => run(ctx, id, request.body as z.infer<Body>, limited));
        return describeActed(context, id);
      },
    );

  add("cancel", { summary: "Gives a reserved spot back", body: why }, (ctx, id, body) =>
    staffActions.cancel(ctx, id, { note: noted(body.note) }),
  );
  add("start", { summary: "Begins a stay where no sensor does", body: why }, (ctx, id, body) =>
    staffActions.start(ctx, id, { note: noted(body.note) }),
  );
  add("extend", { summary: "Holds a spot longer, by the rules that drivers have", body: why }, (ctx, id, body) =>
    staffActions.extend(ctx, id, { note: noted(body.note) }),
  );
  add(
    "complete",
    {
      summary: "Ends a stay and charges it",
      description: ceiling,
      body: z.strictObject({ ended_at: endedAt, note }).prefault({}),
    },
    (ctx, id, body, limited) =>
      staffActions.complete(ctx, id, { endedAt: timeOf(body.ended_at), note: noted(body.note), limited }),
  );
  add(
    "move",
    {
      summary: "Moves an open booking to another spot, at the tariff that it has",
      description:
        "A spot named by its code is one of the same lot; one named by its id may be of another. A reserved booking goes only where it could be booked: 409 otherwise. A stay goes also where a car stands that nobody booked for, or whose board does not tell.",
      body: z
        .strictObject({ ...spotNamed, note })
        .refine(({ spot, spot_id }) => (spot === undefined) !== (spot_id === undefined), {
          error: 'give exactly one of "spot" and "spot_id"',
        }),
    },
    async (ctx, id, body) => {
      const { lot_id } = await listing.one(ctx.tx, id);
      return staffActions.move(ctx, id, { spotId: await spotOf(ctx, { ...body, lot_id }), note: noted(body.note) });
    },
  );
  add(
    "adjust",
    {
      summary: "Sets what a completed stay costs; the difference is charged or paid back",
      description: ceiling,
      body: z.strictObject({ amount_cents: amount, note: reason }),
    },
    (ctx, id, body, limited) =>
      staffActions.adjust(ctx, id, { amountCents: body.amount_cents, note: body.note, limited }),
  );
  add(
    "resolve",
    {
      summary: "Brings a booking to its end whatever its state, and closes its incidents",
      description: `A reserved one is cancelled; a stay is completed, and of one that is over the amount may be set. ${ceiling}`,
      body: z.strictObject({ note: reason, ended_at: endedAt, amount_cents: amount.optional() }),
    },
    (ctx, id, body, limited) =>
      staffActions.resolve(ctx, id, {
        note: body.note,
        limited,
        endedAt: timeOf(body.ended_at),
        amountCents: body.amount_cents ?? null,
      }),
  );
}
