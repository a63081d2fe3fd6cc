// Finds out whether Twilio took a message whose request got no response: Twilio has no idempotency key, but lists its messages.
import type { Json } from "../../contract/inbound.ts";
import { fileOf, type Outbound } from "../../contract/outbound.ts";
import type { Found } from "../../contract/ports.ts";
import { addressOf, senderOf } from "./compose.ts";
import { render } from "./render.ts";
import { contentBody } from "./session-content.ts";

/** Clocks differ, and Twilio's dates have whole seconds: a message listed up to this long before the attempt may still be the one. */
const CLOCK_SKEW_MS = 10_000;

/** Pages that are read before giving up. */
const MAX_PAGES = 10;

/** Path and query of the first page: messages to this person since the day of the attempt. (Twilio: Message resource, list.) */
export function firstPage(accountSid: string, message: Outbound): string {
  const day = new Date(message.attemptedAt.getTime() - CLOCK_SKEW_MS).toISOString().slice(0, 10);
  const query = new URLSearchParams({ To: addressOf(message.to), "DateSent>": day, PageSize: "200" });
  return `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json?${query}`;
}

/**
 * Reads pages until the list ends. Messages in `known` are other messages of ours and do not count. `no` only after the whole list;
 * `unknown` when a page could not be loaded; `several` when there are too many pages or candidates.
 */
export async function findIn(
  message: Outbound,
  known: ReadonlySet<string>,
  first: string,
  page: (path: string) => Promise<Json | null>,
): Promise<Found> {
  const candidates: string[] = [];
  let path: string | null = first;
  for (let pages = 0; path !== null; pages++) {
    if (pages === MAX_PAGES) return { found: "several" };
    const body = asRecord(await page(path));
    if (!body || !Array.isArray(body.messages)) return { found: "unknown" };
    for (const element of body.messages) {
      const candidate = asRecord(element);
      if (typeof candidate?.sid !== "string" || known.has(candidate.sid)) continue;
      if (mayBe(candidate, message)) candidates.push(candidate.sid);
    }
    const next: Json | undefined = body.next_page_uri;
    path = typeof next === "string" && next !== "" ? next : null;
    // Only a path on the same host: anything else would send the credentials elsewhere.
    if (path !== null && !/^\/(?!\/)/.test(path)) return { found: "unknown" };
  }
  const [only] = candidates;
  if (only === undefined) return { found: "no" };
  // Equal texts are interchangeable, so any of them will do. A template's text is unknown here, so candidates cannot be told apart.
  if (candidates.length > 1 && message.draft.type === "template") return { found: "several" };
  return { found: "yes", providerId: candidates.at(-1) ?? only };
}

/** Whether an entry of the list may be the message: from us, to the same person, with the same content, created since the attempt. */
function mayBe(candidate: { [key: string]: Json }, message: Outbound): boolean {
  if (typeof candidate.direction === "string" && candidate.direction.startsWith("inbound")) return false;
  const fromService = message.channel.externalId.startsWith("MG");
  if (!fromService && candidate.from !== senderOf(message.channel.externalId)) return false;
  if (!sameContent(candidate, message)) return false;
  const created = typeof candidate.date_created === "string" ? Date.parse(candidate.date_created) : Number.NaN;
  return Number.isNaN(created) || created >= message.attemptedAt.getTime() - CLOCK_SKEW_MS;
}

function sameContent(candidate: { [key: string]: Json }, message: Outbound): boolean {
  if (message.draft.type === "template") return true;
  const files = Number(candidate.num_media ?? 0);
  const { draft } = message;
  // Of a file above a text Twilio does not say whether it counts as one of the message.
  const isAbove = draft.type !== "media" && fileOf(draft) !== null;
  if (!isAbove && (draft.type === "media" ? files === 0 : files > 0)) return false;
  const body = typeof candidate.body === "string" ? candidate.body : "";
  const content = contentBody(message.draft);
  return (
    squeeze(body) === squeeze(render(message.draft) ?? "") || (content !== null && squeeze(body) === squeeze(content))
  );
}

/** Twilio may trim a body and change its line breaks. */
function squeeze(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim();
}

function asRecord(value: Json | null | undefined): { [key: string]: Json } | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
}
