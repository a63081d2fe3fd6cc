// Templates over HTTP: the list as the providers have it, and reading it anew.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { templateStatuses } from "../../contract/templates.ts";
import { type AccountSync, readSyncs, syncTemplates } from "../../core/templates/sync.ts";
import { findTemplates, type TemplateFilter } from "../../core/templates/templates.ts";
import type { ApiContext } from "../http/context.ts";
import { isoTime } from "../http/fields.ts";
import { smallId, textField } from "../http/text-fields.ts";
import { syncShape, templateJson, templateShape } from "./shapes.ts";

const tags = ["Templates"];

const listed = z.object({
  templates: z.array(templateShape),
  accounts: z.array(syncShape).describe("How the templates of each account were read last."),
});

/** `/api/templates`. */
export async function templateRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const { db } = context;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const read = async (filter: TemplateFilter) => ({
    templates: (await findTemplates(db, filter)).map(templateJson),
    accounts: (await readSyncs(db)).map(syncJson),
  });
  routes.get(
    "/api/templates",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The templates, by name and language",
        description:
          "As the providers listed them last: they are read at start, every hour, and when a webhook tells of a change.",
        querystring: z.object({
          channel: smallId.optional().describe("A number's id: only the templates that it may send."),
          status: z.enum(templateStatuses).optional(),
          q: textField().min(1).max(200).optional().describe("Part of the name or of the text."),
        }),
        response: { 200: listed },
      },
    },
    ({ query: { channel, status, q } }) =>
      read({
        ...(channel === undefined ? {} : { channelId: channel }),
        ...(status === undefined ? {} : { status }),
        ...(q === undefined ? {} : { text: q }),
      }),
  );
  routes.get(
    "/api/templates/:id",
    {
      config: { access: "viewer" },
      schema: { tags, summary: "One template", params: z.object({ id: smallId }), response: { 200: templateShape } },
    },
    async ({ params: { id } }) => {
      const [template] = await findTemplates(db, { id });
      if (!template) throw new Fault("NOT_FOUND", `There is no template ${id}.`);
      return templateJson(template);
    },
  );
  routes.post(
    "/api/templates/sync",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Reads all templates from the providers anew",
        description: "When a provider cannot be asked, its templates stay as they were, and `failure` says why.",
        response: { 200: listed },
      },
    },
    async () => {
      const { templates, clock, post } = context;
      await syncTemplates({ db, templates, own: post.own, clock }, "all");
      return read({});
    },
  );
}

const syncJson = (one: AccountSync): z.infer<typeof syncShape> => ({
  provider: one.provider,
  account_id: one.accountId,
  synced_at: isoTime(one.syncedAt),
  failure: one.failure,
});
