// Canned replies: texts that a team sends often, inserted by a shortcut.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as canned from "../../core/bot/canned.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId, textField } from "../http/text-fields.ts";

const shortcut = textField()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\s/]+$/, "must be one word without a slash")
  .describe("What is typed after / in the reply box. Upper and lower case are the same.");
const text = textField()
  .min(1)
  .max(4_096)
  .refine((value) => value.trim() !== "", "must say something")
  .describe("{{name}} in it is filled with the customer's name when it is used.");

const reply = z.object({
  id: z.number().int(),
  shortcut: z.string(),
  text: z.string(),
  updated_at: z.iso.datetime(),
});
const toReply = (row: canned.CannedReply): z.infer<typeof reply> => ({
  id: row.id,
  shortcut: row.shortcut,
  text: row.body,
  updated_at: row.updated_at.toISOString(),
});

const params = z.object({ id: smallId });
const tags = ["Inbox"];

/** `/api/inbox/canned`. */
export async function cannedRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  routes.get(
    "/api/inbox/canned",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "All canned replies by shortcut",
        response: { 200: z.object({ canned: z.array(reply) }) },
      },
    },
    async () => ({ canned: (await canned.list(db)).map(toReply) }),
  );
  routes.post(
    "/api/inbox/canned",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Adds a canned reply",
        body: z.strictObject({ shortcut, text }),
        response: { 201: reply },
      },
    },
    async (request, answer) =>
      answer.code(201).send(toReply(await canned.create(db, request.body, { by: byOf(request), now: clock() }))),
  );
  routes.patch(
    "/api/inbox/canned/:id",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Changes what is given of a canned reply",
        params,
        body: z.strictObject({ shortcut: shortcut.optional(), text: text.optional() }),
        response: { 200: reply },
      },
    },
    async (request) =>
      toReply(await canned.change(db, request.params.id, request.body, { by: byOf(request), now: clock() })),
  );
  routes.delete(
    "/api/inbox/canned/:id",
    {
      config: { access: "agent" },
      schema: { tags, summary: "Removes a canned reply", params, response: { 204: z.null() } },
    },
    async (request, answer) => {
      await canned.remove(db, request.params.id, { by: byOf(request), now: clock() });
      return answer.code(204).send(null);
    },
  );
}
