// Reads values out of parsed JSON: each function takes anything and returns the wanted type or null, so that a value of the wrong type
// costs one field and never the whole message.
import type { Json, JsonObject } from "../../contract/inbound.ts";

/** A JSON object, or null. */
export function record(value: unknown): JsonObject | null {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A non-empty array, or null. */
export function list(value: unknown): Json[] | null {
  return Array.isArray(value) && value.length > 0 ? value : null;
}

/** A string as it is, or a number as a string; null for anything else and for an empty string. */
export function text(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

/** Ids are index keys, and a row of a PostgreSQL index holds about 2,700 bytes: anything longer is not an id. */
const LONGEST_ID = 1_024;

/** An id: a string or an integer, short enough for an index. */
export function ident(value: unknown): string | null {
  if (typeof value === "string") {
    if (value === "" || value.length > LONGEST_ID) return null;
    return value.length * 3 <= LONGEST_ID || Buffer.byteLength(value) <= LONGEST_ID ? value : null;
  }
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : null;
}

/** A finite number, also when it came as a string. */
export function number(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.length > 40 || value.trim() === "") return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** An error code: an integer that fits a database column, also when it came as a string. */
export function errorCode(value: unknown): number | null {
  const code = number(value);
  return code !== null && Number.isInteger(code) && Math.abs(code) <= 0x7fffffff ? code : null;
}

/** The last millisecond of the year 9999; later times fit no database column. */
const LAST_MOMENT = 253_402_300_799_999;

/**
 * Unix time, as a string or a number. The manual says seconds; values from 1e12 up are taken as milliseconds, which some senders write.
 * Null when it is not a time between 1970 and 9999.
 */
export function time(value: unknown): Date | null {
  const stamp = number(value);
  if (stamp === null || stamp <= 0) return null;
  const ms = stamp >= 1e12 ? stamp : stamp * 1000;
  return ms <= LAST_MOMENT ? new Date(ms) : null;
}

/** The type of a value, for an error message. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A checksum in lower-case hex, from base64 (in webhooks) or hex (in media look-ups). */
export function sha256Hex(value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (/^[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(value)) return null;
  const bytes = Buffer.from(value, "base64");
  return bytes.length === 32 ? bytes.toString("hex") : null;
}
