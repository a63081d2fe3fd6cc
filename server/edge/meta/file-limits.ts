// The files that Meta takes, checked before a message is queued. limits.ts has the limits of texts.
import { type FileLimit, limitFault } from "../../base/file-limits.ts";
import type { MediaDraft, MediaKind, OutgoingFile } from "../../contract/outbound.ts";

const MB = 1024 * 1024;
const office = "application/vnd.openxmlformats-officedocument.";

/** (Meta: Cloud API, media: supported types.) */
const limits: Record<MediaKind, FileLimit> = {
  image: { types: ["image/jpeg", "image/png"], bytes: 5 * MB, takes: "a JPEG or PNG" },
  video: { types: ["video/mp4", "video/3gpp"], bytes: 16 * MB, takes: "an MP4 or 3GP with H.264 and AAC" },
  audio: {
    types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
    bytes: 16 * MB,
    takes: "AAC, AMR, MP3, M4A, or OGG with Opus",
  },
  document: {
    types: [
      ...["text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel"],
      ...["application/vnd.ms-powerpoint", `${office}wordprocessingml.document`],
      ...[`${office}spreadsheetml.sheet`, `${office}presentationml.presentation`],
    ],
    bytes: 100 * MB,
    takes: "a PDF, a plain text, or a file of Word, Excel or PowerPoint",
  },
  sticker: { types: ["image/webp"], bytes: 100 * 1024, takes: "a WebP" },
};

/** The size of a sticker that moves, in bytes. (Meta: Cloud API, media: stickers.) */
const ANIMATED_STICKER_BYTES = 500 * 1024;

/** Why Meta would refuse a file, as sentences. */
export function fileFaults({ kind, voice }: Pick<MediaDraft, "kind" | "voice">, file: OutgoingFile): (string | null)[] {
  const bytes = kind === "sticker" && file.animated ? ANIMATED_STICKER_BYTES : limits[kind].bytes;
  return [
    limitFault(kind, { ...limits[kind], bytes }, file),
    kind === "audio" ? soundFault(file, voice === true) : null,
  ];
}

/** OGG must hold Opus in mono, and a voice note must be such an OGG. (Meta: Cloud API, media; audio messages.) */
function soundFault({ mimeType, ogg }: OutgoingFile, voice: boolean): string | null {
  if (ogg === null) {
    if (voice)
      return `A voice note must be OGG with Opus in mono, and this is ${mimeType}. Send it as sound, without "voice".`;
    return null;
  }
  if (!ogg.opus) return "This OGG does not hold Opus. Send OGG with Opus in mono, or MP3.";
  return ogg.channels === 1 ? null : `This OGG has ${ogg.channels} channels. Send it in mono, or as MP3.`;
}
