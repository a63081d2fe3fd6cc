// Fetches the file behind a MediaUrl as Twilio does: HEAD, then GET, without credentials; and the allowed files (Twilio: WhatsApp media).
import { request } from "undici";
import type { Failure, Media, MediaKind } from "../chat/message.ts";
import { toTarget } from "../delivery/target.ts";
import type { MediaStore } from "../media-store.ts";
import type { Settings } from "../options.ts";
import { failureOf } from "./errors.ts";

const MB = 1024 * 1024;
const office = "application/vnd.openxmlformats-officedocument.";

/** What a file of each type arrives as, and the largest size in bytes. */
const TYPES: Record<string, { kind: MediaKind; bytes: number }> = {};
const allow = (kind: MediaKind, bytes: number, ...types: string[]) => {
  for (const type of types) TYPES[type] = { kind, bytes };
};
allow("image", 5 * MB, "image/jpeg", "image/png");
allow("sticker", 500 * 1024, "image/webp");
allow("audio", 16 * MB, "audio/ogg", "audio/amr", "audio/3gpp", "audio/aac", "audio/mpeg");
allow("video", 16 * MB, "video/mp4");
allow("document", 16 * MB, "application/pdf", "application/msword", "text/vcard");
allow("document", 16 * MB, ...["wordprocessingml.document", "spreadsheetml.sheet"].map((name) => office + name));
allow("document", 16 * MB, `${office}presentationml.presentation`);

/** The content with its file, or why the message fails. Only links to Bellhop or to the simulator are fetched. */
export async function fetchMedia(
  settings: Settings,
  store: MediaStore,
  content: Media,
): Promise<{ content: Media } | { failure: Failure }> {
  const url = toTarget(settings, content.link ?? "");
  if (!url.startsWith(`${settings.target}/`) && !url.startsWith(`${settings.baseUrl}/`)) return { content };
  const options = { signal: AbortSignal.timeout(15_000), reset: true };
  try {
    const head = await request(url, { ...options, method: "HEAD" });
    await head.body.dump();
    const answer = await request(url, options);
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const [said, type] = [head, answer].map(({ headers }) => typeOf(headers["content-type"]));
    if (head.statusCode !== 200 || answer.statusCode !== 200)
      return fail(63019, `HEAD ${head.statusCode}, GET ${answer.statusCode}`);
    if (bytes.length === 0) return fail(63019, "The file is empty");
    if (said !== type) return fail(63021, `HEAD says ${said}, GET says ${type}`);
    const allowed = TYPES[type ?? ""];
    if (!allowed) return fail(63021, `${type} is not accepted`);
    if (bytes.length > allowed.bytes) return fail(11751, `${bytes.length} bytes are more than ${allowed.bytes}`);
    const fileName = nameIn(String(answer.headers["content-disposition"] ?? ""));
    const stored = store.put(bytes, type!, fileName, settings.clock(), true);
    const { caption, ...rest } = content;
    return {
      content: {
        ...rest,
        ...{ kind: allowed.kind, media: stored.id, mimeType: type! },
        ...(caption && (allowed.kind === "image" || allowed.kind === "video") ? { caption } : {}),
        ...(fileName && allowed.kind === "document" ? { fileName } : {}),
      },
    };
  } catch (error) {
    return fail(63019, String(error));
  }
}

const fail = (code: number, details: string): { failure: Failure } => ({ failure: failureOf(code, details) });

const typeOf = (header: string | string[] | undefined): string =>
  String(header ?? "")
    .split(";")[0]!
    .trim()
    .toLowerCase();

/** The name of a document: at most 20 characters, none of them special; null for any other. */
function nameIn(disposition: string): string | null {
  const name = /^inline;.*?filename="([^"]*)"/.exec(disposition)?.[1] ?? "";
  return /^[\w.-]{1,20}$/.test(name) ? name : null;
}
