// What a draft becomes in the table of messages, so that what goes out is listed, searched and shown like what comes in.
import type { MessageType } from "../../contract/inbound.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { ContactCard } from "../../contract/outgoing-kinds.ts";

/** The type of its message. */
export function typeOf(draft: Draft): MessageType {
  switch (draft.type) {
    case "media":
      return draft.kind;
    case "buttons":
    case "list":
    case "link_button":
    case "location_request":
    case "number_request":
    case "call_request":
      return "interactive";
    default:
      return draft.type;
  }
}

/** Its text; null when it has none. A reaction without text takes an earlier one back. */
export function textOf(draft: Draft): string | null {
  switch (draft.type) {
    case "template":
      return draft.parameters.length > 0 ? `${draft.name}: ${draft.parameters.join(", ")}` : draft.name;
    case "media":
      return draft.caption ?? null;
    case "location":
      return draft.name ?? null;
    case "contacts":
      return draft.contacts.map(({ name }) => name).join(", ");
    case "reaction":
      return draft.emoji === "" ? null : draft.emoji;
    default:
      return draft.text;
  }
}

/** The provider's id of the message on which it acts; null for all but reactions. */
export const targetOf = (draft: Draft): string | null => (draft.type === "reaction" ? draft.target : null);

/** The draft itself, with contact cards as incoming ones have them. */
export const contentOf = (draft: Draft): object =>
  draft.type === "contacts" ? { draft, contacts: draft.contacts.map(card) } : { draft };

const card = ({ name, company, phones, emails = [] }: ContactCard): object => ({
  name: { formatted_name: name },
  ...(company === undefined ? {} : { org: { company } }),
  phones: phones.map((phone) => ({ phone })),
  emails: emails.map((email) => ({ email })),
});
