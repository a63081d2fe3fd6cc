// The files of messages and of the archive in a backup: which there are, copying them to the place of the backups, and back.
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { BlobStore } from "../../contract/ports.ts";
import { fileKey, type Manifest } from "./manifest.ts";
import { read } from "./tables.ts";
import { DamagedFile, several, withFetched } from "./transfer.ts";

/** How many files are copied at once. */
const AT_ONCE = 4;

/** A file of a backup's table of files, or of the archive; `key`: of one of the archive, in the store. */
export type KeptFile = { sha256: string; size: number; key?: string };

/** Where the files are, and the key of a message's file by its checksum. */
export type FileStore = { blobs: BlobStore; keyOf(sha256: string): string };

type Where = { place: BlobStore; temporary: string };

/** The files that a backup's database names, and those of the archive. */
export async function* list(manifest: Manifest, { place, temporary }: Where): AsyncGenerator<KeptFile> {
  for (const { key, bytes, sha256 } of manifest.archive) yield { sha256, size: bytes, key };
  const table = manifest.tables.find(({ name }) => name === "blobs");
  if (!table) return;
  const [checksum, size] = [table.columns.indexOf("sha256"), table.columns.indexOf("size")];
  const bytes = Readable.from(read(table, { place, id: manifest.id, temporary }));
  // Neither column holds anything that COPY escapes.
  for await (const line of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
    const values = line.split("\t");
    yield { sha256: values[checksum]!, size: Number(values[size]) };
  }
}

/** What became of copying files. */
export type Copied = { count: number; bytes: number; copied: number; missing: string[] };

/**
 * Copies the files of a backup that is being made from the store to the place of the backups. Those that are there already (`known`) are not copied
 * again; what the store does not have, or not as it was, is named.
 */
export async function copyOut(
  files: AsyncIterable<KeptFile>,
  store: FileStore,
  known: ReadonlySet<string>,
  { place, temporary }: Where,
): Promise<Copied> {
  const result: Copied = { count: 0, bytes: 0, copied: 0, missing: [] };
  await several(files, AT_ONCE, async ({ sha256, size, key = store.keyOf(sha256) }) => {
    result.count += 1;
    result.bytes += size;
    if (known.has(sha256)) return;
    const from = store.blobs;
    try {
      await withFetched(from, key, sha256, temporary, (at) => place.put(fileKey(sha256), at));
      result.copied += 1;
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      result.missing.push(sha256);
    }
  });
  result.missing.sort();
  return result;
}

/** Copies the files of a backup into the store; returns a sentence for each that is damaged or missing. */
export async function copyIn(manifest: Manifest, store: FileStore, where: Where): Promise<string[]> {
  return check(manifest, where, async ({ sha256, key }, at) => {
    // Its key does not say what it holds: another one may lie there.
    if (key !== undefined) await store.blobs.remove(key);
    await store.blobs.put(key ?? store.keyOf(sha256), at);
  });
}

/** Reads all files of a backup; returns a sentence for each that is damaged or missing and was not so when the backup was made. */
export async function check(
  manifest: Manifest,
  where: Where,
  use: (file: KeptFile, at: string) => Promise<void> = async () => {},
): Promise<string[]> {
  const faults: string[] = [];
  const missing = new Set(manifest.files.missing);
  await several(list(manifest, where), AT_ONCE, async (file) => {
    const { sha256 } = file;
    if (missing.has(sha256)) return;
    try {
      await withFetched(where.place, fileKey(sha256), sha256, where.temporary, (at) => use(file, at));
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      faults.push(error.message);
    }
  });
  return faults.sort();
}
