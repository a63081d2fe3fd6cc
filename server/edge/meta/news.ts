// Reads fields of webhooks that tell of an account, a number or a template into news. (Meta: webhooks reference, account fields; templates.)
import type { JsonObject } from "../../contract/inbound.ts";
import type { NewsSeverity, ProviderNews } from "../../contract/news.ts";
import { ident, list, record, text } from "./fields.ts";

type Said = Partial<ProviderNews> & Pick<ProviderNews, "kind" | "severity" | "summary">;
/** Reads a value; null when it does not say what it is about. */
type Read = (value: JsonObject) => Said | null;

/** The news in the value of a field; null for fields that are no news. */
export function newsOf(field: string, value: unknown): ProviderNews | null {
  const body = record(value);
  const read = readers[field];
  const said = body && read ? read(body) : null;
  if (said === null) return null;
  const news = { about: "", remedy: null, isOver: false, ...said };
  return { ...news, about: news.about.slice(0, 200), summary: news.summary.slice(0, 1_000) };
}

const templateOf = (value: JsonObject): string =>
  [text(value.message_template_name), text(value.message_template_language)].filter((part) => part !== null).join(", ");
const numberOf = (value: JsonObject): string => text(value.display_phone_number)?.replace(/\D/g, "") ?? "";
/** A word of Meta's (`RESTRICTED_BIZ_INITIATED_MESSAGING`) in lower case with spaces. */
const plain = (word: string | null): string => (word ?? "").toLowerCase().replaceAll("_", " ");

/** A reader of what is about a template. */
const ofTemplate =
  (read: Read): Read =>
  (value) =>
    templateOf(value) === "" ? null : read(value);

const readers: Readonly<Record<string, Read>> = {
  message_template_status_update: ofTemplate(templateStatus),
  message_template_quality_update: ofTemplate(templateQuality),
  template_category_update: ofTemplate(templateCategory),
  message_template_components_update: ofTemplate((value) => ({
    kind: "other",
    severity: "info",
    about: templateOf(value),
    summary: `The text of the template ${templateOf(value)} was changed.`,
  })),
  account_update: accountUpdate,
  account_alerts: accountAlert,
  account_review_update: accountReview,
  phone_number_quality_update: numberQuality,
  phone_number_name_update: displayName,
  business_capability_update: (value) => {
    const limit = limitOf(value);
    if (limit === null) return null;
    return { kind: "limit", severity: "info", summary: `The account may write first to ${limit} people a day.` };
  },
  security: (value) => ({
    kind: "access",
    severity: "warning",
    about: numberOf(value),
    summary: `Security of the number ${numberOf(value)}: ${plain(text(value.event))}.`,
    remedy: "If nobody of the team did this, change the two-step PIN in WhatsApp Manager.",
  }),
};

function templateStatus(value: JsonObject): Said | null {
  const event = text(value.event) ?? "";
  const name = templateOf(value);
  const about = { about: name };
  const info = record(value.rejection_info);
  const reason = text(info?.reason) ?? text(record(value.other_info)?.description) ?? plain(text(value.reason));
  const why = reason === "" || reason === "none" ? "" : ` (${reason})`;
  switch (event) {
    case "APPROVED":
    case "REINSTATED":
    case "UNARCHIVED":
      return {
        ...about,
        kind: "template_stopped",
        severity: "info",
        summary: `The template ${name} can be sent.`,
        isOver: true,
      };
    case "PAUSED":
    case "FLAGGED":
    case "LOCKED":
      return {
        ...about,
        kind: "template_stopped",
        severity: "warning",
        summary: `The template ${name} is ${event === "PAUSED" ? "paused" : "about to be stopped"}, because people did not like to get it${why}.`,
        remedy: "Send it to fewer people who expect it, or change its text. The third pause disables it for good.",
      };
    case "REJECTED":
      return {
        ...about,
        kind: "template_stopped",
        severity: "warning",
        summary: `The template ${name} was rejected${why}.`,
        remedy: text(info?.recommendation) ?? "Change it and submit it again.",
      };
    case "DISABLED":
    case "PENDING_DELETION":
    case "DELETED":
      return {
        ...about,
        kind: "template_stopped",
        severity: "warning",
        summary: `The template ${name} is ${plain(event)}${why}.`,
        remedy: "Create another template, and choose it wherever this one is used.",
      };
    default:
      return { ...about, kind: "other", severity: "info", summary: `The template ${name}: ${plain(event)}${why}.` };
  }
}

function templateQuality(value: JsonObject): Said | null {
  const score = text(value.new_quality_score) ?? "UNKNOWN";
  const name = templateOf(value);
  const isLow = score === "RED" || score === "YELLOW";
  return {
    kind: "quality",
    severity: isLow ? "warning" : "info",
    about: name,
    summary: `The quality of the template ${name} is ${plain(score)} now.`,
    remedy: isLow ? "Send it only to people who expect it: a template of low quality is paused." : null,
    isOver: !isLow,
  };
}

function templateCategory(value: JsonObject): Said | null {
  const name = templateOf(value);
  const coming = text(value.correct_category);
  const now = text(value.new_category);
  return {
    kind: "template_refiled",
    severity: "warning",
    about: name,
    summary:
      coming === null
        ? `The template ${name} is of the category ${plain(now)} now.`
        : `The template ${name} will be of the category ${plain(coming)}; it is ${plain(now)} now.`,
    remedy: "It costs what that category costs. If that is wrong, ask for a review in WhatsApp Manager within 60 days.",
  };
}

/** Events of `account_update` that say that something is over or that only inform. */
const harmless = new Set([
  ...["PARTNER_ADDED", "PARTNER_APP_INSTALLED", "AD_ACCOUNT_LINKED", "MM_LITE_TERMS_SIGNED", "ACCOUNT_RECONNECTED"],
  ...["BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"],
  "VOLUME_BASED_PRICING_TIER_UPDATE",
]);

function accountUpdate(value: JsonObject): Said | null {
  const event = text(value.event);
  if (event === null) return null;
  if (harmless.has(event)) return { kind: "other", severity: "info", summary: `The account: ${plain(event)}.` };
  const ban = text(record(value.ban_info)?.waba_ban_state);
  if (ban === "REINSTATE")
    return { kind: "account_restricted", severity: "info", summary: "The account was reinstated.", isOver: true };
  const restrictions = (list(value.restriction_info) ?? []).map((one) => plain(text(record(one)?.restriction_type)));
  const details = [plain(ban), ...restrictions, plain(text(record(value.violation_info)?.violation_type))];
  const named = details.filter((one) => one !== "").join(", ");
  return {
    kind: "account_restricted",
    severity: "critical",
    summary: `The account: ${plain(event)}${named === "" ? "" : ` (${named})`}.`,
    remedy:
      "Open the account in WhatsApp Manager under Account quality: it says what was wrong and where to ask for a review.",
  };
}

function accountReview(value: JsonObject): Said | null {
  const decision = text(value.decision);
  if (decision === null) return null;
  const isApproved = decision === "APPROVED";
  return {
    kind: "account_restricted",
    severity: isApproved ? "info" : "critical",
    summary: `The account was reviewed: ${plain(decision)}.`,
    remedy: isApproved ? null : "Open the account in WhatsApp Manager and ask for another review.",
    isOver: isApproved,
  };
}

const alertSeverity: Readonly<Record<string, NewsSeverity>> = { CRITICAL: "critical", WARNING: "warning" };

function accountAlert(value: JsonObject): Said | null {
  const alert = record(value.alert_info) ?? value;
  const word = text(alert.alert_type);
  if (word === null) return null;
  const isOver = text(alert.alert_status) === "INACTIVE" || text(alert.alert_status) === "RESOLVED";
  return {
    kind: /PAYMENT|BILLING|CREDIT/.test(word) ? "payment_missing" : "other",
    severity: isOver ? "info" : (alertSeverity[text(alert.alert_severity) ?? ""] ?? "info"),
    about: `${plain(word)} ${ident(value.entity_id) ?? ""}`.trim(),
    summary: text(alert.alert_description) ?? `Meta says: ${plain(word)}.`,
    remedy: "Look at the account in WhatsApp Manager.",
    isOver,
  };
}

function numberQuality(value: JsonObject): Said | null {
  const event = text(value.event) ?? "";
  const number = numberOf(value);
  const isLow = event === "FLAGGED" || event === "DOWNGRADE";
  const limit = limitOf(value);
  return {
    kind: "quality",
    severity: isLow ? "warning" : "info",
    about: number,
    summary: `The number ${number}: ${plain(event)}${limit === null ? "" : `, ${limit} people a day`}.`,
    remedy: isLow ? "People block or report it. Write first only to those who expect it." : null,
    isOver: event === "UNFLAGGED" || event === "UPGRADE",
  };
}

function displayName(value: JsonObject): Said | null {
  const [number, name] = [numberOf(value), text(value.requested_verified_name) ?? ""];
  const isApproved = text(value.decision) === "APPROVED";
  const reason = text(value.rejection_reason);
  return {
    kind: "display_name",
    severity: isApproved ? "info" : "warning",
    about: number,
    summary: `The name "${name}" of the number ${number}: ${plain(text(value.decision))}${reason === null || reason === "NONE" ? "" : ` (${plain(reason)})`}.`,
    remedy: isApproved ? null : "Choose a name that follows WhatsApp's rules for display names, in WhatsApp Manager.",
    isOver: isApproved,
  };
}

/** How many people may be written to first in a day: a tier (`TIER_2K`), or a number in older webhooks. */
function limitOf(value: JsonObject): string | null {
  const given =
    value.max_daily_conversations_per_business ?? value.max_daily_conversation_per_phone ?? value.current_limit;
  const tier = text(given);
  if (tier === null) return null;
  return tier
    .replace(/^TIER_/, "")
    .toLowerCase()
    .replace("k", ",000")
    .replace("unlimited", "any number of");
}
