// Checks a number's credentials at Twilio, step by step. (Twilio: Account resource.)
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import { twilioSandbox } from "../../base/throughput.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { CheckResult, NumberChecker, TwilioSecrets } from "../../contract/numbers.ts";
import { listSenders, numberOf, type SendersAccess, senderOf, stateOf } from "./senders.ts";

/** Settings of {@link createTwilioNumberCheck}. */
export type TwilioNumberCheckOptions = { baseUrl: string; messagingApiUrl: string; dispatcher?: Dispatcher };

const TIMEOUT_MS = 15_000;

type Found = Omit<CheckResult, "step">;

const authorizationOf = (sid: string, authToken: string): string =>
  `Basic ${Buffer.from(`${sid}:${authToken}`).toString("base64")}`;

/** What is said of a number that the account does not have as a sender, with those that it has. */
function missing(number: string, sid: string, senders: readonly JsonObject[]): Pick<Found, "detail" | "remedy"> {
  const others = senders.flatMap((one) => numberOf(one) ?? []);
  const has = others.length === 0 ? "It has none." : `It has ${others.slice(0, 5).join(", ")}.`;
  return {
    detail: `The account ${sid} has no WhatsApp sender ${number}. ${has}`,
    remedy:
      "Copy the number from Twilio's console under Messaging > Senders > WhatsApp senders, or register it there first; for a sender of a subaccount enter the subaccount's SID and auth token.",
  };
}

/** Whether the number is a sender of the account, and can send. */
async function sender(number: string, sid: string, access: SendersAccess, signal?: AbortSignal): Promise<Found> {
  const senders = await listSenders(access, signal);
  if (senders === null)
    return {
      state: "unknown",
      detail: `Twilio does not tell the senders of the account ${sid}, so it is not known whether ${number} is one of them.`,
      remedy: "Compare it with Twilio's console under Messaging > Senders > WhatsApp senders.",
    };
  const found = senderOf(senders, number);
  if (found === undefined) return { state: "failed", ...missing(number, sid, senders) };
  const state = stateOf(found, number);
  return state
    ? { state: "warning", detail: state.summary, remedy: state.remedy }
    : { state: "ok", detail: `The account has the sender ${number}, and it is online.`, remedy: null };
}

/** The checker of numbers at Twilio. */
export function createTwilioNumberCheck(options: TwilioNumberCheckOptions): NumberChecker & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const dispatcher = options.dispatcher ?? new Agent({ connections: 2 });

  async function token(sid: string, authToken: string, signal?: AbortSignal): Promise<Found> {
    const path = `${base.pathname.replace(/\/+$/, "")}/2010-04-01/Accounts/${encodeURIComponent(sid)}.json`;
    const headers = { authorization: authorizationOf(sid, authToken) };
    const request = { method: "GET" as const, origin: base.origin, path, headers };
    const result = await httpRequest(dispatcher, request, TIMEOUT_MS, signal);
    if (result.kind !== "answered" || result.status >= 500)
      return {
        state: "unknown",
        detail: `Twilio could not be asked: ${result.kind === "answered" ? `HTTP ${result.status}` : result.reason}.`,
        remedy: "Try again in a minute.",
      };
    if (result.status !== 200)
      return {
        state: "failed",
        detail: `Twilio does not accept the auth token that ends in ${authToken.slice(-4)} for the account ${sid}.`,
        remedy: "Copy the Account SID and the auth token from the first page of Twilio's console.",
      };
    const parsed = parseJson(result.body);
    const status = "value" in parsed ? (parsed.value as { status?: unknown } | null)?.status : undefined;
    return status === "suspended" || status === "closed"
      ? { state: "failed", detail: `The account is ${status}.`, remedy: "Open Twilio's console to find out why." }
      : { state: "ok", detail: "Twilio accepts the auth token.", remedy: null };
  }

  return {
    steps: ["token", "number"],
    async check({ externalId, accountId, secrets }, step, signal) {
      if (step === "token") {
        let last: CheckResult | null = null;
        for (const one of (secrets as TwilioSecrets).authTokens) {
          last = { step, ...(await token(accountId.trim(), one.trim(), signal)) };
          if (last.state !== "ok") break;
        }
        return last!;
      }
      const digits = { displayNumber: externalId.replace(/\D/g, "") };
      if (externalId !== twilioSandbox) {
        const sid = accountId.trim();
        const authorization = authorizationOf(sid, (secrets as TwilioSecrets).authTokens[0]!.trim());
        const access = { dispatcher, messagingApiUrl: options.messagingApiUrl, authorization };
        return { step, ...(await sender(externalId, sid, access, signal)), ...digits };
      }
      const detail = "This is Twilio's sandbox: it reaches only phones that joined it, for three days each.";
      const remedy = "For customers, add a sender of your own in Twilio's console under Messaging > Senders.";
      return { step, state: "warning", detail, remedy, ...digits };
    },
    subscribe: null,
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}
