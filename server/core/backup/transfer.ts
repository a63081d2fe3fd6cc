// Moves files between the place of the backups and a temporary folder, with their checksums.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { BlobStore } from "../../contract/ports.ts";

/** A file that is not what it was when the backup was made. */
export class DamagedFile extends Error {}

/** A file in the temporary folder. */
export type Fetched = { place: string; bytes: number; sha256: string };

/** Writes the bytes of a source to a temporary file for as long as `use` runs. */
export async function withTemporary<T>(
  temporary: string,
  source: AsyncIterable<Uint8Array>,
  use: (file: Fetched) => Promise<T>,
): Promise<T> {
  await mkdir(temporary, { recursive: true });
  const place = path.join(temporary, randomUUID());
  const hash = createHash("sha256");
  let bytes = 0;
  async function* measured() {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  try {
    const file = await open(place, "wx", 0o600);
    await pipeline(measured, file.createWriteStream());
    return await use({ place, bytes, sha256: hash.digest("hex") });
  } finally {
    await rm(place, { force: true });
  }
}

/**
 * Fetches a file and checks it, for as long as `use` runs. Throws {@link DamagedFile} with a sentence when it is missing or is not what it was.
 */
export async function withFetched<T>(
  from: BlobStore,
  key: string,
  sha256: string,
  temporary: string,
  use: (place: string) => Promise<T>,
): Promise<T> {
  const content = (await from.read(key)) as AsyncIterable<Uint8Array> | null;
  if (content === null) throw new DamagedFile(`${key} is missing.`);
  return withTemporary(temporary, content, (file) => {
    if (file.sha256 !== sha256) throw new DamagedFile(`${key} is damaged: its checksum is not what it was.`);
    return use(file.place);
  });
}

/** Does something for each of many, several at a time, each in its lane from 0 on. When one fails, the others end what they have begun, and nothing more. */
export async function several<T>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  act: (item: T, lane: number) => Promise<unknown>,
): Promise<void> {
  // A generator is over for all when the loop of one ends by a fault.
  const left = (async function* () {
    yield* items;
  })();
  const lanes = Array.from({ length: atOnce }, async (_, lane) => {
    for await (const item of left) await act(item, lane);
  });
  for (const lane of await Promise.allSettled(lanes)) if (lane.status === "rejected") throw lane.reason;
}
