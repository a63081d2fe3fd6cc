// Rules for signing in that admins decide: whether admins need a second factor.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit, type CommandContext } from "../../base/journal.ts";

const name = "second_factor_for_admins";

/** Whether admins must have a second factor. */
export async function secondFactorForAdmins(db: Kysely<DB>): Promise<boolean> {
  const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value === true;
}

/** Changes the rule. Once it is on, admins without a second factor can do nothing until they have set one up. */
export async function requireSecondFactor({ tx, by, now }: CommandContext<DB>, needed: boolean): Promise<void> {
  const before = await secondFactorForAdmins(tx);
  if (before === needed) return;
  const value = JSON.stringify(needed);
  await tx
    .insertInto("settings")
    .values({ name, value, updated_at: now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value, updated_at: now }))
    .execute();
  const change = { action: "setting.changed", subject: "setting", id: 0 };
  await audit(tx, by, { ...change, before: { [name]: before }, after: { [name]: needed } }, now);
}
