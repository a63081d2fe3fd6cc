// The waitlist: who waits for a spot, in the order in which they are served.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as accounts from "../../core/accounts/accounts.ts";
import * as spots from "../../core/parking/spots.ts";
import { openWaitlistStates } from "../../core/parking/states.ts";
import * as waitlist from "../../core/parking/waitlist.ts";
import * as drivers from "../drivers/drivers.ts";
import type { ApiContext } from "../http/context.ts";
import { isoTime } from "../http/fields.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId } from "../http/text-fields.ts";

const waiting = z.object({
  id: z.number().int(),
  lot_id: z.number().int(),
  account_id: z.number().int(),
  username: z.string(),
  phone: z.string().nullable(),
  state: z.enum(openWaitlistStates).describe("offered: a spot is kept for them until offer_ends_at."),
  place: z.number().int().nullable().describe("1 is the next; null for whom a spot is kept already."),
  spot_id: z.number().int().nullable(),
  spot: z.string().nullable().describe("The code of the spot that is kept."),
  joined_at: z.iso.datetime(),
  offer_ends_at: z.iso.datetime().nullable(),
});

/** `/api/parking/waitlist`. */
export async function waitlistRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/parking/waitlist",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Parking"],
        summary: "Who waits for a spot, by lot and in the order in which they are served",
        querystring: z.object({ lot_id: smallId.optional() }),
        response: { 200: z.object({ waitlist: z.array(waiting) }) },
      },
    },
    ({ query }) =>
      snapshot(context.db, async (tx) => {
        const rows = await waitlist.list(tx, query.lot_id ?? null);
        const people = new Map<number, accounts.Account>();
        for (const row of rows) people.set(row.account_id, await accounts.get(tx, row.account_id));
        const cards = await drivers.cardsOf(tx, [...people.values()]);
        const kept = await spots.byId(
          tx,
          rows.flatMap((row) => row.spot_id ?? []),
        );
        const served = new Map<number, number>();
        return {
          waitlist: rows.map(({ offered_at: _, ...row }) => {
            const person = people.get(row.account_id)!;
            const place = row.state === "waiting" ? (served.get(row.lot_id) ?? 0) + 1 : null;
            if (place !== null) served.set(row.lot_id, place);
            return {
              ...row,
              username: person.username,
              phone: drivers.phoneOf(cards, person),
              place,
              spot: kept.find((spot) => spot.id === row.spot_id)?.code ?? null,
              joined_at: row.joined_at.toISOString(),
              offer_ends_at: isoTime(row.offer_ends_at),
            };
          }),
        };
      }),
  );
}
