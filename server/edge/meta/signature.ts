// Meta's signature over a webhook and its verification request: pure checks, secrets passed in.
// Where a request comes from and what is answered is not known here.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SignatureVerdict } from "../../contract/ports.ts";

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

/**
 * Checks `X-Hub-Signature-256`: HMAC-SHA256 of the bytes as received, keyed with the app secret. Several secrets let one
 * be replaced by another. `missing` when the header is absent or has not the exact form. (Meta: webhooks, validating payloads.)
 */
export function checkSignature(body: Buffer, header: unknown, secrets: readonly string[]): SignatureVerdict {
  if (typeof header !== "string" || header.length !== 71 || !SIGNATURE.test(header)) return "missing";
  const given = Buffer.from(header.slice(7), "hex");
  let match = false;
  for (const secret of secrets) {
    // An empty key would let anybody sign.
    if (secret === "") continue;
    if (timingSafeEqual(createHmac("sha256", secret).update(body).digest(), given)) match = true;
  }
  return match ? "ok" : "wrong";
}

/** Compares two texts of any length in constant time. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
