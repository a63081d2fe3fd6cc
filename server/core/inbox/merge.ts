// Merging conversations, when two contacts turn out to be one person.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { newerAddress, tellChanged } from "./conversations.ts";

/**
 * Gives the conversations of contact `gone` to contact `kept`. Where both have one on the same channel, the messages move to
 * the older conversation and its counters become those of both. Live views are told of all of them.
 */
export async function mergeConversations(tx: Transaction<DB>, kept: number, gone: number, at: Date): Promise<void> {
  const { rows } = await sql<{ into: number; from: number }>`
    select least(k.id, g.id) as into, greatest(k.id, g.id) as from
    from conversations k join conversations g on g.channel_id = k.channel_id
    where k.contact_id = ${kept} and g.contact_id = ${gone}
    order by 1`.execute(tx);
  for (const { into, from } of rows) {
    await sql`select 1 from conversations where id in (${into}, ${from}) order by id for update`.execute(tx);
    await sql`update messages set conversation_id = ${into} where conversation_id = ${from}`.execute(tx);
    await sql`update outbox set conversation_id = ${into} where conversation_id = ${from}`.execute(tx);
    await sql`update conversation_notes set conversation_id = ${into} where conversation_id = ${from}`.execute(tx);
    await sql`
      insert into conversation_labels (conversation_id, label_id)
      select ${into}, label_id from conversation_labels where conversation_id = ${from} on conflict do nothing`.execute(
      tx,
    );
    await sql`
      with f as (delete from conversations where id = ${from} returning *)
      update conversations c set
        message_count = c.message_count + f.message_count,
        unread_count = c.unread_count + f.unread_count,
        first_message_at = least(c.first_message_at, f.first_message_at),
        last_message_at = greatest(c.last_message_at, f.last_message_at),
        last_inbound_at = greatest(c.last_inbound_at, f.last_inbound_at),
        window_maybe_at = greatest(c.window_maybe_at, f.window_maybe_at),
        address_kind = case when ${newerAddress("f", "c")} then f.address_kind else c.address_kind end,
        address = case when ${newerAddress("f", "c")} then f.address else c.address end,
        address_at = greatest(c.address_at, f.address_at),
        state = case when 'open' in (c.state, f.state) then 'open' else c.state end,
        assignee_id = coalesce(c.assignee_id, f.assignee_id),
        bot_quiet_since = least(c.bot_quiet_since, f.bot_quiet_since),
        customer_email = coalesce(c.customer_email, f.customer_email),
        notes = concat_ws(E'\\n', nullif(c.notes, ''), nullif(f.notes, '')),
        created_at = least(c.created_at, f.created_at)
      from f where c.id = ${into}`.execute(tx);
  }
  const { rows: moved } = await sql<{ id: number }>`
    update conversations set contact_id = ${kept} where contact_id = ${gone} returning id`.execute(tx);
  const ids = [...rows.flatMap(({ into, from }) => [into, from]), ...moved.map(({ id }) => id)];
  if (ids.length === 0) return;
  await tellChanged(tx, ids, at);
}
