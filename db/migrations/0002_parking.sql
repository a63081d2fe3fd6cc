-- Parking: lots and spots, boards, drivers' accounts and the ledger, bookings, and the journal of what happened and who did it.

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $$;

create table contact_merges (
  gone bigint primary key,
  kept bigint not null,
  merged_at timestamptz not null default now(),
  followed_at timestamptz
);
create index contact_merges_open on contact_merges (merged_at) where followed_at is null;
comment on table contact_merges is 'Contacts that turned out to be one person. followed_at: the accounts have become one as well.';

create table lots (
  id int generated always as identity primary key,
  name text not null check (name <> ''),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null default 'UTC',
  rate_cents_per_hour int not null check (rate_cents_per_hour between 0 and 10000000),
  daily_cap_cents int check (daily_cap_cents > 0),
  free_minutes int not null default 0 check (free_minutes between 0 and 1440),
  hold_minutes int not null default 720 check (hold_minutes between 1 and 10080),
  reminder_minutes int not null default 30 check (reminder_minutes between 0 and 10080),
  extension_minutes int not null default 60 check (extension_minutes between 0 and 10080),
  offer_minutes int not null default 10 check (offer_minutes between 1 and 1440),
  debounce_seconds int not null default 30 check (debounce_seconds between 0 and 3600),
  minimum_balance_cents int not null default 100 check (minimum_balance_cents >= 0),
  low_balance_minutes int not null default 30 check (low_balance_minutes between 0 and 1440),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column lots.hold_minutes is 'How long a booking waits for the car.';
comment on column lots.reminder_minutes is 'How long before the hold ends the driver is reminded; 0: not at all.';
comment on column lots.extension_minutes is 'What a driver may add once to a hold while nobody waits; 0: nothing.';
comment on column lots.offer_minutes is 'How long a free spot is kept for who waited for it.';
comment on column lots.low_balance_minutes is 'A parked driver is told when the balance covers no more than this; 0: not at all.';

create table spots (
  id int generated always as identity primary key,
  lot_id int not null references lots,
  code text not null check (code <> ''),
  maintenance_reason text,
  maintenance_at timestamptz,
  light_desired text not null default 'green' check (light_desired in ('green', 'blue', 'red', 'amber', 'off')),
  light_desired_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create unique index spots_code on spots (lot_id, upper(code));
comment on column spots.maintenance_at is 'Out of service since then.';
comment on column spots.light_desired is 'The colour of the spot''s state, kept so that a change can be told to its board until the board reports it.';

create table devices (
  id int generated always as identity primary key,
  name text not null check (name <> ''),
  spot_id int references spots,
  secret_hash bytea not null,
  transport text check (transport in ('mqtt', 'http')),
  presence text not null default 'never' check (presence in ('never', 'online', 'offline')),
  presence_at timestamptz,
  unsure_since timestamptz,
  last_seen_at timestamptz,
  occupied boolean,
  occupied_at timestamptz,
  reading_at timestamptz,
  light_reported text check (light_reported in ('green', 'blue', 'red', 'amber', 'off', 'other')),
  light_reported_at timestamptz,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create unique index devices_spot on devices (spot_id) where removed_at is null and spot_id is not null;
comment on column devices.presence is 'never: not heard of yet. A board without MQTT is offline when it has been silent for long.';
comment on column devices.unsure_since is 'Said to be online by a broker that has started anew since; offline unless the board comes back soon.';
comment on column devices.occupied_at is 'Time of the reading that began the present value of occupied.';
comment on column devices.reading_at is 'Time of the newest reading; an older one that comes later is stale.';

create table device_readings (
  id bigint generated always as identity primary key,
  device_id int not null references devices,
  spot_id int references spots,
  occupied boolean not null,
  at timestamptz not null,
  received_at timestamptz not null,
  outcome text not null check (outcome in ('taken', 'stale', 'early'))
);
create index device_readings_device on device_readings (device_id, id desc);
comment on table device_readings is 'Readings that changed something, and those that were not used: stale ones came after newer ones, early ones are of the future.';

create table accounts (
  id int generated always as identity primary key,
  username text not null unique,
  contact_id bigint unique,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  merged_into int references accounts,
  created_at timestamptz not null,
  check ((contact_id is null) = (merged_into is not null))
);
create index accounts_merged_into on accounts (merged_into) where merged_into is not null;
comment on table accounts is 'Drivers. contact_id has no foreign key: contacts merge first, accounts follow (contact_merges).';

create table ledger_accounts (
  id int generated always as identity primary key,
  kind text not null check (kind in ('driver', 'promotions', 'revenue', 'cash', 'adjustments')),
  account_id int references accounts,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  balance_cents bigint not null default 0,
  check ((kind = 'driver') = (account_id is not null)),
  unique nulls not distinct (account_id, kind, currency)
);
comment on table ledger_accounts is 'The accounts of the ledger. A driver''s balance is positive when the business owes parking, negative when the driver owes.';
comment on column ledger_accounts.balance_cents is 'Sum of its lines, kept by the trigger that every line passes.';

create table ledger_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null check (kind in ('promotion', 'charge', 'top_up', 'adjustment', 'refund', 'merge')),
  currency text not null,
  memo text not null,
  key text not null unique,
  booking_id bigint,
  created_by text not null
);
create index ledger_entries_booking on ledger_entries (booking_id) where booking_id is not null;
comment on column ledger_entries.key is 'Idempotency key: what was entered once is not entered again.';

create table ledger_lines (
  entry_id bigint not null references ledger_entries,
  ledger_account_id int not null references ledger_accounts,
  amount_cents bigint not null check (amount_cents <> 0),
  primary key (entry_id, ledger_account_id)
);
create index ledger_lines_account on ledger_lines (ledger_account_id, entry_id desc);

create trigger ledger_entries_append_only before update or delete on ledger_entries for each row execute function refuse_change();
create trigger ledger_entries_no_truncate before truncate on ledger_entries for each statement execute function refuse_change();
create trigger ledger_lines_append_only before update or delete on ledger_lines for each row execute function refuse_change();
create trigger ledger_lines_no_truncate before truncate on ledger_lines for each statement execute function refuse_change();

create function ledger_line_counts() returns trigger language plpgsql as $$
declare
  same boolean;
begin
  select a.currency = e.currency into same from ledger_accounts a, ledger_entries e where a.id = new.ledger_account_id and e.id = new.entry_id;
  if not same then
    raise exception 'Entry % and ledger account % have different currencies.', new.entry_id, new.ledger_account_id using errcode = 'check_violation';
  end if;
  update ledger_accounts set balance_cents = balance_cents + new.amount_cents where id = new.ledger_account_id;
  return null;
end $$;
create trigger ledger_lines_count after insert on ledger_lines for each row execute function ledger_line_counts();

create function ledger_entry_balances() returns trigger language plpgsql as $$
declare
  entry bigint := case tg_table_name when 'ledger_lines' then (to_jsonb(new) ->> 'entry_id')::bigint else (to_jsonb(new) ->> 'id')::bigint end;
  total numeric;
  lines int;
begin
  select coalesce(sum(amount_cents), 0), count(*) into total, lines from ledger_lines where entry_id = entry;
  if total <> 0 or lines < 2 then
    raise exception 'Ledger entry % has % lines that sum to %; it needs two or more that sum to zero.', entry, lines, total
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_entries_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_entry_balances();
create constraint trigger ledger_lines_balance after insert on ledger_lines
  deferrable initially deferred for each row execute function ledger_entry_balances();

create table bookings (
  id bigint generated always as identity primary key,
  lot_id int not null references lots,
  spot_id int not null references spots,
  account_id int not null references accounts,
  status text not null default 'reserved' check (status in ('reserved', 'active', 'completed', 'cancelled', 'expired')),
  currency text not null,
  rate_cents_per_hour int not null,
  daily_cap_cents int,
  free_minutes int not null,
  reserved_at timestamptz not null,
  expires_at timestamptz not null,
  reminder_at timestamptz,
  extended_at timestamptz,
  started_at timestamptz,
  seen_at timestamptz,
  empty_since timestamptz,
  end_due_at timestamptz,
  low_balance_at timestamptz,
  ended_at timestamptz,
  closed_at timestamptz,
  amount_cents bigint check (amount_cents >= 0),
  ended_by text,
  created_by text not null,
  key text unique,
  check ((status = 'active') <= (started_at is not null and ended_at is null and closed_at is null)),
  check ((status = 'reserved') <= (started_at is null and closed_at is null)),
  check ((status = 'completed') <= (started_at is not null and ended_at >= started_at and amount_cents is not null)),
  check ((status in ('completed', 'cancelled', 'expired')) = (closed_at is not null))
) with (fillfactor = 85);
create unique index bookings_open_spot on bookings (spot_id) where status in ('reserved', 'active');
create unique index bookings_open_account on bookings (account_id) where status in ('reserved', 'active');
create index bookings_recent on bookings (reserved_at desc, id desc);
create index bookings_account on bookings (account_id, id desc);
create index bookings_spot on bookings (spot_id, id desc);
create index bookings_expiry on bookings (expires_at) where status = 'reserved';
create index bookings_reminder on bookings (reminder_at) where status = 'reserved' and reminder_at is not null;
create index bookings_end_due on bookings (end_due_at) where status = 'active' and end_due_at is not null;
create index bookings_low_balance on bookings (low_balance_at) where status = 'active' and low_balance_at is not null;
comment on column bookings.rate_cents_per_hour is 'The tariff as it was when the spot was booked.';
comment on column bookings.seen_at is 'When the sensor first saw the car during this stay; null while only people say that it is there.';
comment on column bookings.empty_since is 'The sensor has seen the spot empty since then; the stay ends then, once the debounce time has passed.';
comment on column bookings.end_due_at is 'When the stay ends unless the car is seen again: the debounce time after Bellhop learned that the spot is empty.';
comment on column bookings.key is 'What asked for it (a message, an Idempotency-Key): the same again means the same booking.';

create table waitlist (
  id bigint generated always as identity primary key,
  lot_id int not null references lots,
  account_id int not null references accounts,
  state text not null default 'waiting' check (state in ('waiting', 'offered', 'taken', 'left', 'lapsed')),
  spot_id int references spots,
  joined_at timestamptz not null,
  offered_at timestamptz,
  offer_ends_at timestamptz,
  closed_at timestamptz,
  check ((state = 'offered') <= (spot_id is not null and offer_ends_at is not null)),
  check ((state in ('waiting', 'offered')) = (closed_at is null))
);
create unique index waitlist_open on waitlist (account_id) where closed_at is null;
create unique index waitlist_offer on waitlist (spot_id) where state = 'offered';
create index waitlist_next on waitlist (lot_id, id) where state = 'waiting';
create index waitlist_due on waitlist (offer_ends_at) where state = 'offered';

create table parking_sessions (
  conversation_id bigint primary key references conversations on delete cascade,
  state jsonb not null,
  ends_at timestamptz not null
);
comment on table parking_sessions is 'What the parking skill asked last in a conversation, so that "A" or "yes" is understood.';

create table incidents (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('car_without_booking', 'device_offline_during_stay', 'sensor_says_empty', 'driver_says_not_parked', 'driver_says_left', 'light_not_confirmed')),
  lot_id int not null references lots,
  spot_id int not null references spots,
  booking_id bigint references bookings,
  device_id int references devices,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  note text
);
create unique index incidents_open on incidents (spot_id, kind) where closed_at is null;
create index incidents_recent on incidents (id desc);
create index incidents_booking on incidents (booking_id) where booking_id is not null;
comment on table incidents is 'What people should look at. closed_by: who settled it; the ones that settle themselves say by what.';

create table events (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  type text not null,
  lot_id int,
  spot_id int,
  booking_id bigint,
  account_id int,
  device_id int,
  data jsonb not null default '{}'
);
create index events_booking on events (booking_id, id) where booking_id is not null;
comment on table events is 'What happened, in the order of id within a transaction. xid: rows of transactions that were open when somebody looked can still turn up.';

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  subject_id bigint not null,
  before jsonb,
  after jsonb,
  note text
);
create index audit_log_subject on audit_log (subject, subject_id, id desc);
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log for each statement execute function refuse_change();
comment on table audit_log is 'What people changed: who, when, how it was before and after.';

create table job_runs (
  name text primary key,
  last_run_at timestamptz not null,
  result text not null
);
comment on table job_runs is 'When each scheduled job ran last, so that a run missed while nothing was running is made up for.';
