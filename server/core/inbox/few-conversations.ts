// Filters of conversations that match few of them: those are read first, and the list is filtered by the result.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isReferred } from "./message-filter.ts";

/** Whether a message in conversation `v` came by an ad or a post. */
export const hasReferred = sql<boolean>`exists (select from messages m where m.conversation_id = v.id and ${isReferred})`;

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

/** The conversations with a message that came by an ad, if those are few; null if they are many, or not asked for. */
export async function fewReferred(db: Kysely<DB>, { referred }: { referred: boolean }): Promise<number[] | null> {
  if (!referred) return null;
  const { rows } = await sql<{ id: number }>`
    select m.conversation_id as id from messages m where ${isReferred} limit ${FEW_LABELLED_THRESHOLD}`.execute(db);
  return rows.length < FEW_LABELLED_THRESHOLD ? [...new Set(rows.map((row) => row.id))] : null;
}
