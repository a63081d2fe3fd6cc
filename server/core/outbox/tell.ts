// Telling a person something that they did not just ask: on the line on which they wrote last.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Draft } from "../../contract/outbound.ts";
import { newLetters, put } from "./put.ts";

/** Something to tell, and to whom. */
export type News = { contactId: number; draft: Draft; origin: string };

/** Queues news for whoever has ever written; the window is the dispatcher's to judge. Returns how many were queued. */
export async function tell(tx: Transaction<DB>, news: readonly News[], now: Date): Promise<number> {
  let queued = 0;
  for (const { contactId, draft, origin } of news) {
    const { rows } = await sql<{ id: number; channel_id: number }>`
      select id, channel_id from conversations where contact_id = ${contactId} and last_inbound_at is not null
      order by last_inbound_at desc, id desc limit 1`.execute(tx);
    const [conversation] = rows;
    if (!conversation) continue;
    const letter = { channelId: conversation.channel_id, conversationId: conversation.id, draft, origin };
    await put(tx, [{ ...letter, answersId: null, windowExempt: false }], now);
    queued += 1;
  }
  if (queued > 0) await sql`select pg_notify(${newLetters}, '')`.execute(tx);
  return queued;
}
