// Old rows of a table whose ids grow with the time: counting and deleting them in batches, without reading the younger ones. Which table it is says the
// caller.
import { type QueryExecutorProvider, type QueryResult, type RawBuilder, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Due, RetentionKind, RetentionScope } from "../../contract/retention.ts";

/** A table `t`, and which of its rows are due. */
export type OldRows = {
  table: string;
  /** The column with the time, with or after which rows got their id. */
  at: string;
  /** Limits the rows to those of a partial index, on `t`. */
  within?: RawBuilder<unknown>;
  /** A condition on `t`: false for rows that stay. */
  due: RawBuilder<unknown>;
};

/** Rows that are looked at in one batch. */
const BATCH_SIZE = 1_000;

/** The rows of the table, without the condition that is asked of each. */
const rowsOf = ({ table, within }: OldRows) => sql`from ${sql.table(table)} t where ${within ?? sql`true`}`;

/** The lowest id from which on no row is older than `before`, by halving the range. */
async function firstYoung(db: QueryExecutorProvider, of: OldRows, before: Date): Promise<number> {
  const ends = await sql<{
    low: number | null;
    high: number | null;
  }>`select min(id) as low, max(id) as high ${rowsOf(of)}`.execute(db);
  let { low, high } = { low: ends.rows[0]!.low ?? 0, high: (ends.rows[0]!.high ?? -1) + 1 };
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { rows } = await sql<{ id: number; old: boolean }>`
      select t.id, t.${sql.ref(of.at)} < ${before} as old ${rowsOf(of)} and t.id >= ${middle} order by t.id limit 1`.execute(
      db,
    );
    if (rows[0]?.old) low = rows[0].id + 1;
    else high = middle;
  }
  return low;
}

/** Counts the rows that are due, and tells the time of the oldest. */
async function countOld(db: QueryExecutorProvider, of: OldRows, before: Date): Promise<Due> {
  const end = await firstYoung(db, of, before);
  const { rows } = await sql<Due>`
    select count(*)::int as count, min(t.${sql.ref(of.at)}) as oldest ${rowsOf(of)}
      and t.id < ${end} and t.${sql.ref(of.at)} < ${before} and ${of.due}`.execute(db);
  return rows[0]!;
}

/** The ids of the next rows that are due after an id, of {@link BATCH_SIZE} that are looked at; `last` is null when no older row follows. */
async function nextOld(
  db: QueryExecutorProvider,
  of: OldRows,
  before: Date,
  after: number,
): Promise<{ ids: number[]; last: number | null }> {
  const { rows } = await sql<{ id: number; old: boolean; due: boolean }>`
    select t.id, t.old, t.old and ${of.due} as due from (
      select *, ${sql.ref(of.at)} < ${before} as old ${rowsOf(of)} and t.id > ${after} order by t.id limit ${BATCH_SIZE}
    ) t order by t.id`.execute(db);
  const more = rows.length === BATCH_SIZE && rows.some(({ old }) => old);
  return { ids: rows.filter(({ due }) => due).map(({ id }) => id), last: more ? rows.at(-1)!.id : null };
}

/** Deletes rows of a table by their ids. */
export const deleteFrom = (table: string) => (tx: Transaction<DB>, ids: RawBuilder<unknown>) =>
  sql`delete from ${sql.table(table)} where id = ${ids}`.execute(tx);

/** A kind whose rows lie in the order of their time. `remove` deletes rows by their ids, and says how many it did. */
export function oldRowsKind(
  kind: Pick<RetentionKind<Transaction<DB>>, "name" | "title" | "description" | "byNumber">,
  rowsOf: (scope: RetentionScope) => OldRows,
  remove: (
    tx: Transaction<DB>,
    ids: RawBuilder<unknown>,
    scope: RetentionScope,
  ) => Promise<Pick<QueryResult<unknown>, "numAffectedRows">>,
): RetentionKind<Transaction<DB>> {
  return {
    ...kind,
    find: (tx, scope) => countOld(tx, rowsOf(scope), scope.before),
    async deleteSome(tx, scope, after) {
      const { ids, last } = await nextOld(tx, rowsOf(scope), scope.before, after?.id ?? 0);
      const gone = ids.length === 0 ? null : await remove(tx, sql`any(${ids}::bigint[])`, scope);
      return { deleted: Number(gone?.numAffectedRows ?? 0), next: last === null ? null : { at: "", id: last } };
    },
  };
}
