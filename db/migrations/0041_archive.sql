-- Months of messages whose raw data and statuses lie in files (server/core/archive).
create table archives (
  month date primary key check (month = date_trunc('month', month::timestamp)::date),
  messages integer not null check (messages >= 0),
  statuses integer not null check (statuses >= 0),
  files integer not null check (files >= 0),
  manifest_sha256 text not null check (manifest_sha256 ~ '^[0-9a-f]{64}$'),
  written_at timestamptz not null,
  removed_at timestamptz,
  brought_back_at timestamptz
);
comment on table archives is 'Months that were archived. Each manifest holds the checksum of the one before: a chain.';
comment on column archives.month is 'Its first day, in UTC.';
comment on column archives.removed_at is 'When the database was freed of what the files hold; null: not yet.';
comment on column archives.brought_back_at is 'When the files were read back into the database. Such a month is not archived again.';
