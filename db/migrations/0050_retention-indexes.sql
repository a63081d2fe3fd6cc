-- Outside of a transaction.
-- The indexes by which retention finds files that are kept, conversations with old messages, and where the audit log was shortened.

drop index concurrently if exists attachments_kept;
create index concurrently attachments_kept on attachments (id) where message_id is not null and blob_id is not null;

drop index concurrently if exists conversations_oldest;
create index concurrently conversations_oldest on conversations (first_message_at, id) include (channel_id);

drop index concurrently if exists audit_log_shortened;
create index concurrently audit_log_shortened on audit_log (id) where action = 'audit.shortened';
