-- Signing in: sessions as hashes, known devices, a second factor, slowed guessing.

alter table people_sessions add column confirmed_at timestamptz;
comment on column people_sessions.confirmed_at is 'When its person last gave their password in it, to confirm that it is them.';
