// Keeps files in a folder. A file is complete or not there: it is written beside its place, synced, and renamed.
import { randomUUID } from "node:crypto";
import { access, copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { BlobStore } from "../../contract/ports.ts";

/** A store in `folder`, which is created when the first file is kept. */
export function createDiskStore(folder: string): BlobStore {
  const placeOf = (key: string) => path.join(folder, key);

  return {
    async put(key, from) {
      const place = placeOf(key);
      if (await exists(place)) return;
      await mkdir(path.dirname(place), { recursive: true });
      const beside = `${place}.${randomUUID()}.part`;
      try {
        await copyFile(from, beside);
        await sync(beside);
        await rename(beside, place);
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    },
    async read(key, range) {
      // Opened first, so that a missing file is known before a byte is promised.
      const file = await open(placeOf(key)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      return file?.createReadStream(range ?? {}) ?? null;
    },
    remove: (key) => rm(placeOf(key), { force: true }),
  };
}

/** Waits until a file is on the disk. */
async function sync(place: string): Promise<void> {
  const file = await open(place, "r+");
  await file.datasync().finally(() => file.close());
}

const exists = (place: string): Promise<boolean> =>
  access(place).then(
    () => true,
    () => false,
  );
