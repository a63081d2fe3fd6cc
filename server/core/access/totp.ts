// Codes of authenticator apps: RFC 6238 with HMAC-SHA-1, six digits and steps of 30 seconds, which every app supports. Pure.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const STEP_SECONDS = 30;
/** How many steps before and after now are accepted, because phones' clocks are wrong and people type slowly. */
const MAX_DRIFT_STEPS = 1;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Encodes bytes in base32 (RFC 4648) without padding, as apps expect a typed secret. */
export function base32(bytes: Uint8Array): string {
  let [text, bits, value] = ["", 0, 0];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

/** A secret of 160 bits, as RFC 4226 recommends. */
export const newSecret = (): Buffer => randomBytes(20);

/** The code of a step, with six digits. */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  // RFC 4226, 5.3: dynamic truncation.
  const at = mac[19]! & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The step at a time. */
export const stepOf = (at: Date): number => Math.floor(at.getTime() / 1_000 / STEP_SECONDS);

/** The step near now that has this code; null when there is none. */
export function match(secret: Uint8Array, code: string, now: Date): number | null {
  const given = Buffer.from(code);
  if (given.length !== 6) return null;
  let found: number | null = null;
  for (let step = stepOf(now) - MAX_DRIFT_STEPS; step <= stepOf(now) + MAX_DRIFT_STEPS; step += 1)
    if (timingSafeEqual(given, Buffer.from(codeOf(secret, step)))) found = step;
  return found;
}

/** The URL that an app reads from a QR code. */
export function addressOf(secret: Uint8Array, account: string): string {
  const query = new URLSearchParams({ secret: base32(secret), issuer: "Bellhop", digits: "6", period: "30" });
  return `otpauth://totp/${encodeURIComponent(`Bellhop:${account}`)}?${query}`;
}
