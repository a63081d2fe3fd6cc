// How often a password may be tried: counted before it is looked at, in the database, so that all processes count together.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";

/** Something that is counted: by what, how often at most, within how many minutes of the first time. */
export type Limit = { by: string; most: number; minutes: number };

const digest = (by: string): Buffer => createHash("sha256").update(by).digest();

/** Counts one more attempt under each limit. Throws TOO_MANY_ATTEMPTS when that is more than one of them allows. */
export async function count(db: Kysely<DB>, limits: readonly Limit[], now: Date): Promise<void> {
  for (const { by, most, minutes } of limits) {
    const over = new Date(now.getTime() - minutes * 60_000);
    const { rows } = await sql<{ count: number; since: Date }>`
      insert into people_attempts as a (key, count, since) values (${digest(by)}, 1, ${now})
      on conflict (key) do update set
        count = case when a.since <= ${over} then 1 else a.count + 1 end,
        since = case when a.since <= ${over} then ${now} else a.since end
      returning count, since`.execute(db);
    const { count: tried, since } = rows[0]!;
    if (tried === 1) await sweep(db, now);
    if (tried <= most) continue;
    const left = Math.max(1, Math.ceil((since.getTime() - over.getTime()) / 60_000));
    throw new Fault(
      "TOO_MANY_ATTEMPTS",
      `Too many attempts. Try again in ${left} ${left === 1 ? "minute" : "minutes"}.`,
    );
  }
}

/** Forgets attempts that turned out to be good ones. */
export async function forget(db: Kysely<DB>, limits: readonly Limit[]): Promise<void> {
  for (const { by } of limits) {
    await sql`update people_attempts set count = greatest(count - 1, 0) where key = ${digest(by)}`.execute(db);
  }
}

/** Takes away what no limit looks at any more: none is longer than a day. */
async function sweep(db: Kysely<DB>, now: Date): Promise<void> {
  await db
    .deleteFrom("people_attempts")
    .where("since", "<", new Date(now.getTime() - 86_400_000))
    .execute();
}
