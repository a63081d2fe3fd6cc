// The Message resource as Twilio's REST API returns it, and its list with filters and pages (Twilio: Message resource).
import type { ChatMessage, Phone } from "../chat/message.ts";
import type { Settings } from "../options.ts";

/** A date in Twilio's format: `Thu, 01 Jan 2026 00:00:00 +0000`. */
export function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace("GMT", "+0000");
}

/** The phone's address in Twilio's format: its number, or its business-scoped id if it hides the number. */
export function addressOf(phone: Phone): string {
  return phone.hidesNumber && phone.bsuid ? `whatsapp:${phone.bsuid}` : `whatsapp:+${phone.waId}`;
}

/** The `Body` of a message. */
export function bodyOf(message: ChatMessage): string {
  const { content } = message;
  switch (content.type) {
    case "text":
    case "buttons":
    case "list":
    case "link":
      return content.text;
    case "media":
      return content.caption ?? "";
    case "choice":
      return content.choice.title;
    default:
      return "";
  }
}

/** When a message was sent, for `DateSent`; null while it is queued. */
function sentAt(message: ChatMessage): number | null {
  if (message.from === "phone") return message.at;
  return message.ticks.find(({ tick }) => tick !== "failed")?.at ?? null;
}

/** One resource. */
export function resource(settings: Settings, phone: Phone, message: ChatMessage): Record<string, unknown> {
  const { accountSid, number } = settings.twilio;
  const us = `whatsapp:${number}`;
  const inbound = message.from === "phone";
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.id}`;
  const sent = sentAt(message);
  return {
    sid: message.id,
    account_sid: accountSid,
    messaging_service_sid: null,
    from: inbound ? addressOf(phone) : us,
    to: inbound ? us : addressOf(phone),
    body: message.revoked ? "" : bodyOf(message),
    status: inbound ? "received" : message.tick === "accepted" ? "queued" : message.tick,
    direction: inbound ? "inbound" : message.key === "twiml" ? "outbound-reply" : "outbound-api",
    num_media: message.content.type === "media" || message.content.type === "contacts" ? "1" : "0",
    num_segments: "1",
    error_code: message.failure?.code ?? null,
    error_message: message.failure?.title ?? null,
    ...billed(message),
    date_created: rfc2822(message.at),
    date_updated: rfc2822(message.ticks.at(-1)?.at ?? message.at),
    date_sent: sent === null ? null : rfc2822(sent),
    api_version: "2010-04-01",
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

/** What Twilio charges, its own fee, once the message is on its way; nothing is said before. */
const billed = ({ from, tick }: ChatMessage) =>
  from === "phone" || tick === "accepted" || tick === "failed"
    ? { price: null, price_unit: null }
    : { price: "-0.00500", price_unit: "USD" };

/** The page of a list by its query parameters, newest first. `json` creates the resource of a message. */
export function listPage(
  settings: Settings,
  messages: { message: ChatMessage; json: Record<string, unknown> }[],
  query: URLSearchParams,
): Record<string, unknown> {
  const wanted = messages.filter(({ message, json }) => {
    const day = new Date(sentAt(message) ?? message.at).toISOString();
    return (
      (!query.has("To") || json.to === query.get("To")) &&
      (!query.has("From") || json.from === query.get("From")) &&
      inDays(day, query)
    );
  });
  wanted.sort((a, b) => b.message.n - a.message.n);
  const size = Math.min(1000, Math.max(1, Number(query.get("PageSize") ?? 50) || 50));
  const page = Math.max(0, Number(query.get("Page") ?? 0) || 0);
  const path = `/2010-04-01/Accounts/${settings.twilio.accountSid}/Messages.json`;
  const link = (n: number) => {
    const next = new URLSearchParams(query);
    next.set("PageSize", String(size));
    next.set("Page", String(n));
    return `${path}?${next}`;
  };
  const shown = wanted.slice(page * size, (page + 1) * size);
  return {
    messages: shown.map(({ json }) => json),
    page,
    page_size: size,
    start: page * size,
    end: page * size + Math.max(0, shown.length - 1),
    uri: link(page),
    first_page_uri: link(0),
    previous_page_uri: page > 0 ? link(page - 1) : null,
    next_page_uri: (page + 1) * size < wanted.length ? link(page + 1) : null,
  };
}

// `DateSent>=2026-01-01` is the parameter `DateSent>`; some clients escape the whole `DateSent>=` as the name.
function inDays(iso: string, query: URLSearchParams): boolean {
  for (const [name, value] of query) {
    if (!name.startsWith("DateSent") || value === "") continue;
    const at = value.length > 10 ? iso.slice(0, 19) : iso.slice(0, 10);
    const bound = value.length > 10 ? value.slice(0, 19) : value;
    if (name === "DateSent" && at !== bound) return false;
    if (name.startsWith("DateSent>") && at < bound) return false;
    if (name.startsWith("DateSent<") && at > bound) return false;
  }
  return true;
}
