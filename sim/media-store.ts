// The in-memory store of the photos, stickers and documents that phones and businesses sent.
import { createHash } from "node:crypto";
import { mediaId } from "./ids.ts";

/** A stored file. `uploaded`: by the business, to send it. */
export type StoredMedia = {
  id: string;
  bytes: Buffer;
  mimeType: string;
  fileName: string | null;
  at: number;
  uploaded: boolean;
};

export type MediaStore = {
  put(bytes: Buffer, mimeType: string, fileName: string | null, at: number, uploaded?: boolean): StoredMedia;
  get(id: string): StoredMedia | null;
  remove(id: string): boolean;
};

/** Creates an empty store. */
export function createMediaStore(): MediaStore {
  const stored = new Map<string, StoredMedia>();
  return {
    put(bytes, mimeType, fileName, at, uploaded = false) {
      const media = { id: mediaId(), bytes, mimeType, fileName, at, uploaded };
      stored.set(media.id, media);
      return media;
    },
    get: (id) => stored.get(id) ?? null,
    remove: (id) => stored.delete(id),
  };
}

/** SHA-256: base64 in Meta's webhooks, hex in its look-up (Meta: media API). */
export function sha256(bytes: Buffer, encoding: "base64" | "hex"): string {
  return createHash("sha256").update(bytes).digest(encoding);
}
