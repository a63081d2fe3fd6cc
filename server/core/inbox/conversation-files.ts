// The messages of a conversation that have files, newest first: for the gallery and the photo viewer.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { fileGroups } from "../../contract/messages.ts";
import type { ThreadMessage } from "./threads.ts";
import { many } from "./threads.ts";

/** A group of files that is shown together. */
export type FileGroup = keyof typeof fileGroups;

/** Where a page ends: the message's time and id. */
type Place = { at: Date; id: number };

/**
 * A page of the messages of a conversation that have files of a group, newest first, from before `place` on. Throws NOT_FOUND when there is
 * no such conversation.
 */
export async function messagesWithFiles(
  tx: Transaction<DB>,
  conversationId: number,
  { group, place, limit }: { group: FileGroup; place: Place | null; limit: number },
): Promise<ThreadMessage[]> {
  const known = await tx.selectFrom("conversations").select("id").where("id", "=", conversationId).executeTakeFirst();
  if (!known) throw new Fault("NOT_FOUND", `There is no conversation ${conversationId}.`);
  const types = [...fileGroups[group]];
  const older = place ? sql`and (m.sent_at, m.id) < (${place.at}::timestamptz, ${place.id}::bigint)` : sql``;
  const { rows } = await sql<{ id: number }>`
    select m.id from messages m
    where m.conversation_id = ${conversationId} and m.type = any(${types}::text[]) ${older}
      and exists (select from attachments a where a.message_id = m.id)
    order by m.sent_at desc, m.id desc limit ${limit}`.execute(tx);
  const order = new Map(rows.map(({ id }, n) => [id, n]));
  const found = await many(tx, [...order.keys()]);
  return found.sort((a, b) => order.get(a.id)! - order.get(b.id)!);
}
