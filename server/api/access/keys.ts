// API keys over HTTP, for admins. A key is shown once, when it is created.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as keys from "../../core/access/keys.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, isoTime, moment } from "../http/fields.ts";
import { smallId } from "../http/text-fields.ts";
import { personName, role } from "./shapes.ts";

const tags = ["People"];
const key = z.object({
  id: z.number().int(),
  name: z.string(),
  role,
  prefix: z.string().describe("How the key begins."),
  maker: z
    .string()
    .nullable()
    .describe("Who made it: a person, the key with which it was made, or cli; null in keys from before this was kept."),
  maker_id: z.number().int().nullable().describe("The person who made it; null for others."),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable().describe("From when on it is refused; null: it has no end."),
  last_used_at: z.iso.datetime().nullable().describe("To the minute."),
  last_used_address: z.string().nullable().describe("From where it was used then."),
  revoked_at: z.iso.datetime().nullable(),
  state: z.enum(keys.keyStates).describe("maker_disabled: refused for as long as the person who made it is disabled."),
});

const keyJson = (row: keys.KeyInfo): z.infer<typeof key> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  expires_at: isoTime(row.expires_at),
  last_used_at: isoTime(row.last_used_at),
  revoked_at: isoTime(row.revoked_at),
});

/** `/api/keys`. */
export async function keyRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  const config = { access: "admin" } as const;
  // Routes that give programs access ask people for their password again.
  const confirmed = { access: "admin", confirm: true } as const;
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
    async () => ({ keys: (await keys.list(db, clock())).map(keyJson) }),
  );
  routes.post(
    "/api/keys",
    {
      config: confirmed,
      schema: {
        tags,
        summary: "Makes an API key",
        description:
          "It can do what its role may, and never more than its maker may; it is refused while its maker is disabled. One that is made with another key ends with that one.",
        body: z.strictObject({
          name: personName.describe("What the key is for."),
          role,
          expires_at: moment.nullish().describe("From when on it is refused. Left out or null: it has no end."),
        }),
        response: { 201: key.extend({ key: z.string().describe("The key itself. It cannot be shown again.") }) },
      },
    },
    async (request, reply) => {
      const { name, role, expires_at } = request.body;
      const { personId, keyId } = request.principal!;
      const wanted = { name, role, expiresAt: expires_at ? new Date(expires_at) : null };
      const made = await db
        .transaction()
        .execute((tx) =>
          keys.create({ tx, now: clock(), by: byOf(request) }, { ...wanted, makerId: personId, parentId: keyId }),
        );
      return reply.code(201).send({ ...keyJson(made.info), key: made.key });
    },
  );
  routes.delete(
    "/api/keys/:id",
    {
      config: confirmed,
      schema: {
        tags,
        summary: "Ends an API key, and those that were made with it, at once",
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
