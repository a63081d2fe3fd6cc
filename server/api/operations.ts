// For those who run Bellhop: is it alive, can it work, what are its figures.
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import * as lag from "../core/ingest/lag.ts";
import type { Deps } from "./deps.ts";
import { refuse } from "./errors.ts";

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
  for (const state of ["queued", "sending", "unanswered"]) {
    metrics.outboxWaiting.set({ state }, Number(states.find((row) => row.state === state)?.n ?? 0));
  }
  const resting = await db
    .selectFrom("channels")
    .select(db.fn.countAll<number>().as("n"))
    .where("paused_until", ">", clock())
    .executeTakeFirstOrThrow();
  metrics.channelsResting.set(Number(resting.n));
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
