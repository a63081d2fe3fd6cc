// Reading is per person: up to where each colleague has seen a conversation. What counts as read for everybody is in update-conversation.ts.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";

/** Notes that a colleague has seen a conversation up to a message. Nobody else's view changes. Throws NOT_FOUND. */
export async function see(db: Kysely<DB>, personId: number, conversationId: number, messageId: number): Promise<void> {
  const { rows } = await sql`
    with seen as (
      select c.id, m.id as message_id from conversations c join messages m on m.conversation_id = c.id
      where c.id = ${conversationId} and m.id = ${messageId}
    )
    insert into conversation_reads (user_id, conversation_id, message_id) select ${personId}::int, id, message_id from seen
    on conflict (user_id, conversation_id) do update
      set message_id = greatest(conversation_reads.message_id, excluded.message_id)
    returning 1`.execute(db);
  if (rows.length === 0)
    throw new Fault("NOT_FOUND", `There is no message ${messageId} in conversation ${conversationId}.`);
}

/** Whether the conversation `v` holds something that a colleague should read and has not seen; of nobody: that anybody should. */
export const isUnread = (
  personId: number | null,
): RawBuilder<boolean> => sql<boolean>`(v.attention_id is not null and not exists (
  select from conversation_reads r
  where r.user_id = ${personId}::int and r.conversation_id = v.id and r.message_id >= v.attention_id))`;
