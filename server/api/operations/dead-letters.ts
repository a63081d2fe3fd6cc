// Dead letters: signed webhooks, or items of them, that could not be recorded; and replaying webhooks.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as deadLetters from "../../core/ingest/dead-letters.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";

const letter = z.object({
  id: z.number().int(),
  webhook_id: z.number().int().nullable(),
  source: z.string(),
  path: z.string().describe("Where in the webhook; empty for all of it."),
  reason: z.string(),
  created_at: z.iso.datetime(),
});

/** `/api/webhooks/dead-letters` and `/api/webhooks/replay`. */
export async function deadLetterRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/webhooks/dead-letters",
    {
      config: { access: "agent" },
      schema: {
        tags: ["Webhooks"],
        summary: "Webhooks that could not be used, and why, newest first",
        querystring: z.object(pageQuery),
        response: { 200: z.object({ dead_letters: z.array(letter), next_cursor: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const rows = await deadLetters.list(context.db, positionOf(query.cursor)?.id ?? null, query.limit);
      return {
        dead_letters: rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() })),
        next_cursor: nextCursor(rows, query.limit, (row) => ({ at: null, id: row.id })),
      };
    },
  );
  routes.post(
    "/api/webhooks/replay",
    {
      config: { access: "admin" },
      schema: {
        tags: ["Webhooks"],
        summary: "Takes webhooks again, as if they had just come",
        description: "What is recorded stays as it is. Without a range: those with an open dead letter.",
        body: z.object({ from: z.number().int().optional(), to: z.number().int().optional() }),
        response: { 202: z.object({ webhooks: z.number().int().describe("How many will be taken again.") }) },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const range =
        body.from === undefined && body.to === undefined
          ? ({ what: "dead" } as const)
          : { what: "range" as const, from: body.from ?? 1, to: body.to ?? Number.MAX_SAFE_INTEGER };
      const webhooks = await deadLetters.ask(context.db, range, { by: byOf(request), now: context.clock() });
      return reply.code(202).send({ webhooks });
    },
  );
}
