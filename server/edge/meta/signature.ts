// Pure checks of Meta's webhook signature and of its verification request; secrets are parameters. Nothing here knows about HTTP.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SignatureVerdict } from "../../contract/ports.ts";

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

/**
 * Checks `X-Hub-Signature-256`: HMAC-SHA256 of the body's bytes as received, with the app secret as key. Several secrets may be valid while
 * one replaces another. `missing` when the header is absent or malformed. (Meta: webhooks, validating payloads.)
 */
export function checkSignature(body: Buffer, header: unknown, secrets: readonly string[]): SignatureVerdict {
  if (typeof header !== "string" || header.length !== 71 || !SIGNATURE.test(header)) return "missing";
  const given = Buffer.from(header.slice(7), "hex");
  let match = false;
  for (const secret of secrets) {
    // With an empty key anybody could sign.
    if (secret === "") continue;
    if (timingSafeEqual(createHmac("sha256", secret).update(body).digest(), given)) match = true;
  }
  return match ? "ok" : "wrong";
}

/** Compares two strings of any length in constant time. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
