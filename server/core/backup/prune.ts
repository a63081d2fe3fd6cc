// Deletes old backups, what interrupted ones left, and files of messages that no backup needs any more.
import type { BlobStore } from "../../contract/ports.ts";
import * as files from "./files.ts";
import { checksumIn, complete, idIn, manifestKey, readManifest } from "./manifest.ts";

/** How many backups are kept: the newest so many, or those of so many days. The newest one is always kept. */
export type Keep = { count: number } | { days: number };

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a backup was made, by its id. */
const madeAt = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, "$1-$2-$3T$4:$5:$6Z"));

/** Of ids, oldest first, those to keep. */
export function kept(ids: readonly string[], keep: Keep, now: Date): string[] {
  if ("count" in keep) return ids.slice(-Math.max(1, keep.count));
  const since = now.getTime() - keep.days * DAY_MS;
  return ids.filter((id, place) => place === ids.length - 1 || madeAt(id) >= since);
}

/**
 * Deletes what is not kept, and returns the ids of the backups that were deleted. Only for whoever has just made a backup there: what has no
 * manifest counts as interrupted. A file of a message is deleted only if every backup that stays could be read.
 */
export async function prune(
  where: { place: BlobStore; temporary: string },
  keep: Keep,
  now: Date,
): Promise<{ deleted: string[] }> {
  const { place } = where;
  const keys: string[] = [];
  for await (const key of place.list()) keys.push(key);
  const all = complete(keys);
  const stay = new Set(kept(all, keep, now));
  const needed = new Set<string>();
  for (const id of stay)
    for await (const { sha256 } of files.list(await readManifest(place, id), where)) needed.add(sha256);
  const deleted = all.filter((id) => !stay.has(id));
  // The manifest first: a backup that is deleted in part must not look complete.
  for (const id of deleted) await place.remove(manifestKey(id));
  for (const key of keys) {
    const [id, checksum] = [idIn(key), checksumIn(key)];
    if (id === null && !key.startsWith("files/")) continue;
    const stays = id !== null ? stay.has(id) : checksum !== null && needed.has(checksum);
    if (!stays || key.endsWith(".part")) await place.remove(key);
  }
  return { deleted };
}
