// Marking single messages of customers as read or unread, whatever conversations they are in.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import * as conversations from "./conversations.ts";
import { counting } from "./effects.ts";

/**
 * Marks what customers wrote as read, or as unread. Returns how many messages changed; ours and those that were so before do not count. Each
 * conversation is a transaction of its own: whoever holds only one row cannot deadlock with a batch that counts into many.
 */
export async function mark(db: Kysely<DB>, ids: readonly number[], read: boolean, now: Date): Promise<number> {
  const { rows: places } = await sql<{ conversation_id: number; ids: number[] }>`
    select conversation_id, array_agg(id) as ids from messages
    where id = any(${ids}::bigint[]) and direction = 'in' and (read_at is null) = ${read}
    group by conversation_id order by conversation_id`.execute(db);
  let changed = 0;
  for (const { conversation_id, ids: own } of places) {
    changed += await db.transaction().execute(async (tx) => {
      // A merge may have moved its messages to another one meanwhile: they are marked there the next time.
      if (!(await conversations.lock(tx, conversation_id))) return 0;
      const { rows } = await sql<{ counts: boolean }>`
        update messages m set read_at = ${read ? now : null}
        where id = any(${own}::bigint[]) and conversation_id = ${conversation_id} and (read_at is null) = ${read}
        returning ${counting} as counts`.execute(tx);
      if (rows.length === 0) return 0;
      const counted = rows.filter(({ counts }) => counts).length;
      await sql`
        update conversations set unread_count = greatest(0, unread_count + ${read ? -counted : counted}::int),
          attention_id = case when unread_count + ${read ? -counted : counted}::int > 0 then attention_id end
        where id = ${conversation_id}`.execute(tx);
      await conversations.tellChanged(tx, [conversation_id], now);
      return rows.length;
    });
  }
  return changed;
}
