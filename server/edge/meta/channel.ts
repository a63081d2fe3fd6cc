// Sends through Meta's Cloud API; implements the port `Channel`. compose.ts builds the bodies, errors.ts says what each error number means.
import { Agent, type Dispatcher } from "undici";
import { type HttpResult, httpRequest, isOfOneRequest, retryAfterMs } from "../../base/http-request.ts";
import { dialable, isBsuid } from "../../base/phone.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { Address, Advice, Outbound, SendResult } from "../../contract/outbound.ts";
import type { Channel } from "../../contract/ports.ts";
import { compose } from "./compose.ts";
import { adviseCode } from "./errors.ts";
import { errorCode, ident, list, record, text } from "./fields.ts";
import { faultsOf } from "./limits.ts";

/** Settings of a Meta channel. */
export type MetaChannelOptions = {
  /** `https://graph.facebook.com`, or another server with the same API. */
  baseUrl: string;
  /** For example `v25.0`. */
  version: string;
  accessToken: string;
  /** Time limit for one attempt in all; 30 s by default. */
  timeoutMs?: number;
  userAgent?: string;
  /** The HTTP agent to use. By default the channel makes its own, with up to 256 connections. */
  dispatcher?: Dispatcher;
};

/** A channel for every phone number that the access token may use: each message names its number. */
export function createMetaChannel(options: MetaChannelOptions): Channel & { close(): Promise<void> } {
  const base = new URL(options.baseUrl);
  const root = `${base.pathname.replace(/\/+$/, "")}/${options.version}`;
  const token = options.accessToken.trim();
  const dispatcher = options.dispatcher ?? new Agent({ connections: 256, pipelining: 1 });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "user-agent": options.userAgent ?? "Bellhop",
  };
  // Meta's error text repeats a malformed token, so it is masked.
  const conceal = (words: string) => (token === "" ? words : words.replaceAll(token, "[token]"));

  async function attempt(message: Outbound, to: Address, signal?: AbortSignal): Promise<SendResult> {
    const path = `${root}/${encodeURIComponent(message.channel.externalId)}/messages`;
    const body = JSON.stringify(compose({ key: message.key, to, draft: message.draft }));
    const asked = { method: "POST" as const, origin: base.origin, path, headers, body };
    const result = await httpRequest(dispatcher, asked, options.timeoutMs ?? 30_000, signal);
    if (result.kind === "answered") return readAnswer(result, conceal);
    return { outcome: result.kind, reason: conceal(result.reason) };
  }

  return {
    provider: "meta",
    canFind: false,
    check: faultsOf,
    advise: (error) => adviseCode(error.code),
    address,
    async send(message, signal) {
      const result = await attempt(message, message.to, signal);
      const other = result.outcome === "refused" && result.error.code === 131030 ? withoutNine(message.to) : null;
      return other ? attempt(message, other, signal) : result;
    },
    // The Graph API cannot look a message up by our key: only a status reveals that it was sent. That no status came proves something only
    // while Meta works and knows the number.
    async find(message, _known, signal) {
      const path = `${root}/${encodeURIComponent(message.channel.externalId)}?fields=id`;
      const asked = { method: "GET" as const, origin: base.origin, path, headers };
      const result = await httpRequest(dispatcher, asked, 10_000, signal);
      if (result.kind !== "answered") return { found: "unknown" };
      const works = result.status < 500 && result.status !== 429 && result.status !== 401;
      const verdict = readAnswer(result, conceal);
      const refuses = verdict.outcome === "refused" && verdict.advice.scope === "channel" && codeIn(result) !== null;
      return { found: works && !refuses ? "no" : "unknown" };
    },
    // A dispatcher that was passed in is closed by whoever created it.
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** Argentina: the allow list of a test number has `54…` where webhooks have `549…`. Sends try the form without the 9 once. */
function withoutNine(to: Address): Address | null {
  if (to.kind !== "wa_id" || !/^549\d{10}$/.test(to.value)) return null;
  return { kind: "wa_id", value: `54${to.value.slice(3)}` };
}

/** The error object of a response and its number. Where Meta uses one number for two errors, the subcode decides. */
function codeIn(answer: Answer): { error: JsonObject; code: number } | null {
  const parsed = parseJson(answer.body);
  const error = record("value" in parsed ? record(parsed.value)?.error : null);
  const code = errorCode(error?.code);
  if (!error || code === null) return null;
  // "Unsupported post request": the phone number does not exist, or the token has no access to it.
  return { error, code: code === 100 && errorCode(error.error_subcode) === 33 ? 33 : code };
}

/**
 * Turns a response into a result. A body that is not Meta's comes from a proxy or another server in between. With a 5xx, that may have
 * passed the request on, so the outcome is unknown. With any other status it did not, and all other messages of this number would fail in
 * the same way.
 */
function readAnswer(answer: Answer, conceal: (words: string) => string): SendResult {
  const { status } = answer;
  const told = codeIn(answer);
  if (told) {
    const { error, code } = told;
    const details = text(record(error.error_data)?.details) ?? text(error.error_user_msg);
    const passing = error.is_transient === true || status >= 500 || status === 429;
    return {
      outcome: "refused",
      error: {
        code,
        title: conceal(text(error.message) ?? text(error.type) ?? `HTTP ${status}`),
        details: details === null ? null : conceal(details),
      },
      advice: adviseCode(code, passing),
      retryAfterMs: retryAfterMs(answer.headers["retry-after"], Date.now()),
    };
  }
  if (status >= 200 && status < 300) {
    const parsed = parseJson(answer.body);
    const body = "value" in parsed ? record(parsed.value) : null;
    const providerId = ident(record(list(body?.messages)?.[0])?.id);
    if (providerId === null) return { outcome: "unanswered", reason: `HTTP ${status} without a message id` };
    const contact = record(list(body?.contacts)?.[0]);
    return { outcome: "accepted", providerId, ...recipientOf(contact?.wa_id, contact?.user_id) };
  }
  if (status >= 500 || status === 408) {
    return { outcome: "unanswered", reason: `HTTP ${status} without Meta's error` };
  }
  return {
    outcome: "refused",
    error: { code: status, title: `HTTP ${status} without Meta's error`, details: null },
    advice: status === 429 ? adviseCode(429) : interloper(status),
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], Date.now()),
  };
}

type Answer = Extract<HttpResult, { kind: "answered" }>;

const interloper = (status: number): Advice => ({
  action: "never",
  scope: isOfOneRequest(status) ? "message" : "channel",
  operator: true,
  remedy: "Something else than Meta's API answered. Check GRAPH_API_URL, GRAPH_API_VERSION and any proxy.",
});

/** The recipient's canonical ids, told apart by their pattern. */
function recipientOf(waId: unknown, userId: unknown): { waId: string | null; bsuid: string | null } {
  const ids = [ident(waId), ident(userId)].filter((id) => id !== null);
  return { waId: ids.find((id) => !isBsuid(id)) ?? null, bsuid: ids.find(isBsuid) ?? null };
}

/** The address in what a person typed as a recipient: a BSUID is kept as it is, anything else must be a number with its country code. */
function address(typed: string): { address: Address } | { fault: string } {
  const trimmed = typed.trim();
  if (isBsuid(trimmed)) return { address: { kind: "bsuid", value: trimmed } };
  const number = dialable(trimmed);
  return "digits" in number ? { address: { kind: "wa_id", value: number.digits } } : number;
}
