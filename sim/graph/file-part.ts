// A file in a send request: of a message, or above the text of one. (Meta: media messages; interactive and template messages, header.)
import type { Media, MediaKind } from "../chat/message.ts";
import { isObject } from "../http.ts";
import type { MediaStore } from "../media-store.ts";
import { objectAt, onlyKeys, optionalText, textAt } from "./check.ts";
import { GraphError } from "./errors.ts";
import { alive } from "./media.ts";

/** The files that Meta has. `now`: milliseconds since 1970. */
export type Kept = { media: MediaStore; now: number };

const ABOVE = ["image", "video", "document"] as const;

/** The kind of a file that may stand above a text; null for anything else. */
export const kindAbove = (part: unknown): (typeof ABOVE)[number] | null =>
  (isObject(part) && ABOVE.find((kind) => kind === part.type)) || null;

/** The file above a text, which has no caption. Throws GraphError. */
export function fileAbove(kind: (typeof ABOVE)[number], part: Record<string, unknown>, kept: Kept): Media {
  const file = objectAt(part, kind, `header['${kind}']`);
  onlyKeys(file, kind, ["id", "link", "provider", ...(kind === "document" ? ["filename"] : [])]);
  return fileAt(kind, file, kept);
}

/** A file by its id or a link. Throws GraphError 100, 131008 or 131009. */
export function fileAt(kind: MediaKind, part: Record<string, unknown>, { media, now }: Kept): Media {
  const captioned = kind === "image" || kind === "video" || kind === "document";
  onlyKeys(part, kind, [
    "id",
    "link",
    "provider",
    ...(captioned ? ["caption"] : []),
    ...(kind === "document" ? ["filename"] : []),
    ...(kind === "audio" ? ["voice"] : []),
  ]);
  const caption = optionalText(part, "caption", `${kind}['caption']`, 1024);
  const fileName = optionalText(part, "filename", "document['filename']", 240);
  const more = { ...(caption ? { caption } : {}), ...(fileName ? { fileName } : {}) };
  const voice = part.voice === true ? { voice: true } : {};
  if (part.id !== undefined) {
    const stored = alive(media, String(part.id), now);
    if (!stored) throw new GraphError(131009, `${kind}['id']: there is no media ${String(part.id)}.`);
    return { type: "media", kind, media: stored.id, mimeType: stored.mimeType, ...more, ...voice };
  }
  if (part.link === undefined) throw new GraphError(131008, `${kind}: one of id and link is required.`);
  const link = textAt(part, "link", `${kind}['link']`, 2048);
  if (!/^https?:\/\//.test(link)) throw new GraphError(131009, `${kind}['link'] must be an http or https URL.`);
  return { type: "media", kind, media: null, mimeType: "", link, ...more, ...voice };
}
