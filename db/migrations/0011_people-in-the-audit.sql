-- Who made an entry of the audit log, by the number that stays when somebody takes another name.
alter table audit_log add column actor_person_id bigint;
alter table audit_log add column actor_key_id int;
create index audit_log_actor_person_id on audit_log (actor_person_id, id desc) where actor_person_id is not null;
create index audit_log_actor_key_id on audit_log (actor_key_id, id desc) where actor_key_id is not null;
comment on column audit_log.actor is 'Who, as they were called then. Names change and can be taken again: actor_person_id and actor_key_id do not.';
comment on column audit_log.actor_person_id is 'The person, whose row may be gone; null for keys, for the terminal, and in entries from before this was kept.';
comment on column audit_log.actor_key_id is 'The API key, whose row may be gone; null for people, for the terminal, for keys of the environment, and in entries from before this was kept.';
comment on column audit_log.subject_id is '0 where the entry is about many things at once, or about nobody who is known.';
