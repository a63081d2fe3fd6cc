// Converts the rows of a thread from core to what the API returns.
import { z } from "zod";
import type { JsonObject, MessageType } from "../../contract/inbound.ts";
import { type Draft, fileOf } from "../../contract/outbound.ts";
import type { ByNumber, Channel } from "../../contract/ports.ts";
import { annotate } from "../../core/inbox/annotations.ts";
import { effectOf, passiveOf } from "../../core/inbox/effects.ts";
import type { Note } from "../../core/inbox/notes.ts";
import type { Page, ThreadMessage, ThreadPosition } from "../../core/inbox/threads.ts";
import { failureOf } from "../http/failure.ts";
import { decodeCursor, encodeCursor } from "../http/paging.ts";
import { linkAttachment, toAttachment } from "../media/attachment.ts";
import {
  answersIn,
  contactsIn,
  linkIn,
  orderIn,
  paymentIn,
  permissionIn,
  productIn,
  referralIn,
  shownAsIn,
  textIn,
} from "./content.ts";
import { offerIn } from "./offer.ts";
import type { messageEntry, noteEntry, threadPage } from "./shapes.ts";

type Channels = ByNumber<Channel>;
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
    shown_as: shownAsIn(content),
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
    ...contentIn(content),
    payments: message.payments.map(paymentIn),
    interactive: offerIn(draft),
    template: templateIn(draft, message),
    call: message.call,
  };
}

/** What a message contains besides text, files and a place. */
function contentIn(content: ThreadMessage["content"]) {
  return {
    contacts: contactsIn(content),
    answers: answersIn(content),
    order: orderIn(content),
    description: textIn(content.description),
    referral: referralIn(content),
    product: productIn(content),
    call_permission: permissionIn(content),
    passive: passiveOf({ content: content as JsonObject }),
    forwarded: content.forwarded === true,
    forwarded_often: content.frequently_forwarded === true,
    reason: textIn(content.reason),
  };
}

/** Whether the message is shown as somebody's words or as a notice, by the table of effects. */
function drawnAs({ direction, type, content }: ThreadMessage): MessageEntry["drawn"] {
  const of = { type: type as MessageType, echo: false, content: content as JsonObject };
  return direction === "in" && effectOf(of).drawn === "notice" ? "notice" : "words";
}

function quoteOf({ quoted }: ThreadMessage): MessageEntry["reply_to"] {
  if (quoted === null)
    return { message_id: null, direction: null, type: null, preview: null, edited: false, revoked: false };
  const { id, direction, type, preview, folds } = quoted;
  const { edited, revokedAt } = annotate(folds);
  const text = edited ? (edited.text?.slice(0, 200).toWellFormed() ?? null) : preview;
  return { message_id: id, direction, type, preview: text, edited: edited !== null, revoked: revokedAt !== null };
}

function attachmentsOf(message: ThreadMessage, draft: Draft | null): MessageEntry["attachments"] {
  const named = draft && fileOf(draft);
  if (named?.link !== undefined) return [linkAttachment(named.link, named.fileName ?? null)];
  return message.attachments.map(toAttachment);
}

function locationOf(message: ThreadMessage, draft: Draft | null): MessageEntry["location"] {
  if (draft?.type === "location") {
    const { latitude, longitude, name, address } = draft;
    return { latitude, longitude, name: name ?? null, address: address ?? null, url: null };
  }
  const { latitude, longitude, location_name: name, location_address: address } = message;
  const url = linkIn(message.content.url);
  return latitude === null || longitude === null ? null : { latitude, longitude, name, address, url };
}

function templateIn(draft: Draft | null, { content, content_name }: ThreadMessage): MessageEntry["template"] {
  if (draft?.type !== "template") return null;
  const { language, parameters, named } = draft;
  const [name, instead] = [content_name ?? draft.name, content.said !== undefined];
  return { name, language, parameters: [...parameters, ...Object.values(named ?? {})], instead };
}

const toCursor = ({ at, kind, id }: ThreadPosition): string => encodeCursor([at.toISOString(), kind, id]);

const position = z.tuple([z.iso.datetime(), z.enum(["message", "note"]), z.number().int()]);

/** Decodes a thread cursor; null when there is none. Throws BAD_CURSOR. */
export function toPosition(cursor: string | undefined): ThreadPosition | null {
  const why = "Use before and after as a page gave them, or leave them out for the newest page.";
  const found = decodeCursor(cursor, position, why);
  return found && { at: new Date(found[0]), kind: found[1], id: found[2] };
}
