// What providers say of an account, a number or a template, beside messages: in Bellhop's own terms, whether a webhook told it or a check found it.

/** Kinds of news. */
export const newsKinds = [
  /** A template was paused, disabled or rejected. */
  "template_stopped",
  /** A template has another category, or will have one: it costs something else. */
  "template_refiled",
  /** A template can be sent again, or was approved. */
  "template_ready",
  /** People complain about a template or a number. */
  "quality",
  /** How many people a number may write to first has changed. */
  "limit",
  /** The account was warned, restricted, banned or deleted. */
  "account_restricted",
  /** There is no valid way to pay: messages stop. */
  "payment_missing",
  /** A number's display name was decided about. */
  "display_name",
  /** The access token is invalid, ends soon, or lacks a right. */
  "access",
  /** Bellhop does not get the account's webhooks, or not all of them. */
  "subscription",
  /** The number cannot send or receive now. */
  "number_state",
  /** The provider could not be asked. */
  "unreachable",
  /** Something else that the provider says. */
  "other",
] as const;

export type NewsKind = (typeof newsKinds)[number];

/** How much news matters: nothing to do, something to look at soon, or messages do not flow. */
export const newsSeverities = ["info", "warning", "critical"] as const;

export type NewsSeverity = (typeof newsSeverities)[number];

/** One piece of news. */
export type ProviderNews = {
  kind: NewsKind;
  severity: NewsSeverity;
  /** What it is about: a template's name and language, a number, an account; at most 200 characters. */
  about: string;
  /** What happened, in a sentence. */
  summary: string;
  /** What to do; null when there is nothing to do. */
  remedy: string | null;
  /** It ends what earlier news of the same kind about the same thing said. */
  isOver: boolean;
};
