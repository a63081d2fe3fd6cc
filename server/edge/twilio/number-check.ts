// Checks a number's credentials at Twilio, step by step. (Twilio: Account resource.)
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import { twilioSandbox } from "../../base/throughput.ts";
import type { CheckResult, NumberChecker, TwilioSecrets } from "../../contract/numbers.ts";

/** Settings of {@link createTwilioNumberCheck}. */
export type TwilioNumberCheckOptions = { baseUrl: string; dispatcher?: Dispatcher };

const TIMEOUT_MS = 15_000;

/** The checker of numbers at Twilio. */
export function createTwilioNumberCheck(options: TwilioNumberCheckOptions): NumberChecker & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const dispatcher = options.dispatcher ?? new Agent({ connections: 2 });

  async function token(sid: string, authToken: string, signal?: AbortSignal): Promise<Omit<CheckResult, "step">> {
    const path = `${base.pathname.replace(/\/+$/, "")}/2010-04-01/Accounts/${encodeURIComponent(sid)}.json`;
    const authorization = `Basic ${Buffer.from(`${sid}:${authToken}`).toString("base64")}`;
    const request = { method: "GET" as const, origin: base.origin, path, headers: { authorization } };
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
      if (externalId !== twilioSandbox)
        return { step, state: "ok", detail: `Messages go out from ${externalId}.`, remedy: null, ...digits };
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
