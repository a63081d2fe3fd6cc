// What a message of ours offers to tap: buttons, a list, a link, or a request for a location, a number or calls.
import type { z } from "zod";
import type { Choice, Draft } from "../../contract/outbound.ts";
import type { LinkButtonDraft } from "../../contract/outgoing-kinds.ts";
import type { messageEntry } from "./shapes.ts";

type Offer = NonNullable<z.infer<typeof messageEntry>["interactive"]>;

/** What a draft offers; null when it offers nothing. */
export function offerIn(draft: Draft | null): Offer | null {
  const nothing = { header: null, footer: null, button: null, url: null, choices: [] };
  switch (draft?.type) {
    case "buttons":
      return {
        ...nothing,
        kind: draft.type,
        header: lineIn(draft.header),
        footer: draft.footer ?? null,
        choices: choices(draft.buttons),
      };
    case "list":
      return {
        ...nothing,
        kind: draft.type,
        footer: draft.footer ?? null,
        button: draft.button,
        choices: draft.sections.flatMap(({ title, rows }) => choices(rows, title)),
      };
    case "link_button": {
      const { type: kind, footer = null, label: button, url } = draft;
      return { ...nothing, kind, header: lineIn(draft.header), footer, button, url };
    }
    case "location_request":
    case "number_request":
    case "call_request":
      return { ...nothing, kind: draft.type };
    default:
      return null;
  }
}

/** A line above the text; a file there is one of the message's attachments. */
const lineIn = (header: LinkButtonDraft["header"]): string | null => (typeof header === "string" ? header : null);

const choices = (rows: readonly Choice[], section?: string): Offer["choices"] =>
  rows.map(({ id, title, description }) => ({
    id,
    title,
    description: description ?? null,
    section: section ?? null,
  }));
