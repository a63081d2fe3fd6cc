// The rules "menu" and "help" that come with Bellhop: as long as nobody has changed what they answer, they speak the language of whoever writes. Pure.
import { messagesIn } from "../texts/catalogue.ts";
import type { AnswerAction, RuleBody } from "./rule.ts";

type BuiltIn = "menu" | "help";

/** Whose answer it is; null: one of the business's own. */
export function answerOf({ text, draft }: AnswerAction): BuiltIn | null {
  const { menu, help } = messagesIn("en").bot.rules;
  if (draft !== null) return null;
  return text === menu ? "menu" : text === help ? "help" : null;
}

/** Which of them a rule is; null: none. */
export function ruleOf({ when, actions }: Pick<RuleBody, "when" | "actions">): BuiltIn | null {
  const said = actions.find((one) => one.do === "answer");
  return when.on === "message" && when.words !== undefined && said ? answerOf(said) : null;
}
