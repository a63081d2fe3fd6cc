// A table from Meta's message type to its reader. Messages about other messages (reaction, edit, revoke, system) are read here too.
import type { JsonObject } from "../../contract/inbound.ts";
import { readCards, readLocation, readOrder } from "./cards.ts";
import { ident, list, record, text } from "./fields.ts";
import { readButton, readInteractive } from "./interactive.ts";
import { readMedia, readVoice } from "./media.ts";
import { compact, contentOf, hollow, type MessageContent } from "./message-content.ts";
import { readUnsupported } from "./unsupported.ts";

/** A Map and not an object, so that a type called `constructor` is not found. */
const READERS = new Map<string, (message: JsonObject) => MessageContent>([
  [
    "text",
    (message) =>
      record(message.text) ? contentOf("text", { text: text(record(message.text)?.body) }) : hollow("text", "text"),
  ],
  ["image", (message) => readMedia("image", message.image)],
  ["video", (message) => readMedia("video", message.video)],
  ["audio", (message) => readMedia("audio", message.audio)],
  ["voice", readVoice],
  ["document", (message) => readMedia("document", message.document)],
  ["sticker", (message) => readMedia("sticker", message.sticker)],
  ["location", readLocation],
  ["contacts", readCards],
  ["interactive", readInteractive],
  ["button", readButton],
  ["order", readOrder],
  ["reaction", readReaction],
  ["revoke", readRevoke],
  ["system", readSystem],
  ["request_welcome", () => contentOf("system", { content: { kind: "request_welcome" } })],
  // Only in echoes: the business sent it from another app.
  ["template", (message) => contentOf("template", { content: compact({ template: message.template }) })],
]);

/**
 * Reads the content of a message by its type; where the type is missing or unknown, by the key that is there. Never throws; what has neither
 * becomes `unsupported`.
 */
export function readContent(message: JsonObject): MessageContent {
  const type = typeof message.type === "string" ? message.type : "";
  if (type === "edit" || (!READERS.has(type) && record(message.edit))) return readEdit(message);
  return readByType(message, type);
}

function readByType(message: JsonObject, type: string): MessageContent {
  const reader = READERS.get(type);
  if (reader) return reader(message);
  const key = [...READERS.keys()].find((name) => record(message[name]) ?? list(message[name]));
  return key === undefined ? readUnsupported(message) : READERS.get(key)!(message);
}

/** A reaction. A missing or empty emoji means that it was removed. (Meta: webhooks reference, reaction.) */
function readReaction(message: JsonObject): MessageContent {
  const reaction = record(message.reaction);
  if (!reaction) return hollow("reaction", "reaction");
  const emoji = text(reaction.emoji);
  return contentOf("reaction", {
    text: emoji,
    target: ident(reaction.message_id),
    content: emoji === null ? { removed: true, shown_as: "reaction_removed" } : {},
  });
}

/** The sender deleted a message for everyone. (Meta: webhooks reference, revoke.) */
function readRevoke(message: JsonObject): MessageContent {
  return contentOf("revoke", { target: ident(record(message.revoke)?.original_message_id) });
}

/**
 * The sender corrected a message: `edit.message` is shaped like one. Its inner `context.id` is a placeholder and ignored.
 * (Meta: webhooks reference, edit.)
 */
function readEdit(message: JsonObject): MessageContent {
  const edit = record(message.edit);
  const target = ident(edit?.original_message_id);
  const inner = record(edit?.message);
  if (!inner) return { ...hollow("edit", "edit"), target };
  // An edit inside an edit does not exist, and would recurse without end.
  const type = typeof inner.type === "string" ? inner.type : "";
  const read = readByType(inner, type);
  return {
    ...read,
    type: "edit",
    text: read.text ?? read.caption,
    target,
    content: { ...read.content, edited_type: read.type },
  };
}

/** Changes of the person: another number, id or device. (Meta: webhooks reference, system.) */
function readSystem(message: JsonObject): MessageContent {
  const system = record(message.system);
  if (!system) return hollow("system", "system");
  return contentOf("system", { text: text(system.body), content: compact({ kind: text(system.type), system }) });
}
