// Stores and checks passwords, as salted scrypt hashes. A password is set in the transaction of its caller.
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { CommandContext } from "../../base/journal.ts";
import * as knownDevices from "./known-devices.ts";

// 16 MiB and some 50 ms per password, as OWASP recommends for N = 2^14. Stored hashes have no parameters: others would need a new format.
const cost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_LENGTH_BYTES = 64;
const derive = promisify<string, string, number, typeof cost, Buffer>(scrypt);

/** Hashes a password for storage: `salt:key` in hex. Takes about 0.1 s. Which passwords are accepted is checked in password-rules.ts. */
export async function hash(password: string): Promise<string> {
  const salt = randomBytes(16).toString("hex");
  return `${salt}:${(await derive(password.normalize("NFKC"), salt, KEY_LENGTH_BYTES, cost)).toString("hex")}`;
}

/** Whether a password matches a stored hash. Takes as long when there is none (null), so that the time reveals nothing. */
async function matches(kept: string | null, password: string): Promise<boolean> {
  const [salt = "", hex = ""] = (kept ?? `${"0".repeat(32)}:`).split(":");
  const given = await derive(password.normalize("NFKC"), salt, KEY_LENGTH_BYTES, cost);
  const right = Buffer.from(hex, "hex");
  return right.length === given.length && timingSafeEqual(right, given);
}

/** Whether this is the user's password; false for no user (null). Takes about 0.1 s either way. */
export async function verify(db: Kysely<DB>, personId: number | null, password: string): Promise<boolean> {
  const row = await db
    .selectFrom("user_credentials")
    .select("password")
    .where("user_id", "=", personId ?? 0)
    .where("provider", "=", "credential")
    .executeTakeFirst();
  return matches(row?.password ?? null, password);
}

/** Sets or replaces a user's password. Their one-time links become invalid, and their known browsers are forgotten. */
export async function set({ tx, now }: CommandContext<DB>, personId: number, hashed: string): Promise<void> {
  await tx.deleteFrom("user_links").where("user_id", "=", personId).execute();
  await knownDevices.forgetAll(tx, personId);
  await tx
    .insertInto("user_credentials")
    .values({ user_id: personId, account_id: String(personId), password: hashed, updated_at: now })
    .onConflict((conflict) =>
      conflict.columns(["user_id", "provider"]).doUpdateSet({ password: hashed, updated_at: now }),
    )
    .execute();
}
