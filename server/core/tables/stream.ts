// Reading a whole filtered set, however large, a batch at a time and as it stood at one moment.
import { type ControlledTransaction, type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** A set that is about to be read. It holds a connection until it is closed. */
export type Reading<Row> = {
  /** How many rows there are. */
  total: number;
  /** The rows, a batch at a time; each is fetched when it is asked for. */
  batches(): AsyncGenerator<Row[]>;
  /** Ends it, also in the middle of a fetch. May be called more than once. */
  close(): Promise<void>;
};

/** What is read: how to count it, what to go along, and what to make of a batch of ids. */
export type Source<Row> = {
  count(tx: ControlledTransaction<DB>): Promise<number>;
  /** Selects the column id in the order of the set. */
  ids: RawBuilder<{ id: number }>;
  rows(tx: ControlledTransaction<DB>, ids: readonly number[]): Promise<Row[]>;
};

/** Rows a batch. */
const BATCH_SIZE = 1_000;

/** Begins to read, unless and until `gone` says that nobody wants it any more. Throws what the database throws; nothing is held then. */
export async function read<Row>(db: Kysely<DB>, source: Source<Row>, gone: AbortSignal): Promise<Reading<Row>> {
  const tx = await db.startTransaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute();
  // While a statement runs its connection can be told to give up; not afterwards, when it may be somebody else's.
  let busy = false;
  let cancelling: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const { rows: own } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
  const run = async <T>(step: () => Promise<T>): Promise<T> => {
    busy = true;
    const result = step();
    running = result.catch(() => {});
    try {
      return await result;
    } finally {
      busy = false;
    }
  };
  const close = () => {
    closing ??= (async () => {
      if (busy) cancelling = sql`select pg_cancel_backend(${own[0]!.pid})`.execute(db).catch(() => {});
      await cancelling;
      await running;
      await tx.rollback().execute();
    })();
    return closing;
  };
  gone.addEventListener("abort", () => void close(), { once: true });
  try {
    gone.throwIfAborted();
    // Between two batches it waits for whoever reads the file, and holds no lock meanwhile.
    await sql`select set_config('idle_in_transaction_session_timeout', '600000', true), set_config('statement_timeout', '600000', true)`.execute(
      tx,
    );
    const total = await run(() => source.count(tx));
    await run(() => sql`declare export no scroll cursor for ${source.ids}`.execute(tx));
    return {
      total,
      async *batches() {
        try {
          for (;;) {
            if (closing) return;
            const batch = await run(() => fetchBatch(tx, source));
            if (batch.n > 0) yield batch.rows;
            if (batch.n < BATCH_SIZE) return;
          }
        } finally {
          await close();
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The next rows of the cursor. */
async function fetchBatch<Row>(
  tx: ControlledTransaction<DB>,
  source: Source<Row>,
): Promise<{ n: number; rows: Row[] }> {
  const { rows } = await sql<{ id: number }>`fetch ${sql.lit(BATCH_SIZE)} from export`.execute(tx);
  const ids = rows.map(({ id }) => id);
  return { n: ids.length, rows: await source.rows(tx, ids) };
}
