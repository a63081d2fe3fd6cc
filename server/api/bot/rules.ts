// Keyword rules, the bot's configured answers: reading, changing and trying them.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import type { Draft } from "../../contract/outbound.ts";
import { tryOut } from "../../core/bot/keywords.ts";
import { alternatives, matchKinds } from "../../core/bot/match.ts";
import * as rules from "../../core/bot/rules.ts";
import { textOf } from "../../core/outbox/draft-columns.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, rowId } from "../http/fields.ts";
import { notBlank, smallId, textField } from "../http/text-fields.ts";
import { savedFields, savedOf, shownFields, shownOf } from "./saved.ts";

const keyword = textField()
  .refine((value) => alternatives(value).length > 0, "must hold at least one letter or digit")
  .describe("One or more alternatives, separated by commas. Case, accents and punctuation do not matter.");
const match = z
  .enum(matchKinds)
  .describe(
    "exact: the whole message. word: somewhere in it, as whole words. prefix: at its start. contains: anywhere, even inside a word.",
  );
const answer = notBlank()
  .max(4096)
  .describe(
    "{{commands}} becomes the list of commands, {{name}} the customer's name. Give it, or content, or template, or media, of which it is then the caption.",
  );
const describes = notBlank().nullable().describe("What the menu says of it; null keeps it out of the menu.");
const handsOver = z.boolean().describe("After the answer the conversation waits for the team.");
const channelId = rowId.nullable().describe("Id of the number on which it answers; null: on all numbers.");
const position = z
  .number()
  .int()
  .min(-1_000_000_000)
  .max(1_000_000_000)
  .describe("Rules are tried in ascending order.");

const rule = z.object({
  id: z.number().int(),
  position,
  keyword: z.string(),
  match,
  answer: z.string().describe("The text; of content, the text in it."),
  ...shownFields,
  enabled: z.boolean(),
  describes: z.string().nullable(),
  hands_over: handsOver,
  channel_id: channelId,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

async function toRule(context: ApiContext, row: rules.Rule): Promise<z.infer<typeof rule>> {
  const { draft, file_id: _, ...rest } = row;
  return {
    ...rest,
    ...(await shownOf(context, draft)),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** A draft in brief: its text and the choices that can be tapped. */
function shown(draft: Draft): { text: string; choices: string[] } {
  if (draft.type === "buttons") return { text: draft.text, choices: draft.buttons.map(({ title }) => title) };
  if (draft.type === "list")
    return { text: draft.text, choices: draft.sections.flatMap(({ rows }) => rows.map(({ title }) => title)) };
  if (draft.type === "link_button") return { text: draft.text, choices: [draft.label] };
  return { text: textOf(draft) ?? draft.type, choices: [] };
}

const params = z.object({ id: smallId });
const tags = ["Rules"];

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
        summary: "All rules in the order in which they are tried",
        response: { 200: z.object({ rules: z.array(rule) }) },
      },
    },
    async () => ({ rules: await Promise.all((await rules.list(db)).map((row) => toRule(context, row))) }),
  );
  routes.post(
    "/api/bot/rules",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Adds a rule",
        body: z.object({
          keyword,
          match: match.default("exact"),
          answer: answer.optional(),
          ...savedFields,
          enabled: z.boolean().default(true),
          describes: describes.default(null),
          hands_over: handsOver.default(false),
          channel_id: channelId.default(null),
          position: position.nullable().default(null).describe("Left out: last."),
        }),
        response: { 201: rule },
      },
    },
    async (request, reply) => {
      const { answer: text, content, media, template, ...rest } = request.body;
      const manner = { name: "answer", strict: true, channelId: rest.channel_id };
      const saved = await savedOf(context, { text, content, media, template }, manner);
      if (saved === null)
        throw new Fault("BAD_REQUEST", 'answer: is missing. Give "answer", "content", "media" or "template".');
      const input = { ...rest, answer: saved.text, draft: saved.draft };
      return reply.code(201).send(await toRule(context, await rules.create(db, input, by(request))));
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
        description: "answer, content, media and template replace each other: what was answered before is given up.",
        params,
        body: z
          .object({
            ...{ keyword, match, answer, ...savedFields, enabled: z.boolean(), describes, hands_over: handsOver },
            channel_id: channelId,
            position,
          })
          .partial(),
        response: { 200: rule },
      },
    },
    async (request) => {
      const { answer: text, content, media, template, ...rest } = request.body;
      const channelId =
        rest.channel_id === undefined ? (await rules.get(db, request.params.id)).channel_id : rest.channel_id;
      const manner = { name: "answer", strict: true, channelId };
      const saved = await savedOf(context, { text, content, media, template }, manner);
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      const changes = { ...given, ...(saved === null ? {} : { answer: saved.text, draft: saved.draft }) };
      return toRule(context, await rules.change(db, request.params.id, changes, by(request)));
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
  routes.post(
    "/api/bot/rules/try",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What the bot would answer to a text; nothing is sent and nothing stays",
        description: "All skills are asked as for a real message, by somebody who writes for the first time.",
        body: z.object({
          text: z.string().max(65_536),
          name: textField().trim().min(1).max(100).default("Robin").describe("Who writes it."),
        }),
        response: {
          200: z.object({
            rule: rule.nullable().describe("The first rule that fits, if rules are asked at all."),
            answer: z
              .object({
                skill: z.string().describe("Which skill answers: parking, keywords; fallback: none does."),
                hands_over: z.boolean().describe("Whether the conversation then waits for the team."),
                messages: z.array(z.object({ text: z.string(), choices: z.array(z.string()), ...shownFields })),
                faults: z
                  .array(z.string())
                  .describe("Why it cannot be sent; when there is one, nothing is, and the message waits for people."),
              })
              .nullable()
              .describe("What would be sent; null: nobody answers, and the message waits for people."),
          }),
        },
      },
    },
    async ({ body }) => {
      const [found, said] = await Promise.all([tryOut(db, body.text), context.dryRun(body)]);
      return {
        rule: found ? await toRule(context, found) : null,
        answer: said && {
          skill: said.skill,
          hands_over: said.handsOver,
          messages: await Promise.all(
            said.drafts.map(async (draft) => ({ ...shown(draft), ...(await shownOf(context, draft)) })),
          ),
          faults: said.faults,
        },
      };
    },
  );
}
