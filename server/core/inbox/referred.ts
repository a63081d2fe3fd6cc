// Messages and conversations that began with a tap on an ad or a post, as SQL conditions.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";

/** Whether message `m` came by an ad or a post; in these words the partial indexes messages_referred have it. */
export const isReferred = sql<boolean>`m.content ? 'referral'`;

/** Whether a message in conversation `v` came by an ad or a post. */
export const hasReferred = sql<boolean>`exists (select from messages m where m.conversation_id = v.id and ${isReferred})`;

/** With fewer messages than this, their conversations are read first, and the list is filtered by the result. */
const FEW_THRESHOLD = 2_000;

/** The conversations of such messages if those are few; null if they are many, or not asked for. */
export async function fewReferred(db: Kysely<DB>, isAsked: boolean): Promise<number[] | null> {
  if (!isAsked) return null;
  const { rows } = await sql<{ id: number }>`
    select m.conversation_id as id from messages m where ${isReferred} limit ${FEW_THRESHOLD}`.execute(db);
  return rows.length < FEW_THRESHOLD ? [...new Set(rows.map((row) => row.id))] : null;
}
