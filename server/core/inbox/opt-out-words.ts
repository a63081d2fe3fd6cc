// The words by which customers end marketing or ask for it again, as whole messages. Pure.
import { normalizeText } from "../../base/normalize-text.ts";
import type { InboundMessage } from "../../contract/inbound.ts";
import type { MarketingChoice } from "../../contract/opt-outs.ts";
import { passiveOf } from "./effects.ts";

/**
 * Twilio's and Meta's standard words, without those that are ordinary answers in a conversation (cancel, end, quit, yes). (Twilio: default opt-out
 * keywords; Meta: the marketing opt-out button.)
 */
const WORDS: Record<MarketingChoice, string> = {
  stop: "stop, stopall, stop all, unsubscribe, opt out, optout, revoke, stop promotions, stop marketing, stop offers, no more offers",
  resume: "start, unstop, subscribe, opt in, optin, resume promotions, start promotions",
};

const CHOICES = new Map(
  (Object.keys(WORDS) as MarketingChoice[]).flatMap((choice) =>
    WORDS[choice].split(",").map((words): [string, MarketingChoice] => [normalizeText(words), choice]),
  ),
);

/** What a customer's message says about marketing; null when it is about something else. A word in the history of a number counts for nothing. */
export function choiceIn(message: InboundMessage): MarketingChoice | null {
  const { type, text, echo, groupId } = message;
  if (echo || groupId !== null || passiveOf(message) === "history") return null;
  if ((type !== "text" && type !== "button" && type !== "interactive") || text === null || text.length > 40)
    return null;
  return CHOICES.get(normalizeText(text)) ?? null;
}
