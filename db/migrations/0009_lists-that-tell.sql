-- The lists of messages by time tell by themselves what else the table is filtered by; and of which times the messages of each stretch of ids are, so
-- that what has some words is found in the order of time.

-- These columns never change once a message is written. The status does: its list stands by itself, with the others beside it.
drop index messages_conversation;
drop index messages_recent;
drop index messages_direction;
drop index messages_channel;
drop index messages_type;
drop index messages_sender;
create index messages_conversation on messages (conversation_id, sent_at desc, id desc) include (channel_id, direction, type);
create index messages_recent on messages (sent_at desc, id desc) include (channel_id, direction, type);
create index messages_direction on messages (direction, sent_at, id) include (channel_id, type);
create index messages_channel on messages (channel_id, sent_at, id) include (direction, type);
create index messages_type on messages (type, sent_at, id) include (channel_id, direction);
-- Without the sender itself beside what it is sorted by, PostgreSQL would look at each row.
create index messages_sender on messages ((coalesce(sender, '') collate "C"), sent_at, id) include (sender, conversation_id, channel_id, type)
  where direction = 'in';

truncate message_states;
alter table message_states
  drop constraint message_states_pkey,
  add column channel_id int not null,
  add column direction text not null,
  add column type text not null;
insert into message_states (status, sent_at, message_id, channel_id, direction, type)
select message_status(status, read_at, replied_at), sent_at, id, channel_id, direction, type from messages;
alter table message_states add primary key (status, sent_at, message_id) include (channel_id, direction, type);

create table message_stretches (
  stretch bigint primary key,
  first_quarter timestamptz not null,
  last_quarter timestamptz not null
) with (fillfactor = 80);
comment on table message_stretches is 'Between which quarter-hours the messages of 4096 ids were sent: no other message of these ids lies outside. Folded in once a minute.';
insert into message_stretches (stretch, first_quarter, last_quarter)
select id / 4096, quarter_of(min(sent_at)), quarter_of(max(sent_at)) from messages group by 1;

alter table tally_changes add column stretch bigint;
comment on column tally_changes.stretch is 'Of which ids the messages are that were written; null for what changed.';

create or replace function messages_written() returns trigger language plpgsql as $$
begin
  insert into message_states (status, sent_at, message_id, channel_id, direction, type)
  select message_status(n.status, n.read_at, n.replied_at), n.sent_at, n.id, n.channel_id, n.direction, n.type from written n;
  insert into tally_changes (quarter, channel_id, direction, type, status, reason, stretch, messages)
  select quarter_of(n.sent_at), n.channel_id, n.direction, n.type, message_status(n.status, n.read_at, n.replied_at),
    case when n.status = 'failed' then left(coalesce(n.error_title, ''), 200) else '' end, n.id / 4096, count(*)
  from written n group by 1, 2, 3, 4, 5, 6, 7;
  return null;
end $$;

create or replace function messages_removed() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    truncate message_states, message_stretches, tally_changes, tally_quarters, tally_days, tally_totals, tally_traffic, answer_times, answer_quarters,
      answer_hours, tally_months;
  else
    delete from message_states s using gone o
    where s.status = message_status(o.status, o.read_at, o.replied_at) and s.sent_at = o.sent_at and s.message_id = o.id;
    insert into tally_changes (quarter, channel_id, direction, type, status, reason, messages)
    select quarter_of(o.sent_at), o.channel_id, o.direction, o.type, message_status(o.status, o.read_at, o.replied_at),
      case when o.status = 'failed' then left(coalesce(o.error_title, ''), 200) else '' end, -count(*)
    from gone o group by 1, 2, 3, 4, 5, 6;
  end if;
  return null;
end $$;
