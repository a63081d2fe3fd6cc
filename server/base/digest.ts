// The checksum of content that is read in parts.
import { createHash } from "node:crypto";

/** Reads content to its end: its size in bytes, and its SHA-256 in hexadecimal digits. */
export async function digestOf(source: AsyncIterable<string | Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
