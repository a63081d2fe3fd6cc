// Whether a rule applies to what happened. Rules are prepared once and asked often. Pure.
import * as zones from "../../base/zones.ts";
import { matcher, type SaidText, saidText } from "../bot/match.ts";
import { wants } from "../bot/phrases.ts";
import { isOpenAt } from "../inbox/opening-hours.ts";
import * as builtIn from "./built-in.ts";
import type { Facts, Needs } from "./facts.ts";
import { type Condition, isAboutMessages, type Rule, type Trigger, takesTurn } from "./rule.ts";

/** What happened. */
export type Occurrence =
  | { on: "message"; messageId: number; said: readonly SaidText[]; payload: string | null }
  | { on: "idle"; ruleId: number }
  | { on: Exclude<Trigger["on"], "message" | "first_message" | "out_of_hours" | "button" | "idle">; detail: Detail };

/** What a row of rule_triggers says beside its kind. */
export type Detail = { id?: number; event?: string; field?: string };

/** A customer's message, as rules compare it. */
export const messageOccurrence = (message: {
  id: number;
  text: string | null;
  payload: string | null;
}): Occurrence => ({
  on: "message",
  messageId: message.id,
  said: [message.payload, message.text].flatMap((text) => (text === null ? [] : [saidText(text)])),
  payload: message.payload,
});

/** Why a rule does not apply: it is not asked, a condition (by its place) is not met, or it applied before. */
export type Miss = { part: "when" } | { part: "if"; index: number } | { part: "once" };

/** A rule that is ready to be asked. */
export type CompiledRule = {
  rule: Rule;
  takesTurn: boolean;
  /** Null: it applies. */
  misses(occurrence: Occurrence, facts: Facts): Miss | null;
};

/** Prepares a rule. */
function compile(rule: Rule): CompiledRule {
  const asked = triggerTest(rule);
  const conditions = rule.conditions.map(conditionTest);
  return {
    rule,
    takesTurn: takesTurn(rule),
    misses(occurrence, facts) {
      if (!asked(occurrence, facts)) return { part: "when" };
      const index = conditions.findIndex((holds) => !holds(facts));
      if (index >= 0) return { part: "if", index };
      return hasApplied(rule, facts) ? { part: "once" } : null;
    },
  };
}

/** The rules that apply, in order, until one says that no other is asked. `may`: whether a rule is asked at all. */
export function applying(
  rules: readonly CompiledRule[],
  occurrence: Occurrence,
  facts: Facts,
  may: (rule: CompiledRule) => boolean = () => true,
): CompiledRule[] {
  const found: CompiledRule[] = [];
  for (const one of rules) {
    if (!may(one) || one.misses(occurrence, facts) !== null) continue;
    found.push(one);
    if (!one.rule.goes_on) break;
  }
  return found;
}

type Test = (occurrence: Occurrence, facts: Facts) => boolean;

function triggerTest({ id, when, actions }: Pick<Rule, "id" | "when" | "actions">): Test {
  switch (when.on) {
    case "message": {
      if (when.words === undefined) return (one) => one.on === "message";
      const matches = matcher(when.words, when.match ?? "word");
      // In the other languages customers ask for the menu and for help in their own words.
      const own = builtIn.ruleOf({ when, actions });
      return (one) =>
        one.on === "message" && one.said.some((said) => matches(said) || (own !== null && wants(own, said.plain)));
    }
    case "first_message":
      // A message that is only tried is not there to be found.
      return (one, { firstMessageId }) =>
        one.on === "message" && (firstMessageId === null || one.messageId === firstMessageId);
    case "out_of_hours":
      return (one, { hours, now }) => one.on === "message" && !isOpenAt(hours, now);
    case "button":
      return (one) => one.on === "message" && one.payload === when.id;
    case "idle":
      return (one) => one.on === "idle" && one.ruleId === id;
    case "event":
      return (one) => one.on === "event" && one.detail.event === when.event;
    case "label_added":
    case "label_removed":
      return (one) => one.on === when.on && "detail" in one && one.detail.id === when.id;
    case "field_changed":
      return (one) => one.on === "field_changed" && one.detail.field === when.field;
    default:
      return (one) => one.on === when.on;
  }
}

function conditionTest(condition: Condition): (facts: Facts) => boolean {
  switch (condition.about) {
    case "number":
      return ({ channelId }) => condition.ids.includes(channelId);
    case "field":
      return fieldTest(condition);
    case "language":
      return ({ language }) => language === condition.is;
    case "hours":
      return ({ hours, now }) => isOpenAt(hours, now) === condition.open;
    case "label":
      return ({ labels }) => labels.has(condition.id) === condition.has;
    case "window":
      return ({ isWindowOpen }) => isWindowOpen === condition.open;
    case "fact":
      return factTest(condition);
  }
}

function fieldTest({ field, test, value = "" }: Condition & { about: "field" }): (facts: Facts) => boolean {
  const wanted = plain(field, value);
  return (facts) => {
    const known = plain(field, facts[field] ?? "");
    switch (test) {
      case "empty":
        return known === "";
      case "filled":
        return known !== "";
      case "is":
        return known === wanted;
      case "contains":
        return known.includes(wanted);
      case "begins":
        return known.startsWith(wanted);
    }
  };
}

/** A field as it is compared: a number by its digits, anything else without case. */
const plain = (field: string, text: string): string =>
  field === "phone" ? text.replaceAll(/\D/g, "") : text.trim().toLocaleLowerCase();

function factTest({ name, test, value }: Condition & { about: "fact" }): (facts: Facts) => boolean {
  return ({ own }) => {
    const known = own.get(name) ?? (typeof value === "boolean" ? false : undefined);
    if (known === undefined) return false;
    if (test === "is") return known === value;
    return test === "less" ? known < value : known > value;
  };
}

/** Whether a rule that applies once to a person, or once a day, has done so. Days are those of the number's hours. */
function hasApplied({ id, once }: Rule, { ran, hours, now }: Facts): boolean {
  const last = ran.get(id);
  if (once === null || last === undefined) return false;
  const zone = hours?.time_zone ?? "UTC";
  return once === "ever" || zones.dayOf(last, zone) === zones.dayOf(now, zone);
}

/** What rules need to know. `all`: the facts of the skills. */
export function needsFor(compiled: readonly CompiledRule[], all: Needs["own"]): Needs {
  const rules = compiled.map(({ rule }) => rule);
  const asked = rules.flatMap((rule) => rule.conditions);
  const names = new Set(asked.flatMap((one) => (one.about === "fact" ? [one.name] : [])));
  const first = rules.some(({ when }) => when.on === "first_message");
  const away = rules.some(({ when }) => when.on === "out_of_hours");
  const once = rules.filter((rule) => rule.once !== null).map(({ id }) => id);
  return {
    any: first || away || once.length > 0 || asked.some(({ about }) => about !== "number" && about !== "language"),
    ...{ first, once },
    own: all.filter(({ name }) => names.has(name)),
  };
}

/** Splits rules into those about messages and all others. */
export const split = (rules: readonly Rule[]): { messages: CompiledRule[]; others: CompiledRule[] } => {
  const compiled = rules.map(compile);
  return {
    messages: compiled.filter(({ rule }) => isAboutMessages(rule)),
    others: compiled.filter(({ rule }) => !isAboutMessages(rule)),
  };
};
