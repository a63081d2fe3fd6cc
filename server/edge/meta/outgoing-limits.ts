// Meta's limits for the kinds in contract/outgoing-kinds.ts, checked before a draft is queued; each fault is a sentence.
import { isEmoji } from "../../base/emoji.ts";
import type { ContactsDraft, LinkButtonDraft, OtherDraft, ReactionDraft } from "../../contract/outgoing-kinds.ts";
import { count, isWebLink, optional, span } from "./checks.ts";

/** Number of contact cards in one message. (Meta: contacts messages.) */
const MAX_CARDS = 257;

/** What Meta would not accept. `quotes`: the message quotes another one. (Meta: interactive messages, contacts, reactions.) */
export function otherFaults(draft: OtherDraft, quotes: boolean): (string | null)[] {
  switch (draft.type) {
    case "link_button":
      return linkFaults(draft);
    case "location_request":
    case "number_request":
    case "call_request":
      return [span("The text", draft.text, 1024)];
    case "contacts":
      return cardFaults(draft);
    case "reaction":
      return reactionFaults(draft, quotes);
  }
}

/** Faults of what stands above a text: a line, or a file. */
export function headingFaults(header: LinkButtonDraft["header"]): (string | null)[] {
  if (typeof header !== "object") return [optional("The header", header, 60)];
  const { link, fileName } = header;
  return [
    link === undefined || isWebLink(link) ? null : "The header file's link must be a public http or https address.",
    optional("The file name", fileName, 240),
  ];
}

function linkFaults({ header, text, footer, label, url }: LinkButtonDraft): (string | null)[] {
  return [
    ...headingFaults(header),
    span("The text", text, 1024),
    optional("The footer", footer, 60),
    span("The button's label", label, 20),
    isWebLink(url) ? null : "The button's link must be an http or https address.",
    url.length > 2000 ? `The button's link has ${url.length} characters; at most 2000 are allowed.` : null,
  ];
}

function cardFaults({ contacts }: ContactsDraft): (string | null)[] {
  return [
    count("Contact cards", contacts.length, 1, MAX_CARDS),
    ...contacts.flatMap(({ name, phones, emails }, i) => [
      span(`The name of contact card ${i + 1}`, name, 1000),
      phones.length + (emails?.length ?? 0) === 0 ? `Contact card ${i + 1} has neither a number nor an email.` : null,
    ]),
  ];
}

function reactionFaults({ emoji, target }: ReactionDraft, quotes: boolean): (string | null)[] {
  return [
    emoji === "" || isEmoji(emoji) ? null : `"${emoji.slice(0, 20)}" is not one emoji.`,
    target === "" ? "The message to react to has no id." : null,
    quotes ? "A reaction cannot quote a message." : null,
  ];
}
