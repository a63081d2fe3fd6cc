// Reads messages that carry a file: image, video, audio (voice notes too), document, sticker. Downloads nothing.
import type { JsonObject } from "../../contract/inbound.ts";
import type { MediaKind } from "../../contract/outbound.ts";
import { ident, record, sha256Hex, text } from "./fields.ts";
import { compact, contentOf, hollow, type MessageContent } from "./message-content.ts";

/** Reads the object under the key that is named like the type. (Meta: webhooks reference, image, video, audio, document, sticker.) */
export function readMedia(type: MediaKind, value: unknown): MessageContent {
  const file = record(value);
  if (!file) return hollow(type, type);
  return contentOf(type, {
    caption: text(file.caption),
    media: [
      {
        providerId: ident(file.id),
        url: text(file.url),
        mimeType: text(file.mime_type),
        sha256: sha256Hex(file.sha256),
        fileName: text(file.filename),
      },
    ],
    content: marks(file),
  });
}

/** In old payloads a voice note has its own type, `voice`. */
export function readVoice(message: JsonObject): MessageContent {
  const read = readMedia("audio", message.voice ?? message.audio);
  return { ...read, content: { ...read.content, ...marks({ voice: true }) } };
}

function marks(file: JsonObject): JsonObject {
  const voice = file.voice === true;
  return compact({
    voice: voice ? true : null,
    shown_as: voice ? "voice" : null,
    animated: file.animated === true ? true : null,
  });
}
