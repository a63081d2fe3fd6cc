// What webhooks say of templates; the bodies are Meta's samples.
import { expect, test } from "vitest";
import { readTemplateNews } from "./template-news.ts";

const about = {
  message_template_id: 500000000000001,
  message_template_name: "bay_booked",
  message_template_language: "en_US",
};
const nothing = { status: null, quality: null, category: null, rejectedReason: null };

test.each([
  [
    "message_template_status_update",
    { event: "REJECTED", reason: "INVALID_FORMAT", rejection_info: { reason: "Two variables touch each other." } },
    { status: "rejected", rejectedReason: "Two variables touch each other." },
  ],
  ["message_template_status_update", { event: "PAUSED", reason: "NONE" }, { status: "paused" }],
  ["message_template_status_update", { event: "REINSTATED", reason: null }, {}],
  [
    "message_template_quality_update",
    { previous_quality_score: "GREEN", new_quality_score: "YELLOW" },
    { quality: "yellow" },
  ],
  ["template_category_update", { new_category: "UTILITY", correct_category: "MARKETING" }, { category: "utility" }],
  ["message_template_components_update", { message_template_element: "Hello {{1}}." }, {}],
])("%s %o", (field, value, expected) => {
  expect(readTemplateNews(field, { ...about, ...value }, "900000000000001")).toEqual({
    ...{ provider: "meta", accountId: "900000000000001", providerId: "500000000000001" },
    ...{ ...nothing, ...expected },
  });
});

test("anything else says nothing of a template", () => {
  expect(readTemplateNews("account_update", about, "1")).toBeNull();
  expect(readTemplateNews("message_template_status_update", { event: "PAUSED" }, "1")).toBeNull();
});
