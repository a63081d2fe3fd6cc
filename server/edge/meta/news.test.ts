// News from webhook fields, as Meta's manual shows them (webhooks reference, account fields; message templates, webhooks).
import { expect, test } from "vitest";
import { newsOf } from "./news.ts";

const template = { message_template_id: 5, message_template_name: "bay_booked", message_template_language: "en_US" };
const of = (field: string, value: object) => {
  const news = newsOf(field, value);
  return news && [news.kind, news.severity, news.about, news.isOver];
};

test.each([
  [
    "message_template_status_update",
    { ...template, event: "PAUSED", reason: "NONE", other_info: { title: "FIRST_PAUSE" } },
    ["template_stopped", "warning", "bay_booked, en_US", false],
  ],
  [
    "message_template_status_update",
    { ...template, event: "APPROVED", reason: "NONE" },
    ["template_stopped", "info", "bay_booked, en_US", true],
  ],
  [
    "message_template_status_update",
    { ...template, event: "REJECTED", reason: "INVALID_FORMAT" },
    ["template_stopped", "warning", "bay_booked, en_US", false],
  ],
  [
    "message_template_quality_update",
    { ...template, previous_quality_score: "GREEN", new_quality_score: "YELLOW" },
    ["quality", "warning", "bay_booked, en_US", false],
  ],
  [
    "message_template_quality_update",
    { ...template, previous_quality_score: "YELLOW", new_quality_score: "GREEN" },
    ["quality", "info", "bay_booked, en_US", true],
  ],
  [
    "template_category_update",
    { ...template, new_category: "UTILITY", correct_category: "MARKETING" },
    ["template_refiled", "warning", "bay_booked, en_US", false],
  ],
  [
    "account_update",
    { event: "ACCOUNT_RESTRICTION", restriction_info: [{ restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING" }] },
    ["account_restricted", "critical", "", false],
  ],
  [
    "account_update",
    { event: "DISABLED_UPDATE", ban_info: { waba_ban_state: "REINSTATE" } },
    ["account_restricted", "info", "", true],
  ],
  ["account_update", { event: "PARTNER_ADDED" }, ["other", "info", "", false]],
  [
    "account_alerts",
    {
      entity_type: "WABA",
      entity_id: "9",
      alert_info: {
        alert_severity: "CRITICAL",
        alert_status: "ACTIVE",
        alert_type: "PAYMENT_METHOD_MISSING",
        alert_description: "Add one.",
      },
    },
    ["payment_missing", "critical", "payment method missing 9", false],
  ],
  [
    "phone_number_quality_update",
    { display_phone_number: "+1 555-010-0000", event: "FLAGGED", current_limit: "TIER_1K" },
    ["quality", "warning", "15550100000", false],
  ],
  [
    "phone_number_name_update",
    {
      display_phone_number: "15550100000",
      decision: "REJECTED",
      requested_verified_name: "Lot 4",
      rejection_reason: "NONE",
    },
    ["display_name", "warning", "15550100000", false],
  ],
  ["business_capability_update", { max_daily_conversations_per_business: "TIER_2K" }, ["limit", "info", "", false]],
] as const)("%s %j", (field, value, expected) => {
  expect(of(field, value)).toEqual(expected);
});

test("the sentences name what happened and what to do", () => {
  const rejected = newsOf("message_template_status_update", {
    ...template,
    event: "REJECTED",
    reason: "INVALID_FORMAT",
    rejection_info: { reason: "Two variables touch each other.", recommendation: "Put words between them." },
  });
  expect(rejected).toMatchObject({
    summary: "The template bay_booked, en_US was rejected (Two variables touch each other.).",
    remedy: "Put words between them.",
  });
  expect(newsOf("business_capability_update", { max_daily_conversations_per_business: "TIER_2K" })!.summary).toBe(
    "The account may write first to 2,000 people a day.",
  );
});

test("other fields, and values that are no objects, are no news", () => {
  expect(newsOf("message_echoes", {})).toBeNull();
  expect(newsOf("account_update", "BANNED")).toBeNull();
  expect(newsOf("account_update", {})).toBeNull();
  expect(newsOf("message_template_status_update", { event: "PAUSED" })).toBeNull();
});
