// Deletes what was kept for as long as is set: in short transactions, so that nobody waits, and with a note of each, so that it can be cut off anywhere.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Log } from "../../base/log.ts";
import type { BlobStore } from "../../contract/ports.ts";
import type { Place, RetentionScope } from "../../contract/retention.ts";
import { removeExpired } from "../archive/expire.ts";
import { durations, type Kind, scopes } from "./settings.ts";

/** For how long a transaction waits for a lock that somebody else has; what it could not delete is left to the next run. */
const LOCK_TIMEOUT = "1s";

/** What a run is given. What is under way ends with `signal`. */
export type RetentionRun = {
  db: Kysely<DB>;
  blobs: BlobStore;
  kinds: readonly Kind[];
  now: Date;
  log: Log;
  signal: AbortSignal;
};

/** Deletes all that is due, and returns how much of each kind. A kind that fails is logged and noted, and the others go on. */
export async function deleteOld({ db, blobs, kinds, now, log, signal }: RetentionRun): Promise<Map<string, number>> {
  const deleted = new Map<string, number>();
  for (const [kind, of] of await scopes(db, kinds, await durations(db, kinds), now)) {
    if (of.length === 0 || signal.aborted) continue;
    await note(db, kind, now, { restart: true });
    try {
      for (const scope of of) {
        const count = await deleteAll(db, kind, scope, signal);
        deleted.set(kind.name, (deleted.get(kind.name) ?? 0) + count);
      }
    } catch (error) {
      if (signal.aborted) break;
      log.warn({ err: error, kind: kind.name }, "old data could not be deleted, it is tried again with the next run");
      await note(db, kind, now, { failure: (error as Error).message });
    }
  }
  if (!signal.aborted) await removeExpired(db, blobs);
  const counts = Object.fromEntries([...deleted].filter(([, count]) => count > 0));
  if (Object.keys(counts).length > 0) log.info({ deleted: counts }, "old data was deleted, as set");
  return deleted;
}

async function deleteAll(db: Kysely<DB>, kind: Kind, scope: RetentionScope, signal: AbortSignal) {
  let [deleted, place]: [number, Place | null] = [0, null];
  do {
    const done = await db.transaction().execute(async (tx) => {
      await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(tx);
      const some = await kind.deleteSome(tx, scope, place);
      if (some.deleted > 0) await note(tx, kind, scope.now, { more: some.deleted });
      return some;
    });
    deleted += done.deleted;
    place = done.next;
  } while (place !== null && !signal.aborted);
  return deleted;
}

/** Notes that a run began, how much more it deleted, or why it failed. */
async function note(
  db: Kysely<DB> | Transaction<DB>,
  { name }: Kind,
  now: Date,
  { restart = false, more = 0, failure = null }: { restart?: boolean; more?: number; failure?: string | null },
): Promise<void> {
  await sql`
    insert into retention_runs as r (kind, ran_at, deleted, total, failure) values (${name}, ${now}, ${more}, ${more}, ${failure})
    on conflict (kind) do update set ran_at = ${now}, failure = ${failure}, total = r.total + ${more}::bigint,
      deleted = case when ${restart} then 0 else r.deleted + ${more}::bigint end`.execute(db);
}

/** The last run of each kind. */
export const lastRuns = (db: Kysely<DB>) => db.selectFrom("retention_runs").selectAll().orderBy("kind").execute();
