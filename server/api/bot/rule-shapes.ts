// Rules in JSON: when, conditions and actions, and the short form of a rule that asks for words and answers.
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { languages } from "../../contract/skill.ts";
import { alternatives, matchKinds } from "../../core/bot/match.ts";
import {
  type Action,
  contactFields,
  factTests,
  fieldTests,
  mailRecipients,
  onceKinds,
  type Rule,
  type RuleBody,
  waitEnds,
} from "../../core/rules/rule.ts";
import type { RuleRuns } from "../../core/rules/runs.ts";
import { shortOf } from "../../core/rules/stored.ts";
import type { ApiContext } from "../http/context.ts";
import { isoTime, rowId } from "../http/fields.ts";
import { notBlank, textField } from "../http/text-fields.ts";
import { savedFields, savedOf, shownFields, shownOf } from "./saved.ts";

/** A month, in minutes. */
const MOST_MINUTES = 44_640;

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
    "{{commands}} becomes the list of commands, {{name}} the customer's name, {{hours}} today's working hours or when they begin. Give it, or content, or template, or media, of which it is then the caption.",
  );
const minutes = z.number().int().min(1).max(MOST_MINUTES);
const field = z.enum(contactFields);

const when = z
  .discriminatedUnion("on", [
    z.strictObject({ on: z.literal("message"), words: keyword.optional(), match: match.optional() }),
    z.strictObject({ on: z.literal("first_message") }),
    z.strictObject({ on: z.literal("out_of_hours") }),
    z.strictObject({ on: z.literal("button"), id: notBlank().max(256) }),
    z.strictObject({ on: z.literal("call_missed") }),
    z.strictObject({ on: z.literal("send_failed") }),
    z.strictObject({ on: z.literal("done") }),
    z.strictObject({ on: z.literal("event"), event: notBlank().max(100) }),
    z.strictObject({ on: z.literal("idle"), who: z.enum(["customer", "team"]), minutes }),
    z.strictObject({ on: z.literal("label_added"), id: rowId }),
    z.strictObject({ on: z.literal("label_removed"), id: rowId }),
    z.strictObject({ on: z.literal("field_changed"), field }),
  ])
  .describe(
    "When the rule is asked. message: a message, with words or any. first_message: a customer's first on the number. out_of_hours: a message while the number is closed. button: a tapped button or row, by its id. event: one of GET /api/bot/rules/choices. idle: the customer, or the team, has not answered for so long.",
  );

const conditions = z
  .array(
    z.discriminatedUnion("about", [
      z.strictObject({ about: z.literal("number"), ids: z.array(rowId).min(1).max(100) }),
      z
        .strictObject({
          about: z.literal("field"),
          field,
          test: z.enum(fieldTests),
          value: textField().max(500).optional(),
        })
        .refine(
          ({ test, value }) => test === "empty" || test === "filled" || (value ?? "").trim() !== "",
          "needs a value to compare with",
        ),
      z.strictObject({ about: z.literal("language"), is: z.enum(languages) }),
      z.strictObject({ about: z.literal("hours"), open: z.boolean() }),
      z.strictObject({ about: z.literal("label"), id: rowId, has: z.boolean() }),
      z.strictObject({ about: z.literal("window"), open: z.boolean() }),
      z.strictObject({
        about: z.literal("fact"),
        name: notBlank().max(100),
        test: z.enum(factTests),
        value: z.union([z.boolean(), z.number().int()]),
      }),
    ]),
  )
  .max(20)
  .describe("What must be so, all of it. fact: one of GET /api/bot/rules/choices; a sum is in cents.");

/** The actions but answers, which say what is sent in their own way. */
const acts = [
  z.strictObject({ do: z.literal("hand_over"), to: z.enum(["people", "bot"]) }),
  z.strictObject({ do: z.literal("assign"), user_id: rowId.nullable() }),
  z.strictObject({ do: z.literal("add_label"), id: rowId }),
  z.strictObject({ do: z.literal("remove_label"), id: rowId }),
  z.strictObject({ do: z.literal("snooze"), minutes }),
  z.strictObject({ do: z.literal("note"), text: notBlank().trim().max(4_096) }),
  z.strictObject({ do: z.literal("done") }),
  z.strictObject({
    do: z.literal("email"),
    to: z.union([z.enum(mailRecipients), z.email("must be an address, assignee or admins")]),
    subject: notBlank().trim().max(200),
    text: notBlank().trim().max(10_000),
  }),
  z.strictObject({
    do: z.literal("wait"),
    minutes,
    unless: z.enum(waitEnds).nullable().default(null).describe("What ends the wait without the actions after it."),
  }),
] as const;

const actions = z
  .array(
    z.discriminatedUnion("do", [
      z.strictObject({ do: z.literal("answer"), text: answer.optional(), ...savedFields }),
      ...acts,
    ]),
  )
  .min(1, "must do something")
  .max(20)
  .describe("What is done, in order.");

const shownActions = z.array(
  z.discriminatedUnion("do", [z.object({ do: z.literal("answer"), text: z.string(), ...shownFields }), ...acts]),
);

const once = z.enum(onceKinds).nullable().describe("The rule applies once a day, or once ever, to a person.");
const name = notBlank().trim().max(100).nullable().describe("For staff.");
const goesOn = z.boolean().describe("true: the rules after it are asked too.");
const handsOver = z.boolean().describe("After the answer the conversation waits for the team.");
const describes = notBlank().nullable().describe("What the menu says of it; null keeps it out of the menu.");
const channelId = rowId.nullable().describe("Id of the number on which it answers; null: on all numbers.");
export const position = z
  .number()
  .int()
  .min(-1_000_000_000)
  .max(1_000_000_000)
  .describe("Rules are tried in ascending order.");

export const rule = z.object({
  id: z.number().int(),
  position,
  name: name,
  when,
  conditions,
  actions: shownActions,
  goes_on: goesOn,
  once,
  keyword: z.string().describe("The words of a rule about messages; empty for any other."),
  match,
  answer: z.string().describe("The text of its first answer; of content, the text in it. Empty without one."),
  ...shownFields,
  enabled: z.boolean(),
  describes: z.string().nullable(),
  hands_over: handsOver,
  channel_id: channelId,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

/** How a rule did lately. */
export const runsShape = z
  .object({
    week: z.number().int().describe("How often it applied within seven days."),
    last_at: z.iso.datetime().nullable(),
    faults: z.number().int(),
    fault: z.string().nullable().describe("What failed last within seven days."),
  })
  .describe("How the rule did lately.");

export const runsOf = (runs: RuleRuns | undefined): z.infer<typeof runsShape> => ({
  week: runs?.week ?? 0,
  last_at: isoTime(runs?.last_at ?? null),
  faults: runs?.faults ?? 0,
  fault: runs?.fault ?? null,
});

export async function toRule(context: ApiContext, row: Rule): Promise<z.infer<typeof rule>> {
  const { draft, ...short } = shortOf(row);
  const shownOnes = await Promise.all(row.actions.map((action) => shownAction(context, action)));
  return {
    ...row,
    ...short,
    actions: shownOnes,
    ...(await shownOf(context, draft)),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

async function shownAction(context: ApiContext, action: Action): Promise<z.infer<typeof shownActions>[number]> {
  if (action.do !== "answer") return action;
  return { do: "answer", text: action.text, ...(await shownOf(context, action.draft)) };
}

/** Fields of a body that changes a rule. */
export const ruleFields = {
  ...{ keyword, match, answer, ...savedFields, hands_over: handsOver, channel_id: channelId },
  ...{ name, when, conditions, actions, goes_on: goesOn, once, describes, enabled: z.boolean() },
};
const given = z.object(ruleFields).partial();
export type GivenRule = z.infer<typeof given>;

/** What a body says of a rule, beside what is known of it. Throws BAD_REQUEST for a part that is said in both forms, and BAD_DRAFT. */
export async function bodyOf(context: ApiContext, given: GivenRule, before: RuleBody): Promise<RuleBody> {
  const {
    keyword: words,
    match: kind,
    answer: text,
    content,
    media,
    template,
    hands_over,
    channel_id,
    ...long
  } = given;
  refuseBoth("when", long.when, { keyword: words, match: kind });
  refuseBoth("conditions", long.conditions, { channel_id });
  refuseBoth("actions", long.actions, { answer: text, content, media, template, hands_over });
  const { actions: acts_, ...rest } = long;
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const body: RuleBody = { ...before, ...(known as Partial<RuleBody>) };
  if (words !== undefined || kind !== undefined) body.when = asked(body.when, words, kind);
  if (channel_id !== undefined) {
    const others = body.conditions.filter(({ about }) => about !== "number");
    body.conditions = channel_id === null ? others : [...others, { about: "number", ids: [channel_id] }];
  }
  const number = { channelId: shortOf(body).channel_id, strict: true };
  if (acts_) body.actions = await actionsOf(context, acts_, number);
  const saved = await savedOf(context, { text, content, media, template }, { name: "answer", ...number });
  if (saved) {
    const said = { do: "answer" as const, ...saved };
    const at = body.actions.findIndex((one) => one.do === "answer");
    body.actions = at < 0 ? [said, ...body.actions] : body.actions.with(at, said);
  }
  if (hands_over !== undefined && hands_over !== shortOf(body).hands_over)
    body.actions = hands_over
      ? [...body.actions, { do: "hand_over", to: "people" }]
      : body.actions.filter((one) => one.do !== "hand_over" || one.to !== "people");
  return refuseUnknownNames(context, body);
}

function asked(before: RuleBody["when"], words: string | undefined, kind: GivenRule["match"]): RuleBody["when"] {
  const known = before.on === "message" ? before : { on: "message" as const };
  return { ...known, ...(words === undefined ? {} : { words }), ...(kind === undefined ? {} : { match: kind }) };
}

function refuseBoth(long: string, value: unknown, short: Record<string, unknown>): void {
  const also = Object.keys(short).find((name) => short[name] !== undefined);
  if (value !== undefined && also)
    throw new Fault("BAD_REQUEST", `Give either "${long}" or "${also}", which is short for it.`);
}

async function actionsOf(
  context: ApiContext,
  given: z.infer<typeof actions>,
  manner: { channelId: number | null; strict: boolean },
): Promise<Action[]> {
  const all: Action[] = [];
  for (const [n, action] of given.entries()) {
    if (action.do !== "answer") {
      all.push(action);
      continue;
    }
    const { do: _, ...said } = action;
    const saved = await savedOf(context, said, { name: "text", ...manner });
    if (saved === null)
      throw new Fault("BAD_REQUEST", `actions/${n}: says nothing. Give "text", "content", "media" or "template".`);
    all.push({ do: "answer", ...saved });
  }
  return all;
}

/** Refuses an event or a fact that no skill has. Throws BAD_REQUEST. */
function refuseUnknownNames({ plugins }: ApiContext, body: RuleBody): RuleBody {
  const { when } = body;
  const hint = "GET /api/bot/rules/choices lists them.";
  if (when.on === "event" && !plugins.some(({ happenings = {} }) => Object.hasOwn(happenings, when.event)))
    throw new Fault("BAD_REQUEST", `when/event: there is no event ${when.event}. ${hint}`);
  for (const one of body.conditions) {
    if (one.about !== "fact") continue;
    const fact = plugins.flatMap(({ facts = [] }) => facts).find(({ name }) => name === one.name);
    if (!fact) throw new Fault("BAD_REQUEST", `conditions: there is no fact ${one.name}. ${hint}`);
    const fits =
      fact.type === "yes_no" ? typeof one.value === "boolean" && one.test === "is" : typeof one.value === "number";
    if (!fits)
      throw new Fault(
        "BAD_REQUEST",
        `conditions: ${one.name} is ${fact.type === "yes_no" ? "true or false" : "a sum in cents"}.`,
      );
  }
  return body;
}
