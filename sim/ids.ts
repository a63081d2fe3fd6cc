// Ids in the providers' formats. Always random, so that two simulators never use the same id.
import { createHash, randomBytes } from "node:crypto";

/** A message id in Meta's format: opaque, `wamid.` and base64. */
export function wamid(): string {
  return `wamid.HBgL${randomBytes(24).toString("base64").replace(/[+/]/g, "A")}==`;
}

/** The id of a call in Meta's format. */
export function wacid(): string {
  return `wacid.HBgL${randomBytes(24).toString("base64").replace(/[+/]/g, "A")}==`;
}

/** A Twilio sid: two letters and 32 hex digits. */
export function sid(prefix: "SM" | "MM" | "ME" | "HX"): string {
  return prefix + randomBytes(16).toString("hex");
}

/** A media id in Meta's format: digits. */
export function mediaId(): string {
  return `7${(randomBytes(8).readBigUInt64BE() % 10n ** 14n).toString().padStart(14, "0")}`;
}

/** Meta's trace id (`fbtrace_id`), in every error. */
export function traceId(): string {
  return `A${randomBytes(12).toString("base64url")}`;
}

const countries: [string, string][] = [
  ["1", "US"],
  ["31", "NL"],
  ["33", "FR"],
  ["34", "ES"],
  ["39", "IT"],
  ["44", "GB"],
  ["49", "DE"],
  ["52", "MX"],
  ["54", "AR"],
  ["55", "BR"],
  ["91", "IN"],
];

/** The business-scoped user id of a number: two letters, a dot, 20 digits; the same number gives the same id. */
export function bsuid(number: string): string {
  const country = countries.find(([code]) => number.startsWith(code))?.[1] ?? "US";
  const digits = BigInt(`0x${createHash("sha256").update(number).digest("hex").slice(0, 24)}`);
  return `${country}.${digits.toString().padStart(20, "0").slice(0, 20)}`;
}

/** A message sid: `MM` with media, else `SM`. */
export function messageSid(withMedia: boolean): string {
  return sid(withMedia ? "MM" : "SM");
}
