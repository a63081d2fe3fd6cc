// A rule while it is edited: its fields, and the body of the request that saves or tries it.
import { useTranslation } from "react-i18next";
import { useFields } from "../../kit/fields.ts";
import { unchanged, useAnswer } from "./answer.ts";
import { type Act, type Condition, splitActions, type When } from "./parts.ts";
import type { Rule } from "./rule.ts";

/** What a form begins with. */
export type Start = Omit<Rule, "id" | "runs" | "created_at" | "updated_at" | "position">;

/** How often a rule applies to one customer. */
export const onceChoices = ["always", "day", "ever"] as const;

const blank = { answers: true, handsOver: false, others: [] as Act[] };

export function useRule(start: Start | null) {
  const { t } = useTranslation("rules");
  const { answers, handsOver, others } = start ? splitActions(start.actions) : blank;
  const saved = start && { text: start.answer, content: start.content, media: start.media, template: start.template };
  const answer = useAnswer(answers ? saved : null);
  const conditions = start?.conditions.filter((one) => one.about !== "number" || start.channel_id === null) ?? [];
  const fields = useFields({
    when: start?.when ?? ({ on: "message", words: "", match: "word" } as When),
    conditions: conditions as Condition[],
    ...{ others, answers, hands_over: handsOver },
    describes: start?.describes ?? "",
    name: start?.name ?? "",
    once: (start?.once ?? "always") as (typeof onceChoices)[number],
    goes_on: start?.goes_on ?? false,
    enabled: start?.enabled ?? true,
    channel_id: start?.channel_id ?? null,
  });
  const { values } = fields;
  return {
    fields,
    answer,
    /** Throws an error that says what is missing. */
    body() {
      const given = values.answers ? answer.given() : null;
      const said = given && Object.keys(given).length === 0 && saved ? unchanged(saved) : given;
      const actions = [
        ...(said ? [{ do: "answer" as const, ...said }] : []),
        ...(values.hands_over ? [{ do: "hand_over" as const, to: "people" as const }] : []),
        ...values.others.map((act) => (act.do === "answer" ? { do: "answer" as const, ...unchanged(act) } : act)),
      ];
      if (actions.length === 0) throw new Error(t("nothing_done"));
      const number = values.channel_id === null ? [] : [{ about: "number" as const, ids: [values.channel_id] }];
      return {
        actions,
        when: values.when,
        conditions: [...number, ...values.conditions],
        describes: values.describes.trim() || null,
        name: values.name.trim() || null,
        once: values.once === "always" ? null : values.once,
        goes_on: values.goes_on,
        enabled: values.enabled,
      };
    },
  };
}

export type RuleBody = ReturnType<ReturnType<typeof useRule>["body"]>;
