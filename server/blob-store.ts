// Where files are kept, in DATA_DIR or in the bucket that the configuration names; and the scanner through which they pass.
import path from "node:path";
import type { Config } from "./base/config.ts";
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
