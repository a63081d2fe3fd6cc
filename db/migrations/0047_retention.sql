-- How long each kind of data is kept, per number where it belongs to one, and what was deleted by it.

create table retention_rules (
  kind text not null,
  channel_id integer references channels (id) on delete cascade,
  days integer check (days between 7 and 36500),
  constraint retention_rules_key unique nulls not distinct (kind, channel_id)
);
comment on table retention_rules is 'For how many days a kind of data is kept. A kind that has no row is kept for ever.';
comment on column retention_rules.channel_id is 'The number for which it holds; null: all numbers without a rule of their own.';
comment on column retention_rules.days is 'Null: for ever.';

create table retention_runs (
  kind text primary key,
  ran_at timestamptz not null,
  deleted bigint not null,
  total bigint not null,
  failure text
);
comment on table retention_runs is 'When old data of each kind was deleted last, and how much.';
comment on column retention_runs.deleted is 'By the last run; total: by all runs.';
comment on column retention_runs.failure is 'Why the last run ended early; null: it did not.';

-- Files that are deleted while their message stays.
alter table attachments drop constraint attachments_state_check;
alter table attachments add constraint attachments_state_check
  check (state in ('remote', 'waiting', 'ready', 'failed', 'quarantined', 'deleted')) not valid;
alter table attachments validate constraint attachments_state_check;
comment on column attachments.state is 'remote: the provider keeps it. waiting: it will be fetched. ready: it is kept here. failed: it could not be fetched. quarantined: a virus scanner refused it. deleted: it was kept here for as long as is set.';
comment on column attachments.reason is 'Why it is not here, in a sentence: of failed, quarantined and deleted ones, and of waiting ones after a failed attempt.';

-- Archived months whose time is over. Their row stays: the manifest of the next month names their checksum.
alter table archives add column expired_at timestamptz, add column deleted_at timestamptz;
comment on column archives.expired_at is 'When it was decided to delete its files: they were kept for as long as is set. deleted_at: when they were gone.';

-- The beginning of the audit log can be taken away, and only it: server/core/access/shorten.ts does, and says so in the log.
create function refuse_change_but_shortening() returns trigger language plpgsql as $$
begin
  if current_setting('bellhop.shortening', true) = pg_current_xact_id()::text then return old; end if;
  raise exception 'Rows of % are only ever added.', tg_table_name using errcode = 'restrict_violation';
end $$;
create or replace trigger audit_log_append_only before update on audit_log for each row execute function refuse_change_of_entry();
create or replace trigger audit_seals_append_only before update on audit_seals for each row execute function refuse_change();
create trigger audit_log_shortened before delete on audit_log for each row execute function refuse_change_but_shortening();
create trigger audit_seals_shortened before delete on audit_seals for each row execute function refuse_change_but_shortening();
comment on table audit_seals is 'The hash chain of the audit log: each hash is the SHA-256 of the one before it and of the row (server/core/access/seals.ts). Only added to; where the log was shortened, the chain begins with the last seal that was taken away.';
