// Files that are sent: keeping an upload, and what a provider's limits need to know of a file.
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { OGG_HEAD_BYTES, oggSound } from "../../base/ogg.ts";
import type { MediaKind, OutgoingFile } from "../../contract/outbound.ts";
import { blobKey, type Files, keepReceived, MAX_FILE_BYTES, type Received, receive } from "./keep.ts";
import { trueType } from "./types.ts";

/** The longest name of a file, in characters. (Meta: Cloud API, messages; document.) */
const LONGEST_NAME = 240;

/** How long the scan of an upload may take, in ms: somebody is waiting. */
const SCAN_MS = 60_000;

/** A file that comes in to be sent. */
export type Upload = {
  content: AsyncIterable<Uint8Array>;
  /** As the sender says; believed only where the content cannot tell. */
  mimeType: string | null;
  name: string | null;
  /** `desk:NAME`, `api:NAME`. */
  by: string;
};

/**
 * Keeps a file to be sent and returns it. The same file from the same sender is the same upload, so that a repeated request is harmless.
 * Throws TOO_LARGE, FILE_INFECTED, and NOT_READY while the virus scanner cannot be asked.
 */
export async function upload(db: Kysely<DB>, files: Files, given: Upload): Promise<OutgoingFile> {
  const blob = await receive(files, given.content, MAX_FILE_BYTES, async (received) => {
    await refuseInfected(received, files);
    return keepReceived(db, files, received);
  });
  const name = safeName(given.name);
  const { rows } = await sql<{ id: number }>`
    update attachments set created_at = now() where id = (
      select id from attachments where blob_id = ${blob.id} and message_id is null and uploaded_by = ${given.by}
        and file_name is not distinct from ${name} and mime_type is not distinct from ${given.mimeType}
      limit 1)
    returning id`.execute(db);
  if (rows[0]) return outgoing(db, files, rows[0].id);
  const { id } = await db
    .insertInto("attachments")
    .values({
      message_id: null,
      position: 0,
      blob_id: blob.id,
      mime_type: given.mimeType,
      file_name: name,
      uploaded_by: given.by,
      state: "ready",
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return outgoing(db, files, id);
}

async function refuseInfected({ place }: Received, { scanner }: Files): Promise<void> {
  const result = await scanner?.scan(place, AbortSignal.timeout(SCAN_MS));
  if (result?.verdict === "infected")
    throw new Fault("FILE_INFECTED", `The virus scanner found ${result.found} in the file. It was not kept.`);
  if (result?.verdict === "unknown")
    throw new Fault("NOT_READY", `The file cannot be scanned for viruses: ${result.reason}. Send it again later.`);
}

/** What is known of a kept file. Throws BAD_REQUEST when it is not here; says why and what to do. */
export async function outgoing(db: Kysely<DB>, files: Files, id: number): Promise<OutgoingFile> {
  const row = await db
    .selectFrom("attachments as a")
    .innerJoin("blobs as b", "b.id", "a.blob_id")
    .select(["a.mime_type as declared", "a.file_name", "b.sha256", "b.size", "b.mime_type"])
    .where("a.id", "=", id)
    .where("a.state", "=", "ready")
    .executeTakeFirst();
  if (!row) throw gone(id);
  const mimeType = trueType(row.mime_type, row.declared);
  const head = row.size === 0 ? Buffer.alloc(0) : await headOf(files, row.sha256);
  if (head === null) throw gone(id);
  return { id, mimeType, size: row.size, name: row.file_name, ogg: oggSound(head), animated: isAnimated(head) };
}

/** The fault for a file that cannot be sent because it is not kept here. */
const gone = (id: number): Fault =>
  new Fault(
    "BAD_REQUEST",
    `There is no file ${id} to send. Upload it with POST /api/media; unused uploads are deleted after a day.`,
  );

/** As what a file is sent unless somebody says otherwise, by its type. */
export function kindOfType(mimeType: string): MediaKind {
  if (mimeType === "image/webp") return "sticker";
  const [family] = mimeType.split("/");
  return family === "image" || family === "video" || family === "audio" ? family : "document";
}

/** A name without what could disturb a screen or a file system (control and direction marks, slashes); its ending is kept. */
function safeName(name: string | null): string | null {
  const safe = (name ?? "").replace(/\p{C}/gu, "").replace(/[/\\]/g, "_").trim().slice(-LONGEST_NAME);
  return safe === "" ? null : safe.toWellFormed();
}

/** The first bytes of a file; null when the store has lost it. */
async function headOf({ blobs }: Files, sha256: string): Promise<Buffer | null> {
  const stream = await blobs.read(blobKey(sha256), { start: 0, end: OGG_HEAD_BYTES - 1 });
  return stream && buffer(stream as Readable);
}

/** Whether a WebP moves: its extended header has the flag. (RFC 9649, section 2.7.) */
function isAnimated(head: Buffer): boolean {
  return head.toString("latin1", 8, 16) === "WEBPVP8X" && ((head[20] ?? 0) & 2) !== 0;
}
