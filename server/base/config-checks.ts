// Checks of settings: their form, and combinations that make no sense. Pure.
import { isIP } from "node:net";
import { isLoopback } from "./local.ts";

type Environment = Record<string, string | undefined>;

/** Variables that each, when set, mean that a provider is configured. */
export const providers = [
  "WHATSAPP_WEBHOOK_VERIFY_TOKEN",
  "WHATSAPP_APP_SECRET",
  "WHATSAPP_ACCESS_TOKEN",
  "WHATSAPP_PHONE_NUMBER_ID",
  "TWILIO_ACCOUNT_SID",
  "TWILIO_AUTH_TOKEN",
];

/** Why the simulator must stay off, since only people on this machine may reach it; null when it may run. */
export function whyNoSimulator(env: Environment): string | null {
  const configured = providers.find((name) => env[name]);
  if (configured !== undefined) return `a provider is configured (${configured})`;
  if (!isLoopback(env.HOST ?? "127.0.0.1")) return "HOST can be reached from other machines";
  if (env.PUBLIC_URL && URL.canParse(env.PUBLIC_URL) && !isLoopback(new URL(env.PUBLIC_URL).hostname))
    return "PUBLIC_URL is an address that others can reach";
  return null;
}

/** Warnings at start about what the providers will not do with this configuration, so that nobody finds out with the first message. */
export function warningsOf(env: Environment): string[] {
  const meta =
    env.WHATSAPP_WEBHOOK_VERIFY_TOKEN ||
    env.WHATSAPP_ACCESS_TOKEN ||
    env.WHATSAPP_PHONE_NUMBER_ID ||
    env.WHATSAPP_APP_SECRET;
  const rules: [unknown, string][] = [
    [
      meta && !env.WHATSAPP_APP_SECRET,
      "WHATSAPP_APP_SECRET is not set: every webhook from Meta will be refused. Copy it from the app's Settings > Basic.",
    ],
    [
      meta && !env.WHATSAPP_WEBHOOK_VERIFY_TOKEN,
      "WHATSAPP_WEBHOOK_VERIFY_TOKEN is not set: Meta cannot verify the callback address. Choose a word and enter it here and at Meta.",
    ],
    [
      meta && !env.WHATSAPP_ACCESS_TOKEN,
      "WHATSAPP_ACCESS_TOKEN is not set: messages from Meta are kept but cannot be answered.",
    ],
    [
      env.WHATSAPP_ACCESS_TOKEN && !env.WHATSAPP_PHONE_NUMBER_ID,
      "WHATSAPP_PHONE_NUMBER_ID is not set: answers leave through the number that was written to, but nobody can be written to first.",
    ],
    [
      env.TWILIO_ACCOUNT_SID && !env.TWILIO_AUTH_TOKEN,
      "TWILIO_AUTH_TOKEN is not set: every webhook from Twilio will be refused and nothing can be sent there.",
    ],
    [
      env.TWILIO_AUTH_TOKEN && !env.TWILIO_ACCOUNT_SID,
      "TWILIO_ACCOUNT_SID is not set: messages from Twilio are kept but cannot be answered.",
    ],
  ];
  return rules.flatMap(([applies, warning]) => (applies ? [warning] : []));
}

/** Warnings about addresses that others cannot reach, or that probably hide a reverse proxy. */
export function warningsOfAddresses(env: {
  HOST: string;
  PUBLIC_URL?: string | undefined;
  TRUST_PROXY?: string | undefined;
  TWILIO_ACCOUNT_SID?: string | undefined;
  TWILIO_API_URL: string;
}): string[] {
  const local = isLoopback(new URL(env.PUBLIC_URL ?? "http://localhost").hostname);
  const rules: [unknown, string][] = [
    [
      env.TWILIO_ACCOUNT_SID && local && env.TWILIO_API_URL.includes("twilio.com"),
      "PUBLIC_URL is not set to an address that Twilio can reach: its webhooks will not verify and sends may be refused (21609).",
    ],
    [
      env.PUBLIC_URL?.startsWith("https:") && !local && isLoopback(env.HOST) && !env.TRUST_PROXY,
      "TRUST_PROXY is not set, and PUBLIC_URL and HOST look as if a proxy on this machine stands before Bellhop: all people would count as one address when they sign in. If so, set TRUST_PROXY=127.0.0.1,::1.",
    ],
  ];
  return rules.flatMap(([applies, warning]) => (applies ? [warning] : []));
}

export function commaList(value: string | undefined): string[] {
  return (value ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Whether this is an IP address, or a network such as 10.0.0.0/8. */
export function isNetwork(value: string): boolean {
  const [address = "", bits, ...more] = value.split("/");
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === undefined || most === 0) return most > 0;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= most;
}

/** Whether an address is only a scheme and a host: no path, query, fragment, user or password. */
export function isOnlyOrigin(value: string): boolean {
  // What is not an address at all has already been reported.
  if (!URL.canParse(value)) return true;
  const { pathname, search, hash, username, password } = new URL(value);
  return /^\/*$/.test(pathname) && `${search}${hash}${username}${password}` === "" && !/[?#]/.test(value);
}

/** Whether this is an origin as browsers send it. */
export function isOrigin(value: string): boolean {
  return /^https?:[^*]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}

/** Whether this is a host name and nothing else. */
export function isHostName(value: string): boolean {
  return /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(value) && URL.canParse(`http://${value}`);
}
