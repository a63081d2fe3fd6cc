// A place for files, for one test file: a folder that is removed after it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Files } from "../../server/core/media/keep.ts";
import { createDiskStore } from "../../server/edge/blobs/disk.ts";

/** Creates a place for files. Call it at the top level; its fields are set when the file's tests run. */
export function useFiles(): Files {
  const files = { scanner: null } as Files;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "bellhop-files-"));
    files.blobs = createDiskStore(path.join(folder, "media"));
    files.temporary = path.join(folder, "tmp");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return files;
}
