-- Parking of the overview by quarter-hours and hours, kept like the tallies of messages: noted by triggers, folded in once a minute.

create table parking_changes (
  quarter timestamptz not null,
  currency text not null,
  bookings int not null,
  occupied_ms bigint not null,
  cents bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table parking_changes is 'What is to be added to parking_quarters and parking_hours: written by triggers, folded in once a minute. A reader adds it itself.';

create table parking_quarters (
  quarter timestamptz not null,
  currency text not null,
  bookings int not null,
  occupied_ms bigint not null,
  cents bigint not null,
  primary key (quarter, currency)
) with (fillfactor = 80);
comment on table parking_quarters is 'Of each quarter-hour: bookings made, for how long stays that are over occupied spots, and by currency what the ledger took in.';
comment on column parking_quarters.currency is 'Empty for bookings and stays.';

create table parking_hours (
  hour timestamptz not null,
  currency text not null,
  bookings int not null,
  occupied_ms bigint not null,
  cents bigint not null,
  primary key (hour, currency)
) with (fillfactor = 80);
comment on table parking_hours is 'parking_quarters by hours of UTC.';

-- A stay is over so many quarters as it touches.
create function note_stay(from_at timestamptz, to_at timestamptz, sign int) returns void language sql
begin atomic
  insert into parking_changes (quarter, currency, bookings, occupied_ms, cents)
  select q, '', 0, sign * round(1000 * extract(epoch from least(to_at, q + interval '15 minutes') - greatest(from_at, q))), 0
  from generate_series(quarter_of(from_at), to_at, interval '15 minutes') q
  where least(to_at, q + interval '15 minutes') > greatest(from_at, q);
end;

create function bookings_counted() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    if tg_op = 'DELETE' or old.reserved_at <> new.reserved_at then
      insert into parking_changes values (quarter_of(old.reserved_at), '', -1, 0, 0);
    end if;
    if old.started_at is not null and old.ended_at is not null then perform note_stay(old.started_at, old.ended_at, -1); end if;
  end if;
  if tg_op <> 'DELETE' then
    if tg_op = 'INSERT' or old.reserved_at <> new.reserved_at then
      insert into parking_changes values (quarter_of(new.reserved_at), '', 1, 0, 0);
    end if;
    if new.started_at is not null and new.ended_at is not null then perform note_stay(new.started_at, new.ended_at, 1); end if;
  end if;
  return null;
end $$;
create trigger bookings_counted after insert or delete on bookings for each row execute function bookings_counted();
create trigger bookings_recounted after update on bookings for each row
  when (old.ended_at is distinct from new.ended_at or old.reserved_at <> new.reserved_at
    or (new.ended_at is not null and old.started_at is distinct from new.started_at))
  execute function bookings_counted();

create function revenue_counted() returns trigger language plpgsql as $$
begin
  insert into parking_changes (quarter, currency, bookings, occupied_ms, cents)
  select quarter_of(e.at), a.currency, 0, 0, new.amount_cents from ledger_accounts a, ledger_entries e
  where a.id = new.ledger_account_id and a.kind = 'revenue' and e.id = new.entry_id;
  return null;
end $$;
create trigger revenue_counted after insert on ledger_lines for each row execute function revenue_counted();

insert into parking_changes (quarter, currency, bookings, occupied_ms, cents)
select quarter_of(reserved_at), '', count(*), 0, 0 from bookings group by 1;
insert into parking_changes (quarter, currency, bookings, occupied_ms, cents)
select q, '', 0, round(sum(1000 * extract(epoch from least(b.ended_at, q + interval '15 minutes') - greatest(b.started_at, q)))), 0
from bookings b cross join lateral generate_series(quarter_of(b.started_at), b.ended_at, interval '15 minutes') q
where b.ended_at > b.started_at group by 1;
insert into parking_changes (quarter, currency, bookings, occupied_ms, cents)
select quarter_of(e.at), a.currency, 0, 0, sum(l.amount_cents)
from ledger_lines l join ledger_accounts a on a.id = l.ledger_account_id and a.kind = 'revenue' join ledger_entries e on e.id = l.entry_id
group by 1, 2;

-- The overview read these.
drop index bookings_stays;
drop index ledger_entries_at;
