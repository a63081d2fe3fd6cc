// How much room is left on the disk of a folder.
import { statfs } from "node:fs/promises";

/** In bytes. */
export type DiskSpace = { free: number; size: number };

/** The space of the disk on which a folder is, as far as this process may use it. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize };
}

const GB = 1024 ** 3;

/** Below how many free bytes a disk of a size is nearly full: 5 % of it or 10 GB, whichever is less, but at least 1 GB. */
export const leastFree = (size: number): number => Math.max(GB, Math.min(size * 0.05, 10 * GB));

/** A size for people to read: 12.5 GB, or 31 MB. */
export function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1e9 ? [bytes / 1e6, "megabyte"] : [bytes / 1e9, "gigabyte"];
  return new Intl.NumberFormat("en", { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}
