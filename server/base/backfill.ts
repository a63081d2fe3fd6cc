// Changes of many rows that a version makes in batches while it works, where a migration would hold a table for too long. Each batch is a transaction that also
// notes how far it is, so what is killed goes on there.
import { type Kysely, type QueryExecutorProvider, sql, type Transaction } from "kysely";

/** A change of the rows of a table that has an `id`. */
export type Backfill = {
  /** As the migration that it belongs to, which is never changed. */
  name: string;
  table: string;
  /**
   * Changes the rows with ids above `after` and up to `upTo`. What the version before inserts in the meantime must be right by a default or a trigger of
   * the migration.
   */
  change(tx: Transaction<unknown>, after: number, upTo: number): Promise<unknown>;
};

/** How far a change is, from 0 to 1. */
export type Progress = { name: string; share: number };

/** Ids in a batch: few enough that nobody waits for its locks. */
const BATCH_IDS = 2_000;

/** Makes what is left of the changes, one after the other, until it is done or `signal` fires. `tell` hears of each twentieth of a change. */
export async function runBackfills<DB>(
  db: Kysely<DB>,
  backfills: readonly Backfill[],
  options: { now: () => Date; signal: AbortSignal; tell(progress: Progress): void },
): Promise<void> {
  for (const backfill of backfills) {
    await begin(db, backfill, options.now());
    for (let told = 0; !options.signal.aborted; ) {
      const share = await db
        .transaction()
        .execute((tx) => batch(tx as unknown as Transaction<unknown>, backfill, options.now()));
      if (share === null) break;
      if (share < 1 && share - told < 0.05) continue;
      options.tell({ name: backfill.name, share });
      told = share;
    }
  }
}

async function begin(db: QueryExecutorProvider, { name, table }: Backfill, now: Date): Promise<void> {
  await sql`insert into backfills (name, last, begun_at) select ${name}, coalesce((select max(id) from ${sql.table(table)}), 0), ${now}
    where not exists (select from backfills where name = ${name}) on conflict do nothing`.execute(db);
}

/** Changes the next rows; returns how far that is, or null when there were none. */
async function batch(tx: Transaction<unknown>, { name, change }: Backfill, now: Date): Promise<number | null> {
  const { rows } = await sql<{ position: number; last: number }>`
    select position, last from backfills where name = ${name} and finished_at is null for update`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  const upTo = Math.min(row.position + BATCH_IDS, row.last);
  if (upTo > row.position) await change(tx, row.position, upTo);
  const finishedAt = upTo === row.last ? now : null;
  await sql`update backfills set position = ${upTo}, finished_at = ${finishedAt} where name = ${name}`.execute(tx);
  return row.last === 0 ? 1 : upTo / row.last;
}

/** The changes that have begun and are not finished. */
export async function unfinished(db: QueryExecutorProvider): Promise<Progress[]> {
  const { rows } = await sql<Progress>`
    select name, coalesce(position::float8 / nullif(last, 0), 1) as share from backfills where finished_at is null order by begun_at`.execute(
    db,
  );
  return rows;
}
