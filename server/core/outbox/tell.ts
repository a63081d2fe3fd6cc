// Telling a person something that they did not just ask: on the line on which they wrote last.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Draft } from "../../contract/outbound.ts";
import { type Letter, newLetters, put } from "./put.ts";

/** Something to tell, and to whom. */
export type News = { contactId: number; draft: Draft; origin: string };

/** Queues news for whoever has ever written; the window is the dispatcher's to judge. Returns how many were queued. */
export async function tell(tx: Transaction<DB>, news: readonly News[], now: Date): Promise<number> {
  const letters: Letter[] = [];
  for (const { contactId, draft, origin } of news) {
    const { rows } = await sql<{ id: number; channel_id: number }>`
      select id, channel_id from conversations where contact_id = ${contactId} and last_inbound_at is not null
      order by last_inbound_at desc, id desc limit 1`.execute(tx);
    const [conversation] = rows;
    if (!conversation) continue;
    const to = { channelId: conversation.channel_id, conversationId: conversation.id };
    letters.push({ ...to, draft, origin, answersId: null, windowExempt: false });
  }
  if (letters.length === 0) return 0;
  await put(tx, letters, now);
  await sql`select pg_notify(${newLetters}, '')`.execute(tx);
  return letters.length;
}
