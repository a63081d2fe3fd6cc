// Whether a message arrived after all: Twilio has no idempotency key, but its list of messages tells.

import type { Json } from "../../contract/inbound.ts";
import type { Outbound } from "../../contract/outbound.ts";
import { addressOf, senderOf } from "./compose.ts";
import { render } from "./render.ts";

/** What the list was found to hold. */
type Found = { found: "yes"; providerId: string } | { found: "no" | "unknown" };

/** Clocks differ: an equal message this little before the attempt may be it, or the one before. */
const CLOCK_SKEW_MS = 10_000;

/** Pages read before giving up. */
const MOST_PAGES = 10;

/** Path and query of the first page: messages to this person since the day of the attempt. (Twilio: Message resource, list.) */
export function firstPage(accountSid: string, message: Outbound): string {
  const day = new Date(message.attemptedAt.getTime() - CLOCK_SKEW_MS).toISOString().slice(0, 10);
  const query = new URLSearchParams({ To: addressOf(message.to), "DateSent>": day, PageSize: "200" });
  return `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json?${query}`;
}

/**
 * Reads pages until the message is found or the list ends. `no` only after the whole list; `unknown` when a page could not
 * be had, when there are too many, or when what was found could as well be another message.
 */
export async function findIn(
  message: Outbound,
  first: string,
  page: (path: string) => Promise<Json | null>,
): Promise<Found> {
  const certain: string[] = [];
  let doubtful = false;
  let path: string | null = first;
  for (let pages = 0; path !== null; pages++) {
    if (pages === MOST_PAGES) return { found: "unknown" };
    const body = asRecord(await page(path));
    if (!body || !Array.isArray(body.messages)) return { found: "unknown" };
    for (const element of body.messages) {
      const candidate = asRecord(element);
      const match = candidate ? compare(candidate, message) : "no";
      if (match === "yes" && typeof candidate?.sid === "string") certain.push(candidate.sid);
      else if (match !== "no") doubtful = true;
    }
    const next: Json | undefined = body.next_page_uri;
    path = typeof next === "string" && next !== "" ? next : null;
    // Relative to the host; anything else would carry the credentials away.
    if (path !== null && !/^\/(?!\/)/.test(path)) return { found: "unknown" };
  }
  const [only] = certain;
  // A template's text is not known here: with several sent since, none can be told from another.
  if (only !== undefined) {
    return message.draft.type === "template" && certain.length > 1
      ? { found: "unknown" }
      : { found: "yes", providerId: certain.at(-1) ?? only };
  }
  return { found: doubtful ? "unknown" : "no" };
}

function compare(candidate: { [key: string]: Json }, message: Outbound): "yes" | "no" | "doubtful" {
  if (typeof candidate.direction === "string" && candidate.direction.startsWith("inbound")) return "no";
  const fromService = message.channel.externalId.startsWith("MG");
  if (!fromService && candidate.from !== senderOf(message.channel.externalId)) return "no";
  if (!sameContent(candidate, message)) return "no";
  const created = typeof candidate.date_created === "string" ? Date.parse(candidate.date_created) : Number.NaN;
  if (Number.isNaN(created)) return "doubtful";
  // Twilio's dates have whole seconds.
  const attempted = Math.floor(message.attemptedAt.getTime() / 1000) * 1000;
  if (created >= attempted) return "yes";
  return created >= attempted - CLOCK_SKEW_MS ? "doubtful" : "no";
}

function sameContent(candidate: { [key: string]: Json }, message: Outbound): boolean {
  if (message.draft.type === "template") return true;
  const files = Number(candidate.num_media ?? 0);
  if (message.draft.type === "media" ? files === 0 : files > 0) return false;
  const body = typeof candidate.body === "string" ? candidate.body : "";
  return squeeze(body) === squeeze(render(message.draft) ?? "");
}

/** Twilio may trim a body and change its line ends. */
function squeeze(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim();
}

function asRecord(value: Json | null | undefined): { [key: string]: Json } | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
}
