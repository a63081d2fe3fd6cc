// The files of the archive in a backup: what they took out of the database is nowhere else.
import type pg from "pg";
import type { BlobStore } from "../../contract/ports.ts";
import { archiveKey, DamagedArchive, readManifest } from "../archive/month.ts";
import type { Manifest } from "./manifest.ts";

/** A month that the database calls archived, with the checksum of its manifest. */
export type Month = { month: string; sha256: string };

/** The archived months as the connection's transaction sees them. */
export async function months(client: pg.Client): Promise<Month[]> {
  const { rows } = await client.query<Month>(
    "select to_char(month, 'YYYY-MM') as month, manifest_sha256 as sha256 from archives order by 1",
  );
  return rows;
}

/** The files of archived months. Of a month whose manifest is missing or damaged only the manifest is listed, which is then told as lost. */
export async function list(of: readonly Month[], blobs: BlobStore): Promise<Manifest["archive"]> {
  const all: Manifest["archive"] = [];
  for (const { month, sha256 } of of) {
    const manifest = { key: archiveKey(month, "manifest.json"), sha256 };
    try {
      const { bytes, manifest: content } = await readManifest(blobs, month);
      const files = Object.values(content.files);
      all.push(
        { ...manifest, bytes },
        ...files.map(({ name, bytes, sha256 }) => ({ key: archiveKey(month, name), bytes, sha256 })),
      );
    } catch (error) {
      if (!(error instanceof DamagedArchive)) throw error;
      all.push({ ...manifest, bytes: 0 });
    }
  }
  return all;
}
