// News from the providers, and asking them how accounts and numbers are.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { providers } from "../../contract/inbound.ts";
import { newsKinds, newsSeverities } from "../../contract/news.ts";
import { checkProviders } from "../../core/health/provider-checks.ts";
import * as news from "../../core/inbox/provider-news.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";

const item = z.object({
  id: z.number().int(),
  provider: z.enum(providers),
  channel_id: z.number().int().nullable().describe("The number that it is about; null: the account, or a template."),
  kind: z.enum(newsKinds),
  severity: z
    .enum(newsSeverities)
    .describe("info: nothing to do. warning: look at it soon. critical: messages do not flow."),
  about: z.string(),
  summary: z.string(),
  remedy: z.string().nullable().describe("What to do."),
  source: z.enum(["webhook", "check"]).describe("webhook: the provider told it. check: it was found by asking."),
  at: z.iso.datetime(),
  resolved_at: z.iso.datetime().nullable().describe("null: it is still so."),
  resolved_by: z.string().nullable().describe("provider, or who settled it."),
});

const toItem = ({
  channelId,
  resolvedAt,
  resolvedBy,
  seenAt: _,
  at,
  ...rest
}: news.KeptNews): z.infer<typeof item> => ({
  ...rest,
  channel_id: channelId,
  at: at.toISOString(),
  resolved_at: resolvedAt?.toISOString() ?? null,
  resolved_by: resolvedBy,
});

const tags = ["News"];
const checks = z.object({
  checks: z.array(z.object({ provider: z.enum(providers), checked_at: z.iso.datetime().nullable() })),
});

/** `/api/news`. */
export async function newsRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  const readChecks = async () => {
    const at = await news.checkedAt(db);
    return {
      checks: context.checks.map(({ provider }) => ({
        provider,
        checked_at: at.get(provider)?.toISOString() ?? null,
      })),
    };
  };
  routes.get(
    "/api/news",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What the providers say about accounts, numbers and templates, newest first",
        querystring: z.object({
          open: z.enum(["true", "false"]).optional().describe("true: only what is still so."),
          kind: z.enum(newsKinds).optional(),
          ...pageQuery,
        }),
        response: {
          200: z.object({ news: z.array(item), count: z.number().int(), next_cursor: z.string().nullable() }),
        },
      },
    },
    async ({ query }) => {
      const open = query.open === undefined ? null : query.open === "true";
      const before = positionOf(query.cursor)?.id ?? null;
      const { limit } = query;
      const page = await news.listNews(db, { open, kind: query.kind ?? null, limit, before });
      return {
        news: page.news.map(toItem),
        count: page.count,
        next_cursor: nextCursor(page.news, limit, ({ id }) => ({ at: null, id })),
      };
    },
  );
  routes.post(
    "/api/news/:id/settle",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Settles news, because somebody has dealt with it",
        params: z.object({ id: bigId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await db.transaction().execute((tx) => news.settleNews(tx, id, byOf(request), clock()));
      return reply.code(204).send(null);
    },
  );
  routes.get(
    "/api/news/checks",
    {
      config: { access: "viewer" },
      schema: { tags, summary: "When each provider was asked last", response: { 200: checks } },
    },
    readChecks,
  );
  routes.post(
    "/api/news/checks",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Asks the providers now how accounts, numbers and tokens are",
        description: "They are asked once an hour anyway. What they say is in GET /api/news.",
        response: { 200: checks },
      },
    },
    async () => {
      await checkProviders(db, context.checks, context.post.own, clock());
      return readChecks();
    },
  );
}
