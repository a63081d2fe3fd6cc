// Validates a send request as strictly as Twilio (Twilio: Message resource) and returns what the phone will show.
import type { Content } from "../chat/message.ts";
import { isObject } from "../http.ts";
import type { Settings } from "../options.ts";
import { type Contents, isApproved, kindOf, render } from "./content.ts";
import type { ContentTemplate } from "./content-check.ts";
import { TwilioError } from "./errors.ts";

export type Accepted = {
  /** Number or business-scoped id, without `whatsapp:`. */
  address: string;
  content: Content;
  statusCallback: string | null;
  template: boolean;
  scheduled: boolean;
  /** The error with which a content fails later; null: it does not. */
  dooms: number | null;
};

/** Throws TwilioError if the real API would refuse the request at once. */
export function accept(form: URLSearchParams, settings: Settings, contents: Contents): Accepted {
  const to = form.get("To") ?? "";
  if (!to) throw new TwilioError(21604, "A 'To' phone number is required.");
  const from = form.get("From");
  if (!from && !form.get("MessagingServiceSid")) throw new TwilioError(21603, "A 'From' phone number is required.");
  if (from && from !== `whatsapp:${settings.twilio.number}`) {
    throw new TwilioError(63007, "Twilio could not find a Channel with the specified From address");
  }
  const address = to.replace(/^whatsapp:/, "");
  if (!to.startsWith("whatsapp:") || !/^(\+[1-9]\d{6,14}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128})$/.test(address)) {
    throw new TwilioError(21211, `Invalid 'To' Phone Number: ${to}`);
  }
  const statusCallback = form.get("StatusCallback");
  if (statusCallback && !validUrl(statusCallback)) {
    throw new TwilioError(21609, `Invalid 'StatusCallback' URL: ${statusCallback}`);
  }
  const validity = form.get("ValidityPeriod");
  if (validity !== null && !(Number(validity) >= 1 && Number(validity) <= 36_000)) {
    throw new TwilioError(20001, "ValidityPeriod must be from 1 to 36000");
  }
  const { content, template, dooms = null } = contentOf(form, contents);
  const scheduled = form.has("SendAt");
  return { address, content, statusCallback: statusCallback || null, template, scheduled, dooms };
}

type Told = Pick<Accepted, "content" | "template"> & Partial<Pick<Accepted, "dooms">>;

function contentOf(form: URLSearchParams, contents: Contents): Told {
  const contentSid = form.get("ContentSid");
  if (contentSid) {
    const template = contents.get(contentSid);
    if (!template) throw new TwilioError(21655, "The ContentSid parameter is invalid.");
    inSession(template);
    const variables = form.get("ContentVariables") ?? undefined;
    return { content: render(template, variables), template: isApproved(template), dooms: doomOf(template, variables) };
  }
  const body = form.get("Body") ?? "";
  const media = form.getAll("MediaUrl").filter(Boolean);
  if (body.length > 1600) {
    throw new TwilioError(21617, "The concatenated message body exceeds the 1600 character limit");
  }
  if (media.length > 10) throw new TwilioError(21623, "Number of media files exceeds allowed limit");
  for (const url of media) {
    if (!validUrl(url)) throw new TwilioError(21620, `Invalid media URL(s): ${url}`);
  }
  const link = media[0];
  const pin = /^geo:(-?[\d.]+),(-?[\d.]+)(?:\|(.*))?$/.exec(form.get("PersistentAction") ?? "");
  if (pin) {
    const place = { latitude: Number(pin[1]), longitude: Number(pin[2]) };
    return { content: { type: "location", ...place, ...(pin[3] ? { name: pin[3] } : {}) }, template: false };
  }
  if (!link && !body) throw new TwilioError(21602, "Message body is required.");
  if (!link) return { content: { type: "text", text: body }, template: false };
  const kind = kindOf(link);
  const caption = body && kind !== "audio" && kind !== "document" ? { caption: body } : {};
  return { content: { type: "media", kind, media: null, mimeType: "", link, ...caption }, template: false };
}

/** How the review ended, as the error of a message. (Twilio: error codes.) */
const REVIEWED: Record<string, number> = { rejected: 63040, paused: 63041, disabled: 63042 };

/** The error of a content whose review ended badly, or 63028 of one with a variable that has no value or does not exist. */
function doomOf(template: ContentTemplate, variables: string | undefined): number | null {
  const reviewed = REVIEWED[template.approval?.status ?? ""];
  if (reviewed !== undefined) return reviewed;
  const used = new Set([...JSON.stringify(template.types).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!));
  const given: Record<string, unknown> = variables ? JSON.parse(variables) : {};
  const lacks = [...used].some((name) => !given[name] && !template.variables[name]);
  return lacks || Object.keys(given).some((name) => !used.has(name)) ? 63028 : null;
}

/** What an unapproved content may have within the 24-hour window: three quick replies, one link (Twilio: Content API, types). */
function inSession(template: ContentTemplate): void {
  if (isApproved(template)) return;
  const { types } = template;
  const actionsOf = (name: string): unknown[] => {
    const type = types[name];
    return isObject(type) && Array.isArray(type.actions) ? type.actions : [];
  };
  const links = actionsOf("twilio/call-to-action");
  const only = links.every((action) => isObject(action) && action.type === "URL") && links.length <= 1;
  const kinds = ["twilio/card", "whatsapp/card"].flatMap(actionsOf).map((action) => isObject(action) && action.type);
  const isOneKind = kinds.every((type) => type === "QUICK_REPLY") || (kinds.length === 1 && kinds[0] === "URL");
  if (actionsOf("twilio/quick-reply").length > 3 || kinds.length > 3 || !only || !isOneKind)
    throw new TwilioError(63021, "Channel invalid content error: this content needs an approval");
}

function validUrl(url: string): boolean {
  return /^https?:\/\/[^/_\s]+(\/|$|[?#])/.test(url) && URL.canParse(url);
}
