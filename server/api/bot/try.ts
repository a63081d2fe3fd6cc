// Trying rules: on a text that somebody might write, and on the messages of the past.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Draft } from "../../contract/outbound.ts";
import { dryRun } from "../../core/bot/dry-run.ts";
import { textOf } from "../../core/outbox/draft-columns.ts";
import type { Rule } from "../../core/rules/rule.ts";
import * as rules from "../../core/rules/rules.ts";
import { countTried, trial } from "../../core/rules/trial.ts";
import { outcomes, plannedActions, tryOut } from "../../core/rules/try-out.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, moment, rowId } from "../http/fields.ts";
import { textField } from "../http/text-fields.ts";
import { bodyOf, rule, ruleFields, toRule } from "./rule-shapes.ts";
import { newRule } from "./rules.ts";
import { shownFields, shownOf } from "./saved.ts";

const tags = ["Rules"];

/** A draft in brief: its text and the choices that can be tapped. */
function shown(draft: Draft): { text: string; choices: string[] } {
  if (draft.type === "buttons") return { text: draft.text, choices: draft.buttons.map(({ title }) => title) };
  if (draft.type === "list")
    return { text: draft.text, choices: draft.sections.flatMap(({ rows }) => rows.map(({ title }) => title)) };
  if (draft.type === "link_button") return { text: draft.text, choices: [draft.label] };
  return { text: textOf(draft) ?? draft.type, choices: [] };
}

const miss = z
  .object({ part: z.enum(["when", "if", "once"]), index: z.number().int().optional() })
  .describe("Why it does not apply: when does not fit, the condition with this place is not met, or it did so before.");

const tried = z.object({
  rule: rule.nullable().describe("The first rule that applies, if rules are asked at all."),
  rules: z
    .array(
      z.object({
        id: z.number().int(),
        outcome: z.enum(outcomes).describe("stopped: a rule before it ends the list."),
        miss: miss.nullable(),
      }),
    )
    .describe("What each rule about messages makes of it."),
  actions: z
    .array(z.object({ rule_id: z.number().int(), after_minutes: z.number().int(), do: z.string() }))
    .describe("What the rules that apply would do besides."),
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
});

/** `/api/bot/rules/try` and `/api/bot/rules/trial`. */
export async function ruleTryRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  tryRoute(app, context);
  trialRoute(app, context);
}

const factsOf = ({ plugins }: ApiContext) => plugins.flatMap(({ facts = [] }) => facts);

function tryRoute(app: FastifyInstance, context: ApiContext): void {
  const { db, clock } = context;
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/bot/rules/try",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What the bot would answer to a text, and which rules apply; nothing is sent and nothing stays",
        description: "All skills are asked as for a real message, by somebody who writes for the first time.",
        body: z.object({
          text: z.string().max(65_536),
          name: textField().trim().min(1).max(100).default("Robin").describe("Who writes it."),
          contact_id: bigId.nullable().default(null).describe("A contact who writes it."),
          channel_id: rowId.nullable().default(null).describe("The number to which it is written; null: the first."),
          at: moment.optional().describe("When; left out: now."),
        }),
        response: { 200: tried },
      },
    },
    async ({ body: { text, name, contact_id, channel_id, at } }) => {
      const message = { text, name, contactId: contact_id, channelId: channel_id };
      const now = at === undefined ? clock() : new Date(at);
      const verdicts = await tryOut(db, message, { skills: context.bot.skills, facts: factsOf(context), now });
      const said = await dryRun(db, context.bot, message, now);
      const first = verdicts.find(({ outcome }) => outcome === "applies");
      return {
        rule: first ? await toRule(context, first.rule) : null,
        rules: verdicts.map((one) => ({ id: one.rule.id, outcome: one.outcome, miss: one.miss })),
        actions: plannedActions(verdicts),
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

const trialAnswer = z.object({
  rules: z.array(z.string()).describe("Names of the rules that apply."),
  text: z.string().nullable(),
  hands_over: z.boolean(),
  other_actions: z.array(z.string()),
});

/** The most differences that one page returns. */
const SHOWN_DIFFERENCES = 200;

const trialBody = z.object({
  changes: z
    .array(
      z.strictObject({
        id: rowId.nullable().describe("The rule; null: a new one, asked last."),
        rule: z.object(ruleFields).partial().nullable().describe("What is changed of it; null: it is removed."),
      }),
    )
    .max(500),
  from: moment,
  to: moment,
  after: bigId.nullable().default(null),
  limit: z.number().int().min(1).max(5_000).default(5_000),
});

const trialPage = z.object({
  total: z.number().int().nullable().describe("How many messages there are in all; with the first page only."),
  tried: z.number().int(),
  different: z.number().int().describe("How many of this page would be answered otherwise."),
  differences: z
    .array(
      z.object({
        message_id: z.number().int(),
        conversation_id: z.number().int(),
        at: z.iso.datetime(),
        name: z.string().nullable(),
        text: z.string().nullable(),
        before: trialAnswer,
        after: trialAnswer,
      }),
    )
    .describe(`The first ${SHOWN_DIFFERENCES} of them.`),
  next: z.number().int().nullable(),
});

function trialRoute(app: FastifyInstance, context: ApiContext): void {
  const { db } = context;
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/bot/rules/trial",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Which messages of the past would be answered otherwise with changed rules; nothing is changed",
        description:
          "Call it again with `after` set to `next` until that is null. Labels, fields and bookings count as they are now, hours as they were. Messages that another skill answered ask only rules that do not answer.",
        body: trialBody,
        response: { 200: trialPage },
      },
    },
    async ({ body }) => {
      const before = await rules.list(db);
      const after = await changed(context, before, body.changes);
      const page = { from: new Date(body.from), to: new Date(body.to), after: body.after, limit: body.limit };
      const total = body.after === null ? await countTried(db, page) : null;
      const found = await db.transaction().execute((tx) => trial(tx, { before, after }, page, factsOf(context)));
      return {
        ...{ total, tried: found.tried, different: found.differences.length, next: found.next },
        differences: found.differences.slice(0, SHOWN_DIFFERENCES).map((one) => ({ ...one, at: one.at.toISOString() })),
      };
    },
  );
}

type Change = { id: number | null; rule: Parameters<typeof bodyOf>[1] | null };

/** The rules as they would be after changes. Throws as adding and changing do. */
async function changed(context: ApiContext, before: readonly Rule[], changes: readonly Change[]): Promise<Rule[]> {
  let after = [...before];
  // Names of rules that do not exist yet.
  let unknown = 0;
  for (const { id, rule: given } of changes) {
    if (id === null) {
      if (given === null) continue;
      const made = { ...(await newRule(context, given)), id: --unknown, position: 0 };
      after.push({ ...made, created_at: new Date(0), updated_at: new Date(0) });
      continue;
    }
    const known = after.find((one) => one.id === id) ?? (await rules.get(context.db, id));
    const next = given && { ...known, ...(await bodyOf(context, given, known)) };
    after = after.flatMap((one) => (one.id === id ? (next ?? []) : one));
  }
  return after;
}
