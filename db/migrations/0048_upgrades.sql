-- Upgrades: which older versions may start on this schema, while versions are replaced one process at a time; and how far changes of many rows are.
-- Stops the version before: 0.1.0 takes a prepared statement whose columns have changed for a fault of the message, and does not answer it.

create table schema_compatibility (
  only_row boolean primary key default true check (only_row),
  oldest text not null,
  version text not null
);
comment on table schema_compatibility is 'With which versions the schema works. Whoever migrates writes it.';
comment on column schema_compatibility.oldest is 'The schema, by its last migration, that a version must have at least.';
comment on column schema_compatibility.version is 'Of the Bellhop that migrated last.';

create table backfills (
  name text primary key,
  position bigint not null default 0,
  last bigint not null,
  begun_at timestamptz not null,
  finished_at timestamptz
);
comment on table backfills is 'Changes of many rows that a version makes in batches while it works (server/backfills.ts).';
comment on column backfills.position is 'The id up to which the rows are changed.';
comment on column backfills.last is 'The largest id when it began; rows that were inserted later are right.';
