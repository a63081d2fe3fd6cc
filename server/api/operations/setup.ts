// The steps of setting Bellhop up, for the Desk's page and for scripts.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { setupSteps, stepStates } from "../../core/health/setup.ts";
import type { ApiContext } from "../http/context.ts";

const step = z.object({
  name: z.enum(setupSteps),
  state: z
    .enum(stepStates)
    .describe("open: still to be done. failed: it does not work. unknown: it could not be found out."),
  says: z.string().describe("What was found."),
  remedy: z.string().nullable().describe("What to do; null when there is nothing to do."),
});

/** `GET /api/setup`. */
export async function setupRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/setup",
    {
      config: { access: "admin" },
      schema: {
        tags: ["Overview"],
        summary: "Whether Bellhop is set up: each step as it is now, and what to do",
        response: { 200: z.object({ steps: z.array(step) }) },
      },
    },
    async () => ({ steps: await context.setup() }),
  );
}
