// Checks a number's credentials at Meta, step by step. (Meta: debug token; phone numbers; subscribed apps. ADDENDUM 5.3.)
import { Agent, type Dispatcher } from "undici";
import type { JsonObject } from "../../contract/inbound.ts";
import type { CheckResult, CheckStep, MetaSecrets, NumberCandidate, NumberChecker } from "../../contract/numbers.ts";
import { list, number, record, text } from "./fields.ts";
import { askGraph, type GraphAnswer } from "./graph-request.ts";
import { RIGHTS, WARN_MS } from "./token.ts";

/** Settings of {@link createMetaNumberCheck}. `now`: the current time. */
export type MetaNumberCheckOptions = { baseUrl: string; version: string; now(): Date; dispatcher?: Dispatcher };

/** The token is not valid, or has ended. (Meta: error codes, 190.) */
const BAD_TOKEN = 190;
const PAGE = 100;

type Found = Omit<CheckResult, "step">;
type Ask = (path: string, token?: string, method?: "GET" | "POST") => Promise<GraphAnswer>;

const ok = (detail: string): Found => ({ state: "ok", detail, remedy: null });
const failed = (detail: string, remedy: string): Found => ({ state: "failed", detail, remedy });
const warning = (detail: string, remedy: string): Found => ({ state: "warning", detail, remedy });

/** An answer that says nothing about the step: the network, or Meta itself. Null when Meta refused for a reason. */
function unclear(answer: { fault: string; code: number | null }): Found | null {
  if (answer.code === null)
    return { state: "unknown", detail: `Meta could not be asked: ${answer.fault}.`, remedy: "Try again in a minute." };
  return answer.code === BAD_TOKEN ? badToken(answer.fault) : null;
}

const newToken =
  "In the business settings under System users, generate a token without expiry for the app, with both WhatsApp rights.";

const badToken = (why: string): Found => failed(`Meta does not accept the access token: ${why}`, newToken);

/** What Meta says of the token. */
async function debug(ask: Ask, { secrets }: NumberCandidate): Promise<{ data: JsonObject } | Found> {
  const token = (secrets as MetaSecrets).accessToken.trim();
  const answer = await ask(`debug_token?input_token=${encodeURIComponent(token)}`);
  if ("fault" in answer) return unclear(answer) ?? badToken(answer.fault);
  const data = record(answer.value.data) ?? {};
  if (data.is_valid !== true) return badToken(text(record(data.error)?.message) ?? "it is not valid.");
  return { data };
}

type Check = (ask: Ask, candidate: NumberCandidate, now: Date) => Promise<Found>;

const checks: Partial<Record<CheckStep, Check>> = {
  async token(ask, candidate, now) {
    const said = await debug(ask, candidate);
    if (!("data" in said)) return said;
    const ends = (number(said.data.expires_at) ?? 0) * 1_000;
    if (ends === 0) return ok("Meta accepts the access token, and it does not end.");
    const day = new Date(ends).toISOString().slice(0, 10);
    if (ends - now.getTime() < WARN_MS) return warning(`The access token ends on ${day}.`, newToken);
    return ok(`Meta accepts the access token. It ends on ${day}.`);
  },
  async rights(ask, candidate) {
    const said = await debug(ask, candidate);
    if (!("data" in said)) return said;
    const scopes = (list(said.data.scopes) ?? []).map(text);
    const missing = RIGHTS.filter((right) => !scopes.includes(right));
    if (missing.length > 0) return failed(`The access token lacks the right ${missing.join(" and ")}.`, newToken);
    const outside = (list(said.data.granular_scopes) ?? [])
      .map((one) => record(one) ?? {})
      .find((one) => {
        const ids = list(one.target_ids);
        return RIGHTS.includes(text(one.scope) ?? "") && ids !== null && !ids.map(text).includes(candidate.accountId);
      });
    if (outside)
      return failed(
        `The right ${text(outside.scope)} of the access token is not for the account ${candidate.accountId}.`,
        "Assign the WhatsApp account to the system user with full control, and generate the token again.",
      );
    return ok("The access token has both rights.");
  },
  async app_secret(ask, candidate) {
    const said = await debug(ask, candidate);
    if (!("data" in said)) return said;
    const app = text(said.data.app_id);
    const { appSecrets, accessToken } = candidate.secrets as MetaSecrets;
    for (const secret of app === null ? [] : appSecrets) {
      // Only the app itself is accepted with this token. (Meta: access tokens, app tokens.)
      const input = `debug_token?input_token=${encodeURIComponent(accessToken.trim())}`;
      const answer = await ask(input, `${app}|${secret.trim()}`);
      if ("fault" in answer && answer.code === null) return unclear(answer)!;
      if ("fault" in answer || record(answer.value.data)?.is_valid !== true)
        return failed(
          `The app secret that ends in ${secret.trim().slice(-4)} is not that of the token's app ${app}.`,
          "Copy it from the app's Settings > Basic > App secret.",
        );
    }
    return app === null
      ? { state: "unknown", detail: "Meta does not tell which app the token is of.", remedy: null }
      : ok(`The app secret is that of the app ${app}.`);
  },
  async number(ask, { externalId }) {
    const fields = "display_phone_number,verified_name,status";
    const answer = await ask(`${encodeURIComponent(externalId)}?fields=${fields}`);
    if ("fault" in answer)
      return (
        unclear(answer) ??
        failed(
          `Meta has no number ${externalId} for this token: ${answer.fault}`,
          "Copy the phone number id from WhatsApp > API Setup. It is not the phone number.",
        )
      );
    const shown = text(answer.value.display_phone_number);
    const digits = shown?.replace(/\D/g, "") ?? "";
    const known = /^\d{7,15}$/.test(digits) ? { displayNumber: digits } : {};
    const status = text(answer.value.status);
    const name = [shown ?? externalId, text(answer.value.verified_name)].filter(Boolean).join(", ");
    if (status !== null && status !== "CONNECTED")
      return {
        ...warning(`The number is ${name}, and ${status.toLowerCase()}.`, "Register it in WhatsApp Manager."),
        ...known,
      };
    return { ...ok(`The number is ${name}.`), ...known };
  },
  async account(ask, { externalId, accountId }) {
    let after = "";
    for (let page = 0; page < PAGE; page += 1) {
      const answer = await ask(`${encodeURIComponent(accountId)}/phone_numbers?fields=id&limit=${PAGE}${after}`);
      if ("fault" in answer)
        return (
          unclear(answer) ??
          failed(
            `Meta has no account ${accountId} for this token: ${answer.fault}`,
            "Copy the WhatsApp Business Account id from WhatsApp > API Setup.",
          )
        );
      const ids = (list(answer.value.data) ?? []).map((one) => text(record(one)?.id));
      if (ids.includes(externalId)) return ok(`The number is one of the account ${accountId}.`);
      const paging = record(answer.value.paging);
      const next = text(record(paging?.cursors)?.after);
      if (text(paging?.next) === null || next === null) break;
      after = `&after=${encodeURIComponent(next)}`;
    }
    return failed(
      `The number ${externalId} is not one of the account ${accountId}.`,
      "Choose the number under WhatsApp > API Setup, and copy both ids from there.",
    );
  },
  async subscription(ask, candidate) {
    const said = await debug(ask, candidate);
    if (!("data" in said)) return said;
    const app = text(said.data.app_id);
    const answer = await ask(`${encodeURIComponent(candidate.accountId)}/subscribed_apps`);
    if ("fault" in answer)
      return unclear(answer) ?? failed(`Meta does not tell the account's apps: ${answer.fault}`, newToken);
    const apps = (list(answer.value.data) ?? []).map((one) => record(record(one)?.whatsapp_business_api_data));
    const isThere = apps.some((one) => one !== null && (app === null || text(one.id) === app));
    return isThere
      ? ok("The account's webhooks come to the app.")
      : failed("The account's webhooks do not come to the app, so no message would come in.", "Subscribe the app.");
  },
};

/** The checker of numbers at Meta. */
export function createMetaNumberCheck(options: MetaNumberCheckOptions): NumberChecker & { close(): Promise<void> } {
  const { baseUrl, version, now } = options;
  const dispatcher = options.dispatcher ?? new Agent({ connections: 4 });
  const askFor =
    ({ secrets }: NumberCandidate, signal?: AbortSignal): Ask =>
    (path, token = (secrets as MetaSecrets).accessToken.trim(), method = "GET") =>
      askGraph({ baseUrl, version, token, dispatcher }, method, path, signal);
  return {
    steps: Object.keys(checks) as CheckStep[],
    async check(candidate, step, signal) {
      return { step, ...(await checks[step]!(askFor(candidate, signal), candidate, now())) };
    },
    async subscribe(candidate, signal) {
      const path = `${encodeURIComponent(candidate.accountId)}/subscribed_apps`;
      const answer = await askFor(candidate, signal)(path, undefined, "POST");
      const found =
        "fault" in answer
          ? (unclear(answer) ?? failed(`Meta did not subscribe the app: ${answer.fault}`, newToken))
          : ok("The account's webhooks come to the app.");
      return { step: "subscription", ...found };
    },
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}
