// Merges contacts that turn out to be one person, with their conversations. Stores what is needed to undo the merge.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { newerAddress, tellChanged } from "./conversations.ts";

/** Merges contact `gone` into `kept`: everything of `gone` passes to `kept`. `at`: when they were found to be one person. */
export async function mergeContacts(tx: Transaction<DB>, kept: number, gone: number, at: Date): Promise<void> {
  await keepTrace(tx, kept, gone, at);
  await sql`
    insert into contact_identities (contact_id, kind, value, first_seen_at)
    select ${kept}, kind, value, first_seen_at from contact_identities where contact_id = ${gone} and kind = 'username'
    on conflict do nothing`.execute(tx);
  await sql`delete from contact_identities where contact_id = ${gone} and kind = 'username'`.execute(tx);
  await sql`update contact_identities set contact_id = ${kept} where contact_id = ${gone}`.execute(tx);
  await mergeConversations(tx, kept, gone, at);
  await sql`update messages set contact_id = ${kept} where contact_id = ${gone}`.execute(tx);
  await sql`update marketing_choices set contact_id = ${kept} where contact_id = ${gone}`.execute(tx);
  await moveIncidents(tx, "contact_id", kept, gone, at);
  await sql`
    update incidents set detail = detail || jsonb_build_object('other_contact_id', ${kept}::bigint)
    where (detail->>'other_contact_id')::bigint = ${gone}`.execute(tx);
  await sql`
    update contacts k set
      name = case when g.newer_name then g.name else k.name end,
      name_at = greatest(k.name_at, g.name_at),
      phone = case when g.newer_phone then g.phone else k.phone end,
      phone_at = greatest(k.phone_at, g.phone_at),
      given_name = coalesce(k.given_name, g.given_name),
      language = case when k.language_chosen or not g.language_chosen then coalesce(k.language, g.language) else g.language end,
      language_chosen = k.language_chosen or g.language_chosen,
      created_at = least(k.created_at, g.created_at)
    from (
      select o.*, coalesce((o.name_at, o.name collate "C") > (n.name_at, n.name collate "C"), o.name_at is not null) as newer_name,
        coalesce((o.phone_at, o.phone collate "C") > (n.phone_at, n.phone collate "C"), o.phone_at is not null) as newer_phone
      from contacts o, contacts n where o.id = ${gone} and n.id = ${kept}
    ) g
    where k.id = ${kept}`.execute(tx);
  await sql`delete from contacts where id = ${gone}`.execute(tx);
}

/** Records the merge, so that other tables with contact ids can follow and the merge can be undone. */
async function keepTrace(tx: Transaction<DB>, kept: number, gone: number, at: Date): Promise<void> {
  await sql`
    insert into contact_merges (gone, kept, merged_at, trace)
    select ${gone}, ${kept}, ${at}, jsonb_build_object(
      'contact', to_jsonb(c),
      'keys', (select coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value,
        'at', round(extract(epoch from i.first_seen_at) * 1000)::bigint)), '[]') from contact_identities i
        where i.contact_id = c.id and i.kind <> 'username'),
      'conversations', (select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object('messages', (
          select coalesce(jsonb_agg(m.id), '[]') from messages m
          where m.conversation_id = v.id and m.sighting_id is null))), '[]')
        from conversations v where v.contact_id in (c.id, ${kept})))
    from contacts c where c.id = ${gone}
    on conflict (gone) do update set kept = excluded.kept, merged_at = excluded.merged_at, trace = excluded.trace, undone_at = null,
      followed_at = case when contact_merges.kept = excluded.kept then contact_merges.followed_at end`.execute(tx);
}

/** Moves open incidents from `gone` to `kept`; where that has an open one of the same kind, they are closed. */
async function moveIncidents(
  tx: Transaction<DB>,
  column: "contact_id" | "conversation_id",
  kept: number,
  gone: number,
  at: Date,
): Promise<void> {
  const of = sql.ref(column);
  await sql`
    update incidents i set closed_at = ${at}, closed_by = 'bellhop'
    where i.${of} = ${gone} and i.closed_at is null
      and exists (select from incidents o where o.${of} = ${kept} and o.kind = i.kind and o.closed_at is null)`.execute(
    tx,
  );
  await sql`update incidents i set ${of} = ${kept} where i.${of} = ${gone}`.execute(tx);
}

/**
 * Moves the conversations of contact `gone` to contact `kept`. Where both have one on the same channel, the messages move to the older
 * conversation, and its counters are added up. Live views are notified of all of them.
 */
async function mergeConversations(tx: Transaction<DB>, kept: number, gone: number, at: Date): Promise<void> {
  const { rows } = await sql<{ into: number; from: number }>`
    select least(k.id, g.id) as into, greatest(k.id, g.id) as from
    from conversations k join conversations g on g.channel_id = k.channel_id
    where k.contact_id = ${kept} and g.contact_id = ${gone}
    order by 1`.execute(tx);
  for (const { into, from } of rows) {
    await sql`select 1 from conversations where id in (${into}, ${from}) order by id for update`.execute(tx);
    await sql`update messages set conversation_id = ${into} where conversation_id = ${from}`.execute(tx);
    await sql`update outbox set conversation_id = ${into} where conversation_id = ${from}`.execute(tx);
    await moveIncidents(tx, "conversation_id", into, from, at);
    await sql`update conversation_notes set conversation_id = ${into} where conversation_id = ${from}`.execute(tx);
    await sql`update rule_runs set conversation_id = ${into} where conversation_id = ${from}`.execute(tx);
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
        waiting_reason = case when f.waiting_since < c.waiting_since or c.waiting_since is null then f.waiting_reason else c.waiting_reason end,
        waiting_since = least(c.waiting_since, f.waiting_since),
        snoozed_until = case when 'waiting' in (c.stage, f.stage) then null else least(c.snoozed_until, f.snoozed_until) end,
        attention_id = greatest(c.attention_id, f.attention_id),
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
