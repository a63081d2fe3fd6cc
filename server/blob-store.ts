// Where files are kept, in DATA_DIR or in the bucket that the configuration names; the place of backups; and the scanner through which files pass.
import path from "node:path";
import type { Config } from "./base/config.ts";
import { bucketIn } from "./base/config-backup.ts";
import type { BlobStore, FileScanner } from "./contract/ports.ts";
import { createDiskStore } from "./edge/blobs/disk.ts";
import { createClamScanner } from "./edge/clamav/scanner.ts";

/** The virus scanner that the configuration names; null when it names none. */
export const createScanner = ({ clamavUrl }: Config): FileScanner | null =>
  clamavUrl === null ? null : createClamScanner(clamavUrl);

/** The store of files. The code for S3 is loaded only where a bucket is configured. */
export async function openBlobStore({ s3, dataDir }: Config): Promise<BlobStore> {
  if (s3 === null) return createDiskStore(path.join(dataDir, "media"));
  const { createS3Store } = await import("./edge/blobs/s3.ts");
  return createS3Store(s3);
}

/** The store of files with the folder for temporary ones. Commands need no `scanner`: nothing new comes in through them. */
export const openFiles = async (config: Config, scanner: FileScanner | null = null) => ({
  blobs: await openBlobStore(config),
  temporary: path.join(config.dataDir, "tmp"),
  scanner,
});

/** The place where backups are: a folder, or `s3://bucket/prefix`. Throws a sentence when nothing says how to reach a bucket. */
export async function openBackupPlace(place: string, { backup }: Config): Promise<BlobStore> {
  const there = bucketIn(place);
  if (there === null) return createDiskStore(place, { tidy: true });
  if (backup.s3 === null)
    throw new Error(
      "How to reach the bucket is not known: set BACKUP_S3_ENDPOINT, BACKUP_S3_ACCESS_KEY_ID and BACKUP_S3_SECRET_ACCESS_KEY.",
    );
  const { createS3Store } = await import("./edge/blobs/s3.ts");
  return createS3Store({ ...backup.s3, ...there });
}

/** The place of backups that the configuration names; null when it names none. */
export const configuredBackupPlace = async (config: Config): Promise<BlobStore | null> =>
  config.backup.to === null ? null : openBackupPlace(config.backup.to, config);
