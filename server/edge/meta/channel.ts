// Sends through Meta's Cloud API; implements the port `Channel`. compose.ts builds the bodies, errors.ts says what each error number means.
import { Agent, type Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { dialable, isBsuid } from "../../base/phone.ts";
import type { Address, Outbound, SendResult } from "../../contract/outbound.ts";
import type { Channel, InboundRef } from "../../contract/ports.ts";
import { codeIn, readAnswer } from "./answers.ts";
import { compose } from "./compose.ts";
import { adviseCode } from "./errors.ts";
import { faultsOf } from "./limits.ts";
import { UPLOAD_DAYS, uploadFile } from "./upload.ts";

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
  const headers = headersOf(token, options.userAgent);
  // Meta's error text repeats a malformed token, so it is masked.
  const conceal = (words: string) => (token === "" ? words : words.replaceAll(token, "[token]"));

  async function attempt(message: Outbound, to: Address, signal?: AbortSignal): Promise<SendResult> {
    const path = `${root}/${encodeURIComponent(message.channel.externalId)}/messages`;
    const { key, draft, file } = message;
    const body = JSON.stringify(compose({ key, to, draft, ...(file === undefined ? {} : { file }) }));
    const asked = { method: "POST" as const, origin: base.origin, path, headers, body };
    const result = await httpRequest(dispatcher, asked, options.timeoutMs ?? 30_000, signal);
    if (result.kind === "answered") return readAnswer(result, conceal);
    return { outcome: result.kind, reason: conceal(result.reason) };
  }

  return {
    provider: "meta",
    canFind: false,
    files: {
      by: "upload",
      keptDays: UPLOAD_DAYS,
      upload: (externalId, file, signal) =>
        uploadFile({ ...options, dispatcher, root, conceal }, externalId, file, signal),
      isForgotten: ({ code }) => code === 100 || code === 131009,
    },
    check: faultsOf,
    advise: (error) => adviseCode(error.code),
    address,
    async send(message, signal) {
      const result = await attempt(message, message.to, signal);
      const other = result.outcome === "refused" && result.error.code === 131030 ? withoutNine(message.to) : null;
      return other ? attempt(message, other, signal) : result;
    },
    showRead: (message, typing, signal) =>
      showRead(dispatcher, { origin: base.origin, root, headers }, { ...message, typing }, signal),
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

const headersOf = (token: string, userAgent = "Bellhop") => ({
  authorization: `Bearer ${token}`,
  "content-type": "application/json",
  "user-agent": userAgent,
});

/** How long a receipt may take, in ms: a late one is of no use. */
const SHOW_TIMEOUT_MS = 5_000;

/** One call marks a message as read and shows that somebody writes. (Meta: Cloud API, mark messages as read; typing indicators.) */
async function showRead(
  dispatcher: Dispatcher,
  { origin, root, headers }: { origin: string; root: string; headers: Record<string, string> },
  { externalId, providerId, typing }: InboundRef & { typing: boolean },
  signal?: AbortSignal,
): Promise<boolean> {
  const seen = { messaging_product: "whatsapp", status: "read", message_id: providerId };
  const body = JSON.stringify({ ...seen, ...(typing ? { typing_indicator: { type: "text" } } : {}) });
  const path = `${root}/${encodeURIComponent(externalId)}/messages`;
  const asked = { method: "POST" as const, origin, path, headers, body };
  const result = await httpRequest(dispatcher, asked, SHOW_TIMEOUT_MS, signal);
  return result.kind === "answered" && result.status === 200;
}

/** Argentina: the allow list of a test number has `54…` where webhooks have `549…`. Sends try the form without the 9 once. */
function withoutNine(to: Address): Address | null {
  if (to.kind !== "wa_id" || !/^549\d{10}$/.test(to.value)) return null;
  return { kind: "wa_id", value: `54${to.value.slice(3)}` };
}

/** The address in what a person typed as a recipient: a BSUID is kept as it is, anything else must be a number with its country code. */
function address(typed: string): { address: Address } | { fault: string } {
  const trimmed = typed.trim();
  if (isBsuid(trimmed)) return { address: { kind: "bsuid", value: trimmed } };
  const number = dialable(trimmed);
  return "digits" in number ? { address: { kind: "wa_id", value: number.digits } } : number;
}
