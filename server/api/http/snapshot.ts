// Reading several things as they were at one moment, so that what is told together fits together.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** Runs reads that all see the same moment. */
export const snapshot = <T>(db: Kysely<DB>, read: (tx: Transaction<DB>) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(read);
