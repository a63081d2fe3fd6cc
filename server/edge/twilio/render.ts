// Renders buttons, lists and locations as plain text: Twilio takes interactive messages only as prepared templates, so each choice shows
// what to type.
import type { ButtonsDraft, Choice, Draft, ListDraft, LocationDraft } from "../../contract/outbound.ts";

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
    case "template":
      return null;
  }
}

/** Twilio sends captions only with images and videos. (Twilio: WhatsApp media.) */
export function takesCaption(kind: string): boolean {
  return kind === "image" || kind === "video";
}

function renderButtons({ text, footer, buttons }: ButtonsDraft): string {
  return paragraphs(text, buttons.map((button) => line(button, undefined)).join("\n"), footer);
}

function renderList({ text, footer, sections }: ListDraft): string {
  const blocks = sections.map(({ title, rows }) => {
    const lines = rows.map((row) => line(row, row.description));
    return (title ? [`_${title}_`, ...lines] : lines).join("\n");
  });
  return paragraphs(text, ...blocks, footer);
}

/** For example `Reply *book A* – Spot A (free)`; leaves out what the title only repeats. */
function line({ id, title }: Choice, description: string | undefined): string {
  const more = description ? ` (${description})` : "";
  return id.toLowerCase() === title.toLowerCase() ? `Reply *${id}*${more}` : `Reply *${id}* – ${title}${more}`;
}

function renderLocation({ latitude, longitude, name, address }: LocationDraft): string {
  const link = `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`;
  return [name, address, link].filter((part) => part).join("\n");
}

function paragraphs(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part).join("\n\n");
}
