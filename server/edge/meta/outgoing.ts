// Bodies of the kinds in contract/outgoing-kinds.ts for a send to Meta; compose.ts adds who gets them.
import { dialable } from "../../base/phone.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import type { ContactCard, HeaderFile, LinkButtonDraft, OtherDraft } from "../../contract/outgoing-kinds.ts";
import { compact } from "./message-content.ts";

/** The type and content of a message. (Meta: messages; interactive messages, contacts, reactions.) */
export function composeOther(draft: OtherDraft, uploaded: string | undefined): JsonObject {
  switch (draft.type) {
    case "link_button":
      return interactive(linkButton(draft, uploaded));
    case "location_request":
      return interactive(request("location_request_message", draft.text, "send_location"));
    case "number_request":
      return interactive(request("request_contact_info", draft.text, "request_contact_info"));
    case "call_request":
      return interactive(request("call_permission_request", draft.text, "call_permission_request"));
    case "contacts":
      return { type: "contacts", contacts: draft.contacts.map(card) };
    case "reaction":
      return { type: "reaction", reaction: { message_id: draft.target, emoji: draft.emoji } };
  }
}

const interactive = (content: JsonObject): JsonObject => ({ type: "interactive", interactive: content });

const request = (type: string, text: string, name: string): JsonObject => ({
  type,
  body: { text },
  action: { name },
});

/** The line or the file above a text; a file goes by the id of its upload, or by a link. */
export function headerOf(header: LinkButtonDraft["header"], uploaded: string | undefined): JsonObject {
  if (header === undefined) return {};
  if (typeof header === "string") return { header: { type: "text", text: header } };
  return { header: fileParameter(header, uploaded) };
}

/** (Meta: Cloud API, interactive messages and template messages, header.) */
export function fileParameter({ type, link, fileName }: HeaderFile, uploaded: string | undefined): JsonObject {
  const filename = type === "document" ? fileName : null;
  return { type, [type]: compact({ ...(link === undefined ? { id: uploaded } : { link }), filename }) };
}

function linkButton({ header, text, footer, label, url }: LinkButtonDraft, uploaded: string | undefined): JsonObject {
  return {
    type: "cta_url",
    ...headerOf(header, uploaded),
    body: { text },
    ...(footer === undefined ? {} : { footer: { text: footer } }),
    action: { name: "cta_url", parameters: { display_text: label, url } },
  };
}

/** Meta wants one more part of the name beside the whole; without `wa_id` WhatsApp offers to invite instead of to write. */
function card({ name, company, phones, emails }: ContactCard): JsonObject {
  const [first = name, ...rest] = name.trim().split(/\s+/);
  return {
    name: {
      formatted_name: name,
      first_name: first,
      ...(rest.length === 0 ? {} : { last_name: rest.join(" ") }),
    },
    ...(company === undefined ? {} : { org: { company } }),
    phones: phones.map((phone) => {
      const number = dialable(phone);
      return { phone, type: "CELL", ...("digits" in number ? { wa_id: number.digits } : {}) };
    }),
    ...(emails === undefined || emails.length === 0 ? {} : { emails: emails.map((email) => ({ email })) }),
  };
}
