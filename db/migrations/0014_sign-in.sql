-- Signing in: sessions as hashes, known devices, a second factor, slowed guessing, failures that are counted.

-- What lay here signed its reader in. Everybody signs in once more.
delete from people_sessions;
delete from secrets where name = 'session';
comment on table secrets is 'What processes on one database must share and nobody else may know. second-factor: encrypts people_second_factors.secret.';
alter table people_sessions add column confirmed_at timestamptz;
comment on column people_sessions.token is 'SHA-256 of what the cookie carries, in hex: what lies here opens nothing.';
comment on column people_sessions.confirmed_at is 'When its person last gave their password in it, to confirm that it is them.';

create table people_devices (
  hash bytea not null,
  person_id bigint not null references people on delete cascade,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  primary key (hash, person_id)
);
create index people_devices_person_id on people_devices (person_id);
comment on table people_devices is 'Browsers in which somebody signed in, as the hash of their cookie: guesses elsewhere do not slow them.';

create table people_second_factors (
  person_id bigint primary key references people on delete cascade,
  secret bytea not null,
  last_step bigint not null default 0,
  confirmed_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table people_second_factors is 'Secrets of authenticator apps (RFC 6238), one a person.';
comment on column people_second_factors.secret is 'AES-256-GCM with the row second-factor of secrets: nonce, tag, ciphertext.';
comment on column people_second_factors.last_step is 'The 30-second step of the newest code that was taken: a code is taken once.';
comment on column people_second_factors.confirmed_at is 'Null while it is being set up: it is not asked for yet.';

create table people_recovery_codes (
  person_id bigint not null references people_second_factors on delete cascade,
  hash bytea not null,
  primary key (person_id, hash)
);
comment on table people_recovery_codes is 'Codes for who lost their phone, as hashes. Whoever uses one deletes it.';

alter table people_attempts add column until timestamptz;
comment on table people_attempts is 'How often a password, a code or a link was tried lately. key: a hash, because people type passwords into the wrong field.';
comment on column people_attempts.since is 'When it was last tried.';
comment on column people_attempts.until is 'Not again before this.';

create table sign_in_failures (
  hour timestamptz not null,
  person_id bigint not null,
  kind text not null check (kind in ('password', 'code')),
  network text not null,
  count int not null,
  primary key (hour, person_id, kind, network)
);
comment on table sign_in_failures is 'Failed sign-ins of each hour, for 30 days; the audit log has the first and the 10th, 100th, and so on. person_id 0: nobody who is known. network '''': all together; elsewhere: those beyond the first 50.';

create table settings (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
comment on table settings is 'What admins decide for the whole house. second_factor_for_admins: admins need a second factor.';
