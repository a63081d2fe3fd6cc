// Deletes old webhooks from the log: everything that came of them is recorded in tables of its own. What is not drained, cannot be recorded yet, or
// may still tell what became of a message in doubt, stays.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** Rows per transaction, and transactions per call: other scheduled jobs wait meanwhile. */
const BATCH_SIZE = 2_000;
const MAX_BATCHES = 50;

/**
 * Deletes webhooks that came in before `before`, at most 100,000 in one call, and returns their number. These stay: webhooks after the drain's position, in a gap of
 * the ids or due for a replay, those with an open dead letter, and all since the first attempt of a message whose fate is not known. Resolved
 * dead letters go with their webhook.
 */
export async function pruneWebhooks(db: Kysely<DB>, before: Date): Promise<number> {
  let deleted = 0;
  let from = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const { rows } = await sql<{ last: number | null; seen: number; old: number; gone: number }>`
      with line as (
        select least(${before}::timestamptz, (select min(first_attempt_at) from outbox where state in ('sending', 'unanswered'))) as time
      ),
      seen as (
        select w.id, w.received_at < line.time as old
        from webhook_cursor c cross join line cross join lateral (
          select id, received_at from webhooks where id > ${from} and id <= c.position order by id limit ${BATCH_SIZE}
        ) w
      ),
      spare as (
        select id from seen s where old
          and not exists (select from dead_letters d where d.webhook_id = s.id and d.resolved_at is null)
          and not exists (select from webhook_replays r where r.webhook_id = s.id)
          and not exists (select from webhook_gaps g where s.id between g.first_id and g.last_id)
      ),
      resolved as (delete from dead_letters d using spare s where d.webhook_id = s.id),
      gone as (delete from webhooks w using spare s where w.id = s.id returning w.id)
      select (select max(id) from seen) as last, (select count(*) from seen)::int as seen,
        (select count(*) from seen where old)::int as old, (select count(*) from gone)::int as gone`.execute(db);
    const { last, seen, old, gone } = rows[0]!;
    deleted += gone;
    // Ids grow with the time: behind a batch without an old webhook there is none.
    if (last === null || seen < BATCH_SIZE || old === 0) break;
    from = last;
  }
  return deleted;
}
