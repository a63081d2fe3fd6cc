-- Statistics are kept as one rollup a fact: messages by the hour, answers and parking by the quarter of an hour, because midnight of some zones lies
-- at half past and at a quarter to. What happened since the last run of rollups.run stands in rollup_changes, and whoever reads adds it.
-- Tables are read from the messages themselves: their copies by status, by day and by month go, and so do the indexes of single filters and orders.
create table message_hours (
  hour timestamptz not null,
  channel_id int not null,
  direction text not null,
  type text not null,
  status text not null,
  reason text not null,
  messages int not null,
  primary key (hour, channel_id, direction, type, status, reason)
);
create index message_hours_status on message_hours (status, hour);
create index message_hours_type on message_hours (type, hour);
comment on table message_hours is 'How many messages were sent in an hour of UTC, by channel, direction, type, status as the tables show it and, of failed ones, the reason.';

create table rollup_changes (
  at timestamptz not null,
  channel_id int,
  direction text,
  type text,
  status text,
  reason text,
  messages int,
  answer_bucket int,
  currency text,
  bookings int,
  occupied_ms bigint,
  cents bigint
);
comment on table rollup_changes is 'What the rollups do not have yet. Each row is a change of one fact: messages of an hour (channel_id is set), the wait before an answer in a quarter of an hour (answer_bucket), or parking of a quarter of an hour (currency).';

insert into message_hours
select date_bin('1 hour', quarter, '2000-01-01Z'), channel_id, direction, type, status, reason, sum(messages)
from (
  select quarter, channel_id, direction, type, status, reason, messages from tally_quarters
  union all select quarter, channel_id, direction, type, status, reason, messages from tally_changes
) t group by 1, 2, 3, 4, 5, 6 having sum(messages) > 0;

create function latency_bucket(seconds double precision) returns int language sql immutable parallel safe
return floor(4 * ln(greatest(1, seconds)) / ln(2.0::float8));
comment on function latency_bucket is 'The bucket of a wait in the histogram of answer_quarters: four for each doubling, from one second on.';

alter table answer_quarters rename to old_answer_quarters;
create table answer_quarters (
  quarter timestamptz not null,
  bucket int not null,
  answers int not null,
  primary key (quarter, bucket)
);
comment on table answer_quarters is 'How long customers waited for the answers that were given in a quarter of an hour, as a histogram. See latency_bucket.';
insert into answer_quarters
select q.quarter, k.step - 1, k.n from old_answer_quarters q cross join lateral unnest(q.counts) with ordinality k (n, step) where k.n > 0;
drop table old_answer_quarters;
insert into rollup_changes (at, answer_bucket) select quarter_of(answered_at), latency_bucket(seconds) from answer_times;
insert into rollup_changes (at, currency, bookings, occupied_ms, cents)
select quarter, currency, bookings, occupied_ms, cents from parking_changes;

create or replace function messages_written() returns trigger language plpgsql as $$
begin
  insert into rollup_changes (at, channel_id, direction, type, status, reason, messages)
  select date_bin('1 hour', n.sent_at, '2000-01-01Z'), n.channel_id, n.direction, n.type, message_status(n.status, n.read_at, n.replied_at),
    case when n.status = 'failed' then left(coalesce(n.error_title, ''), 200) else '' end, count(*)
  from written n group by 1, 2, 3, 4, 5, 6;
  return null;
end $$;

drop function note_answers(bigint[], bigint[], timestamptz[], timestamptz[]);
create function note_answers(conversations bigint[], questions bigint[], asked timestamptz[], answered timestamptz[]) returns void
language sql set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
begin atomic
  insert into rollup_changes (at, answer_bucket)
  select quarter_of(u.answered), latency_bucket(extract(epoch from u.answered - min(u.asked)))
  from unnest(conversations, questions, asked, answered) u (conversation_id, question, asked, answered)
  where not exists (
    select from messages b where b.conversation_id = u.conversation_id and b.sent_at >= u.answered and b.answers_id = u.question
  )
  group by u.conversation_id, u.answered;
end;

create or replace function messages_changed() returns trigger language plpgsql set enable_nestloop = off as $$
declare
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
    insert into rollup_changes (at, channel_id, direction, type, status, reason, messages)
    select date_bin('1 hour', c.sent_at, '2000-01-01Z'), c.channel_id, c.direction, c.type, k.status, k.reason, sum(k.n)
    from changed c cross join lateral (values (c.was, c.old_reason, -1), (c.is_now, c.new_reason, 1)) k (status, reason, n)
    where c.was <> c.is_now or c.old_reason <> c.new_reason
    group by 1, 2, 3, 4, 5, 6 having sum(k.n) <> 0
  )
  select array_agg(c.conversation_id), array_agg(c.id), array_agg(c.received_at), array_agg(c.replied_at)
  into conversations, questions, asked, answered from changed c where c.is_answered;
  if questions is not null then perform note_answers(conversations, questions, asked, answered); end if;
  return null;
end $$;

create or replace function messages_removed() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    truncate message_hours, answer_quarters;
    delete from rollup_changes where currency is null;
  else
    insert into rollup_changes (at, channel_id, direction, type, status, reason, messages)
    select date_bin('1 hour', o.sent_at, '2000-01-01Z'), o.channel_id, o.direction, o.type, message_status(o.status, o.read_at, o.replied_at),
      case when o.status = 'failed' then left(coalesce(o.error_title, ''), 200) else '' end, -count(*)
    from gone o group by 1, 2, 3, 4, 5, 6;
  end if;
  return null;
end $$;

create or replace function bookings_counted() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    if tg_op = 'DELETE' or old.reserved_at <> new.reserved_at then
      insert into rollup_changes (at, currency, bookings, occupied_ms, cents) values (quarter_of(old.reserved_at), '', -1, 0, 0);
    end if;
    if old.started_at is not null and old.ended_at is not null then perform note_stay(old.started_at, old.ended_at, -1); end if;
  end if;
  if tg_op <> 'DELETE' then
    if tg_op = 'INSERT' or old.reserved_at <> new.reserved_at then
      insert into rollup_changes (at, currency, bookings, occupied_ms, cents) values (quarter_of(new.reserved_at), '', 1, 0, 0);
    end if;
    if new.started_at is not null and new.ended_at is not null then perform note_stay(new.started_at, new.ended_at, 1); end if;
  end if;
  return null;
end $$;

create or replace function revenue_counted() returns trigger language plpgsql as $$
begin
  insert into rollup_changes (at, currency, bookings, occupied_ms, cents)
  select quarter_of(e.at), a.currency, 0, 0, new.amount_cents from ledger_accounts a, ledger_entries e
  where a.id = new.ledger_account_id and a.kind = 'revenue' and e.id = new.entry_id;
  return null;
end $$;

create or replace function note_stay(from_at timestamptz, to_at timestamptz, sign int) returns void language sql
begin atomic
  insert into rollup_changes (at, currency, bookings, occupied_ms, cents)
  select q, '', 0, sign * round(1000 * extract(epoch from least(to_at, q + interval '15 minutes') - greatest(from_at, q))), 0
  from generate_series(quarter_of(from_at), to_at, '15 minutes') q
  where least(to_at, q + interval '15 minutes') > greatest(from_at, q);
end;

drop function move_states(bigint[], timestamptz[], text[], text[]);
drop table message_states, message_stretches, tally_changes, tally_quarters, tally_days, tally_months, tally_totals, tally_traffic, answer_times,
  answer_hours, parking_changes, parking_hours;
drop index messages_channel, messages_direction, messages_preview, messages_sender, messages_sender_name, messages_type;
-- What is rare and looked for has an index: types, which never change, and failed messages. A status as such has none, so that an update of it
-- writes to no index.
alter table messages add column failed boolean generated always as (status = 'failed') stored;
create index messages_type on messages (type, sent_at desc, id desc);
create index messages_failed on messages (sent_at desc, id desc) where failed;
drop index messages_recent, messages_conversation;
create index messages_recent on messages (sent_at desc, id desc);
create index messages_conversation on messages (conversation_id, sent_at desc, id desc);
drop index bookings_amount, bookings_closed, bookings_ended, bookings_expires, bookings_started, bookings_status_amount;
drop index contacts_by_name, contacts_by_phone;

-- People who share a name are told apart by the end of their user id: it is searched for.
create index contact_identities_end on contact_identities (right(value, 6)) where kind = 'bsuid';
