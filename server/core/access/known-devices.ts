// Browsers in which somebody has signed in before: guesses that come from elsewhere do not slow them.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { DEVICE_DAYS, newToken } from "./auth.ts";

const digest = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Newest browsers of a person that stay known. */
const MAX_KNOWN_DEVICES = 50;

/** Whether a person signed in before in the browser that brings this token. */
export async function isKnown(db: Kysely<DB>, personId: number, token: string, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - DEVICE_DAYS * 86_400_000);
  const found = await db
    .selectFrom("user_browsers")
    .select("used_at")
    .where("hash", "=", digest(token))
    .where("user_id", "=", personId)
    .where("used_at", ">", since)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Makes the browser known to a person who has signed in, and returns its new token: the one before, which somebody else may have put
 * there, is worth nothing afterwards. Colleagues who share the browser stay known in it.
 */
export async function know(db: Kysely<DB>, personId: number, before: string | null, now: Date): Promise<string> {
  const token = newToken();
  if (before) {
    await db
      .updateTable("user_browsers")
      .set({ hash: digest(token) })
      .where("hash", "=", digest(before))
      .execute();
  }
  await db
    .insertInto("user_browsers")
    .values({ hash: digest(token), user_id: personId, created_at: now, used_at: now })
    .onConflict((conflict) => conflict.columns(["hash", "user_id"]).doUpdateSet({ used_at: now }))
    .execute();
  await sql`
    delete from user_browsers where user_id = ${personId} and hash not in (
      select hash from user_browsers where user_id = ${personId} order by used_at desc limit ${MAX_KNOWN_DEVICES})`.execute(
    db,
  );
  return token;
}

/** Makes every browser of a person unknown. */
export async function forgetAll(db: Kysely<DB>, personId: number): Promise<void> {
  await db.deleteFrom("user_browsers").where("user_id", "=", personId).execute();
}
