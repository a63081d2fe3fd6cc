// Renders as plain text what Twilio does not take in a message of its own: each choice shows what to type, a link button its address, a
// contact card its lines.
import type { ButtonsDraft, Choice, Draft, ListDraft, LocationDraft } from "../../contract/outbound.ts";
import type { ContactCard, LinkButtonDraft } from "../../contract/outgoing-kinds.ts";

/** The text of a draft; null when it has none (a template, a file without caption). */
export function render(draft: Draft): string | null {
  switch (draft.type) {
    case "text":
      return draft.text;
    case "buttons":
      return renderButtons(draft);
    case "list":
      return renderList(draft);
    case "location":
      return renderLocation(draft);
    case "media":
      return takesCaption(draft.kind) ? (draft.caption ?? null) : null;
    case "link_button":
      return renderLink(draft);
    case "location_request":
      return paragraphs(draft.text, "To send your location, tap + or the paper clip, then Location.");
    case "number_request":
      return paragraphs(draft.text, "Reply with your phone number and its country code.");
    case "contacts":
      return paragraphs(...draft.contacts.map(renderCard));
    case "template":
    case "reaction":
    case "call_request":
      return null;
  }
}

/** Twilio sends captions only with images and videos. (Twilio: WhatsApp media.) */
export function takesCaption(kind: string): boolean {
  return kind === "image" || kind === "video";
}

/** A line above a text. A file goes beside the text. */
const heading = (header: LinkButtonDraft["header"]): string | undefined =>
  typeof header === "string" && header !== "" ? `*${header}*` : undefined;

function renderButtons({ header, text, footer, buttons, typed }: ButtonsDraft): string {
  const lines = buttons.map((button) => line(button, undefined, typed));
  return paragraphs(heading(header), text, lines.join("\n"), footer);
}

function renderList({ text, footer, sections, typed }: ListDraft): string {
  const blocks = sections.map(({ title, rows }) => {
    const lines = rows.map((row) => line(row, row.description, typed));
    return (title ? [`_${title}_`, ...lines] : lines).join("\n");
  });
  return paragraphs(text, ...blocks, footer);
}

/** For example `Reply *book A* – Spot A (free)`; leaves out what the title only repeats. `▸ *Reservar A*` where titles are typed. */
function line({ id, title }: Choice, description: string | undefined, typed: ButtonsDraft["typed"]): string {
  const more = description ? ` (${description})` : "";
  if (typed === "titles") return `▸ *${title}*${more}`;
  return id.toLowerCase() === title.toLowerCase() ? `Reply *${id}*${more}` : `Reply *${id}* – ${title}${more}`;
}

function renderLink({ header, text, footer, label, url }: LinkButtonDraft): string {
  return paragraphs(heading(header), text, `${label}: ${url}`, footer);
}

function renderCard({ name, company, phones, emails = [] }: ContactCard): string {
  return [`*${name}*`, company, ...phones, ...emails].filter((part) => part).join("\n");
}

function renderLocation({ latitude, longitude, name, address }: LocationDraft): string {
  const link = `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`;
  return [name, address, link].filter((part) => part).join("\n");
}

function paragraphs(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part).join("\n\n");
}
