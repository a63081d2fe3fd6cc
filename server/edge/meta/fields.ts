// Narrow readers over parsed JSON: each takes anything and gives the wanted kind or null, so that a wrong type costs one
// field and never a message.
import type { Json, JsonObject } from "../../contract/inbound.ts";

/** A JSON object, or null. */
export function record(value: unknown): JsonObject | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A non-empty array, or null. */
export function list(value: unknown): Json[] | null {
  return Array.isArray(value) && value.length > 0 ? value : null;
}

/** A text as it is, or a number written out; null for anything else and for nothing at all. */
export function text(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

/** Ids are index keys, and PostgreSQL's indexes take about 2,700 bytes a row: a longer one is not an id. */
const LONGEST_ID = 1_024;

/** An id: text or a whole number, of a length that an index can hold. */
export function ident(value: unknown): string | null {
  if (typeof value === "string") {
    if (value === "" || value.length > LONGEST_ID) return null;
    return value.length * 3 <= LONGEST_ID || Buffer.byteLength(value) <= LONGEST_ID ? value : null;
  }
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : null;
}

/** A finite number, also when it was written as text. */
export function number(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.length > 40 || value.trim() === "") return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** An error code: a whole number that a database's integer holds, also when it was written as text. */
export function errorCode(value: unknown): number | null {
  const code = number(value);
  return code !== null && Number.isInteger(code) && Math.abs(code) <= 0x7fffffff ? code : null;
}

/** The last moment that has a four-digit year; later ones no database column takes. */
const LAST_MOMENT = 253_402_300_799_999;

/**
 * Unix time as text or number. Seconds by the manual; values of 1e12 and more are milliseconds, which some senders write.
 * Null for anything that is no moment between 1970 and 9999.
 */
export function time(value: unknown): Date | null {
  const stamp = number(value);
  if (stamp === null || stamp <= 0) return null;
  const ms = stamp >= 1e12 ? stamp : stamp * 1000;
  return ms <= LAST_MOMENT ? new Date(ms) : null;
}

/** What a value is, for a sentence. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A checksum in lower-case hex, whether it came as base64 (webhooks) or as hex (media look-up). */
export function sha256Hex(value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (/^[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(value)) return null;
  const bytes = Buffer.from(value, "base64");
  return bytes.length === 32 ? bytes.toString("hex") : null;
}
