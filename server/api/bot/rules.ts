// Rules, the bot's configured answers and actions: reading and changing them.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { matchKinds } from "../../core/bot/match.ts";
import type { RuleBody } from "../../core/rules/rule.ts";
import * as rules from "../../core/rules/rules.ts";
import * as runs from "../../core/rules/runs.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId } from "../http/text-fields.ts";
import { bodyOf, type GivenRule, position, rule, ruleFields, runsOf, runsShape, toRule } from "./rule-shapes.ts";

const params = z.object({ id: smallId });
const tags = ["Rules"];

/** What a rule is before anything is said of it. */
const blankRule: RuleBody = {
  ...{ name: null, enabled: true, when: { on: "message" }, conditions: [], actions: [] },
  ...{ goes_on: false, once: null, describes: null },
};

/** The rule that a body gives. Throws BAD_REQUEST when it says not when, or does nothing. */
export async function newRule(context: ApiContext, given: GivenRule): Promise<RuleBody> {
  if (given.when === undefined && given.keyword === undefined) throw new Fault("BAD_REQUEST", "keyword: is missing.");
  const body = await bodyOf(context, { match: given.keyword === undefined ? undefined : "exact", ...given }, blankRule);
  if (body.actions.length === 0)
    throw new Fault(
      "BAD_REQUEST",
      'answer: is missing. Give "answer", "content", "media" or "template", or "actions".',
    );
  return body;
}

const newFields = z
  .object({ ...ruleFields, position: position.nullable() })
  .partial()
  .refine(({ keyword, when }) => keyword !== undefined || when !== undefined, {
    path: ["keyword"],
    error: "is missing",
  })
  .describe("Give keyword and answer, or when, conditions and actions. Without a position it goes last.");

/** `/api/bot/rules`. */
export async function ruleRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  const by = (request: FastifyRequest) => ({ by: byOf(request), now: clock() });
  routes.get(
    "/api/bot/rules",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "All rules in the order in which they are asked, and how they did lately",
        response: { 200: z.object({ rules: z.array(rule.extend({ runs: runsShape })) }) },
      },
    },
    async () => {
      const [all, counted] = [await rules.list(db), await runs.count(db, clock())];
      const json = all.map(async (row) => ({ ...(await toRule(context, row)), runs: runsOf(counted.get(row.id)) }));
      return { rules: await Promise.all(json) };
    },
  );
  routes.get(
    "/api/bot/rules/choices",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The events and facts of skills that rules can name",
        response: {
          200: z.object({
            events: z.array(z.object({ name: z.string(), title: z.string() })),
            facts: z.array(z.object({ name: z.string(), title: z.string(), type: z.enum(["yes_no", "sum"]) })),
          }),
        },
      },
    },
    async () => ({
      events: context.plugins.flatMap(({ happenings = {} }) =>
        Object.entries(happenings).map(([name, title]) => ({ name, title })),
      ),
      facts: context.plugins.flatMap(({ facts = [] }) => facts.map(({ name, title, type }) => ({ name, title, type }))),
    }),
  );
  routes.post(
    "/api/bot/rules",
    {
      config: { access: "admin" },
      schema: { tags, summary: "Adds a rule", body: newFields, response: { 201: rule } },
    },
    async (request, reply) => {
      const { position = null, ...given } = request.body;
      const input = { ...(await newRule(context, given)), position };
      return reply.code(201).send(await toRule(context, await rules.create(db, input, by(request))));
    },
  );
  routes.post(
    "/api/bot/rules/several",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Adds several rules that answer words with templates, all or none",
        body: z.object({
          match: z.enum(matchKinds).default("contains"),
          rules: z
            .array(z.strictObject({ keyword: ruleFields.keyword, template: ruleFields.template.unwrap() }))
            .min(1)
            .max(200),
        }),
        response: { 201: z.object({ rules: z.array(rule) }) },
      },
    },
    async (request, reply) => {
      const inputs: rules.RuleInput[] = [];
      const faults: string[] = [];
      for (const [n, given] of request.body.rules.entries()) {
        try {
          inputs.push({ ...(await newRule(context, { match: request.body.match, ...given })), position: null });
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          faults.push(`Line ${n + 1}, ${given.keyword}: ${error.message}`);
        }
      }
      if (faults.length > 0) throw new Fault("BAD_DRAFT", faults.join("\n"));
      const made = await rules.createAll(db, inputs, by(request));
      return reply.code(201).send({ rules: await Promise.all(made.map((row) => toRule(context, row))) });
    },
  );
  routes.get(
    "/api/bot/rules/:id",
    { config: { access: "viewer" }, schema: { tags, summary: "One rule", params, response: { 200: rule } } },
    async (request) => toRule(context, await rules.get(db, request.params.id)),
  );
  routes.patch(
    "/api/bot/rules/:id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Changes what is given of a rule",
        description:
          "when, conditions and actions replace what was there. answer, content, media and template replace the first answer.",
        params,
        body: z.object({ ...ruleFields, position }).partial(),
        response: { 200: rule },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { position, ...given } = request.body;
      const body = await bodyOf(context, given, await rules.get(db, id));
      const changed = await rules.change(db, id, () => ({ ...body, position: position ?? null }), by(request));
      return toRule(context, changed);
    },
  );
  routes.delete(
    "/api/bot/rules/:id",
    { config: { access: "admin" }, schema: { tags, summary: "Removes a rule", params, response: { 204: z.null() } } },
    async (request, reply) => {
      await rules.remove(db, request.params.id, by(request));
      return reply.code(204).send(null);
    },
  );
}
