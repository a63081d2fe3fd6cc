// A month of the archive: what its files are called and what its manifest says.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { sql } from "kysely";
import { z } from "zod";
import type { BlobStore } from "../../contract/ports.ts";

/** The files of a month beside its manifest. Each line is one JSON object. */
export const archiveFiles = {
  messages: "messages.ndjson.gz",
  statuses: "statuses.ndjson.gz",
  media: "media.ndjson.gz",
} as const;

/** One of the files. */
export type ArchiveFile = keyof typeof archiveFiles;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const entry = z.object({ name: z.string(), rows: z.number().int(), bytes: z.number().int(), sha256 });

/** What `manifest.json` of a month says. `previous` chains the manifests: none can be changed without changing all after it. */
export const manifest = z.object({
  format: z.literal(1),
  month: z.string().regex(/^\d{4}-\d\d$/),
  written_at: z.iso.datetime(),
  files: z.object({ messages: entry, statuses: entry, media: entry }),
  previous: z.object({ month: z.string(), manifest_sha256: sha256 }).nullable(),
});

/** See {@link manifest}. */
export type Manifest = z.infer<typeof manifest>;

/** Where a file of a month is kept, for example `archive/2025-03/manifest.json`. */
export const archiveKey = (month: string, name: string): string => `archive/${month}/${name}`;

/** The month of a time in UTC, as `2025-03`. */
export const monthOf = (time: Date): string => time.toISOString().slice(0, 7);

/** The first moment of a month, in UTC. */
export const startOf = (month: string): Date => new Date(`${month}-01T00:00:00.000Z`);

/** The month as the table `archives` has it. */
export const dayOf = (month: string) => sql<Date>`${`${month}-01`}::date`;

/** The month that is `count` months after another; negative: before it. */
export function addMonths(month: string, count: number): string {
  const [year, number] = month.split("-").map(Number);
  return monthOf(new Date(Date.UTC(year!, number! - 1 + count, 1)));
}

/** The checksum of a text or of bytes, in hexadecimal digits. */
export const checksum = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** The lines of a file of a month. Throws when it is missing or cannot be unpacked. */
export async function* linesOf(blobs: BlobStore, month: string, name: string): AsyncGenerator<string> {
  const source = (await blobs.read(archiveKey(month, name))) as Readable | null;
  if (!source) throw damaged(month, `${name} is missing`);
  const unpacked = createGunzip();
  source.once("error", (error) => unpacked.destroy(error)).pipe(unpacked);
  try {
    yield* createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY });
    if (unpacked.errored) throw unpacked.errored;
  } catch (error) {
    throw damaged(month, `${name} cannot be read: ${(error as Error).message}`);
  } finally {
    // Whoever reads may stop in the middle.
    unpacked.destroy();
    source.destroy();
  }
}

/** The message that a line of a file of a month is about. */
export function messageIdOf(line: string): number {
  const { id, message_id } = JSON.parse(line) as { id: number; message_id?: number };
  return message_id ?? id;
}

/** The manifest of a month with its size and checksum. Throws {@link DamagedArchive} when it is missing or not ours. */
export async function readManifest(
  blobs: BlobStore,
  month: string,
): Promise<{ manifest: Manifest; bytes: number; sha256: string }> {
  const source = await blobs.read(archiveKey(month, "manifest.json"));
  if (!source) throw damaged(month, "manifest.json is missing");
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks);
  try {
    return { manifest: manifest.parse(JSON.parse(text.toString())), bytes: text.length, sha256: checksum(text) };
  } catch {
    throw damaged(month, "manifest.json is not what Bellhop writes");
  }
}

/** The archive of a month is not as it was written. */
export class DamagedArchive extends Error {}

export const damaged = (month: string, what: string): DamagedArchive =>
  new DamagedArchive(`The archive of ${month} is damaged: ${what}. Bring its folder back from a backup.`);
