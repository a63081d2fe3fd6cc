// The parts of a rule as a form has them: when it is asked, what must be so, and what it does beside its first answer. Pure.
import type { Rule } from "./rule.ts";

export type When = Rule["when"];
export type Condition = Rule["conditions"][number];
export type Act = Rule["actions"][number];

/** What can set a rule off, in the order of the list. `words` and `any` are both messages. */
export const whenKinds = [
  "words",
  "any",
  "first_message",
  "out_of_hours",
  "button",
  "call_missed",
  "send_failed",
  "event",
  "idle",
  "label_added",
  "label_removed",
  "field_changed",
  "done",
] as const;
export type WhenKind = (typeof whenKinds)[number];

export const kindOfWhen = (when: When): WhenKind =>
  when.on === "message" ? (when.words === undefined ? "any" : "words") : when.on;

/** What a kind begins with. */
export function blankWhen(kind: WhenKind, choices: { event: string; label: number }): When {
  switch (kind) {
    case "words":
      return { on: "message", words: "", match: "word" };
    case "any":
      return { on: "message" };
    case "button":
      return { on: "button", id: "" };
    case "event":
      return { on: "event", event: choices.event };
    case "idle":
      return { on: "idle", who: "team", minutes: 30 };
    case "label_added":
    case "label_removed":
      return { on: kind, id: choices.label };
    case "field_changed":
      return { on: "field_changed", field: "email" };
    default:
      return { on: kind };
  }
}

export const conditionKinds = ["hours", "label", "field", "window", "fact", "number", "language"] as const;

/** What a kind of condition begins with. */
export function blankCondition(
  kind: Condition["about"],
  choices: { label: number; fact: { name: string; type: string } | undefined; number: number },
): Condition {
  switch (kind) {
    case "number":
      return { about: "number", ids: [choices.number] };
    case "field":
      return { about: "field", field: "email", test: "empty" };
    case "language":
      return { about: "language", is: "en" };
    case "label":
      return { about: "label", id: choices.label, has: true };
    case "fact":
      return choices.fact?.type === "sum"
        ? { about: "fact", name: choices.fact.name, test: "less", value: 0 }
        : { about: "fact", name: choices.fact?.name ?? "", test: "is", value: true };
    default:
      return { about: kind, open: false };
  }
}

/** What can be added to a rule; `answer` is a text that is sent later. */
export const actKinds = [
  "assign",
  "add_label",
  "remove_label",
  "note",
  "email",
  "snooze",
  "done",
  "hand_over",
  "wait",
  "answer",
] as const;

/** What a kind of action begins with. */
export function blankAct(kind: Act["do"], choices: { label: number }): Act {
  switch (kind) {
    case "answer":
      return { do: "answer", text: "", content: null, media: null, template: null };
    case "assign":
      return { do: "assign", user_id: null };
    case "add_label":
    case "remove_label":
      return { do: kind, id: choices.label };
    case "note":
      return { do: "note", text: "" };
    case "email":
      return { do: "email", to: "admins", subject: "", text: "" };
    case "snooze":
      return { do: "snooze", minutes: 60 };
    case "hand_over":
      return { do: "hand_over", to: "people" };
    case "wait":
      return { do: "wait", minutes: 60, unless: "customer_writes" };
    case "done":
      return { do: "done" };
  }
}

/** A rule's actions as the form has them: the answer with which it begins, whether it then hands over, and the others. */
export function splitActions(acts: readonly Act[]): { answers: boolean; handsOver: boolean; others: Act[] } {
  const answers = acts[0]?.do === "answer";
  const rest = answers ? acts.slice(1) : [...acts];
  const handsOver = rest[0]?.do === "hand_over" && rest[0].to === "people";
  return { answers, handsOver, others: handsOver ? rest.slice(1) : rest };
}
