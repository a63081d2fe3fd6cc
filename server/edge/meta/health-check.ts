// Asks Meta how the numbers, the account, the token and the subscription are. (Meta: health status; phone numbers; debug token; subscribed apps.)
import { Agent, type Dispatcher } from "undici";
import type { ChannelRef, JsonObject } from "../../contract/inbound.ts";
import type { NewsKind, NewsSeverity, ProviderNews } from "../../contract/news.ts";
import type { CredentialSource } from "../../contract/numbers.ts";
import type { HealthCheck, HealthFinding } from "../../contract/ports.ts";
import { errorCode, ident, list, number, record, text } from "./fields.ts";
import { askGraph } from "./graph-request.ts";
import { ofSubscriptions } from "./subscription.ts";
import { RIGHTS, WARN_MS } from "./token.ts";

/** Settings of {@link createMetaHealthCheck}. `now`: the current time. */
export type MetaHealthOptions = {
  /** Where the token can be replaced, for the remedies; the environment's by default. */
  source?: CredentialSource;
  baseUrl: string;
  version: string;
  accessToken: string;
  businessAccountId: string | null;
  /** Without it nothing is known of the webhook fields. */
  appSecret: string | null;
  now(): Date;
  dispatcher?: Dispatcher;
};

const NUMBER_FIELDS = "health_status,quality_rating,name_status,status,verified_name";
/** The account has no valid way to pay. (Meta: health status, error codes.) */
const PAYMENT_ERRORS = new Set([141006, 131042]);
/** On numbers that use no SIP, harmless. */
const HARMLESS_ERRORS = new Set([138024]);

/** The check of one account and its numbers. */
export function createMetaHealthCheck(options: MetaHealthOptions): HealthCheck & { close(): Promise<void> } {
  const token = options.accessToken.trim();
  const dispatcher = options.dispatcher ?? new Agent({ connections: 2 });

  /** What Meta says, or why it does not. */
  const ask = (path: string, signal?: AbortSignal, as = token) =>
    askGraph({ baseUrl: options.baseUrl, version: options.version, token: as, dispatcher }, "GET", path, signal);

  /** The webhook fields of the app, of which only the app itself may ask: its token is its id and its secret. (Meta: app access tokens.) */
  async function fields(appId: string | null, signal?: AbortSignal): Promise<HealthFinding[]> {
    const { appSecret } = options;
    if (appId === null || appSecret === null) return [];
    const answer = await ask(`${encodeURIComponent(appId)}/subscriptions`, signal, `${appId}|${appSecret}`);
    return "fault" in answer ? [] : ofSubscriptions(answer.value);
  }

  async function number(channel: ChannelRef, signal?: AbortSignal): Promise<HealthFinding[]> {
    const name = channel.displayNumber ?? channel.externalId;
    const answer = await ask(`${encodeURIComponent(channel.externalId)}?fields=${NUMBER_FIELDS}`, signal);
    if ("fault" in answer)
      return [
        finding(channel, "unreachable", "warning", name, `Meta says nothing of the number ${name}: ${answer.fault}.`, {
          remedy: "Check that the number belongs to the account, and that the token may use it.",
        }),
      ];
    return ofNumber(channel, name, answer.value);
  }

  return {
    provider: "meta",
    async check(channels, signal) {
      const found = (await Promise.all(channels.map((channel) => number(channel, signal)))).flat();
      const debugged = await ask(`debug_token?input_token=${encodeURIComponent(token)}`, signal);
      const data = "value" in debugged ? (record(debugged.value.data) ?? {}) : null;
      const where = placeOf(options);
      if (data) found.push(...ofToken(data, where, options.now()));
      if (options.businessAccountId !== null) {
        const apps = await ask(`${encodeURIComponent(options.businessAccountId)}/subscribed_apps`, signal);
        if ("value" in apps && (list(apps.value.data) ?? []).length === 0) found.push(notSubscribed(where.account));
      }
      found.push(...(await fields(ident(data?.app_id), signal)));
      return eachOnce(found);
    },
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** Without what several numbers of an account tell alike. */
function eachOnce(found: readonly HealthFinding[]): HealthFinding[] {
  const names = new Set<string>();
  return found.filter(({ channel, news }) => {
    const name = `${channel?.externalId ?? ""} ${news.kind} ${news.about}`;
    return !names.has(name) && names.add(name);
  });
}

function finding(
  channel: ChannelRef | null,
  kind: NewsKind,
  severity: NewsSeverity,
  about: string,
  summary: string,
  { remedy = null }: { remedy?: string | null } = {},
): HealthFinding {
  const news: ProviderNews = { kind, severity, about: about.slice(0, 200), summary, remedy, isOver: false };
  return { channel, news };
}

/** What findings about an account call it (nothing for the environment's, of which there is one), and how to replace its token. */
type Place = { account: string; renew: string };

function placeOf({ source, businessAccountId }: MetaHealthOptions): Place {
  const token = "Make a token of a system user that does not end, with both rights";
  return source === "desk"
    ? { account: businessAccountId ?? "", renew: `${token}, and replace it on the page Numbers.` }
    : { account: "", renew: `${token}, and set WHATSAPP_ACCESS_TOKEN.` };
}

const notSubscribed = (account: string): HealthFinding =>
  finding(
    null,
    "subscription",
    "critical",
    account,
    `No app gets the webhooks of ${account === "" ? "this account" : `the account ${account}`}, so no message comes in.`,
    { remedy: "Subscribe the app to the account: docs/connect-meta.md has the one request for it." },
  );

function ofNumber(channel: ChannelRef, name: string, value: JsonObject): HealthFinding[] {
  const found: HealthFinding[] = [];
  const quality = text(value.quality_rating);
  if (quality === "RED" || quality === "YELLOW")
    found.push(
      finding(channel, "quality", "warning", name, `The quality of the number ${name} is ${quality.toLowerCase()}.`, {
        remedy: "People block or report it. Write first only to those who expect it.",
      }),
    );
  if (text(value.name_status) === "DECLINED")
    found.push(
      finding(channel, "display_name", "warning", name, `WhatsApp declined the display name of ${name}.`, {
        remedy: "Choose a name that follows the rules for display names, in WhatsApp Manager.",
      }),
    );
  const status = text(value.status);
  if (status !== null && !["CONNECTED", "UNKNOWN"].includes(status))
    found.push(
      finding(channel, "number_state", "critical", name, `The number ${name} is ${status.toLowerCase()}.`, {
        remedy: "Register the number with its two-step PIN in WhatsApp Manager.",
      }),
    );
  const entities = list(record(value.health_status)?.entities) ?? [];
  for (const entity of entities) found.push(...ofEntity(channel, record(entity) ?? {}));
  return found;
}

/** One entity of `health_status`: the number, its account, its business or the app. */
function ofEntity(channel: ChannelRef, entity: JsonObject): HealthFinding[] {
  const state = text(entity.can_send_message);
  if (state !== "BLOCKED" && state !== "LIMITED") return [];
  const what = (text(entity.entity_type) ?? "entity").toLowerCase().replace("_", " ").replace("waba", "account");
  const about = `${what} ${ident(entity.id) ?? ""}`.trim();
  const of = text(entity.entity_type) === "PHONE_NUMBER" ? channel : null;
  const errors = (list(entity.errors) ?? []).map((one) => record(one) ?? {});
  const harmful = errors.filter((error) => !HARMLESS_ERRORS.has(errorCode(error.error_code) ?? 0));
  if (state === "BLOCKED" && errors.length > 0 && harmful.length === 0) return [];
  const isPayment = harmful.some((error) => PAYMENT_ERRORS.has(errorCode(error.error_code) ?? 0));
  const said = [
    ...harmful.map((error) => text(error.error_description)),
    ...(list(entity.additional_info) ?? []).map(text),
  ].filter((one) => one !== null);
  const remedy = isPayment
    ? "Add a way to pay to the account in WhatsApp Manager: without it nothing but templates goes out, and soon not even those."
    : (text(harmful[0]?.possible_solution) ?? "Look at the account in WhatsApp Manager.");
  const summary = `Sending is ${state === "BLOCKED" ? "blocked" : "limited"} for the ${what}${said.length > 0 ? `: ${said.join(" ")}` : "."}`;
  const kind = isPayment ? "payment_missing" : state === "BLOCKED" ? "account_restricted" : "limit";
  return [finding(of, kind, state === "BLOCKED" ? "critical" : "warning", about, summary, { remedy })];
}

function ofToken(data: JsonObject, { account, renew }: Place, now: Date): HealthFinding[] {
  const about = (what: string) => (account === "" ? what : `${what} ${account}`);
  if (data.is_valid === false)
    return [
      finding(null, "access", "critical", about("token"), "Meta says that the access token is not valid.", {
        remedy: renew,
      }),
    ];
  const found: HealthFinding[] = [];
  const ends = number(data.expires_at) ?? 0;
  const left = ends * 1_000 - +now;
  if (ends > 0 && left < WARN_MS) {
    const day = new Date(ends * 1_000).toISOString().slice(0, 10);
    const severity = left < 0 ? "critical" : "warning";
    found.push(
      finding(null, "access", severity, about("token"), `The access token ends on ${day}.`, { remedy: renew }),
    );
  }
  const scopes = (list(data.scopes) ?? []).map(text);
  const missing = scopes.length === 0 ? [] : RIGHTS.filter((right) => !scopes.includes(right));
  if (missing.length > 0) {
    const summary = `The access token lacks the right ${missing.join(" and ")}.`;
    found.push(finding(null, "access", "critical", about("rights"), summary, { remedy: renew }));
  }
  return found;
}
