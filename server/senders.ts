// What leaves for the business's own people, and by which ways: the mail server and the webhook for alarms that the configuration names.
import type { Config } from "./base/config.ts";
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
