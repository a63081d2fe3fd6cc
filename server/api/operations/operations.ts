// Health checks and metrics for operators.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { checkNames, readinessStatuses } from "../../core/health/readiness.ts";
import { tryNow } from "../../core/outbox/holds.ts";
import type { ApiContext } from "../http/context.ts";
import { refuse } from "../http/errors.ts";
import { byOf } from "../http/fields.ts";

const readiness = z.object({
  status: z.enum(readinessStatuses).describe("degraded: it works, but somebody should look."),
  checks: z.array(
    z.object({
      name: z.enum(checkNames),
      required: z.boolean().describe("Without it Bellhop is not ready."),
      ok: z.boolean(),
      detail: z.string().nullable().describe("What is the matter, and what to do."),
    }),
  ),
});

const query = z.object({
  exclude: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe("Checks to leave out, separated by commas. A load balancer of web processes leaves out `workers`."),
});

/** `/healthz`, `/readyz`, `/readyz/boards` and `/metrics`. */
export async function operationRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const tags = ["Operations"];
  app.get(
    "/healthz",
    { config: { access: "public" }, schema: { tags, summary: "The process is alive", security: [] } },
    async () => ({ status: "ok" }),
  );
  app.withTypeProvider<ZodTypeProvider>().get(
    "/readyz",
    {
      config: { access: "public" },
      schema: {
        tags,
        summary: "Bellhop works: the database takes writes, and workers live",
        description: "503 when a required check fails, with the same list of checks in the problem.",
        security: [],
        querystring: query,
        response: { 200: readiness },
      },
    },
    async (request, reply) => {
      const exclude = [request.query.exclude ?? []].flat().flatMap((names) => names.split(","));
      const found = await context.monitor.inspect(exclude);
      if (found.status !== "failing") return found;
      const sentences = found.checks.flatMap(({ ok, detail }) => (ok || detail === null ? [] : [detail]));
      return refuse(reply, "NOT_READY", sentences.join(" "), { checks: found.checks });
    },
  );
  app.withTypeProvider<ZodTypeProvider>().get(
    "/readyz/boards",
    {
      config: { access: "public" },
      schema: {
        tags,
        summary: "This process has the boards",
        description: "503 at all other processes: a load balancer sends the boards' MQTT connections where it is 200.",
        security: [],
        response: { 200: z.object({ status: z.literal("ok") }) },
      },
    },
    async (_request, reply) =>
      context.monitor.hasBoards()
        ? { status: "ok" as const }
        : refuse(reply, "NOT_READY", "Another process has the boards."),
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
      const ctx = { now: context.clock(), by: byOf(request) };
      const tried = await context.db.transaction().execute((tx) => tryNow({ tx, ...ctx }, request.params.id));
      if (tried.length > 0) context.onQueued();
      return reply.code(202).send({ tried: tried.length > 0 });
    },
  );
  app.get(
    "/metrics",
    { config: { access: "viewer", remembers: true }, schema: { tags, summary: "Figures for Prometheus" } },
    async (_request, reply) => {
      const { type, text } = await context.monitor.figures();
      return reply.type(type).send(text);
    },
  );
}
