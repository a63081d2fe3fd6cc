// Media of the Graph API: upload, look-up, download and deletion (Meta: media API), and the allowed files.
import type { MediaKind } from "../chat/message.ts";
import type { Reply } from "../http.ts";
import { type MediaStore, type StoredMedia, sha256 } from "../media-store.ts";
import { GraphError } from "./errors.ts";

const MB = 1024 * 1024;
const office = "application/vnd.openxmlformats-officedocument.";

/** The allowed media types and largest size in bytes of each kind. */
const MEDIA_LIMITS: Record<MediaKind, { types: string[]; bytes: number }> = {
  audio: { types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], bytes: 16 * MB },
  document: {
    types: [
      "text/plain",
      "application/pdf",
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      `${office}wordprocessingml.document`,
      `${office}spreadsheetml.sheet`,
      `${office}presentationml.presentation`,
    ],
    bytes: 100 * MB,
  },
  image: { types: ["image/jpeg", "image/png"], bytes: 5 * MB },
  sticker: { types: ["image/webp"], bytes: 500 * 1024 },
  video: { types: ["video/mp4", "video/3gpp"], bytes: 16 * MB },
};

/** Why a file cannot be sent as this kind; null if it can. */
export function unfit(kind: MediaKind, mimeType: string, bytes: number): string | null {
  const { types, bytes: maxBytes } = MEDIA_LIMITS[kind];
  const plain = mimeType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(plain)) return `${plain || "an unknown type"} cannot be sent as ${kind}`;
  return bytes > maxBytes ? `${bytes} bytes are more than the ${maxBytes} allowed for ${kind}` : null;
}

/** The endings that a file's name may have, by its type. (Meta: media API; the ending must agree with the type.) */
const ENDINGS: Record<string, string[]> = {
  "audio/aac": ["aac"],
  "audio/amr": ["amr"],
  "audio/mpeg": ["mp3"],
  "audio/mp4": ["m4a", "mp4"],
  "audio/ogg": ["ogg", "opus"],
  "text/plain": ["txt"],
  "application/pdf": ["pdf"],
  "application/msword": ["doc"],
  "application/vnd.ms-excel": ["xls"],
  "application/vnd.ms-powerpoint": ["ppt"],
  [`${office}wordprocessingml.document`]: ["docx"],
  [`${office}spreadsheetml.sheet`]: ["xlsx"],
  [`${office}presentationml.presentation`]: ["pptx"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/png": ["png"],
  "image/webp": ["webp"],
  "video/mp4": ["mp4"],
  "video/3gpp": ["3gp"],
};

/** The channels of Opus in an OGG file; null for anything else. (RFC 7845, section 5.1.) */
function opusChannels(bytes: Buffer): number | null {
  const packet = 27 + (bytes[26] ?? 0);
  if (bytes.toString("latin1", 0, 4) !== "OggS" || bytes.toString("latin1", packet, packet + 8) !== "OpusHead")
    return null;
  return bytes[packet + 9] ?? 0;
}

/** Whether a WebP moves. (RFC 9649, section 2.7.) */
const moves = (bytes: Buffer): boolean =>
  bytes.toString("latin1", 8, 16) === "WEBPVP8X" && ((bytes[20] ?? 0) & 2) !== 0;

/** Why a stored file cannot be delivered as this kind, for a failed status with 131053; null if it can. (Meta: media API, audio messages.) */
export function undeliverable(kind: MediaKind, voice: boolean, { bytes, mimeType }: StoredMedia): string | null {
  const wrong = unfit(kind, mimeType, bytes.length);
  if (wrong !== null) return wrong;
  if (kind === "sticker" && !moves(bytes) && bytes.length > 100 * 1024)
    return `${bytes.length} bytes are more than the 102400 allowed for a sticker that does not move`;
  if (kind !== "audio") return null;
  const isOgg = mimeType.startsWith("audio/ogg");
  if ((voice || isOgg) && !(isOgg && opusChannels(bytes) === 1)) return "The audio must be OGG with Opus, in mono";
  return null;
}

/** The fields of a form; none if the body is not a form. */
const formOf = (contentType: string, body: Buffer): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { "content-type": contentType } })
    .formData()
    .catch(() => new FormData());

/** Handles an upload. Throws GraphError 100 or 131053. */
export async function upload(store: MediaStore, contentType: string, body: Buffer, now: number): Promise<Reply> {
  const form = await formOf(contentType, body);
  const file = form.get("file");
  if (form.get("messaging_product") !== "whatsapp") {
    throw new GraphError(100, "The parameter messaging_product is required.");
  }
  if (!(file instanceof File)) throw new GraphError(100, "The parameter file is required.");
  const mimeType = String(form.get("type") ?? "") || file.type;
  const plain = mimeType.split(";")[0]!.trim().toLowerCase();
  const ending = /\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? "";
  if (ENDINGS[plain] && !ENDINGS[plain].includes(ending))
    throw new GraphError(131053, `The name ${file.name} does not fit the type ${plain}`);
  if (file.size === 0) throw new GraphError(131053, "The file is empty");
  const reasons = (Object.keys(MEDIA_LIMITS) as MediaKind[]).map((kind) => unfit(kind, mimeType, file.size));
  if (!reasons.includes(null)) {
    throw new GraphError(131053, reasons.find((reason) => reason?.includes("bytes")) ?? reasons[0] ?? "unfit");
  }
  const bytes = Buffer.from(await file.arrayBuffer());
  return { status: 200, body: { id: store.put(bytes, mimeType, file.name, now, true).id } };
}

const LINK_MS = 5 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A file that Meta still has: uploads for 30 days, those of customers for seven. (Meta: media API.) */
export function alive(store: MediaStore, id: string, now: number): StoredMedia | null {
  const media = store.get(id);
  return media && now - media.at <= (media.uploaded ? 30 : 7) * DAY_MS ? media : null;
}

/** Answers a look-up. Throws GraphError 100 if the media does not exist or has ended. */
export function lookUp(store: MediaStore, id: string, base: string, now: number): Reply {
  const media = alive(store, id, now);
  if (!media) {
    throw new GraphError(100, `Unsupported get request. Object with ID '${id}' does not exist.`);
  }
  const url = `${base}/graph/attachments/?mid=${id}&ext=${now + LINK_MS}&hash=${sha256(media.bytes, "hex").slice(0, 12)}`;
  return {
    status: 200,
    body: {
      messaging_product: "whatsapp",
      url,
      mime_type: media.mimeType,
      sha256: sha256(media.bytes, "hex"),
      file_size: media.bytes.length,
      id,
    },
  };
}

/** Answers a download: the bytes, or 404 if the link is older than five minutes. */
export function download(store: MediaStore, query: URLSearchParams, now: number): Reply {
  const media = store.get(query.get("mid") ?? "");
  if (!media || now > Number(query.get("ext"))) return { status: 404, body: Buffer.from("URL is stale") };
  return { status: 200, body: media.bytes, headers: { "content-type": media.mimeType } };
}
