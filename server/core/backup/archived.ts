// The files of the archive in a backup: what they took out of the database is nowhere else.
import type pg from "pg";
import type { BlobStore } from "../../contract/ports.ts";
import { archiveKey, DamagedArchive, readManifest } from "../archive/month.ts";
import { fileKey, type Manifest } from "./manifest.ts";

/** A month that the database calls archived, with the checksum of its manifest. */
export type Month = { month: string; sha256: string };

/** The archived months as the connection's transaction sees them, but for those that were deleted. */
export async function months(client: pg.Client): Promise<Month[]> {
  const { rows } = await client.query<Month>(
    "select to_char(month, 'YYYY-MM') as month, manifest_sha256 as sha256 from archives where expired_at is null order by 1",
  );
  return rows;
}

/**
 * The files of archived months. Where the store has lost a manifest, an earlier backup in the same place may have it; else only the manifest is listed,
 * which is then told as lost.
 */
export async function list(of: readonly Month[], blobs: BlobStore, place: BlobStore): Promise<Manifest["archive"]> {
  const all: Manifest["archive"] = [];
  for (const { month, sha256 } of of) {
    const kept: BlobStore = { ...place, read: () => place.read(fileKey(sha256)) };
    const found = (await manifestIn(blobs, month, sha256)) ?? (await manifestIn(kept, month, sha256));
    const files = Object.values(found?.manifest.files ?? {});
    all.push(
      { key: archiveKey(month, "manifest.json"), bytes: found?.bytes ?? 0, sha256 },
      ...files.map((file) => ({ key: archiveKey(month, file.name), bytes: file.bytes, sha256: file.sha256 })),
    );
  }
  return all;
}

/** The manifest of a month; null when it is missing or not the one that was written. */
async function manifestIn(blobs: BlobStore, month: string, sha256: string) {
  try {
    const found = await readManifest(blobs, month);
    return found.sha256 === sha256 ? found : null;
  } catch (error) {
    if (error instanceof DamagedArchive) return null;
    throw error;
  }
}
