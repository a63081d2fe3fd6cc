-- Lists and the overview at size: orders of the table of bookings by what a booking belongs to, what the days of the overview add up, and how long
-- customers waited by hours, messages by months.

create index bookings_lot on bookings (lot_id, id);
create index bookings_status_amount on bookings (status, (coalesce(amount_cents, -1)), id);
create index bookings_stays on bookings (ended_at) include (started_at) where ended_at is not null;
create index contacts_by_name on contacts ((lower(left(coalesce(given_name, name, ''), 80)) collate "C"), id);
create index contacts_by_phone on contacts ((coalesce(phone, '') collate "C"), id);

drop index ledger_lines_account;
create index ledger_lines_account on ledger_lines (ledger_account_id, entry_id desc) include (amount_cents);

create table answer_hours (
  hour timestamptz primary key,
  counts int[] not null
);
comment on table answer_hours is 'answer_quarters by hours of UTC, so that months are added up from fewer rows.';
insert into answer_hours (hour, counts)
select hour, array_agg(n order by step) from (
  select date_trunc('hour', q.quarter, 'UTC') as hour, k.step, sum(k.n)::int as n
  from answer_quarters q cross join lateral unnest(q.counts) with ordinality k (n, step) group by 1, 2
) counted group by hour;

create table tally_months (
  month date not null,
  channel_id int not null,
  direction text not null,
  type text not null,
  status text not null,
  messages int not null,
  primary key (month, channel_id, direction, type, status)
) with (fillfactor = 80);
comment on table tally_months is 'tally_days by months of UTC, without reasons.';
insert into tally_months (month, channel_id, direction, type, status, messages)
select date_trunc('month', day::timestamp)::date, channel_id, direction, type, status, sum(messages) from tally_days group by 1, 2, 3, 4, 5;

create or replace function messages_removed() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    truncate message_states, tally_changes, tally_quarters, tally_days, tally_totals, tally_traffic, answer_times, answer_quarters, answer_hours,
      tally_months;
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
