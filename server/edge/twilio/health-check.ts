// Asks Twilio how the account and its senders are. (Twilio: Account resource, Senders API.)
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { NewsKind, NewsSeverity } from "../../contract/news.ts";
import type { CredentialSource } from "../../contract/numbers.ts";
import type { HealthCheck, HealthFinding } from "../../contract/ports.ts";
import { listSenders, ofSenders } from "./senders.ts";

/** Settings of {@link createTwilioHealthCheck}. */
export type TwilioHealthOptions = {
  baseUrl: string;
  messagingApiUrl: string;
  accountSid: string;
  authToken: string;
  /** Where the token can be replaced, for the remedies; the environment's by default. */
  source?: CredentialSource;
  dispatcher?: Dispatcher;
};

const TIMEOUT_MS = 15_000;

/** The check of one account. */
export function createTwilioHealthCheck(options: TwilioHealthOptions): HealthCheck & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const sid = options.accountSid.trim();
  const path = `${base.pathname.replace(/\/+$/, "")}/2010-04-01/Accounts/${encodeURIComponent(sid)}.json`;
  const authorization = `Basic ${Buffer.from(`${sid}:${options.authToken.trim()}`).toString("base64")}`;
  const dispatcher = options.dispatcher ?? new Agent({ connections: 2 });
  const found = (kind: NewsKind, severity: NewsSeverity, summary: string, remedy: string): HealthFinding[] => [
    { channel: null, news: { kind, severity, about: sid, summary, remedy, isOver: false } },
  ];
  return {
    provider: "twilio",
    async check(channels, signal) {
      const request = { method: "GET" as const, origin: base.origin, path, headers: { authorization } };
      const result = await httpRequest(dispatcher, request, TIMEOUT_MS, signal);
      if (result.kind !== "answered")
        return found("unreachable", "warning", `Twilio cannot be asked: ${result.reason}.`, "Check the way to Twilio.");
      if (result.status === 401)
        return found(
          "access",
          "critical",
          "Twilio does not accept the auth token.",
          `Copy the primary auth token from Twilio's console to ${options.source === "desk" ? "the page Numbers" : "TWILIO_AUTH_TOKEN"}.`,
        );
      const parsed = parseJson(result.body);
      const status = "value" in parsed ? (parsed.value as { status?: unknown } | null)?.status : undefined;
      if (status === "suspended" || status === "closed")
        return found(
          "account_restricted",
          "critical",
          `The account is ${status}.`,
          "Open Twilio's console: an account is suspended when its balance is used up or its use is doubtful.",
        );
      const { messagingApiUrl } = options;
      return ofSenders((await listSenders({ dispatcher, messagingApiUrl, authorization }, signal)) ?? [], channels);
    },
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}
