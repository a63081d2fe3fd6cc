// Browsers in which a user has signed in before. They are not slowed by password guesses from elsewhere.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { DEVICE_DAYS, newToken } from "./auth.ts";

const digest = (token: string): Buffer => createHash("sha256").update(token).digest();

/** How many known browsers a user can have; the newest are kept. */
const MAX_KNOWN_DEVICES = 50;

/** Whether a user has signed in before in the browser with this token. */
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
 * Makes the browser a known one of a user who has signed in, and returns its new token. The previous token, which somebody else may have planted,
 * becomes invalid. Colleagues who share the browser stay known in it.
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

/** Forgets all known browsers of a user. */
export async function forgetAll(db: Kysely<DB>, personId: number): Promise<void> {
  await db.deleteFrom("user_browsers").where("user_id", "=", personId).execute();
}
