// How much room is left on the disk of a folder.
import { statfs } from "node:fs/promises";

/** In bytes. */
export type DiskSpace = { free: number; size: number };

/** The space of the disk on which a folder is, as far as this process may use it. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize };
}
