// Keeps a file: its bytes pass through a temporary file, where the checksum, the size and the true type are found, into the blob store.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fileTypeFromFile } from "file-type";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { BlobStore, FileScanner } from "../../contract/ports.ts";

/** The largest file that is kept, in bytes. (Meta: Cloud API, media; documents, the largest kind.) */
export const MAX_FILE_BYTES = 100 * 1024 * 1024;

/** Where files are kept, the folder for what is under way, and what looks for viruses in them; null: nothing does. */
export type Files = { blobs: BlobStore; temporary: string; scanner: FileScanner | null };

/** A file that is kept. */
export type Blob = { id: number; sha256: string; size: number; mimeType: string };

/** The key under which the store keeps a file, by its checksum. Folders of 256 keep listings short. */
export const blobKey = (sha256: string): string => `${sha256.slice(0, 2)}/${sha256}`;

/** A file that has come whole, in a temporary place. */
export type Received = { place: string; sha256: string; size: number; mimeType: string };

/**
 * Keeps the bytes of `source` and returns the file; the same content is kept once. Throws TOO_LARGE above `maxBytes` without reading on, and
 * whatever `source` throws; then nothing is kept.
 */
export function keepFile(
  db: Kysely<DB>,
  files: Files,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_FILE_BYTES,
): Promise<Blob> {
  return receive(files, source, maxBytes, (received) => keepReceived(db, files, received));
}

/** Keeps a file that has come; the same content is kept once. */
export async function keepReceived(
  db: Kysely<DB>,
  { blobs }: Files,
  { place, sha256, size, mimeType }: Received,
): Promise<Blob> {
  // The row first, as of now: so whoever deletes what nobody needs (sweep.ts) either sees it, or is done before the content is put.
  const { id } = await db
    .insertInto("blobs")
    .values({ sha256, size, mime_type: mimeType })
    .onConflict((conflict) => conflict.column("sha256").doUpdateSet({ size, created_at: sql`now()` }))
    .returning("id")
    .executeTakeFirstOrThrow();
  await blobs.put(blobKey(sha256), place);
  return { id, sha256, size, mimeType };
}

/**
 * Writes the bytes of `source` to a temporary file for as long as `use` runs. The type is found by the first bytes, and is `text/plain` or
 * `application/octet-stream` where they say nothing. Throws TOO_LARGE above `maxBytes` without reading on, and whatever `source` and `use` throw.
 */
export async function receive<T>(
  { temporary }: Pick<Files, "temporary">,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  use: (received: Received) => Promise<T>,
): Promise<T> {
  await mkdir(temporary, { recursive: true });
  const place = path.join(temporary, randomUUID());
  const hash = createHash("sha256");
  let size = 0;
  let isText = true;
  async function* measured() {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes)
        throw new Fault("TOO_LARGE", `The file has more than ${maxBytes} bytes, which is the most that is taken.`);
      hash.update(chunk);
      isText &&= !chunk.includes(0);
      yield chunk;
    }
  }
  try {
    // Opened before anything is written: a stream that opens the file by itself may still create it after it was destroyed, and after `rm`.
    const file = await open(place, "wx");
    await pipeline(measured, file.createWriteStream());
    const sniffed = await fileTypeFromFile(place);
    const mimeType = sniffed?.mime ?? (isText && size > 0 ? "text/plain" : "application/octet-stream");
    return await use({ place, sha256: hash.digest("hex"), size, mimeType });
  } finally {
    await rm(place, { force: true });
  }
}
