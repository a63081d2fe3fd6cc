-- Terms of leases with a fence, jumps of the machine's clock, figures that outlive a process, and a probe for a disk that takes writes.

create table leases (
  name text primary key,
  epoch bigint not null default 0,
  holder text,
  taken_at timestamptz
);
comment on table leases is 'Terms of the leases: epoch counts them, holder is the process that took the last one. Who holds a lease now is said by its advisory lock (server/base/lease.ts).';
insert into leases (name) values ('ingest'), ('outbox'), ('boards'), ('schedule');

-- Refuses a transaction of a term that is over.
create function fence_lease(of_lease text, of_epoch bigint) returns void language plpgsql stable as $$
begin
  if not exists (select from leases where name = of_lease and epoch = of_epoch) then
    raise exception 'term % of the lease % is over', of_epoch, of_lease using errcode = 'object_not_in_prerequisite_state';
  end if;
end $$;

create table clock_jumps (
  id bigint generated always as identity primary key,
  before_at timestamptz not null,
  at timestamptz not null,
  by_seconds double precision not null,
  host text not null
);
comment on table clock_jumps is 'Jumps of a machine''s clock: what it said just before and just after, and by how much it jumped; below 0: back.';
create index clock_jumps_at on clock_jumps (at);

create table figures (
  name text not null,
  labels jsonb not null default '{}',
  value double precision not null,
  updated_at timestamptz not null,
  primary key (name, labels)
);
comment on table figures is 'Figures for /metrics that are told by whoever is asked: of all processes and over restarts (server/base/figures.ts).';

-- Emptied and filled in a transaction that is rolled back: the space must be found anew each time.
create table write_probe (filler bytea not null);
alter table write_probe alter column filler set storage plain;
comment on table write_probe is 'Always empty. /readyz writes here, and takes it back, to learn whether the database takes writes and has room.';
