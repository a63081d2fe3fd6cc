-- What the tables, the overview and delivery health read: an index for every order of the table of messages, the status of each message where
-- it can be sorted by, tallies by quarter-hour and day, how long customers waited for a person, and what came to the providers' doors.

-- The columns of the table never change once a message is written, so a status update touches none of these indexes.
drop index messages_inbound;
create index messages_recent on messages (sent_at desc, id desc);
create index messages_direction on messages (direction, sent_at, id);
create index messages_channel on messages (channel_id, sent_at, id);
create index messages_type on messages (type, sent_at, id);
create index messages_sender on messages ((coalesce(sender, '') collate "C"), sent_at, id) where direction = 'in';
create index messages_sender_name on messages ((lower(left(coalesce(sender_name, ''), 80)) collate "C"), sent_at, id) where direction = 'in';
create index messages_preview on messages ((lower(left(coalesce(text_body, caption, location_name, ''), 60)) collate "C"), sent_at, id);

-- The status that a message shows. Only outgoing ones have one of their own.
create function message_status(status text, read_at timestamptz, replied_at timestamptz) returns text language sql immutable parallel safe
return coalesce(status, case when replied_at is not null then 'replied' when read_at is not null then 'read' else 'received' end);

-- So that the planner knows how frequent each status is.
create statistics messages_status on (message_status(status, read_at, replied_at)) from messages;

-- A status changes several times a message. In an index of messages each change would write all its indexes anew.
create table message_states (
  status text not null,
  sent_at timestamptz not null,
  message_id bigint not null,
  primary key (status, sent_at, message_id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
comment on table message_states is 'The status of each message as the table of messages shows it, by status and time. Kept by the triggers of messages.';

create table tally_changes (
  quarter timestamptz not null,
  channel_id int not null,
  direction text not null,
  type text not null,
  status text not null,
  reason text not null,
  messages int not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table tally_changes is 'What is to be added to the tallies: written by the triggers of messages, folded in once a minute. A reader adds them itself.';

create table tally_quarters (
  quarter timestamptz not null,
  channel_id int not null,
  direction text not null,
  type text not null,
  status text not null,
  reason text not null,
  messages int not null,
  primary key (quarter, channel_id, direction, type, status, reason)
) with (fillfactor = 80);
create index tally_quarters_failed on tally_quarters (quarter) include (reason, messages) where status = 'failed';
comment on table tally_quarters is 'Messages of each quarter-hour by what the table of messages can be filtered by. reason: why they failed.';

create table tally_days (
  day date not null,
  channel_id int not null,
  direction text not null,
  type text not null,
  status text not null,
  reason text not null,
  messages int not null,
  primary key (day, channel_id, direction, type, status, reason)
) with (fillfactor = 80);
comment on table tally_days is 'The same by days of UTC.';

create table tally_totals (
  channel_id int not null,
  direction text not null,
  type text not null,
  status text not null,
  messages bigint not null,
  primary key (channel_id, direction, type, status)
) with (fillfactor = 50);
comment on table tally_totals is 'The same over all time.';

create table tally_traffic (
  quarter timestamptz primary key,
  messages_in int not null,
  messages_out int not null,
  failed int not null
) with (fillfactor = 80);
comment on table tally_traffic is 'The same by direction alone, for the overview.';

create table answer_times (
  answered_at timestamptz not null,
  seconds double precision not null
);
comment on table answer_times is 'How long a customer had waited when a person answered, counted from the first message that nobody had answered. Folded in once a minute.';

create table answer_quarters (
  quarter timestamptz primary key,
  counts int[] not null
);
comment on table answer_quarters is 'Answer times of each quarter-hour: how many lie in each of the steps of core/reports/waits.ts.';

create table webhook_doors (
  source text primary key check (source in ('meta', 'twilio.message', 'twilio.status')),
  webhooks bigint not null default 0,
  last_webhook_at timestamptz,
  signature_failures bigint not null default 0,
  last_signature_failure_at timestamptz,
  last_signature_failure text,
  unavailable bigint not null default 0
);
insert into webhook_doors (source) values ('meta'), ('twilio.message'), ('twilio.status');
comment on table webhook_doors is 'What came to the providers'' doors, over all processes and starts.';

create function quarter_of(at timestamptz) returns timestamptz language sql immutable parallel safe
return date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00+00');

create function messages_written() returns trigger language plpgsql as $$
begin
  insert into message_states (status, sent_at, message_id)
  select message_status(n.status, n.read_at, n.replied_at), n.sent_at, n.id from written n;
  insert into tally_changes (quarter, channel_id, direction, type, status, reason, messages)
  select quarter_of(n.sent_at), n.channel_id, n.direction, n.type, message_status(n.status, n.read_at, n.replied_at),
    case when n.status = 'failed' then left(coalesce(n.error_title, ''), 200) else '' end, count(*)
  from written n group by 1, 2, 3, 4, 5, 6;
  return null;
end $$;
create trigger messages_written after insert on messages referencing new table as written for each statement execute function messages_written();

-- Looks each row up by the whole key, whatever the planner thinks of the number of rows.
create function move_states(ids bigint[], times timestamptz[], old_states text[], new_states text[]) returns void language sql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
begin atomic
  update message_states s set status = u.new_status
  from unnest(ids, times, old_states, new_states) u (id, sent_at, old_status, new_status)
  where s.status = u.old_status and s.sent_at = u.sent_at and s.message_id = u.id;
end;

-- Answers of the bot name the message that they answer; whoever else answers ends the wait of a customer.
create function note_answers(conversations bigint[], questions bigint[], asked timestamptz[], answered timestamptz[]) returns void language sql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
begin atomic
  insert into answer_times (answered_at, seconds)
  select u.answered, greatest(0, extract(epoch from u.answered - min(u.asked)))
  from unnest(conversations, questions, asked, answered) u (conversation_id, question, asked, answered)
  where not exists (
    select from messages b where b.conversation_id = u.conversation_id and b.sent_at >= u.answered and b.answers_id = u.question
  )
  group by u.conversation_id, u.answered;
end;

create function messages_changed() returns trigger language plpgsql set enable_nestloop = off as $$
declare
  ids bigint[];
  times timestamptz[];
  old_states text[];
  new_states text[];
  conversations bigint[];
  questions bigint[];
  asked timestamptz[];
  answered timestamptz[];
begin
  with changed as materialized (
    select n.id, n.sent_at, n.channel_id, n.direction, n.type, n.conversation_id, n.received_at, n.replied_at,
      message_status(o.status, o.read_at, o.replied_at) as was, message_status(n.status, n.read_at, n.replied_at) as is_now,
      case when o.status = 'failed' then left(coalesce(o.error_title, ''), 200) else '' end as old_reason,
      case when n.status = 'failed' then left(coalesce(n.error_title, ''), 200) else '' end as new_reason,
      o.replied_at is null and n.replied_at is not null as is_answered
    from before o join after n on n.id = o.id
  ), counted as (
    insert into tally_changes (quarter, channel_id, direction, type, status, reason, messages)
    select quarter_of(c.sent_at), c.channel_id, c.direction, c.type, k.status, k.reason, sum(k.n)
    from changed c cross join lateral (values (c.was, c.old_reason, -1), (c.is_now, c.new_reason, 1)) k (status, reason, n)
    where c.was <> c.is_now or c.old_reason <> c.new_reason
    group by 1, 2, 3, 4, 5, 6 having sum(k.n) <> 0
  )
  select array_agg(c.id) filter (where c.was <> c.is_now), array_agg(c.sent_at) filter (where c.was <> c.is_now),
    array_agg(c.was) filter (where c.was <> c.is_now), array_agg(c.is_now) filter (where c.was <> c.is_now),
    array_agg(c.conversation_id) filter (where c.is_answered), array_agg(c.id) filter (where c.is_answered),
    array_agg(c.received_at) filter (where c.is_answered), array_agg(c.replied_at) filter (where c.is_answered)
  into ids, times, old_states, new_states, conversations, questions, asked, answered from changed c;
  if ids is not null then perform move_states(ids, times, old_states, new_states); end if;
  if questions is not null then perform note_answers(conversations, questions, asked, answered); end if;
  return null;
end $$;
create trigger messages_changed after update on messages referencing old table as before new table as after
  for each statement execute function messages_changed();

create function messages_removed() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    truncate message_states, tally_changes, tally_quarters, tally_days, tally_totals, tally_traffic, answer_times, answer_quarters;
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
create trigger messages_removed after delete on messages referencing old table as gone for each statement execute function messages_removed();
create trigger messages_emptied after truncate on messages for each statement execute function messages_removed();

insert into message_states (status, sent_at, message_id) select message_status(status, read_at, replied_at), sent_at, id from messages;
insert into tally_changes (quarter, channel_id, direction, type, status, reason, messages)
select quarter_of(sent_at), channel_id, direction, type, message_status(status, read_at, replied_at),
  case when status = 'failed' then left(coalesce(error_title, ''), 200) else '' end, count(*)
from messages group by 1, 2, 3, 4, 5, 6;

-- Orders of the table of bookings.
create index bookings_status on bookings (status, id);
create index bookings_expires on bookings (expires_at, id);
create index bookings_started on bookings ((coalesce(started_at, 'infinity'::timestamptz)), id);
create index bookings_ended on bookings ((coalesce(ended_at, 'infinity'::timestamptz)), id);
create index bookings_closed on bookings ((coalesce(closed_at, 'infinity'::timestamptz)), id);
create index bookings_amount on bookings ((coalesce(amount_cents, -1)), id);
create index ledger_entries_at on ledger_entries (at, id);

-- A wait begins with the customer's last message: who waits has not been answered since.
create index conversations_waiting on conversations (last_inbound_at) where last_inbound_at >= last_message_at;
