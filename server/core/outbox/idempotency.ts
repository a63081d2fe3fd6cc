// Idempotent requests: the caller's key identifies a message, by the UUID that the message gets as its key.
import { createHash } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** A version 8 UUID derived from a text. */
export function uuidOf(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** Locks a UUID until the transaction ends, so that another request with the same one sees the result of this one. */
export async function lock(tx: Transaction<DB>, uuid: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${uuid}))`.execute(tx);
}
