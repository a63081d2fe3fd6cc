// The files that Twilio takes, checked before a message is queued.
import { type FileLimit, limitFault } from "../../base/file-limits.ts";
import type { MediaKind, OutgoingFile } from "../../contract/outbound.ts";

const MB = 1024 * 1024;
const office = "application/vnd.openxmlformats-officedocument.";

/** (Twilio: WhatsApp media; stickers as at Meta.) */
const limits: Record<MediaKind, FileLimit> = {
  image: { types: ["image/jpeg", "image/png"], bytes: 5 * MB, takes: "a JPEG or PNG" },
  video: { types: ["video/mp4"], bytes: 16 * MB, takes: "an MP4 with H.264 and AAC" },
  audio: {
    types: ["audio/ogg", "audio/amr", "audio/3gpp", "audio/aac", "audio/mpeg"],
    bytes: 16 * MB,
    takes: "AAC, AMR, MP3, or OGG with Opus",
  },
  document: {
    types: [
      ...["application/pdf", "application/msword", `${office}wordprocessingml.document`],
      ...[`${office}spreadsheetml.sheet`, `${office}presentationml.presentation`, "text/vcard"],
    ],
    bytes: 16 * MB,
    takes: "a PDF, a vCard, or a file of Word, Excel (xlsx) or PowerPoint (pptx)",
  },
  sticker: { types: ["image/webp"], bytes: 100 * 1024, takes: "a WebP" },
};

/** The size of a sticker that moves, in bytes. */
const ANIMATED_STICKER_BYTES = 500 * 1024;

/** Why Twilio would refuse a file, as sentences. */
export function fileFaults(kind: MediaKind, file: OutgoingFile): string[] {
  const bytes = kind === "sticker" && file.animated ? ANIMATED_STICKER_BYTES : limits[kind].bytes;
  const sound = file.ogg && !file.ogg.opus ? "This OGG does not hold Opus. Send OGG with Opus, or MP3." : null;
  return [limitFault(kind, { ...limits[kind], bytes }, file), sound].filter((fault) => fault !== null);
}
