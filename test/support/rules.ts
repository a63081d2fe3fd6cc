// A builder for rules: a rule that answers a word, of which a test overrides what matters to it.
import type { RuleInput } from "../../server/core/rules/rules.ts";
import { ruleOf, type ShortRule } from "../../server/core/rules/stored.ts";
import { noon } from "./build.ts";

/** A rule from the fields that rules with a keyword have, and from any part of its own. */
export function makeRule(given: Partial<ShortRule> & Partial<RuleInput> = {}): RuleInput {
  const {
    keyword = "valet",
    match = "word",
    answer = "yes",
    draft = null,
    hands_over = false,
    channel_id = null,
  } = given;
  const short = { keyword, match, answer, draft, hands_over, channel_id };
  const own = { position: 0, enabled: true, describes: null, name: null };
  const row = { id: 0, ...own, ...short, definition: null, created_at: noon, updated_at: noon };
  const { id: _, created_at: __, updated_at: ___, ...body } = ruleOf(row);
  const { keyword: a, match: b, answer: c, draft: d, hands_over: e, channel_id: f, ...parts } = given;
  return { ...body, position: null, ...parts };
}
