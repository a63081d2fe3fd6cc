// Creates the first admin: from the environment, or by a link that is printed at start. There is no default password.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import * as links from "./links.ts";
import * as passwordRules from "./password-rules.ts";
import * as passwords from "./passwords.ts";
import * as users from "./users.ts";

/** The admin that the environment names. */
export type Named = { email: string; password: string };

/**
 * Makes sure that there can be an admin. While there is none, creates the one that the environment names, or else returns a one-time link. Returns
 * null when nothing is left to do. Throws as password-rules.ts does, naming the variable.
 */
export async function bootstrapAdmin(db: Kysely<DB>, given: Named | null, now: Date): Promise<links.Link | null> {
  if (given === null) return links.makeFirst(db, now);
  if (await users.hasAdmin(db)) return null;
  const email = users.tidyEmail(given.email);
  await passwordRules.check(given.password, { email }).catch((error: unknown) => {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error, `ADMIN_PASSWORD cannot be used: ${error.message}`);
  });
  const hashed = await passwords.hash(given.password);
  await db.transaction().execute(async (tx) => {
    await users.alone(tx);
    if (await users.hasAdmin(tx)) return;
    const ctx = { tx, now, by: "environment" };
    const known = await tx.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
    if (known) await users.change(ctx, known.id, { role: "admin", disabled: false });
    const name = email.split("@")[0]!;
    const id = known?.id ?? (await users.create(ctx, { name, email, role: "admin" }));
    // An existing password stays: the one in the environment is only for the first time.
    if ((await users.get(tx, id)).state === "invited") await passwords.set(ctx, id, hashed);
    await tx.deleteFrom("user_links").where("purpose", "=", "first").execute();
  });
  return null;
}
