// Buttons, lists and places as plain text: Twilio takes interactive messages only as templates made beforehand, so that
// each choice says what to type instead.
import type { ButtonsDraft, Choice, Draft, ListDraft, LocationDraft } from "../../contract/outbound.ts";

/** The text in which a draft is sent; null when it has none (a template, a file without caption). */
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

/** Twilio sends a caption with pictures and films only. (Twilio: WhatsApp media.) */
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

/** `Reply *book A* – Spot A (free)`; what the title repeats is left out. */
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
