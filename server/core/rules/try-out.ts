// Tries a message on the rules that are on: which apply, and why the others do not. Nothing stays.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { BotSkill } from "../bot/answer.ts";
import { inDryRun, type TriedMessage } from "../bot/dry-run.ts";
import { applying, type Miss, messageOccurrence, needsFor, split } from "./compile.ts";
import { type Fact, readFacts } from "./facts.ts";
import { atOnce, type Rule } from "./rule.ts";
import * as rules from "./rules.ts";

/** Whether a rule applies; `stopped`: a rule before it says that no other is asked. */
export const outcomes = ["applies", "stopped", "misses"] as const;

/** What a rule made of a message. */
export type Verdict = {
  rule: Rule;
  outcome: (typeof outcomes)[number];
  miss: Miss | null;
};

/** Asks all rules about messages that are on. Throws as a dry run does. */
export const tryOut = (
  db: Kysely<DB>,
  tried: TriedMessage,
  { skills, facts, now }: { skills: readonly BotSkill[]; facts: readonly Fact[]; now: Date },
): Promise<Verdict[]> =>
  inDryRun(db, skills, tried, now, async ({ tx, message, conversation }) => {
    const { messages } = split((await rules.list(tx)).filter(({ enabled }) => enabled));
    const needs = { ...needsFor(messages, facts), any: true };
    const known = (await readFacts(tx, [conversation.id], needs, now)).get(conversation.id)!;
    const asked = { ...known, isWindowOpen: true };
    const occurrence = messageOccurrence(message);
    const applied = new Set(applying(messages, occurrence, asked).map(({ rule }) => rule.id));
    return messages.map(({ rule, misses }) => {
      const miss = misses(occurrence, asked);
      const outcome = applied.has(rule.id) ? "applies" : miss === null ? "stopped" : "misses";
      return { rule, outcome, miss };
    });
  });

/** What the rules that apply would do besides answering, and after how many minutes. */
export function plannedActions(verdicts: readonly Verdict[]): { rule_id: number; after_minutes: number; do: string }[] {
  return verdicts
    .filter(({ outcome }) => outcome === "applies")
    .flatMap(({ rule }) => {
      let after = 0;
      const soon = atOnce(rule.actions).length;
      return rule.actions.flatMap((action, n) => {
        if (action.do === "wait") after += action.minutes;
        const isSaid = action.do === "wait" || (action.do === "answer" && n < soon);
        return isSaid ? [] : [{ rule_id: rule.id, after_minutes: after, do: action.do }];
      });
    });
}
