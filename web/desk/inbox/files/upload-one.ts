// Uploads one file for a rule, a canned reply or a header, outside the tray.
import { i18n } from "../../../kit/i18n.ts";
import { maxBytes, sentAs } from "./limits.ts";
import { renamed, shrinkPhoto, UnreadablePhoto } from "./shrink.ts";
import { type Upload, upload } from "./upload.ts";

/**
 * Uploads a file; a photo is made small enough for every provider, and loses what it says besides the picture. `webp`: what a WebP is, a sticker
 * that stays as it is or a photo. Throws an error that says why it cannot be sent.
 */
export async function uploadOne(
  file: File,
  { webp = "sticker" }: { webp?: "sticker" | "image" } = {},
): Promise<Upload> {
  await i18n.loadNamespaces("files");
  if (file.size === 0) throw new Error(i18n.t("files:is_empty"));
  const isPhoto = sentAs(file.type) === "image" && (webp === "image" || file.type !== "image/webp");
  const blob = isPhoto ? await smallPhoto(file) : file;
  const name = isPhoto ? renamed(file.name, blob.type) : file.name;
  return upload(blob, name, { onProgress: () => {}, signal: new AbortController().signal });
}

async function smallPhoto(photo: File): Promise<Blob> {
  try {
    return await shrinkPhoto(photo, Math.min(maxBytes.meta.image, maxBytes.twilio.image));
  } catch (error) {
    if (error instanceof UnreadablePhoto) throw new Error(i18n.t("files:unreadable_photo"));
    throw error;
  }
}
