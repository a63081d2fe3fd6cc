// Keeps files in a folder. A file is complete or not there: it is written beside its place, synced, and renamed.
import { randomUUID } from "node:crypto";
import { access, copyFile, link, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import type { BlobStore } from "../../contract/ports.ts";

/**
 * A store in `folder`, which is created when the first file is kept. `tidy`: a folder that becomes empty is deleted, which is only for a store that
 * one process at a time writes to.
 */
export function createDiskStore(folder: string, { tidy = false } = {}): BlobStore {
  const placeOf = (key: string) => path.join(folder, key);

  return {
    async put(key, from) {
      const place = placeOf(key);
      if (await exists(place)) return;
      await mkdir(path.dirname(place), { recursive: true });
      const beside = `${place}.${randomUUID()}.part`;
      try {
        // Within a file system no byte is copied.
        await link(from, beside).catch(() => copyFile(from, beside));
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
    async remove(key) {
      await rm(placeOf(key), { force: true });
      // Fails where something is left in it.
      if (tidy) await rmdir(path.dirname(placeOf(key))).catch(() => {});
    },
    async *list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code === "ENOENT") return [];
          throw error;
        },
      );
      for (const entry of entries)
        if (entry.isFile())
          yield path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/");
    },
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
