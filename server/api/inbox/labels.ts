// Labels: the words by which a team sorts its conversations.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as labels from "../../core/inbox/labels.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId, textField } from "../http/text-fields.ts";
import { labelShape } from "./shapes.ts";

const name = textField().trim().min(1).max(40);
const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #f2b544")
  .transform((value) => value.toLowerCase());
const params = z.object({ id: smallId });
const tags = ["Inbox"];

/** `/api/inbox/labels`. */
export async function labelRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  routes.get(
    "/api/inbox/labels",
    {
      config: { access: "viewer" },
      schema: { tags, summary: "All labels by name", response: { 200: z.object({ labels: z.array(labelShape) }) } },
    },
    async () => ({ labels: await labels.list(db) }),
  );
  routes.post(
    "/api/inbox/labels",
    {
      config: { access: "admin" },
      schema: { tags, summary: "Adds a label", body: z.strictObject({ name, colour }), response: { 201: labelShape } },
    },
    async (request, reply) =>
      reply.code(201).send(await labels.create(db, request.body, { by: byOf(request), now: clock() })),
  );
  routes.patch(
    "/api/inbox/labels/:id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Changes what is given of a label",
        params,
        body: z.strictObject({ name: name.optional(), colour: colour.optional() }),
        response: { 200: labelShape },
      },
    },
    (request) => labels.change(db, request.params.id, request.body, { by: byOf(request), now: clock() }),
  );
  routes.delete(
    "/api/inbox/labels/:id",
    {
      config: { access: "admin" },
      schema: { tags, summary: "Removes a label, from all conversations too", params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await labels.remove(db, request.params.id, { by: byOf(request), now: clock() });
      return reply.code(204).send(null);
    },
  );
}
