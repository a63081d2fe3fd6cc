// The conversations with a label, if they are few: those are read first, and the list is filtered by the result.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** A label with fewer conversations than this is read first, and the list is filtered by the result. */
const FEW_LABELLED_THRESHOLD = 2_000;

/** The conversations with a label if they are few; null if there are many, or no label is asked for. */
export async function fewLabelled(db: Kysely<DB>, labelId: number | null): Promise<number[] | null> {
  if (labelId === null) return null;
  const { rows } = await sql<{ id: number }>`
    select conversation_id as id from conversation_labels where label_id = ${labelId} limit ${FEW_LABELLED_THRESHOLD}`.execute(
    db,
  );
  return rows.length < FEW_LABELLED_THRESHOLD ? rows.map((row) => row.id) : null;
}
