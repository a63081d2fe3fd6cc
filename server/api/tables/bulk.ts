// One action on many messages, given by ids or by a filter.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiContext } from "../http/context.ts";
import { runBulkAction } from "./bulk-actions.ts";
import { messageBulkRequest } from "./query.ts";

/** `POST /api/table/messages/bulk`. */
export function bulkRoute(app: FastifyInstance, context: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/table/messages/bulk",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Tables"],
        summary: "Does one thing with many messages",
        description: "Messages for which the action makes no sense are passed over. At most 5,000 at a time.",
        body: messageBulkRequest,
        response: {
          200: z.object({
            matched: z.number().int().describe("Messages that were named or that the filter matches."),
            changed: z.number().int().describe("Messages with which it was done."),
            refused: z
              .array(z.object({ id: z.number().int(), reason: z.string() }))
              .describe("Messages that were not sent anew, and why: all of them."),
          }),
        },
      },
    },
    (request) => runBulkAction(context, request, request.body),
  );
}
