// Open sessions of oneself and of others: listing and ending them.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as sessions from "../../core/access/sessions.ts";
import * as users from "../../core/access/users.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf } from "../http/fields.ts";
import { actorOf } from "../http/guard.ts";
import { personOf } from "./me.ts";
import { sessionJson, sessionShape } from "./shapes.ts";

const tags = ["People"];
const ended = z.object({ ended: z.number().int().describe("How many there were.") });
const list = z.object({ sessions: z.array(sessionShape) });

/** `/api/me/sessions` and `/api/people/:id/sessions`. */
export async function sessionRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  routes.get(
    "/api/me/sessions",
    { config: { access: "viewer" }, schema: { tags, summary: "One's own open sessions", response: { 200: list } } },
    async (request) => {
      const { personId, session } = personOf(request);
      const rows = await sessions.list(db, personId, clock());
      return { sessions: rows.map((row) => sessionJson(row, session?.id ?? null)) };
    },
  );
  routes.delete(
    "/api/me/sessions/:sid",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Ends one of one's own sessions, at once",
        params: z.object({ sid: bigId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      const ctx = { now: clock(), by: actorOf(person) };
      await db.transaction().execute((tx) => sessions.end({ ...ctx, tx }, person.personId, request.params.sid));
      return reply.code(204).send(null);
    },
  );
  routes.delete(
    "/api/me/sessions",
    {
      config: { access: "viewer" },
      schema: { tags, summary: "Ends all one's sessions but this one, at once", response: { 200: ended } },
    },
    async (request) => {
      const person = personOf(request);
      const ctx = { now: clock(), by: actorOf(person) };
      const kept = person.session?.id ?? null;
      return {
        ended: await db.transaction().execute((tx) => sessions.endOthers({ ...ctx, tx }, person.personId, kept)),
      };
    },
  );
  routes.get(
    "/api/people/:id/sessions",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "A person's open sessions",
        params: z.object({ id: bigId }),
        response: { 200: list },
      },
    },
    async (request) => {
      const { id } = await users.get(db, request.params.id);
      const current = request.principal!.session?.id ?? null;
      return { sessions: (await sessions.list(db, id, clock())).map((row) => sessionJson(row, current)) };
    },
  );
  routes.delete(
    "/api/people/:id/sessions",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Ends all of a person's sessions, at once; of one's own all but this one",
        params: z.object({ id: bigId }),
        response: { 200: ended },
      },
    },
    async (request) => {
      const { id } = await users.get(db, request.params.id);
      const ctx = { now: clock(), by: byOf(request) };
      const { personId, session } = request.principal!;
      const kept = personId === id ? (session?.id ?? null) : null;
      return { ended: await db.transaction().execute((tx) => sessions.endOthers({ ...ctx, tx }, id, kept)) };
    },
  );
  routes.delete(
    "/api/people/:id/sessions/:sid",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Ends a person's session, at once",
        params: z.object({ id: bigId, sid: bigId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, sid } = request.params;
      const ctx = { now: clock(), by: byOf(request) };
      await db.transaction().execute((tx) => sessions.end({ ...ctx, tx }, id, sid));
      return reply.code(204).send(null);
    },
  );
}
