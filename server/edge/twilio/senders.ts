// The WhatsApp senders of a Twilio account: asking for them, and how they are. (Twilio: Senders API, status and offline reasons.)
import type { Dispatcher } from "undici";
import { httpRequest } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { ChannelRef, JsonObject } from "../../contract/inbound.ts";
import type { NewsKind, NewsSeverity } from "../../contract/news.ts";
import type { HealthFinding } from "../../contract/ports.ts";
import { channelOf } from "./fields.ts";

const TIMEOUT_MS = 15_000;
/** At most so many pages of 100 senders are read. */
const MAX_PAGES = 20;

/** How Twilio is asked for the senders of an account. */
export type SendersAccess = { dispatcher: Dispatcher; messagingApiUrl: string; authorization: string };

/** The account's WhatsApp senders; null when Twilio does not tell. */
export async function listSenders(access: SendersAccess, signal?: AbortSignal): Promise<JsonObject[] | null> {
  const messaging = new URL(access.messagingApiUrl);
  const headers = { authorization: access.authorization };
  let path: string | null =
    `${messaging.pathname.replace(/\/+$/, "")}/v2/Channels/Senders?Channel=whatsapp&PageSize=100`;
  const found: JsonObject[] = [];
  for (let page = 0; path !== null && page < MAX_PAGES; page += 1) {
    const request = { method: "GET" as const, origin: messaging.origin, path, headers };
    const result = await httpRequest(access.dispatcher, request, TIMEOUT_MS, signal);
    const parsed = result.kind === "answered" && result.status === 200 ? parseJson(result.body) : null;
    const given = parsed && "value" in parsed ? (parsed.value as { senders?: unknown; meta?: unknown } | null) : null;
    if (!Array.isArray(given?.senders)) return null;
    found.push(...given.senders.filter((one) => typeof one === "object" && one !== null));
    const next: unknown = (given.meta as { next_page_url?: unknown } | null | undefined)?.next_page_url;
    path = typeof next === "string" && URL.canParse(next) ? new URL(next).pathname + new URL(next).search : null;
  }
  return found;
}

/** The sender that is this number of ours; undefined when the account has none such. */
export const senderOf = (senders: readonly JsonObject[], externalId: string): JsonObject | undefined =>
  senders.find((one) => numberOf(one) === externalId);

/** A sender's number, `+` and digits; undefined when it is no number. */
export const numberOf = (sender: JsonObject): string | undefined =>
  channelOf(String(sender.sender_id ?? ""), undefined)?.externalId;

/** What each status means that is not ONLINE. Unknown ones are told by name. */
const STATES: Readonly<Record<string, { severity: NewsSeverity; is: string; remedy: string }>> = {
  CREATING: { severity: "warning", is: "is being set up", remedy: "Wait until Twilio has set it up." },
  OFFLINE: { severity: "critical", is: "is offline", remedy: "See the reason at the sender in Twilio's console." },
  PENDING_VERIFICATION: {
    severity: "critical",
    is: "waits to be verified",
    remedy: "Enter the code at the sender in Twilio's console.",
  },
  VERIFYING: { severity: "warning", is: "is being verified", remedy: "Wait until Twilio has verified it." },
  TWILIO_REVIEW: {
    severity: "warning",
    is: "is under review at Twilio",
    remedy: "Wait for the review, or ask Twilio.",
  },
  DRAFT: { severity: "critical", is: "is only a draft", remedy: "Finish its registration in Twilio's console." },
  STUBBED: { severity: "critical", is: "is only a stub", remedy: "Finish its registration in Twilio's console." },
};

const GOOD = new Set(["ONLINE", "ONLINE:UPDATING"]);

/** What is wrong with those of the senders that are numbers of ours. */
export function ofSenders(senders: readonly JsonObject[], channels: readonly ChannelRef[]): HealthFinding[] {
  return channels.flatMap((channel) => {
    const sender = senderOf(senders, channel.externalId);
    return sender ? ofSender(sender, channel) : [];
  });
}

function ofSender(sender: JsonObject, channel: ChannelRef): HealthFinding[] {
  const name = channel.externalId;
  const finding = (kind: NewsKind, severity: NewsSeverity, summary: string, remedy: string): HealthFinding => ({
    channel,
    news: { kind, severity, about: name, summary: summary.slice(0, 1_000), remedy, isOver: false },
  });
  const found: HealthFinding[] = [];
  const state = stateOf(sender, name);
  if (state) found.push(finding("number_state", state.severity, state.summary, state.remedy));
  const quality = (sender.properties as JsonObject | null | undefined)?.quality_rating;
  if (quality === "LOW" || quality === "MEDIUM")
    found.push(
      finding(
        "quality",
        "warning",
        `The quality of the sender ${name} is ${quality.toLowerCase()}.`,
        "People block or report it. Write first only to those who expect it.",
      ),
    );
  return found;
}

/** What keeps a sender from sending; null when it is online. */
export function stateOf(
  sender: JsonObject,
  name: string,
): { severity: NewsSeverity; summary: string; remedy: string } | null {
  const status = String(sender.status ?? "");
  if (status === "" || GOOD.has(status)) return null;
  const { severity, is, remedy } = STATES[status] ?? {
    severity: "warning",
    is: `has the status ${status.slice(0, 50)}`,
    remedy: "Look at the sender in Twilio's console.",
  };
  const reasons = (Array.isArray(sender.offline_reasons) ? sender.offline_reasons : [])
    .map((one) => (one as JsonObject | null)?.message)
    .filter((one) => typeof one === "string" && one !== "");
  const why = reasons.length > 0 ? `: ${reasons.join(" ")}` : ".";
  return { severity, summary: `The sender ${name} ${is}${why}`, remedy };
}
