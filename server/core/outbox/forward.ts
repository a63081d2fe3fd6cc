// What is sent when a message is forwarded: its content again, without what belonged to its own conversation.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { type Draft, type MediaDraft, mediaKinds } from "../../contract/outbound.ts";
import type { ContactCard } from "../../contract/outgoing-kinds.ts";
import { annotate, annotationsOf } from "../inbox/annotations.ts";

/** Kinds of our own that are sent again as they are. */
const repeated: ReadonlySet<Draft["type"]> = new Set(["text", "link_button", "location", "contacts", "media"]);

/**
 * A draft with the content of a message: of ours as it was sent, of the customer's its text, file, location or contact cards. Buttons, lists and requests go as
 * their text, because a tap would be an answer to a question of another conversation. What its writer edited goes as it reads now. Throws NOT_FOUND, and
 * BAD_REQUEST for what cannot be forwarded.
 */
export async function draftOfMessage(db: Kysely<DB> | Transaction<DB>, id: number): Promise<Draft> {
  const message = await db
    .selectFrom("messages")
    .select(["type", "text_body", "caption", "latitude", "longitude", "location_name", "location_address", "content"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!message) throw new Fault("NOT_FOUND", `There is no message ${id}.`);
  const { edited, revokedAt } = annotate((await annotationsOf(db, [id])).get(id) ?? []);
  if (revokedAt !== null)
    throw new Fault("BAD_REQUEST", `Message ${id} cannot be forwarded: its writer has deleted it.`);
  const { draft, contacts } = message.content as { draft?: Draft; contacts?: unknown };
  if (draft && repeated.has(draft.type)) {
    const { replyTo: _, ...again } = draft;
    return again;
  }
  const file = await fileIn(db, id, message.type, edited ? edited.text : message.caption);
  if (file) return file;
  const { latitude, longitude, location_name: name, location_address: address } = message;
  if (latitude !== null && longitude !== null)
    return { type: "location", latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) };
  const cards = message.type === "contacts" && Array.isArray(contacts) ? contacts.flatMap(cardIn) : [];
  if (cards.length > 0) return { type: "contacts", contacts: cards };
  const forwardable = message.type === "text" || message.type === "interactive" || message.type === "button";
  const text = edited?.text ?? message.text_body;
  if (forwardable && text) return { type: "text", text };
  throw new Fault("BAD_REQUEST", `Message ${id} cannot be forwarded: it has no text, file, location or contact card.`);
}

/** The file of a message; null when it has none. Throws BAD_REQUEST when the file is not here. */
async function fileIn(
  db: Kysely<DB> | Transaction<DB>,
  id: number,
  type: string,
  caption: string | null,
): Promise<MediaDraft | null> {
  const kind = mediaKinds.find((one) => one === type);
  if (kind === undefined) return null;
  const file = await db
    .selectFrom("attachments")
    .select(["id", "state", "file_name", "voice"])
    .where("message_id", "=", id)
    .orderBy("position")
    .executeTakeFirst();
  if (file?.state !== "ready")
    throw new Fault("BAD_REQUEST", `Message ${id} cannot be forwarded: its file is not here. Fetch it first.`);
  const hasCaption = caption && kind !== "audio" && kind !== "sticker";
  return {
    ...{ type: "media", kind, file: file.id },
    ...(hasCaption ? { caption } : {}),
    ...(file.file_name ? { fileName: file.file_name } : {}),
    ...(file.voice && kind === "audio" ? { voice: true } : {}),
  };
}

type Loose = { [key: string]: unknown };

const loose = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});
const textsOf = (value: unknown, field: string): string[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => {
    const text = loose(one)[field];
    return typeof text === "string" && text !== "" ? [text] : [];
  });

/** A contact card as a customer sent it; nothing when it lacks a name, or both number and e-mail address. */
function cardIn(value: unknown): ContactCard[] {
  const card = loose(value);
  const { formatted_name: name } = loose(card.name);
  const { company } = loose(card.org);
  const [phones, emails] = [textsOf(card.phones, "phone"), textsOf(card.emails, "email")];
  if (typeof name !== "string" || name === "" || phones.length + emails.length === 0) return [];
  return [
    { name, ...(typeof company === "string" ? { company } : {}), phones, ...(emails.length > 0 ? { emails } : {}) },
  ];
}
