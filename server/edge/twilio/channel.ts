// Sends through Twilio's REST API; implements the port `Channel`. compose.ts builds the forms, errors.ts says what each error number means.
import { Agent, type Dispatcher } from "undici";
import {
  type HttpRequest,
  type HttpResult,
  httpRequest,
  isOfOneRequest,
  retryAfterMs,
} from "../../base/http-request.ts";
import { dialable, isBsuid } from "../../base/phone.ts";
import { parseJson } from "../../base/text.ts";
import type { Json, JsonObject } from "../../contract/inbound.ts";
import type { Address, Advice, Outbound, SendResult } from "../../contract/outbound.ts";
import type { Channel } from "../../contract/ports.ts";
import { addressFaults, callbackFault, compose, faultsOf } from "./compose.ts";
import { adviseCode, isKnownCode } from "./errors.ts";
import { errorCode } from "./fields.ts";
import { findIn, firstPage } from "./find.ts";
import { contentErrors, createSessionContents, type SessionContent, type SessionContents } from "./session-content.ts";

/** Settings of a Twilio channel. */
export type TwilioChannelOptions = {
  /** `https://api.twilio.com`, or another server with the same API. */
  baseUrl: string;
  /** `https://content.twilio.com`; null: choices and locations go as text. */
  contentUrl: string | null;
  accountSid: string;
  authToken: string;
  /** The address for status callbacks: the public address of `/api/chatbot/twilio/status/`. */
  statusCallbackUrl: string;
  /** Time limit for one attempt in all; 30 s by default. */
  timeoutMs?: number;
  userAgent?: string;
  /** The HTTP agent to use. By default the channel makes its own, with up to 256 connections. */
  dispatcher?: Dispatcher;
};

/**
 * A channel for every sender of the account: each message names its sender. Throws when Twilio could not call the status address, because
 * it would then refuse every send.
 */
export function createTwilioChannel(options: TwilioChannelOptions): Channel & { close(): Promise<void> } {
  const fault = callbackFault(options.statusCallbackUrl);
  if (fault) throw new Error(`Twilio cannot report to ${options.statusCallbackUrl}: ${fault}. Check PUBLIC_URL.`);
  const publicUrl = options.statusCallbackUrl.replace(/\/api\/.*$/, "");
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const sid = options.accountSid.trim();
  const token = options.authToken.trim();
  const dispatcher = options.dispatcher ?? new Agent({ connections: 256, pipelining: 1 });
  const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString("base64")}`;
  const common = { authorization, accept: "application/json", "user-agent": options.userAgent ?? "Bellhop" };
  const conceal = (words: string) => (token === "" ? words : words.replaceAll(token, "[token]"));
  const ask = (asked: Pick<HttpRequest, "method" | "path" | "body" | "headers">, signal?: AbortSignal) =>
    httpRequest(dispatcher, { ...asked, origin: base.origin }, options.timeoutMs ?? 30_000, signal);

  const contents = options.contentUrl === null ? null : openContents(options.contentUrl, dispatcher, common);
  const path = `${prefix}/2010-04-01/Accounts/${encodeURIComponent(sid)}/Messages.json`;
  const post = async (message: Outbound, content: SessionContent | null, signal?: AbortSignal): Promise<SendResult> => {
    const form = compose(message, options.statusCallbackUrl, content);
    const headers = { ...common, "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const result = await ask({ method: "POST", path, headers, body: form.toString() }, signal);
    if (result.kind === "answered") return readAnswer(result, conceal);
    return { outcome: result.kind, reason: conceal(result.reason) };
  };

  return {
    provider: "twilio",
    canFind: true,
    files: { by: "address" },
    check: (draft, file) => [...faultsOf(draft, file), ...addressFaults(draft, publicUrl)],
    advise: (error) => adviseCode(error.code),
    address,
    async send(message, signal) {
      if (message.to.kind === "group") return NO_GROUPS;
      const content = (await contents?.contentOf(message.draft, message.file, signal)) ?? null;
      const result = await post(message, content, signal);
      if (content === null || result.outcome !== "refused" || !contentErrors.has(result.error.code)) return result;
      contents?.refused(content.sid);
      return post(message, null, signal);
    },
    async find(message, known, signal) {
      if (message.to.kind === "group") return { found: "no" };
      return findIn(message, known, firstPage(sid, message), async (page) => {
        const path = page.startsWith(`${prefix}/`) ? page : prefix + page;
        const result = await ask({ method: "GET", path, headers: common }, signal);
        return result.kind === "answered" && result.status === 200 ? readJson(result.body) : null;
      });
    },
    showRead: async ({ providerId }, typing, signal) =>
      typing && showTyping(dispatcher, { base, headers: common }, providerId, signal),
    // A dispatcher that was passed in is closed by whoever created it.
    close: async () => {
      if (!options.dispatcher) await dispatcher.close();
    },
  };
}

/** How long a receipt may take, in ms: a late one is of no use. */
const SHOW_TIMEOUT_MS = 5_000;

/** Shows typing, which also marks as read; no call only does that. (Twilio: typing indicators, v3, public beta.) */
async function showTyping(
  dispatcher: Dispatcher,
  { base, headers }: { base: URL; headers: Record<string, string> },
  messageId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { origin, prefix } = indicators(base);
  const asked = {
    method: "POST" as const,
    origin,
    path: `${prefix}/v3/Indicators/Typing.json`,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ channel: "WHATSAPP", messageId }),
  };
  const result = await httpRequest(dispatcher, asked, SHOW_TIMEOUT_MS, signal);
  return result.kind === "answered" && result.status === 200;
}

/** Where typing is told: at a host of its own, unless the API is not Twilio's. */
function indicators(base: URL): { origin: string; prefix: string } {
  if (base.host === "api.twilio.com") return { origin: "https://messaging.twilio.com", prefix: "" };
  return { origin: base.origin, prefix: base.pathname.replace(/\/+$/, "") };
}

/** How long the Content API may take, in ms: without its answer the message goes as text. */
const CONTENT_TIMEOUT_MS = 10_000;

function openContents(contentUrl: string, dispatcher: Dispatcher, headers: Record<string, string>): SessionContents {
  const base = new URL(contentUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  return createSessionContents(({ method, path, body }, signal) => {
    const asked = {
      method,
      origin: base.origin,
      path: path.startsWith(`${prefix}/`) ? path : prefix + path,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body }),
    };
    return httpRequest(dispatcher, asked, CONTENT_TIMEOUT_MS, signal);
  });
}

const NO_GROUPS: SendResult = {
  outcome: "refused",
  error: { code: 21211, title: "Twilio has no WhatsApp groups", details: null },
  advice: {
    action: "never",
    scope: "message",
    operator: false,
    remedy: "Twilio cannot write to WhatsApp groups. Write to the person, or connect the number through Meta.",
  },
  retryAfterMs: null,
};

/**
 * Turns a response into a result. A 5xx is `unanswered` unless it has a known error number: an error inside Twilio does not say whether the
 * message was queued, and `find` can find out.
 */
function readAnswer(answer: Extract<HttpResult, { kind: "answered" }>, conceal: (words: string) => string): SendResult {
  const { status } = answer;
  const body = readJson(answer.body);
  if (status >= 200 && status < 300) return readCreated(body, status);
  const code = errorCode(body?.code);
  if ((status >= 500 || status === 408) && (code === null || !isKnownCode(code))) {
    return { outcome: "unanswered", reason: `HTTP ${status}${code === null ? "" : ` with error ${code}`}` };
  }
  const known = code ?? status;
  const message = typeof body?.message === "string" ? conceal(body.message) : `HTTP ${status} without Twilio's error`;
  const advice = adviseCode(known, status === 429);
  return {
    outcome: "refused",
    error: { code: known, title: message, details: null },
    advice: code === null && status !== 429 ? interloper(status) : advice,
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], Date.now()),
  };
}

const interloper = (status: number): Advice => ({
  action: "never",
  scope: isOfOneRequest(status) ? "message" : "channel",
  operator: true,
  remedy: "Something else than Twilio's API answered. Check TWILIO_API_URL and any proxy.",
});

/** A message that has failed at creation gets no status callback, so it is reported as refused right here. */
function readCreated(body: JsonObject | null, status: number): SendResult {
  if (typeof body?.sid !== "string" || body.sid === "") {
    return { outcome: "unanswered", reason: `HTTP ${status} without a message SID` };
  }
  const code = errorCode(body.error_code);
  if ((body.status === "failed" || body.status === "undelivered") && code !== null) {
    const title = typeof body.error_message === "string" ? body.error_message : `Twilio error ${code}`;
    const error = { code, title, details: null };
    return { outcome: "refused", error, advice: adviseCode(error.code), retryAfterMs: null };
  }
  return { outcome: "accepted", providerId: body.sid, waId: null, bsuid: null };
}

function readJson(body: string): JsonObject | null {
  const parsed = parseJson(body);
  if ("fault" in parsed) return null;
  const value = parsed.value as Json;
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
}

/** The address in what a person typed as a recipient: a BSUID is kept as it is, anything else must be a number with its country code. */
function address(typed: string): { address: Address } | { fault: string } {
  const trimmed = typed.trim().replace(/^whatsapp:/i, "");
  if (isBsuid(trimmed)) return { address: { kind: "bsuid", value: trimmed } };
  const number = dialable(trimmed);
  return "digits" in number ? { address: { kind: "wa_id", value: number.digits } } : number;
}
