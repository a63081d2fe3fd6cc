// Failed sign-ins: counted by user, network and hour, so that guessing cannot fill a table. Only milestones are written to the audit log.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { audit } from "../../base/journal.ts";
import { networkOf } from "./address.ts";

/** What was wrong: the password (or the e-mail address), or the second factor's code after a correct password. */
type Kind = "password" | "code";

/** How many networks are counted separately, per user and hour. */
const MAX_NETWORKS = 50;

/** Whether a failure is the 1st, 10th, 100th, … of its hour. */
const isMilestone = (count: number): boolean => /^10*$/.test(String(count));

/** Counts a failure. Text that is not an e-mail address is not stored: it may be a password in the wrong field. */
export async function note(
  db: Kysely<DB>,
  failed: { kind: Kind; personId: number | null; email: string; address: string },
  now: Date,
): Promise<void> {
  const { kind, address, email } = failed;
  const personId = failed.personId ?? 0;
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  const network = networkOf(address);
  await sql`
    insert into sign_in_failures as f (hour, user_id, kind, network, count)
    select ${hour}, ${personId}, ${kind}, case
      when exists (select from sign_in_failures
          where hour = ${hour} and user_id = ${personId} and kind = ${kind} and network = ${network})
        or (select count(*) from sign_in_failures
          where hour = ${hour} and user_id = ${personId} and kind = ${kind}) <= ${MAX_NETWORKS}
      then ${network} else 'elsewhere' end, 1
    on conflict (hour, user_id, kind, network) do update set count = f.count + 1`.execute(db);
  // One counter for all networks, so that of several failures at once exactly one is the tenth.
  const { rows } = await sql<{ count: number }>`
    insert into sign_in_failures as f (hour, user_id, kind, network, count)
    values (${hour}, ${personId}, ${kind}, '', 1)
    on conflict (hour, user_id, kind, network) do update set count = f.count + 1
    returning count`.execute(db);
  const count = rows[0]!.count;
  if (count === 1) await sweep(db, now);
  if (!isMilestone(count)) return;
  const action = kind === "password" ? "person.sign_in_failed" : "person.second_factor_failed";
  const shown = /^\S+@\S+\.\S+$/.test(email) ? email : null;
  const after = { address, email: shown, ...(count > 1 ? { this_hour: count } : {}) };
  await audit(db, "somebody", { action, subject: "person", id: personId, before: null, after }, now);
}

/** Deletes counters older than 30 days. */
async function sweep(db: Kysely<DB>, now: Date): Promise<void> {
  await db
    .deleteFrom("sign_in_failures")
    .where("hour", "<", new Date(now.getTime() - 30 * 86_400_000))
    .execute();
}
