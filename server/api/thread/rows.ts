// Converts the rows of a thread from core to what the API returns.
import { z } from "zod";
import type { JsonObject, MessageType, Provider } from "../../contract/inbound.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Channel } from "../../contract/ports.ts";
import { annotate } from "../../core/inbox/annotations.ts";
import { effectOf } from "../../core/inbox/effects.ts";
import type { Note } from "../../core/inbox/notes.ts";
import type { Page, ThreadMessage, ThreadPosition } from "../../core/inbox/threads.ts";
import { failureOf } from "../http/failure.ts";
import { decodeCursor, encodeCursor } from "../http/paging.ts";
import { contactsIn, linesIn, textIn } from "./content.ts";
import type { messageEntry, noteEntry, threadPage } from "./shapes.ts";

type Channels = ReadonlyMap<Provider, Channel>;
type MessageEntry = z.infer<typeof messageEntry>;

/** A page of a thread; `channels` know which failures are worth retrying. */
export function toPage(page: Page, channels: Channels, now: Date): z.infer<typeof threadPage> {
  return {
    entries: page.entries.map((entry) =>
      entry.kind === "note" ? toNote(entry.note) : toEntry(entry.message, channels, now),
    ),
    before: page.before && toCursor(page.before),
    after: page.after && toCursor(page.after),
    at_end: page.atEnd,
  };
}

/** A note of a thread. */
export function toNote(note: Note): z.infer<typeof noteEntry> {
  return {
    kind: "note",
    id: note.id,
    author: { id: note.author_id, name: note.author.replace(/^(desk|api):/, "") },
    text: note.body,
    at: note.created_at.toISOString(),
  };
}

/** A message of a thread. */
export function toEntry(message: ThreadMessage, channels: Channels, now: Date): MessageEntry {
  const { content } = message;
  const draft = (content.draft as Draft | undefined) ?? null;
  const { reactions, edited, revokedAt } = annotate(message.folds);
  return {
    kind: "message",
    id: message.id,
    direction: message.direction,
    type: message.type,
    text: message.text_body,
    caption: message.caption,
    payload: message.payload,
    at: message.sent_at.toISOString(),
    received_at: message.received_at.toISOString(),
    state: message.status as MessageEntry["state"],
    origin: message.origin,
    sender:
      message.direction === "out"
        ? null
        : { name: message.contact_name ?? message.sender_name, address: message.sender },
    drawn: drawnAs(message),
    error: failureOf(message, message.waiting, channels.get(message.provider), { opened: message.opened, now }),
    reply_to: message.reply_to === null ? null : quoteOf(message),
    reactions: reactions.map((one) => ({ ...one, at: one.at.toISOString() })),
    edited: edited && { text: edited.text, at: edited.at.toISOString() },
    revoked_at: revokedAt?.toISOString() ?? null,
    attachments: attachmentsOf(message, draft),
    location: locationOf(message, draft),
    contacts: contactsIn(content),
    order: linesIn(content),
    interactive: offerIn(draft),
    template: templateIn(draft),
    forwarded: content.forwarded === true,
    reason: textIn(content.reason),
  };
}

/** Whether the message is shown as somebody's words or as a notice, by the table of effects. */
function drawnAs({ direction, type, content }: ThreadMessage): MessageEntry["drawn"] {
  const of = { type: type as MessageType, echo: false, content: content as JsonObject };
  return direction === "in" && effectOf(of).drawn === "notice" ? "notice" : "words";
}

function quoteOf({ quoted }: ThreadMessage): MessageEntry["reply_to"] {
  if (quoted === null) return { message_id: null, direction: null, type: null, preview: null };
  const { id, direction, type, preview } = quoted;
  return { message_id: id, direction, type, preview };
}

function attachmentsOf(message: ThreadMessage, draft: Draft | null): MessageEntry["attachments"] {
  if (draft?.type === "media") {
    const { link: url, fileName } = draft;
    return [{ id: null, media_id: null, url, mime_type: null, file_name: fileName ?? null, state: "link" }];
  }
  return message.attachments.map(({ provider_id, ...one }) => ({ ...one, media_id: provider_id, state: "remote" }));
}

function locationOf(message: ThreadMessage, draft: Draft | null): MessageEntry["location"] {
  if (draft?.type === "location") {
    const { latitude, longitude, name, address } = draft;
    return { latitude, longitude, name: name ?? null, address: address ?? null };
  }
  const { latitude, longitude, location_name: name, location_address: address } = message;
  return latitude === null || longitude === null ? null : { latitude, longitude, name, address };
}

function offerIn(draft: Draft | null): MessageEntry["interactive"] {
  if (draft?.type !== "buttons" && draft?.type !== "list") return null;
  const sections = draft.type === "list" ? draft.sections : [{ rows: draft.buttons }];
  return {
    kind: draft.type,
    footer: draft.footer ?? null,
    button: draft.type === "list" ? draft.button : null,
    choices: sections.flatMap((section) =>
      section.rows.map(({ id, title, description }) => ({
        id,
        title,
        description: description ?? null,
        section: ("title" in section ? section.title : undefined) ?? null,
      })),
    ),
  };
}

function templateIn(draft: Draft | null): MessageEntry["template"] {
  if (draft?.type !== "template") return null;
  const { name, language, parameters, named } = draft;
  return { name, language, parameters: [...parameters, ...Object.values(named ?? {})] };
}

const toCursor = ({ at, kind, id }: ThreadPosition): string => encodeCursor([at.toISOString(), kind, id]);

const position = z.tuple([z.iso.datetime(), z.enum(["message", "note"]), z.number().int()]);

/** Decodes a thread cursor; null when there is none. Throws BAD_CURSOR. */
export function toPosition(cursor: string | undefined): ThreadPosition | null {
  const why = "Use before and after as a page gave them, or leave them out for the newest page.";
  const found = decodeCursor(cursor, position, why);
  return found && { at: new Date(found[0]), kind: found[1], id: found[2] };
}
