// For how long each kind of data is kept: reading and changing it, with a preview of what would be deleted.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { lastRuns } from "../../core/retention/run.ts";
import { bounds, change, durations, kindsOf, preview } from "../../core/retention/settings.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, isoTime, rowId } from "../http/fields.ts";

const tags = ["Retention"];
const days = z.number().int().min(bounds.least).max(bounds.most).nullable().describe("null: for ever.");
const numbers = z
  .array(z.object({ number_id: rowId, days }))
  .max(1_000)
  .describe("Numbers with a duration of their own; for all others `days` holds.");
const durationFields = { days, numbers };
const kindParams = z.object({ kind: z.string().max(50) });
const settings = z.object({
  kinds: z.array(
    z.object({
      kind: z.string(),
      title: z.string(),
      description: z.string().describe("What goes, and what stays."),
      by_number: z.boolean().describe("Whether each number can have a duration of its own."),
      ...durationFields,
      last_run: z
        .object({
          at: z.iso.datetime(),
          deleted: z.number().int(),
          total: z.number().int().describe("By all runs so far."),
          failure: z.string().nullable().describe("Why the run ended early; null: it did not."),
        })
        .nullable(),
    }),
  ),
});
const due = z.object({
  found: z.array(
    z.object({
      kind: z.string(),
      title: z.string(),
      count: z.number().int(),
      oldest: z.iso.datetime().nullable(),
    }),
  ),
});

/** `/api/settings/retention`. */
export async function retentionRoutes(app: FastifyInstance, { db, clock, plugins }: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const config = { access: "admin" } as const;
  const kinds = kindsOf(plugins);
  const titleOf = (name: string) => kinds.find((kind) => kind.name === name)!.title;
  const body = z.strictObject(durationFields);

  routes.get(
    "/api/settings/retention",
    {
      config,
      schema: {
        tags,
        summary: "For how long each kind of data is kept, and what was deleted last",
        response: { 200: settings },
      },
    },
    async () => {
      const runs = new Map((await lastRuns(db)).map((run) => [run.kind, run]));
      const set = new Map((await durations(db, kinds)).map((duration) => [duration.kind, duration]));
      return {
        kinds: kinds.map(({ name, title, description, byNumber }) => {
          const run = runs.get(name);
          return {
            ...{ ...set.get(name)!, title, description, by_number: byNumber },
            last_run: run
              ? { at: isoTime(run.ran_at)!, deleted: run.deleted, total: run.total, failure: run.failure }
              : null,
          };
        }),
      };
    },
  );
  routes.put(
    "/api/settings/retention/:kind",
    {
      config: { ...config, confirm: true },
      schema: {
        tags,
        summary: "Sets for how long a kind of data is kept",
        description:
          "What is older is deleted in the following night, and cannot be brought back. Ask for the preview first. Durations are from 7 days to 100 years.",
        params: kindParams,
        body,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const wanted = { kind: request.params.kind, ...request.body };
      await db.transaction().execute((tx) => change({ tx, now: clock(), by: byOf(request) }, kinds, wanted));
      return reply.code(204).send(null);
    },
  );
  routes.post(
    "/api/settings/retention/:kind/preview",
    {
      config,
      schema: {
        tags,
        summary: "Counts what would be deleted if a kind of data were kept for so long; nothing is changed",
        params: kindParams,
        body,
        response: { 200: due },
      },
    },
    async (request) => {
      const found = await preview(db, kinds, { kind: request.params.kind, ...request.body }, clock());
      return {
        found: found.map(({ kind, count, oldest }) => ({ kind, title: titleOf(kind), count, oldest: isoTime(oldest) })),
      };
    },
  );
}
