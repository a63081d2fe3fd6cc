// What rules can name: labels, colleagues, numbers, and what skills know. Also the words for each part of a rule.
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { phone } from "../../kit/format.ts";
import { languageName } from "../../kit/language-names.ts";
import type { Act, Condition, When } from "./parts.ts";

/** Lists of what there is, each as the choices of a select. */
export function useChoices() {
  const skills = useQuery(read("/api/bot/rules/choices")).data;
  const labels = useQuery(read("/api/inbox/labels")).data?.labels ?? [];
  const agents = useQuery(read("/api/inbox/agents")).data?.agents ?? [];
  const numbers = useQuery(read("/api/numbers")).data?.numbers ?? [];
  const pick = (all: readonly { id: number; name: string }[]) =>
    all.map(({ id, name }) => ({ value: String(id), label: name }));
  return {
    labels: pick(labels),
    agents: pick(agents),
    numbers: pick(numbers.map(({ id, number, external_id }) => ({ id, name: phone(number) || external_id }))),
    events: (skills?.events ?? []).map(({ name, title }) => ({ value: name, label: title })),
    facts: skills?.facts ?? [],
  };
}

export type Choices = ReturnType<typeof useChoices>;

const named = (all: readonly { value: string; label: string }[], value: number | string) =>
  all.find((one) => one.value === String(value))?.label ?? String(value);

/** Functions that say each part of a rule in words. */
export function useWords() {
  const { t } = useTranslation("rules");
  const choices = useChoices();
  return {
    when: (when: When) => whenWords(t, choices, when),
    condition: (condition: Condition) => conditionWords(t, choices, condition),
    act: (act: Act) => actWords(t, choices, act),
  };
}

type T = TFunction<"rules">;

function whenWords(t: T, { events, labels }: Choices, when: When): string {
  switch (when.on) {
    case "message":
      return when.words === undefined ? t("when_any") : t(`when_words_${when.match ?? "word"}`, { words: when.words });
    case "button":
      return t("when_button_words", { id: when.id });
    case "event":
      return t("when_event_words", { event: named(events, when.event) });
    case "idle":
      return t(`when_idle_${when.who}`, { count: when.minutes });
    case "label_added":
    case "label_removed":
      return t(`when_${when.on}_words`, { name: named(labels, when.id) });
    case "field_changed":
      return t("when_field_words", { field: t(`field_${when.field}`) });
    default:
      return t(`when_${when.on}`);
  }
}

function conditionWords(t: T, { labels, numbers, facts }: Choices, one: Condition): string {
  switch (one.about) {
    case "number":
      return t("if_number_words", { names: one.ids.map((id) => named(numbers, id)).join(", ") });
    case "field":
      return t(`if_field_${one.test}`, { field: t(`field_${one.field}`), value: one.value ?? "" });
    case "language":
      return t("if_language_words", { language: languageName(one.is) });
    case "label":
      return t(one.has ? "if_label_has" : "if_label_lacks", { name: named(labels, one.id) });
    case "fact": {
      const title = facts.find(({ name }) => name === one.name)?.title ?? one.name;
      if (typeof one.value === "boolean") return t(one.value ? "if_fact_yes" : "if_fact_no", { title });
      return t(`if_fact_${one.test}`, { title, sum: (one.value / 100).toFixed(2) });
    }
    default:
      return t(`if_${one.about}_${one.open ? "open" : "closed"}`);
  }
}

function actWords(t: T, { labels, agents }: Choices, act: Act): string {
  switch (act.do) {
    case "answer":
      return act.text ? t("do_answer_words", { text: act.text }) : t("do_answer_other");
    case "hand_over":
      return t(`do_hand_over_${act.to}`);
    case "assign":
      return act.user_id === null ? t("do_assign_nobody") : t("do_assign_words", { name: named(agents, act.user_id) });
    case "add_label":
    case "remove_label":
      return t(`do_${act.do}_words`, { name: named(labels, act.id) });
    case "email":
      return t("do_email_words", { to: act.to.includes("@") ? act.to : t(`mail_${act.to as "admins" | "assignee"}`) });
    case "snooze":
      return t("do_snooze_words", { count: act.minutes });
    case "wait":
      return act.unless
        ? t(`do_wait_${act.unless}`, { count: act.minutes })
        : t("do_wait_words", { count: act.minutes });
    default:
      return t(`do_${act.do}`);
  }
}
