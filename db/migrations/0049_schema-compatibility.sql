-- Which older versions may start on this schema: while versions are replaced one process at a time, one of the version before may start again.
create table schema_compatibility (
  only_row boolean primary key default true check (only_row),
  oldest text not null,
  version text not null
);
comment on table schema_compatibility is 'With which versions the schema works. Whoever migrates writes it.';
comment on column schema_compatibility.oldest is 'The schema, by its last migration, that a version must have at least.';
comment on column schema_compatibility.version is 'Of the Bellhop that migrated last.';
