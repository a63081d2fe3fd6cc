// Writing templates over HTTP: create, edit, submit and delete them at their provider.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { templateCategories } from "../../contract/templates.ts";
import * as channels from "../../core/inbox/channels.ts";
import { toUpload } from "../../core/media/files.ts";
import { findTemplates } from "../../core/templates/templates.ts";
import * as templates from "../../core/templates/write.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId } from "../http/text-fields.ts";
import { templateJson, templateShape } from "./shapes.ts";
import { contentShape, newTemplateShape, writtenTemplate } from "./written.ts";

const tags = ["Templates"];
const params = z.object({ id: smallId });
const category = z.enum(templateCategories);
const faultsShape = z.object({
  errors: z.array(z.object({ path: z.string().describe("body.text, buttons.0.url"), message: z.string() })),
});

/** Creates, edits, submits and deletes below `/api/templates`. */
export async function templateWriteRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const { db, clock } = context;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const desk = (request: FastifyRequest) => ({ db, clock, templates: context.templates, by: byOf(request) });
  routes.post(
    "/api/templates",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Creates a template and submits it for Meta's review",
        description:
          "BAD_TEMPLATE says all that is wrong with it, field by field, in errors. TEMPLATE_REFUSED: the provider did not take it, and why. It is listed at once; its status changes when it was reviewed, within 24 hours.",
        body: newTemplateShape.extend({
          channel: smallId.describe("A number's id: all numbers of its account get the template."),
          submit: z.boolean().default(true).describe("Twilio: false keeps it for open windows, without a review."),
        }),
        response: { 201: templateShape },
      },
    },
    async (request, reply) => {
      const { channel, submit, ...content } = request.body;
      const account = await accountOf(context, channel);
      const written = { template: writtenTemplate(content, content), submit };
      const sample = await sampleOf(context, content.header.media_id);
      return reply.code(201).send(templateJson(await templates.create(desk(request), account, { ...written, sample })));
    },
  );
  routes.post(
    "/api/templates/check",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "What would be refused of a template, field by field",
        description: "Nothing is changed, and the provider is not asked: it may still refuse what passes here.",
        body: newTemplateShape.extend({
          channel: smallId,
          id: smallId.nullable().default(null).describe("Of the template that is edited; null: a new one."),
        }),
        response: { 200: faultsShape },
      },
    },
    async (request) => {
      const { channel, id, ...content } = request.body;
      const account = await accountOf(context, channel);
      const sample = await sampleOf(context, content.header.media_id);
      const template = writtenTemplate(content, content);
      return { errors: await templates.check(desk(request), account, { template, sample, id }) };
    },
  );
  routes.patch(
    "/api/templates/:id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Changes a template: its category, or all of its content",
        description:
          "Meta takes one of the two at a time, of what is approved, rejected or paused; of an approved one the content only, once a day and ten times in 30 days. It is reviewed anew. Twilio takes changes until it is submitted. Name and language stay.",
        params,
        body: z.object({ category: category.optional(), content: contentShape.optional() }),
        response: { 200: templateShape },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { category: wanted, content } = request.body;
      if ((wanted === undefined) === (content === undefined))
        throw new Fault("BAD_REQUEST", 'Give "category" or "content": Meta changes one of them at a time.');
      if (content === undefined)
        return templateJson(await templates.edit(desk(request), id, { category: wanted!, content: null }, null));
      const [known] = await findTemplates(db, { id });
      if (!known) throw new Fault("NOT_FOUND", `There is no template ${id}.`);
      const written = writtenTemplate(content, { ...known, category: known.category ?? "utility" });
      const sample = await sampleOf(context, content.header.media_id);
      return templateJson(await templates.edit(desk(request), id, { category: null, content: written }, sample));
    },
  );
  routes.post(
    "/api/templates/:id/submit",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Submits a template of Twilio's for Meta's review",
        description: "Once for each: after that it cannot be changed.",
        params,
        body: z.object({ category }),
        response: { 200: templateShape },
      },
    },
    async (request) =>
      templateJson(await templates.submitTemplate(desk(request), request.params.id, request.body.category)),
  );
  routes.delete(
    "/api/templates/:id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Deletes a template at its provider",
        description:
          "Meta keeps the name of an approved one blocked for 30 days, and does not delete what is disabled. Messages under way are still tried for 30 days.",
        params,
        querystring: z.object({
          languages: z.enum(["one", "all"]).default("one").describe("Meta: all of the same name, or this one."),
        }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await templates.remove(desk(request), request.params.id, request.query.languages);
      return reply.code(204).send(null);
    },
  );
}

/** The account of a number. Throws BAD_REQUEST. */
async function accountOf({ db, post }: ApiContext, id: number) {
  const found = (await channels.list(db)).find((one) => one.id === id);
  const isOwn = found && post.own.map(channels.nameOf).includes(channels.nameOf(found));
  if (!isOwn) throw new Fault("BAD_REQUEST", `There is no number ${id} of yours. GET /api/numbers has them.`);
  const { provider, accountId } = found;
  if (accountId === null)
    throw new Fault("BAD_REQUEST", `The account of the number ${id} is not known. Set WHATSAPP_BUSINESS_ACCOUNT_ID.`);
  return { provider, accountId };
}

/** The sample file of a header; null when there is none. */
const sampleOf = async ({ db, files }: ApiContext, id: number | null) => (id === null ? null : toUpload(db, files, id));
