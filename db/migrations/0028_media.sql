-- Files: what comes with messages is fetched from the provider and kept, and what goes out is kept before it is sent.

create table blobs (
  id bigint generated always as identity primary key,
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size >= 0),
  mime_type text not null,
  created_at timestamptz not null default now()
);
comment on table blobs is 'Files that are kept, each once: the content is in the blob store, under its checksum.';
comment on column blobs.size is 'In bytes.';
comment on column blobs.mime_type is 'What the content is, by its first bytes; never what a sender says.';

alter table attachments
  alter column message_id drop not null,
  add column blob_id bigint references blobs,
  add column uploaded_by text,
  drop constraint attachments_state_check,
  add constraint attachments_state_check check (state in ('remote', 'waiting', 'ready', 'failed', 'quarantined'));
comment on table attachments is 'Files of messages, and files that were uploaded to be sent and belong to no message yet.';
comment on column attachments.state is 'remote: the provider keeps it. waiting: it will be fetched. ready: it is kept here. failed: it could not be fetched. quarantined: a virus scanner refused it.';
comment on column attachments.uploaded_by is 'Who uploaded it: desk:NAME, api:NAME; null for what came from a customer.';
create index attachments_blob on attachments (blob_id);
