// Several reads of the same state of the database, so that their results are consistent.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** Runs reads in one snapshot. */
export const snapshot = <T>(db: Kysely<DB>, read: (tx: Transaction<DB>) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(read);
