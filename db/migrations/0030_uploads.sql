-- Files that go out: what a provider has of a file, so that it is uploaded once for many messages; and finding what nobody needs any more.
create table provider_files (
  channel_id integer not null references channels on delete cascade,
  blob_id bigint not null references blobs on delete cascade,
  mime_type text not null,
  provider_id text not null,
  expires_at timestamptz not null,
  primary key (channel_id, blob_id, mime_type)
);
comment on table provider_files is 'Files that a provider has, by number: its id of each, which messages name, and how long it lives.';
comment on column provider_files.mime_type is 'As what it was uploaded.';
create index provider_files_blob on provider_files (blob_id);

create index attachments_uploads on attachments (created_at) where message_id is null;
