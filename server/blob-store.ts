// Where files are kept: in DATA_DIR, or in the bucket that the configuration names.
import path from "node:path";
import type { Config } from "./base/config.ts";
import type { BlobStore } from "./contract/ports.ts";
import { createDiskStore } from "./edge/blobs/disk.ts";

/** The store of files. The code for S3 is loaded only where a bucket is configured. */
export async function openBlobStore({ s3, dataDir }: Config): Promise<BlobStore> {
  if (s3 === null) return createDiskStore(path.join(dataDir, "media"));
  const { createS3Store } = await import("./edge/blobs/s3.ts");
  return createS3Store(s3);
}
