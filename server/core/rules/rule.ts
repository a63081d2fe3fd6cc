// What a rule is made of: when it is asked, what must be so, and what it does then. Types and lists only.
import type { Draft } from "../../contract/outbound.ts";
import type { Language } from "../../contract/skill.ts";
import type { MatchKind } from "../bot/match.ts";

/** What a customer's message can be to a rule. */
const messageTriggers = ["message", "first_message", "out_of_hours", "button"] as const;

/** The fields of a contact that rules know. */
export const contactFields = ["name", "phone", "email"] as const;
export type ContactField = (typeof contactFields)[number];

/** How the text of a field is compared. */
export const fieldTests = ["is", "contains", "begins", "empty", "filled"] as const;

/** How a fact that a skill knows is compared. */
export const factTests = ["is", "less", "more"] as const;

/** What ends a wait without the actions after it. */
export const waitEnds = ["customer_writes", "team_answers"] as const;

/** How often a rule applies to a person at most. */
export const onceKinds = ["day", "ever"] as const;

/** When a rule is asked. */
export type Trigger =
  /** Without words: every message. */
  | { on: "message"; words?: string | undefined; match?: MatchKind | undefined }
  /** The first message of a customer on a number. */
  | { on: "first_message" }
  /** A message while the number is closed. */
  | { on: "out_of_hours" }
  /** A tapped button or row, by its id. */
  | { on: "button"; id: string }
  | { on: "call_missed" | "send_failed" | "done" }
  /** Something that a skill says about an account. */
  | { on: "event"; event: string }
  /** Nobody answered for so long: the customer us, or the team the customer. */
  | { on: "idle"; who: "customer" | "team"; minutes: number }
  | { on: "label_added" | "label_removed"; id: number }
  | { on: "field_changed"; field: ContactField };

/** What must be so. */
export type Condition =
  | { about: "number"; ids: number[] }
  | { about: "field"; field: ContactField; test: (typeof fieldTests)[number]; value?: string | undefined }
  | { about: "language"; is: Language }
  | { about: "hours"; open: boolean }
  | { about: "label"; id: number; has: boolean }
  | { about: "window"; open: boolean }
  /** A fact that a skill knows of the contact; a sum is in cents. */
  | { about: "fact"; name: string; test: (typeof factTests)[number]; value: boolean | number };

/** What is sent: a text, or a draft with `text` as the text in it. */
export type AnswerAction = { do: "answer"; text: string; draft: Draft | null };

/** What a rule does. */
export type Action =
  | AnswerAction
  | { do: "hand_over"; to: "people" | "bot" }
  /** null: to nobody. */
  | { do: "assign"; user_id: number | null }
  | { do: "add_label" | "remove_label"; id: number }
  | { do: "snooze"; minutes: number }
  | { do: "note"; text: string }
  | { do: "done" }
  /** To an address, to whom the conversation is assigned, or to all admins. */
  | { do: "email"; to: string; subject: string; text: string }
  /** The actions after it are done later, unless something happens meanwhile. */
  | { do: "wait"; minutes: number; unless: (typeof waitEnds)[number] | null };

/** The recipients of an e-mail that are not an address. */
export const mailRecipients = ["assignee", "admins"] as const;

/** What a rule says. */
export type RuleBody = {
  /** For staff; null: the words are its name. */
  name: string | null;
  enabled: boolean;
  when: Trigger;
  conditions: Condition[];
  actions: Action[];
  /** Whether the rules after it are asked too. */
  goes_on: boolean;
  once: (typeof onceKinds)[number] | null;
  /** The description in the menu; null keeps the rule out of the menu. */
  describes: string | null;
};

/** A rule. */
export type Rule = RuleBody & {
  id: number;
  /** Rules are asked in ascending order; with equal positions, the older one first. */
  position: number;
  created_at: Date;
  updated_at: Date;
};

/** Whether a rule is asked about messages. */
export const isAboutMessages = ({ when }: Pick<RuleBody, "when">): boolean =>
  messageTriggers.some((one) => one === when.on);

/** What of a rule is done while the customer waits for the answer: what comes before the first wait. */
export const atOnce = (actions: readonly Action[]): readonly Action[] => {
  const wait = actions.findIndex((one) => one.do === "wait");
  return wait < 0 ? actions : actions.slice(0, wait);
};

/** Whether a rule decides who answers a message: it answers, or gives the conversation to somebody, or closes it. */
export const takesTurn = ({ actions }: Pick<RuleBody, "actions">): boolean =>
  atOnce(actions).some(({ do: act }) => act === "answer" || act === "hand_over" || act === "snooze" || act === "done");

/** What staff call a rule. */
export const nameOf = ({ name, when, id }: Pick<Rule, "name" | "when" | "id">): string =>
  name ?? (when.on === "message" && when.words ? when.words : `${id}`);
