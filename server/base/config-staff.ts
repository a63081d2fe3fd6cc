// Variables for what Bellhop tells the business's own people: mail, alarms, and traces for an operator.
import { z } from "zod";

/** An address alone, or a name before it in angle brackets. */
const sender = /^([^<>\r\n]* )?<?([^\s<>@]+@[^\s<>@]+)>?$/;

/** How many bytes a secret that signs has at least. */
const SECRET_BYTES = 24;

const isUrl = (value: string, protocols: readonly string[]): boolean =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol);

/** The bytes of a secret as Standard Webhooks writes it: base64, with or without `whsec_`. */
const secretOf = (text: string): Buffer => Buffer.from(text.replace(/^whsec_/, ""), "base64");

/** `name=value` pairs, separated by commas; values with escapes, as OpenTelemetry has it. */
const headers = /^[\w-]+=([^,%]|%[0-9a-fA-F]{2})*(,\s*[\w-]+=([^,%]|%[0-9a-fA-F]{2})*)*$/;

export const staffVariables = {
  SMTP_URL: z
    .string()
    .refine(
      (value) =>
        isUrl(value, ["smtp:", "smtps:"]) && new URL(value).hostname !== "" && !/%(?![0-9a-f]{2})/i.test(value),
      {
        message:
          "must be an address such as smtp://user:password@mail.example.com:587, or smtps:// for TLS from the beginning; special characters in the password as %40 and the like",
      },
    )
    .optional()
    .describe(
      "The mail server for alarms, invitations and new passwords: smtp://user:password@host:587, or smtps:// for TLS from the beginning. Unset: no mail.",
    ),
  MAIL_FROM: z
    .string()
    .regex(sender, "must be an address such as desk@example.com, or Bellhop <desk@example.com>")
    .optional()
    .describe("Who the mail is from, such as Bellhop <desk@example.com>. Needed with SMTP_URL."),
  ALARM_WEBHOOK_URL: z
    .string()
    .refine((value) => isUrl(value, ["http:", "https:"]), {
      message: "must be an address such as https://hooks.example.com/bellhop",
    })
    .optional()
    .describe("Where alarms are sent as JSON, signed with ALARM_WEBHOOK_SECRET."),
  ALARM_WEBHOOK_SECRET: z
    .string()
    .refine((value) => /^(whsec_)?[A-Za-z0-9+/]+=*$/.test(value) && secretOf(value).length >= SECRET_BYTES, {
      message: `must be base64 of at least ${SECRET_BYTES} bytes; make one with: openssl rand -base64 32`,
    })
    .optional()
    .describe("Signs alarms as Standard Webhooks has it: base64 of at least 24 bytes. Needed with ALARM_WEBHOOK_URL."),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine((value) => isUrl(value, ["http:", "https:"]), {
      message: "must be the address of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318",
    })
    .optional()
    .describe(
      "An OpenTelemetry collector for traces of messages, by OTLP over HTTP: http://127.0.0.1:4318. Unset: none.",
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(headers, "must be pairs such as authorization=Bearer%20abc, separated by commas")
    .optional()
    .describe("Headers for the collector, such as authorization=Bearer%20abc, separated by commas."),
};

type StaffSettings = { [Name in keyof typeof staffVariables]?: string | undefined } & {
  ADMIN_EMAIL?: string | undefined;
};

/** What the configuration says about mail and alarms. */
export type StaffConfig = {
  /** The mail server; null: no mail. */
  mail: { url: string; from: string } | null;
  /** Where alarms go. `email` null: to all admins. */
  alarms: { email: string | null; webhook: { url: string; secret: Buffer } | null };
  /** The collector of traces; null: none. */
  otlp: { url: string; headers: Record<string, string> } | null;
};

/** Variables that make no sense without another. */
export function staffFaults(given: Readonly<Record<string, string | undefined>>): string[] {
  const pairs = [
    ["SMTP_URL", "MAIL_FROM"],
    ["ALARM_WEBHOOK_URL", "ALARM_WEBHOOK_SECRET"],
  ] as const;
  return pairs.flatMap(([name, needed]) =>
    given[name] && !given[needed] ? [`${needed} must be set too: ${name} cannot be used without it.`] : [],
  );
}

const headersOf = (text = ""): Record<string, string> =>
  Object.fromEntries(
    text.split(",").flatMap((pair) => {
      const [, name, value] = /^\s*([\w-]+)=(.*)$/.exec(pair) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), decodeURIComponent(value.trim())]];
    }),
  );

export function ofStaff(env: StaffSettings): StaffConfig {
  const { SMTP_URL: smtp, MAIL_FROM: from, ALARM_WEBHOOK_URL: url, ALARM_WEBHOOK_SECRET: secret } = env;
  return {
    mail: smtp && from ? { url: smtp, from } : null,
    otlp: env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? { url: env.OTEL_EXPORTER_OTLP_ENDPOINT, headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS) }
      : null,
    alarms: { email: env.ADMIN_EMAIL ?? null, webhook: url && secret ? { url, secret: secretOf(secret) } : null },
  };
}
