-- The people of the Desk: who may sign in, their sessions and passwords, one-time links, and how often somebody tried.

create table people (
  id bigint generated always as identity primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default true,
  image text,
  role text not null default 'viewer' check (role in ('viewer', 'agent', 'admin')),
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table people is 'Colleagues who may sign in to the Desk. Who was invited and has not come yet has no row in people_passwords.';
comment on column people.email_verified is 'Wanted by better-auth. Nobody can claim an address here: an admin enters it.';

create table people_sessions (
  id bigint generated always as identity primary key,
  person_id bigint not null references people on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  seen_at timestamptz,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index people_sessions_person_id on people_sessions (person_id);
create index people_sessions_expires_at on people_sessions (expires_at);
comment on column people_sessions.token is 'What the cookie carries, there with a signature: the token alone opens nothing.';
comment on column people_sessions.seen_at is 'Noted at most once a minute.';

create table people_passwords (
  id bigint generated always as identity primary key,
  person_id bigint not null references people on delete cascade,
  provider text not null default 'credential',
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (person_id, provider)
);
comment on table people_passwords is 'Ways to sign in, one row a person and way. provider is credential (a password, as salt:scrypt in hex) until there are others; the token columns are for those.';

create table people_links (
  hash bytea primary key,
  purpose text not null check (purpose in ('first', 'invite', 'reset')),
  person_id bigint references people on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check ((purpose = 'first') = (person_id is null))
);
create unique index people_links_person_id on people_links (person_id);
comment on table people_links is 'One-time links with which a password is chosen, as the hash of their secret. first: makes the first admin. Whoever uses one deletes it.';

create table people_attempts (
  key bytea primary key,
  count int not null,
  since timestamptz not null
);
create index people_attempts_since on people_attempts (since);
comment on table people_attempts is 'How often a password was tried lately, by address, e-mail or person. key: a hash, because people type passwords into the wrong field.';

create table secrets (
  name text primary key,
  value text not null,
  created_at timestamptz not null default now()
);
comment on table secrets is 'What processes on one database must share and nobody else may know. session: signs the cookies.';
