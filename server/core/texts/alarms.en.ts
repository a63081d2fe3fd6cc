// What alarms are called in English, where the Desk has no title for them. Pure.
import type { NewsKind } from "../../contract/news.ts";

/** The titles of news from providers, as alarms. */
export const newsTitles: Readonly<Record<NewsKind, string>> = {
  template_stopped: "A template can no longer be sent",
  template_refiled: "A template has another category and price",
  template_ready: "A template can be sent",
  quality: "People complain about a number or a template",
  limit: "A number's limit has changed",
  account_restricted: "The account is restricted",
  payment_missing: "There is no valid way to pay",
  display_name: "A display name was refused",
  access: "The access token is invalid or ends soon",
  subscription: "Bellhop does not get all webhooks",
  number_state: "A number cannot send or receive",
  unreachable: "A provider could not be asked",
  other: "A provider reports something",
};
