// Reads for a page that somebody waits for: in one snapshot, with a time limit.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { snapshot } from "./snapshot.ts";

/** Time limit for one statement, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 5_000;

/** Runs reads in one snapshot. Throws TOO_BROAD when one takes too long. */
export async function withTimeout<T>(db: Kysely<DB>, read: (tx: Transaction<DB>) => Promise<T>): Promise<T> {
  try {
    return await snapshot(db, async (tx) => {
      // Results are small: parallel workers take longer to start than they save.
      await sql`select set_config('statement_timeout', ${String(STATEMENT_TIMEOUT_MS)}, true), set_config('jit', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true)`.execute(tx);
      return read(tx);
    });
  } catch (error) {
    // PostgreSQL: query_canceled.
    if ((error as { code?: unknown }).code !== "57014") throw error;
    throw new Fault(
      "TOO_BROAD",
      `Looking through everything took longer than ${STATEMENT_TIMEOUT_MS / 1_000} seconds. Narrow the filters, or sort by time.`,
    );
  }
}
