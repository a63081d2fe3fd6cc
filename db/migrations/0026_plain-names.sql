-- Tables, columns, indexes and functions get the names of docs/glossary.md. No row is added or removed.

alter table people rename to users;
alter table people_attempts rename to rate_limits;
alter table people_devices rename to user_browsers;
alter table people_links rename to user_links;
alter table people_passwords rename to user_credentials;
alter table people_recovery_codes rename to user_recovery_codes;
alter table people_second_factors rename to user_second_factors;
alter table people_sessions rename to user_sessions;
alter table figures rename to metrics;
alter table live_era rename to event_stream_epoch;
alter table live_horizon rename to event_stream_horizon;
alter table notices rename to provider_notices;
alter table corrections rename to charge_corrections;
alter table parking_sessions rename to parking_chat_states;
alter table real_service rename to production_start;
alter table webhook_doors rename to webhook_endpoint_stats;

alter table user_browsers rename column person_id to user_id;
alter table user_links rename column person_id to user_id;
alter table user_credentials rename column person_id to user_id;
alter table user_recovery_codes rename column person_id to user_id;
alter table user_second_factors rename column person_id to user_id;
alter table user_sessions rename column person_id to user_id;
alter table conversation_reads rename column person_id to user_id;
alter table sign_in_failures rename column person_id to user_id;
alter table audit_log rename column actor_person_id to actor_user_id;
alter table charge_corrections rename column who to actor;
alter table event_stream_epoch rename column era to epoch;
alter table parking_chat_states rename column ends_at to expires_at;
alter table production_start rename column one to only_row;
alter table bot_states rename column hushed_until to out_of_answers_until;

-- Constraints, indexes and sequences that PostgreSQL named after a table and its columns.
do $$
declare
  renamed record;
begin
  create temp table table_names on commit drop as
  select * from (values
    ('people', 'users'), ('people_attempts', 'rate_limits'), ('people_devices', 'user_browsers'), ('people_links', 'user_links'),
    ('people_passwords', 'user_credentials'), ('people_recovery_codes', 'user_recovery_codes'),
    ('people_second_factors', 'user_second_factors'), ('people_sessions', 'user_sessions'), ('figures', 'metrics'),
    ('live_era', 'event_stream_epoch'), ('live_horizon', 'event_stream_horizon'), ('notices', 'provider_notices'),
    ('corrections', 'charge_corrections'), ('parking_sessions', 'parking_chat_states'), ('real_service', 'production_start'),
    ('webhook_doors', 'webhook_endpoint_stats'), ('conversation_reads', 'conversation_reads'), ('sign_in_failures', 'sign_in_failures')
  ) names (old, new);
  create temp table column_names on commit drop as
  select * from (values
    ('_person_id_', '_user_id_'), ('charge_corrections_who_', 'charge_corrections_actor_'), ('event_stream_epoch_era_', 'event_stream_epoch_epoch_'),
    ('parking_chat_states_ends_at_', 'parking_chat_states_expires_at_'), ('production_start_one_', 'production_start_only_row_')
  ) names (old, new);
  for renamed in
    select format('alter table %I rename constraint %I to %%I', t.new, c.conname) as command, c.conname as old, t.new || substr(c.conname, length(t.old) + 1) as new
    from table_names t join pg_constraint c on c.conrelid = t.new::regclass and starts_with(c.conname, t.old || '_')
    union all
    select format('alter index %I rename to %%I', c.relname), c.relname, t.new || substr(c.relname, length(t.old) + 1)
    from table_names t join pg_index i on i.indrelid = t.new::regclass join pg_class c on c.oid = i.indexrelid and starts_with(c.relname, t.old || '_')
    where not exists (select from pg_constraint k where k.conindid = c.oid and k.conrelid = i.indrelid)
    union all
    select format('alter sequence %I rename to %%I', c.relname), c.relname, t.new || '_id_seq'
    from table_names t join pg_class c on c.oid = to_regclass(t.old || '_id_seq')
  loop
    select coalesce(max(replace(renamed.new || '_', n.old, n.new)), renamed.new || '_') into renamed.new
    from column_names n where strpos(renamed.new || '_', n.old) > 0;
    renamed.new := rtrim(renamed.new, '_');
    if renamed.new <> renamed.old then execute format(renamed.command, renamed.new); end if;
  end loop;
  drop table table_names, column_names;
end $$;

alter index audit_log_actor_person_id rename to audit_log_actor_user_id;
alter index contact_identities_end rename to contact_identities_bsuid_end;
alter index conversations_longest rename to conversations_waiting;
alter index conversations_quiet rename to conversations_bot_quiet;
alter index incidents_open_elsewhere rename to incidents_open_without_spot;
alter index outbox_lane rename to outbox_conversation;
alter index answer_quarters_pkey1 rename to answer_quarters_pkey;

-- The names of actors in charge_corrections, as the code spells them: user:ID or key:ID.
update charge_corrections set actor = 'user:' || substr(actor, length('person:') + 1) where starts_with(actor, 'person:');

alter function plain_words(text) rename to normalize_text;
alter function line_of(bigint) rename to latest_conversation;

create or replace function contact_words(id bigint, words text, phone text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  block text := (id >> 12) || '/';
  found text[] := string_to_array(block || replace(words, ' ', ' ' || block), ' ');
begin
  for start in 1 .. least(coalesce(length(phone), 0), 32) - 2 loop
    found := found || (block || '+' || substr(phone, start));
  end loop;
  return array_to_tsvector(found);
end $$;

create or replace function message_words(id bigint, words text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  block text := (id >> 12) || '/';
begin
  return array_to_tsvector(string_to_array(block || replace(words, ' ', ' ' || block), ' '));
end $$;

create or replace function incident_opened() returns trigger language plpgsql as $$
declare
  conversation bigint := coalesce(new.conversation_id, latest_conversation(contact_of_incident(new.contact_id, new.booking_id)));
begin
  if conversation is not null then perform wait_for_people(array[conversation], 'incident', new.opened_at); end if;
  return null;
end $$;

comment on column audit_log.actor is 'Who, as they were called then. Names change and can be taken again: actor_user_id and actor_key_id do not.';
comment on column audit_log.actor_user_id is 'The user, whose row may be gone; null for keys, for the terminal, and in entries from before this was kept.';
comment on column audit_log.actor_key_id is 'The API key, whose row may be gone; null for users, for the terminal, for keys of the environment, and in entries from before this was kept.';
comment on column api_keys.maker_id is 'The user who made it: the key is refused while they are disabled and can never do more than they may. Null: the terminal, a key of the environment, or from before this was kept.';
comment on table charge_corrections is 'By how much users changed what stays cost against the tariff, for the limit that agents have. actor: user:ID or key:ID.';
comment on table contact_merges is 'Contacts that turned out to be one person: gone became kept. followed_at: their parking accounts have become one as well.';
comment on table conversation_reads is 'Up to which message each user has seen a conversation.';
comment on table event_stream_epoch is 'Which run of the event stream this is. Unlogged, so that PostgreSQL empties it when it recovers from a crash: the last commits may be undone then, and their ids be given again.';
comment on table event_stream_horizon is 'Events of transactions up to this one may have been deleted: who resumes from before it has missed some.';
comment on table metrics is 'Values for /metrics that any process can answer: summed over all processes and restarts (server/base/figures.ts).';
comment on table provider_notices is 'What providers report beside messages and statuses: accounts, templates, calls, preferences.';
comment on table secrets is 'What processes on one database must share and nobody else may know. second-factor: encrypts user_second_factors.secret.';
comment on table settings is 'What admins decide for the whole installation. second_factor_for_admins: admins need a second factor.';
comment on table sign_in_failures is 'Failed sign-ins of each hour, for 30 days; the audit log has the first and the 10th, 100th, and so on. user_id 0: nobody who is known. network '''': all together; elsewhere: those beyond the first 50.';
comment on table users is 'Who may sign in to the Desk. Who was invited and has not come yet has no row in user_credentials.';
comment on column users.email_verified is 'Always true: nobody can claim an address here, an admin enters it.';
comment on table user_credentials is 'Ways to sign in, one row a user and way. provider is credential (a password, as salt:scrypt in hex) until there are others; the token columns are for those.';
comment on table user_second_factors is 'Secrets of authenticator apps (RFC 6238), one a user.';
comment on table webhook_endpoint_stats is 'What came to each webhook endpoint, over all processes and starts.';
