-- What is not known of a parking spot is not taken for free, and a stay that nobody vouches for does not cost without end.

alter table devices
  add column back_at timestamptz,
  add column sensed_at timestamptz,
  add column reading_fault text check (reading_fault in ('early', 'late', 'stale', 'before_stay')),
  add column reading_fault_at timestamptz;
comment on column devices.back_at is 'When it was heard itself again after it was offline or in doubt.';
comment on column devices.sensed_at is 'When its sensor was heard last; what a broker kept does not count.';
comment on column devices.reading_fault is 'What was wrong with the time of its last reading; null: nothing. reading_fault_at: since when.';

alter table device_readings drop constraint device_readings_outcome_check;
alter table device_readings add constraint device_readings_outcome_check check (outcome in ('taken', 'stale', 'early', 'late'));
comment on table device_readings is 'Readings that changed something, and those whose time was doubtful: stale ones came after newer ones and early ones are of the future, and neither is used; late ones are too old to be believed, and count from when they came.';

alter table lots
  add column max_stay_minutes int not null default 1440 check (max_stay_minutes between 0 and 525600),
  add column agent_limit_cents int not null default 10000 check (agent_limit_cents >= 0);
comment on column lots.max_stay_minutes is 'After so long a stay that no sensor sees costs nothing more, and people are told of any; 0: no limit.';
comment on column lots.agent_limit_cents is 'By how much an agent may change what a stay costs in one act, and five times that in 24 hours; above it an admin is needed.';

alter table bookings
  add column limit_warn_at timestamptz,
  add column limit_at timestamptz,
  add column billed_until timestamptz;
comment on column bookings.limit_at is 'When the stay is looked at because it is so long; limit_warn_at: when the driver is told before.';
comment on column bookings.billed_until is 'Time after this costs nothing: the stay reached its limit and no sensor saw the car.';
create index bookings_limit on bookings (least(limit_at, limit_warn_at)) where status = 'active';
update bookings set limit_at = greatest(started_at + interval '24 hours', now() + interval '1 hour'), limit_warn_at = now() where status = 'active';

create table corrections (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  booking_id bigint not null references bookings,
  currency text not null,
  cents bigint not null check (cents > 0)
);
create index corrections_who on corrections (who, at);
comment on table corrections is 'By how much people changed what stays cost against the tariff, for the ceiling that agents have. who: person:ID or key:ID.';

-- A spot without a board promises nothing: green is shown where a sensor sees the spot empty.
alter table spots alter column light_desired set default 'off';
update spots set light_desired = 'off' where light_desired = 'green'
  and not exists (select from devices d where d.spot_id = spots.id and d.removed_at is null);

-- What a driver says of a stay stays open when it is over, until people settle it: the next one's at the same spot is another.
drop index incidents_open;
create unique index incidents_open on incidents (spot_id, kind, coalesce(booking_id, 0)) where closed_at is null;
