// How many messages a second a number may send.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { setThroughput, throughputBounds } from "../../core/inbox/throughput.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId } from "../http/text-fields.ts";

const { least, most } = throughputBounds;

/** `PUT /api/numbers/:id/throughput`. */
export async function throughputRoutes(app: FastifyInstance, { db, clock, onQueued }: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().put(
    "/api/numbers/:id/throughput",
    {
      config: { access: "admin" },
      schema: {
        tags: ["Numbers"],
        summary: "Sets how many messages a second a number may send",
        description: "It holds from the number's next message on, in every process.",
        params: z.object({ id: smallId }),
        body: z.strictObject({
          messages_per_second: z
            .number()
            .min(least)
            .max(most)
            .nullable()
            .describe("null: as many as the environment says for its provider."),
        }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const change = { by: byOf(request), now: clock() };
      await setThroughput(db, request.params.id, request.body.messages_per_second, change);
      onQueued();
      return reply.code(204).send(null);
    },
  );
}
