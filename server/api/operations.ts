// For those who run Bellhop: is it alive, can it work, what are its figures.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { sql } from "kysely";
import { z } from "zod";
import * as lag from "../core/ingest/lag.ts";
import { tryNow } from "../core/outbox/holds.ts";
import type { Deps } from "./deps.ts";
import { refuse } from "./errors.ts";
import { byOf } from "./fields.ts";

/** `/healthz`, `/readyz` and `/metrics`. */
export async function operationRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  const tags = ["Operations"];
  app.get(
    "/healthz",
    { config: { access: "public" }, schema: { tags, summary: "The process is alive", security: [] } },
    async () => ({ status: "ok" }),
  );
  app.get(
    "/readyz",
    {
      config: { access: "public" },
      schema: { tags, summary: "Requests can be served: the database answers", security: [] },
    },
    async (_request, reply) => {
      if (!deps.ready()) return refuse(reply, "NOT_READY", "Bellhop is stopping.");
      try {
        await sql`select 1`.execute(deps.db);
      } catch {
        return refuse(reply, "NOT_READY", "The database does not answer.");
      }
      return { status: "ok" };
    },
  );
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/operations/channels/:id/try",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Tries at once whether a held number sends again",
        description:
          "One of its waiting messages is sent now; when it goes through, all go. Nothing happens to a number that is not held.",
        params: z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) }),
        response: { 202: z.object({ tried: z.boolean().describe("Whether the number was held.") }) },
      },
    },
    async (request, reply) => {
      const act = { now: deps.clock(), by: byOf(request) };
      const tried = await deps.db.transaction().execute((tx) => tryNow({ tx, ...act }, request.params.id));
      if (tried.length > 0) deps.onQueued();
      return reply.code(202).send({ tried: tried.length > 0 });
    },
  );
  app.get(
    "/metrics",
    { config: { access: "viewer" }, schema: { tags, summary: "Figures for Prometheus" } },
    async (_request, reply) => {
      await gather(deps);
      return reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
    },
  );
}

/** Figures that lie in the database are read when they are asked for. */
async function gather({ db, metrics, clock }: Deps): Promise<void> {
  const behind = await lag.measure(db, clock());
  metrics.drainWaiting.set(behind.waiting);
  metrics.drainLag.set(behind.seconds);
  const states = await db
    .selectFrom("outbox")
    .select(["state", db.fn.countAll<number>().as("n")])
    .groupBy("state")
    .execute();
  for (const state of ["queued", "sending", "unanswered", "window"]) {
    metrics.outboxWaiting.set({ state }, Number(states.find((row) => row.state === state)?.n ?? 0));
  }
  const held = await db
    .selectFrom("channels")
    .select(["id", "provider", "held_since", "held_operator"])
    .where("held_since", "is not", null)
    .execute();
  metrics.channelsResting.set(held.length);
  metrics.channelsHeld.reset();
  for (const { id, provider, held_since, held_operator } of held) {
    const labels = { channel: String(id), provider, operator: String(held_operator) };
    metrics.channelsHeld.set(labels, (clock().getTime() - held_since!.getTime()) / 1_000);
  }
  const dead = await db
    .selectFrom("dead_letters")
    .select(db.fn.countAll<number>().as("n"))
    .where("resolved_at", "is", null)
    .executeTakeFirstOrThrow();
  metrics.deadLetters.set(Number(dead.n));
  const altered = await db
    .selectFrom("incidents")
    .select("id")
    .where("kind", "=", "audit_log_altered")
    .where("closed_at", "is", null)
    .executeTakeFirst();
  metrics.auditFaults.set(altered ? 1 : 0);
}
