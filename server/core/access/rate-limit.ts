// Slows guessing: a few attempts are free, then each has to wait longer. An attempt is counted before it is checked, in the database, so that
// all processes count together.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";

/**
 * A limit: `by` is what attempts are counted by; `free` attempts need no wait, then the wait is `wait` seconds, doubled each time up to `most`.
 * The count starts again after `rest` minutes without an attempt.
 */
export type Limit = { by: string; free: number; wait: number; most: number; rest: number };

const digest = (by: string): Buffer => createHash("sha256").update(by).digest();

/** Counts one attempt under each limit. While one of them has to wait, throws TOO_MANY_ATTEMPTS and counts nothing. */
export async function count(db: Kysely<DB>, limits: readonly Limit[], now: Date): Promise<void> {
  const counted: Limit[] = [];
  for (const limit of limits) {
    const tried = await countOne(db, limit, now);
    if (tried === null) {
      await takeBackAttempts(db, counted);
      throw await tooMany(db, limit, now);
    }
    counted.push(limit);
    if (tried === 1) await sweep(db, now);
  }
}

/** The number of attempts including this one; null when it has to wait. */
async function countOne(db: Kysely<DB>, { by, free, wait, most, rest }: Limit, now: Date): Promise<number | null> {
  const fresh = new Date(now.getTime() - rest * 60_000);
  const next = sql`case when a.since <= ${fresh} then 1 else a.count + 1 end`;
  const until = (tried: unknown) => sql`
    case when ${tried} < ${free}::int then null
      else ${now}::timestamptz + make_interval(secs => least(${most}::float8, ${wait}::float8 * power(2, least(${tried} - ${free}::int, 30)))) end`;
  const { rows } = await sql<{ count: number }>`
    insert into rate_limits as a (key, count, since, until)
    values (${digest(by)}, 1, ${now}, ${until(sql`1`)})
    on conflict (key) do update set count = ${next}, since = ${now}, until = ${until(sql`(${next})`)}
    where a.until is null or a.until <= ${now} or a.since <= ${fresh}
    returning count`.execute(db);
  return rows[0]?.count ?? null;
}

async function tooMany(db: Kysely<DB>, { by }: Limit, now: Date): Promise<Fault> {
  const row = await db.selectFrom("rate_limits").select("until").where("key", "=", digest(by)).executeTakeFirst();
  const seconds = Math.max(1, Math.ceil(((row?.until?.getTime() ?? 0) - now.getTime()) / 1_000));
  const [n, unit] = seconds < 120 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Fault("TOO_MANY_ATTEMPTS", `Too many attempts. Try again in ${n} ${unit}${n === 1 ? "" : "s"}.`, {
    retryAfter: seconds,
  });
}

/** Takes back attempts that turned out to be legitimate. */
export async function takeBackAttempts(db: Kysely<DB>, limits: readonly Limit[]): Promise<void> {
  for (const { by } of limits) {
    await sql`
      update rate_limits set count = greatest(count - 1, 0), until = null where key = ${digest(by)}`.execute(db);
  }
}

/** Deletes counters that no limit uses any more: none has a `rest` of more than a day. */
async function sweep(db: Kysely<DB>, now: Date): Promise<void> {
  await db
    .deleteFrom("rate_limits")
    .where("since", "<", new Date(now.getTime() - 86_400_000))
    .execute();
}
