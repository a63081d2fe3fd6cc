-- Erasing a person: the work with its proof, what keeps late webhooks from bringing messages back, and the columns of append-only tables that an erasure
-- may empty.

create table erasures (
  id bigint generated always as identity primary key,
  contact_ids bigint[] not null,
  key_id text not null,
  digests text[] not null,
  begun_at timestamptz not null,
  begun_by text not null,
  step text not null check (step in ('backups', 'archive', 'files', 'traces', 'proof', 'done')),
  work jsonb,
  proof jsonb,
  done_at timestamptz,
  check ((step = 'done') = (proof is not null and done_at is not null and work is null))
);
create index erasures_open on erasures (id) where step <> 'done';
comment on table erasures is 'People who were erased: what is still to be done, and the proof. Nothing in a finished one says who it was.';
comment on column erasures.contact_ids is 'The contact and those that had become part of it, by ids that nobody has any more.';
comment on column erasures.key_id is 'Which key the digests were made with: the beginning of its SHA-256.';
comment on column erasures.digests is 'HMAC-SHA-256 of each identity key, so that a restored backup is erased again (server/core/privacy/digests.ts).';
comment on column erasures.step is 'What is done next.';
comment on column erasures.work is 'What the remaining steps need, with the person''s keys; null as soon as the proof is written.';

create table erased_messages (
  hash bytea primary key check (octet_length(hash) = 32),
  erased_at timestamptz not null
);
create index erased_messages_at on erased_messages (erased_at);
comment on table erased_messages is 'SHA-256 of the provider''s ids of erased messages: what webhooks still say of them for some weeks is not recorded.';

-- An entry that was about an erased person keeps who did what and when, and its place in the chain; another entry says what it became.
create function refuse_change_of_entry() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('bellhop.erasing', true) = 'on' and new.before is null and new.after is null and new.note is null
    and (new.id, new.at, new.actor, new.actor_user_id, new.actor_key_id, new.action, new.subject, new.subject_id)
      is not distinct from (old.id, old.at, old.actor, old.actor_user_id, old.actor_key_id, old.action, old.subject, old.subject_id) then
    return new;
  end if;
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger audit_log_append_only on audit_log;
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change_of_entry();

create function refuse_change_of_ledger() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('bellhop.erasing', true) = 'on'
    and to_jsonb(new) - array['memo', 'key'] = to_jsonb(old) - array['memo', 'key'] then
    return new;
  end if;
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger ledger_entries_append_only on ledger_entries;
create trigger ledger_entries_append_only before update or delete on ledger_entries for each row execute function refuse_change_of_ledger();
