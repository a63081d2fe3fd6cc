-- A conversation is with the bot, waiting for people, snoozed or done. Reading is per person. The bot's manners: near silence once, then
-- people; a budget of answers.

alter table conversations
  add column snoozed_until timestamptz,
  add column attention_id bigint;
-- What stands before decides: whoever still writes only `state` (the version before) leaves no contradiction behind.
alter table conversations
  add column stage text not null generated always as (
    case when state = 'done' then 'done' when snoozed_until is not null then 'snoozed' when waiting_since is not null then 'waiting' else 'bot' end
  ) stored;
comment on column conversations.stage is 'bot, waiting, snoozed or done. Follows from state, snoozed_until and waiting_since.';
comment on column conversations.snoozed_until is 'When it waits for people again; null: it is not snoozed.';
comment on column conversations.attention_id is 'The newest message that somebody of the team should read; null: none. Who has read it is in conversation_reads.';

-- Old conversations wait when the customer wrote last and nobody has answered, the bot included.
update conversations c set waiting_since = n.sent_at, waiting_reason = 'unanswered', attention_id = n.id
from conversations v cross join lateral (
  select id, sent_at, direction, type, replied_at from messages where conversation_id = v.id order by sent_at desc, id desc limit 1
) n
where c.id = v.id and c.state = 'open' and c.waiting_since is null and n.direction = 'in' and n.replied_at is null
  and n.type not in ('reaction', 'edit', 'revoke', 'system');

create index conversations_stage on conversations (stage, last_message_at desc, id desc, assignee_id, channel_id)
  where last_message_at is not null;
create index conversations_longest on conversations (waiting_since, id, assignee_id, channel_id) where stage = 'waiting' and last_message_at is not null;
create index conversations_snoozed on conversations (snoozed_until) where stage = 'snoozed';
drop index conversations_waiting_since;
drop index conversations_waiting;

create table conversation_reads (
  person_id int not null references people (id) on delete cascade,
  conversation_id bigint not null references conversations (id) on delete cascade,
  message_id bigint not null,
  primary key (person_id, conversation_id)
);
create index conversation_reads_conversation on conversation_reads (conversation_id);
comment on table conversation_reads is 'Up to which message each colleague has seen a conversation.';

create table bot_states (
  conversation_id bigint primary key references conversations (id) on delete cascade,
  misses int not null default 0,
  missed_at timestamptz,
  hushed_until timestamptz,
  counted_from timestamptz
);
comment on table bot_states is 'What the bot remembers of a conversation: how often in a row it did not understand, and its budget of answers.';
comment on column bot_states.misses is 'Messages in a row that the bot did not understand: 1: it has helped once; 2: it has said that people will answer.';
comment on column bot_states.hushed_until is 'Until when it has used up its answers.';
comment on column bot_states.counted_from is 'Answers before this do not count: somebody gave the conversation back to the bot.';

alter table keyword_rules add column hands_over boolean not null default false;
comment on column keyword_rules.hands_over is 'After the answer the conversation waits for people.';

-- Makes conversations wait for people, from wherever it is known that they must. One that waits keeps its time and its reason, but an
-- incident is a reason that passes by itself, so that any other goes before it.
create function wait_for_people(ids bigint[], why text, since timestamptz) returns void language sql as $$
  with changed as (
    update conversations c set
      waiting_since = coalesce(c.waiting_since, since), waiting_reason = why, state = 'open', snoozed_until = null,
      attention_id = coalesce(
        (select m.id from messages m where m.conversation_id = c.id order by m.sent_at desc, m.id desc limit 1), c.attention_id)
    from (select id from conversations where id = any(ids) order by id for no key update) locked
    where c.id = locked.id and (c.stage <> 'waiting' or (c.waiting_reason = 'incident' and why <> 'incident'))
    returning c.id
  ), told as (
    insert into events (at, type, data)
    select since, 'conversation.changed', jsonb_build_object('conversation_ids', jsonb_agg(id)) from changed having count(*) > 0
    returning id
  )
  select pg_notify('bellhop_events', '') from told
$$;

-- The conversation on whose line somebody wrote last.
create function line_of(contact bigint) returns bigint language sql stable as $$
  select id from conversations where contact_id = contact order by last_inbound_at desc nulls last, id desc limit 1
$$;

-- The person whom an incident concerns: named, or the driver of its booking.
create function contact_of_incident(contact bigint, booking bigint) returns bigint language sql stable as $$
  select coalesce(contact, (select a.contact_id from bookings b join accounts a on a.id = b.account_id where b.id = booking))
$$;

create function incident_opened() returns trigger language plpgsql as $$
declare
  talk bigint := coalesce(new.conversation_id, line_of(contact_of_incident(new.contact_id, new.booking_id)));
begin
  if talk is not null then perform wait_for_people(array[talk], 'incident', new.opened_at); end if;
  return null;
end $$;
create trigger incident_opened after insert on incidents for each row
  when (new.closed_at is null and (new.conversation_id is not null or new.contact_id is not null or new.booking_id is not null))
  execute function incident_opened();

-- What waited only for an incident waits no more when it has passed or is settled, unless another one of the person is open.
create function incident_closed() returns trigger language plpgsql as $$
declare
  who bigint := contact_of_incident(new.contact_id, new.booking_id);
begin
  with changed as (
    update conversations v set waiting_since = null, waiting_reason = null, attention_id = null
    where (v.id = new.conversation_id or v.contact_id = who) and v.stage = 'waiting' and v.waiting_reason = 'incident'
      and not exists (
        select from incidents i where i.closed_at is null and (
          i.conversation_id = v.id or i.contact_id = v.contact_id
          or i.booking_id in (select b.id from bookings b join accounts a on a.id = b.account_id where a.contact_id = v.contact_id)))
    returning v.id
  )
  insert into events (at, type, data)
  select new.closed_at, 'conversation.changed', jsonb_build_object('conversation_ids', jsonb_agg(id)) from changed having count(*) > 0;
  perform pg_notify('bellhop_events', '');
  return null;
end $$;
create trigger incident_closed after update of closed_at on incidents for each row
  when (old.closed_at is null and new.closed_at is not null and (new.conversation_id is not null or new.contact_id is not null or new.booking_id is not null))
  execute function incident_closed();
