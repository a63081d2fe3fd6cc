// Passwords as they are kept: salted scrypt, written and read by better-auth. A password is set in the transaction of what leads to it.
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import type { Act } from "../../base/journal.ts";

/** Fewer characters than this are no password, and more than the most are none either. */
export const passwordLength = { least: 10, most: 200 };

/** Refuses what is too short to be a password. Throws PASSWORD_TOO_SHORT. */
export function check(password: string): void {
  const { least } = passwordLength;
  if (password.length >= least) return;
  throw new Fault("PASSWORD_TOO_SHORT", `The password has ${password.length} characters; it needs at least ${least}.`);
}

/** A password as it is kept. Takes about 0.1 s. Throws PASSWORD_TOO_SHORT. */
export async function hash(password: string): Promise<string> {
  check(password);
  // Only who sets a password waits for it to load.
  const { hashPassword } = await import("better-auth/crypto");
  return hashPassword(password);
}

/** Gives a person a password, in place of one that they may have had. */
export async function set({ tx, now }: Act<DB>, personId: number, hashed: string): Promise<void> {
  await tx
    .insertInto("people_passwords")
    .values({ person_id: personId, account_id: String(personId), password: hashed, updated_at: now })
    .onConflict((conflict) =>
      conflict.columns(["person_id", "provider"]).doUpdateSet({ password: hashed, updated_at: now }),
    )
    .execute();
}
