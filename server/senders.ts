// What leaves for the business's own people, and by which ways: the mail server, the webhook for alarms and the collector of traces that the
// configuration names.
import type { Config } from "./base/config.ts";
import type { Log } from "./base/log.ts";
import type { Shutdown } from "./base/shutdown.ts";
import type { SpanExporter } from "./base/traces.ts";
import type { AlarmWebhook, Mailer } from "./contract/mail.ts";
import { createMailer } from "./edge/mail/smtp.ts";
import { createAlarmWebhook } from "./edge/mail/webhook.ts";

/** The ways that are configured; null where one is not. */
export function createSenders({ mail, alarms }: Config): { mailer: Mailer | null; webhook: AlarmWebhook | null } {
  return {
    mailer: mail && createMailer(mail),
    webhook: alarms.webhook && createAlarmWebhook(alarms.webhook),
  };
}

/** What takes spans to the collector; null when none is configured. The code for it is loaded only then. */
export async function openSpanExporter({ otlp }: Config, log: Log, shutdown: Shutdown): Promise<SpanExporter | null> {
  if (otlp === null) return null;
  const { createSpanExporter } = await import("./edge/otlp/exporter.ts");
  const exporter = createSpanExporter({ ...otlp, log });
  shutdown.add("connections", "spans", () => exporter.stop());
  return exporter;
}
