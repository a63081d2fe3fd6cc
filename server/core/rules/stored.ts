// How a rule is stored. One that asks for words, answers and perhaps hands over is in the columns that a version before this one reads; any other has
// its parts in "definition", and columns that never match. Pure.
import { type Draft, fileOf } from "../../contract/outbound.ts";
import type { MatchKind } from "../bot/match.ts";
import type { Action, AnswerAction, Rule, RuleBody } from "./rule.ts";

/** A row of keyword_rules. */
export type RuleRow = Pick<Rule, "id" | "position" | "created_at" | "updated_at"> & {
  keyword: string;
  match: MatchKind;
  answer: string;
  draft: Draft | null;
  enabled: boolean;
  describes: string | null;
  hands_over: boolean;
  channel_id: number | null;
  name: string | null;
  definition: Definition | null;
};

type Definition = Pick<RuleBody, "when" | "conditions" | "actions" | "goes_on" | "once" | "describes">;

/** A rule in the fields that rules with a keyword have always had. */
export type ShortRule = Pick<RuleRow, "keyword" | "match" | "answer" | "draft" | "hands_over" | "channel_id">;

/** A keyword without a letter: it matches nothing. */
const NEVER = "-";

const handsOver: Action = { do: "hand_over", to: "people" };

/** The rule of a row. */
export function ruleOf(row: RuleRow): Rule {
  const { id, position, enabled, name, created_at, updated_at } = row;
  const { when, conditions, actions, goes_on, once, describes } = row.definition ?? longOf(row);
  return { id, position, name, enabled, when, conditions, actions, goes_on, once, describes, created_at, updated_at };
}

const longOf = (row: RuleRow): Definition => ({
  when: { on: "message", words: row.keyword, match: row.match },
  conditions: row.channel_id === null ? [] : [{ about: "number", ids: [row.channel_id] }],
  actions: [{ do: "answer", text: row.answer, draft: row.draft }, ...(row.hands_over ? [handsOver] : [])],
  goes_on: false,
  once: null,
  describes: row.describes,
});

/** The columns of a rule. */
export function columnsOf(rule: RuleBody) {
  const { name, enabled, when, conditions, actions, goes_on, once, describes } = rule;
  const short = isShort(rule) ? shortOf(rule) : null;
  if (short !== null) {
    const { draft, ...columns } = short;
    return {
      ...columns,
      describes,
      name,
      enabled,
      draft: draft && JSON.stringify(draft),
      definition: null,
      file_ids: [],
    };
  }
  const files = draftsOf(rule).flatMap((draft) => fileOf(draft)?.file ?? []);
  const definition: Definition = { when, conditions, actions, goes_on, once, describes };
  return {
    ...{ keyword: NEVER, match: "exact" as MatchKind, answer: NEVER, draft: null, hands_over: false, channel_id: null },
    ...{ describes: null, name, enabled, definition: JSON.stringify(definition), file_ids: files },
  };
}

/** The drafts that a rule sends, of those that are no plain text. */
export const draftsOf = ({ actions }: Pick<RuleBody, "actions">): Draft[] =>
  actions.flatMap((one) => (one.do === "answer" && one.draft ? [one.draft] : []));

/** What of a rule fits the fields that rules with a keyword have always had; the first answer, and an empty one without it. */
export function shortOf({ when, conditions, actions }: Pick<RuleBody, "when" | "conditions" | "actions">): ShortRule {
  const { words, match } = when.on === "message" ? when : ({} as { words?: string; match?: MatchKind });
  const said = actions.find((one): one is AnswerAction => one.do === "answer");
  return {
    keyword: words ?? "",
    match: match ?? "word",
    answer: said?.text ?? "",
    draft: said?.draft ?? null,
    hands_over: actions.some((one) => one.do === "hand_over" && one.to === "people"),
    channel_id: numberOf(conditions),
  };
}

/** The only number on which a rule applies; null: several, or all. */
function numberOf(conditions: RuleBody["conditions"]): number | null {
  const ids = conditions.flatMap((one) => (one.about === "number" ? one.ids : []));
  return ids.length === 1 ? ids[0]! : null;
}

/** Whether those fields say all of a rule. */
export function isShort(rule: RuleBody): boolean {
  const { keyword, answer, draft, hands_over, channel_id } = shortOf(rule);
  const [first, ...others] = rule.actions;
  return (
    keyword !== "" &&
    (answer !== "" || draft !== null) &&
    first?.do === "answer" &&
    others.length === (hands_over ? 1 : 0) &&
    rule.conditions.length === (channel_id === null ? 0 : 1) &&
    !rule.goes_on &&
    rule.once === null
  );
}
