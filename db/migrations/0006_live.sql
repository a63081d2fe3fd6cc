-- Live events: reading the table events as a stream without gaps and repeats, and keeping no more of it than is of use.

create index events_xid on events (xid);
comment on index events_xid is 'The stream is read by transaction: what was not visible in the snapshot up to which a listener has seen everything.';
create index events_sweep on events (at, id) where booking_id is null;
comment on index events_sweep is 'What may be deleted; a booking''s events are its time line and stay.';

create table live_horizon (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null
);
insert into live_horizon (xid) values ('0');
comment on table live_horizon is 'Events of transactions up to this one may have been deleted: whoever resumes from before it has missed some.';

create unlogged table live_era (
  only_row boolean primary key default true check (only_row),
  era uuid not null default gen_random_uuid()
);
comment on table live_era is 'Where the stream began anew. Unlogged, so that PostgreSQL empties it when it recovers from a crash: the last commits may be undone then, and their numbers be given again.';
