// Media of the Graph API: upload, look-up, download and deletion (Meta: media API), and the allowed files.
import type { MediaKind } from "../chat/message.ts";
import type { Reply } from "../http.ts";
import { type MediaStore, sha256 } from "../media-store.ts";
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
  const reasons = (Object.keys(MEDIA_LIMITS) as MediaKind[]).map((kind) => unfit(kind, mimeType, file.size));
  if (!reasons.includes(null)) {
    throw new GraphError(131053, reasons.find((reason) => reason?.includes("bytes")) ?? reasons[0] ?? "unfit");
  }
  const bytes = Buffer.from(await file.arrayBuffer());
  return { status: 200, body: { id: store.put(bytes, mimeType, file.name, now).id } };
}

const LINK_MS = 5 * 60 * 1000;
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Answers a look-up. Throws GraphError 100 if the media does not exist or is older than seven days. */
export function lookUp(store: MediaStore, id: string, base: string, now: number): Reply {
  const media = store.get(id);
  if (!media || now - media.at > KEPT_MS) {
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
