// How far the drain lags behind the webhook log.
import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** How many webhooks wait to be drained, and the age of the oldest in seconds (0 when none waits). */
export async function measure(db: Kysely<DB>, now: Date): Promise<{ waiting: number; seconds: number }> {
  const { rows } = await sql<{ waiting: number; oldest: Date | null }>`
    select (select count(*) from (select 1 from webhooks w where w.id > c.position limit 100000) n) as waiting,
      (select w.received_at from webhooks w where w.id > c.position order by w.id limit 1) as oldest
    from webhook_cursor c`.execute(db);
  const { waiting, oldest } = rows[0]!;
  return { waiting, seconds: oldest === null ? 0 : Math.max(0, (now.getTime() - oldest.getTime()) / 1_000) };
}

/** Waits until everything acknowledged before this call is drained, for at most `ms`. */
export async function caughtUp(db: Kysely<DB>, ms: number): Promise<void> {
  const stand = () =>
    sql<{ newest: number; position: number }>`
      select position, coalesce((select max(id) from webhooks), 0) as newest from webhook_cursor`.execute(db);
  const newest = (await stand()).rows[0]!.newest;
  for (let waited = 0; waited < ms && (await stand()).rows[0]!.position < newest; waited += 20) await sleep(20);
}
