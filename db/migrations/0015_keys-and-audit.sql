-- API keys have a maker and may have an end; the audit log is chained by hash.

alter table api_keys
  add column maker_id bigint references people (id),
  add column made_by text,
  add column parent_id int references api_keys (id),
  add column expires_at timestamptz,
  add column last_used_address text;
create index api_keys_parent on api_keys (parent_id) where parent_id is not null;
comment on column api_keys.maker_id is 'Who made it: the key is refused while that person is disabled and can never do more than they may. Null: the terminal, a key of the environment, or from before this was kept.';
comment on column api_keys.made_by is 'The maker as they were called then: desk:NAME, api:NAME or cli; null in keys from before this was kept.';
comment on column api_keys.parent_id is 'The key with which it was made; it ends with that one.';

-- What is known of keys from before: the audit log says who made them.
update api_keys k set made_by = a.actor, maker_id = (select p.id from people p where p.id = a.actor_person_id)
from audit_log a where a.action = 'key.created' and a.subject = 'key' and a.subject_id = k.id;

-- In a table of its own: a row of the audit log is never changed, and who writes one waits for nobody.
create table audit_seals (
  position bigint primary key check (position > 0),
  audit_id bigint not null unique,
  hash bytea not null check (octet_length(hash) = 32),
  sealed_at timestamptz not null
);
comment on table audit_seals is 'The hash chain of the audit log: each hash is the SHA-256 of the one before it and of the row (server/core/access/seals.ts). Only added to.';
create trigger audit_seals_append_only before update or delete on audit_seals for each row execute function refuse_change();
create trigger audit_seals_no_truncate before truncate on audit_seals for each statement execute function refuse_change();
