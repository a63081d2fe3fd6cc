// What WhatsApp takes of each kind of file, said before anything is uploaded. The server checks again, by the content.
// (Meta: Cloud API, supported media types; Twilio: WhatsApp media. Both count megabytes of 1,024 * 1,024 bytes.)
import type { Detail } from "../data.ts";

type Provider = Detail["channel"]["provider"];

/** What a file is sent as. */
export type SentAs = "image" | "video" | "audio" | "document";

const MB = 1_024 * 1_024;

/** The largest file of each kind, in bytes. */
export const maxBytes: Record<Provider, Record<SentAs, number>> = {
  meta: { image: 5 * MB, video: 16 * MB, audio: 16 * MB, document: 100 * MB },
  twilio: { image: 5 * MB, video: 16 * MB, audio: 16 * MB, document: 16 * MB },
};

/** The largest photo that is read to be made smaller, in bytes. */
export const MAX_PHOTO_BYTES = 60 * MB;

/** What browsers can read and make smaller; a GIF would lose its movement. */
const photos = /^image\/(jpeg|png|webp|avif|bmp|heic|heif)$/;
const videos = /^video\/(mp4|3gpp)$/;
const audios = /^audio\/(aac|amr|mpeg|mp3|mp4|x-m4a|m4a|ogg|3gpp)$/;

/** What a file is sent as: what no phone plays goes as a document. */
export function sentAs(type: string): SentAs {
  const [mime] = type.split(";");
  if (photos.test(mime!)) return "image";
  if (videos.test(mime!)) return "video";
  return audios.test(mime!) ? "audio" : "document";
}
