// API keys over HTTP: for admins. A key is shown once, when it is made.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as keys from "../core/access/keys.ts";
import type { Deps } from "./deps.ts";
import { byOf, told } from "./fields.ts";
import { personName, role } from "./person-shapes.ts";
import { smallId } from "./words.ts";

const tags = ["People"];
const key = z.object({
  id: z.number().int(),
  name: z.string(),
  role,
  prefix: z.string().describe("How the key begins."),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable().describe("To the minute."),
  revoked_at: z.iso.datetime().nullable(),
});

const keyJson = (row: keys.KeyInfo): z.infer<typeof key> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  last_used_at: told(row.last_used_at),
  revoked_at: told(row.revoked_at),
});

/** `/api/keys`. */
export async function keyRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = deps;
  const config = { access: "admin" } as const;
  const changing = { ...config, confirm: true } as const;
  routes.get(
    "/api/keys",
    {
      config,
      schema: {
        tags,
        summary: "All API keys, newest first, without the keys themselves",
        response: { 200: z.object({ keys: z.array(key) }) },
      },
    },
    async () => ({ keys: (await keys.list(db)).map(keyJson) }),
  );
  routes.post(
    "/api/keys",
    {
      config: changing,
      schema: {
        tags,
        summary: "Makes an API key",
        body: z.strictObject({ name: personName.describe("What the key is for."), role }),
        response: { 201: key.extend({ key: z.string().describe("The key itself. It cannot be shown again.") }) },
      },
    },
    async (request, reply) => {
      const made = await db
        .transaction()
        .execute((tx) => keys.create({ tx, now: clock(), by: byOf(request) }, request.body));
      return reply.code(201).send({ ...keyJson(made.info), key: made.key });
    },
  );
  routes.delete(
    "/api/keys/:id",
    {
      config: changing,
      schema: {
        tags,
        summary: "Ends an API key, at once",
        params: z.object({ id: smallId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await db.transaction().execute((tx) => keys.revoke({ tx, now: clock(), by: byOf(request) }, request.params.id));
      return reply.code(204).send(null);
    },
  );
}
