// Turns a draft into the form of a send to Twilio, and checks Twilio's limits. channel.ts makes the request.
import { templateValueFault } from "../../base/template-values.ts";
import {
  type Address,
  type Draft,
  fileOf,
  type Outbound,
  type OutgoingFile,
  type TemplateDraft,
} from "../../contract/outbound.ts";
import type { LinkButtonDraft } from "../../contract/outgoing-kinds.ts";
import { fileFaults } from "./file-limits.ts";
import { render, takesCaption } from "./render.ts";
import type { SessionContent } from "./session-content.ts";

/** Twilio's limit for a body, whatever it consists of. */
const LONGEST_BODY = 1600;
/** Number of content variables. (Twilio: Content API.) */
const MAX_VALUES = 100;

/** A WhatsApp address in Twilio's notation: numbers with `+`, user ids without. */
export function addressOf(to: Address): string {
  return to.kind === "wa_id" ? `whatsapp:+${to.value}` : `whatsapp:${to.value}`;
}

/** The sender in Twilio's notation. */
export function senderOf(externalId: string): string {
  return `whatsapp:${/^\d/.test(externalId) ? "+" : ""}${externalId}`;
}

/**
 * The form of `POST Messages.json`; `content` is what stands for the draft, without which it goes as text. Twilio has no counterpart to a quote
 * (`replyTo`), so that is left out. (Twilio: Message resource.)
 */
export function compose(
  message: Pick<Outbound, "key" | "channel" | "to" | "draft" | "file">,
  callbackUrl: string,
  content: SessionContent | null = null,
): URLSearchParams {
  const { channel, draft, to, key } = message;
  const form = new URLSearchParams({ To: addressOf(to) });
  if (/^MG[0-9a-fA-F]{32}$/.test(channel.externalId)) form.set("MessagingServiceSid", channel.externalId);
  else form.set("From", senderOf(channel.externalId));
  const body = render(draft);
  // With a content Twilio takes no body.
  if (content !== null) setContent(form, content.sid, content.variables);
  else if (draft.type === "template") setContent(form, draft.name, variablesOf(draft, message.file));
  else {
    if (body) form.set("Body", body);
    const address = fileOf(draft) === null ? undefined : (fileOf(draft)?.link ?? message.file);
    if (address !== undefined) form.set("MediaUrl", address);
  }
  form.set("StatusCallback", callbackWith(callbackUrl, key, channel.externalId));
  return form;
}

function setContent(form: URLSearchParams, sid: string, variables: Record<string, string>): void {
  form.set("ContentSid", sid);
  if (Object.keys(variables).length > 0) form.set("ContentVariables", JSON.stringify(variables));
}

/** The values by the names of the variables. `address`: of the kept file that fills one of them. */
function variablesOf({ parameters, named, header }: TemplateDraft, address?: string): Record<string, string> {
  const fills = header && "fills" in header ? header.fills : undefined;
  return {
    ...Object.fromEntries(parameters.map((value, i) => [String(i + 1), value])),
    ...named,
    ...(fills && address !== undefined ? { [fills.variable]: address.slice(fills.after.length) } : {}),
  };
}

/**
 * Why Twilio could not fetch a draft's kept file: a template takes only addresses that begin as it was approved. `publicUrl`: where Bellhop is.
 */
export function addressFaults(draft: Draft, publicUrl: string): string[] {
  const header = draft.type === "template" ? draft.header : undefined;
  const after = header && "fills" in header ? header.fills?.after : undefined;
  if (after === undefined || `${publicUrl}/api/media/links/`.startsWith(after)) return [];
  return [
    `The template's file is always below ${after}, and a file that is kept here is not. Give a link that begins so, or submit a template whose file is at ${publicUrl}/{{1}}.`,
  ];
}

/** The callback URL with our key, and with our number because Twilio may leave it out of a status. */
function callbackWith(callbackUrl: string, key: string, externalId: string): string {
  const url = new URL(callbackUrl);
  url.searchParams.set("id", key);
  url.searchParams.set("from", externalId.replace(/^\+/, ""));
  return url.href;
}

/** Why Twilio would refuse an address for status callbacks; null when it would not. (Twilio: error 21609.) */
export function callbackFault(callbackUrl: string): string | null {
  const url = URL.parse(callbackUrl);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return "it is not an http or https address";
  if (url.hostname.includes("_")) return `its host name "${url.hostname}" has an underscore`;
  return null;
}

/** What Twilio would not accept in a draft; empty when it is fine. */
export function faultsOf(draft: Draft, file?: OutgoingFile): string[] {
  const faults: string[] = [];
  const body = render(draft);
  if ((draft.type === "text" || draft.type === "buttons" || draft.type === "list") && draft.text.trim() === "") {
    faults.push("The text is empty.");
  }
  if (body !== null && body.length > LONGEST_BODY) {
    faults.push(`The message has ${body.length} characters as Twilio sends it; at most ${LONGEST_BODY} are allowed.`);
  }
  if (draft.type === "buttons") faults.push(...choiceFaults(draft.buttons.length, 3, "Buttons"));
  if (draft.type === "list") {
    const rows = draft.sections.reduce((sum, section) => sum + section.rows.length, 0);
    faults.push(...choiceFaults(rows, 10, "Rows in all sections together"));
  }
  if (draft.type === "template") {
    if (!/^HX[0-9a-zA-Z]{32}$/.test(draft.name)) {
      faults.push(
        `"${draft.name.slice(0, 60)}" is not a Content SID: HX and 32 characters, as Twilio's console shows it.`,
      );
    }
    const values = Object.entries(variablesOf(draft));
    if (values.length > MAX_VALUES)
      faults.push(`The template has ${values.length} values; at most ${MAX_VALUES} are allowed.`);
    values.forEach(([name, value]) => {
      const fault = templateValueFault(value, name);
      if (fault !== null) faults.push(fault);
      if (value.length > LONGEST_BODY)
        faults.push(
          `The template's value {{${name}}} has ${value.length} characters; at most ${LONGEST_BODY} are allowed.`,
        );
    });
  }
  faults.push(...otherFaults(draft));
  if (draft.type === "media") {
    faults.push(...mediaFaults(draft.kind, draft.link, draft.caption));
  }
  if (draft.type === "buttons" || draft.type === "link_button") faults.push(...headingFaults(draft.header));
  const named = fileOf(draft);
  if (named && file) faults.push(...fileFaults("kind" in named ? named.kind : named.type, file));
  if (draft.type === "location" && !(Math.abs(draft.latitude) <= 90 && Math.abs(draft.longitude) <= 180)) {
    faults.push("The place has no valid coordinates.");
  }
  return faults;
}

/** What is wrong with the kinds of contract/outgoing-kinds.ts, which Twilio gets as text. */
function otherFaults(draft: Draft): string[] {
  switch (draft.type) {
    case "link_button":
      return /^https?:\/\//i.test(draft.url) && URL.canParse(draft.url)
        ? emptyText(draft.text)
        : ["The button's link must be an http or https address."];
    case "location_request":
    case "number_request":
      return emptyText(draft.text);
    case "call_request":
      return ["Calls to a Twilio sender do not come to Bellhop, so it cannot ask for them."];
    case "contacts":
      return draft.contacts.length > 0 && draft.contacts.every(({ name }) => name.trim() !== "")
        ? []
        : ["Every contact card needs a name."];
    case "reaction":
      return ["Twilio cannot send reactions. Answer with a message, or connect the number through Meta."];
    default:
      return [];
  }
}

const emptyText = (text: string): string[] => (text.trim() === "" ? ["The text is empty."] : []);

function choiceFaults(found: number, most: number, name: string): string[] {
  return found < 1 || found > most ? [`${name}: ${found}; 1 to ${most} are allowed.`] : [];
}

/** Without a document: where a card cannot be sent, Twilio shows no text with one. */
function headingFaults(header: LinkButtonDraft["header"]): string[] {
  if (typeof header !== "object") return [];
  if (header.type === "document")
    return ["Twilio shows no document above a text. Send it on its own, or choose a picture or a video."];
  return mediaFaults(header.type, header.link, undefined);
}

function mediaFaults(kind: string, link: string | undefined, caption: string | undefined): string[] {
  const faults: string[] = [];
  const url = link === undefined ? null : URL.parse(link);
  if (link !== undefined && (!url || (url.protocol !== "https:" && url.protocol !== "http:"))) {
    faults.push("The file's link must be a public http or https address.");
  }
  if (caption && !takesCaption(kind)) faults.push(`Twilio sends no caption with ${kind}. Send the text on its own.`);
  return faults;
}
