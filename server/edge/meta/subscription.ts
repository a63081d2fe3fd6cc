// Which webhook fields the app has subscribed to, and what is missing. (Meta: Graph API, subscriptions of an app; webhooks, fields.)
import type { JsonObject } from "../../contract/inbound.ts";
import type { HealthFinding } from "../../contract/ports.ts";
import { list, record, text } from "./fields.ts";

/** Without these no message, status or answer comes in. */
const NEEDED = ["messages"];

/** Fields of which Bellhop makes something: news, calls, opt-outs. */
const WANTED = [
  "account_alerts",
  "account_update",
  "business_capability_update",
  "calls",
  "message_template_quality_update",
  "message_template_status_update",
  "phone_number_name_update",
  "phone_number_quality_update",
  "security",
  "template_category_update",
  "user_preferences",
];

const WHERE = "in the app under WhatsApp > Configuration > Webhook fields";

/** What is missing in an app's subscriptions, as `GET /{app}/subscriptions` lists them. */
export function ofSubscriptions(value: JsonObject): HealthFinding[] {
  const all = (list(value.data) ?? []).map((one) => record(one) ?? {});
  const own = all.find((one) => text(one.object) === "whatsapp_business_account" && one.active !== false);
  const fields = (list(own?.fields) ?? []).map((one) => text(record(one)?.name) ?? text(one));
  const lacking = (names: readonly string[]) => names.filter((name) => !fields.includes(name));
  const [needed, wanted] = [lacking(NEEDED), lacking(WANTED)];
  const finding = (
    severity: "critical" | "warning",
    about: string,
    summary: string,
    remedy: string,
  ): HealthFinding => ({
    channel: null,
    news: { kind: "subscription", severity, about, summary, remedy, isOver: false },
  });
  if (!own || needed.length > 0)
    return [
      finding(
        "critical",
        "messages",
        "The app is not subscribed to the webhook field messages, so no message comes in.",
        `Enter the callback URL and subscribe to messages ${WHERE}.`,
      ),
    ];
  if (wanted.length === 0) return [];
  const summary = `The app is not subscribed to ${wanted.length === 1 ? "the webhook field" : "the webhook fields"} ${wanted.join(", ")}.`;
  return [
    finding("warning", "fields", summary, `Subscribe to what you use ${WHERE}: news, calls and opt-outs come by them.`),
  ];
}
