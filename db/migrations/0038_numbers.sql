-- Numbers that admins add in the Desk, with their secrets encrypted.

create table number_credentials (
  channel_id integer primary key references channels,
  secrets bytea not null,
  revision integer not null default 1,
  added_at timestamptz not null,
  changed_at timestamptz not null
);
comment on table number_credentials is 'Credentials of numbers that were added in the Desk; those in the environment are not here, and win over these.';
comment on column number_credentials.secrets is 'JSON of the provider''s secrets, AES-256-GCM with APP_SECRET_KEY, bound to the row: nonce, tag, ciphertext.';
comment on column number_credentials.revision is 'Grows with each change: processes open new connections for it.';

alter table channels add column bot_enabled boolean not null default true;
comment on column channels.bot_enabled is 'false: the bot answers nothing on this number, and every message waits for people.';

-- No foreign key: channels are never deleted, and the rules are not part of what empties with them.
alter table keyword_rules add column channel_id integer;
comment on column keyword_rules.channel_id is 'The number on which the rule answers; null: on all.';
