// Migrations run beside the version before, and hold no table that grows for long.
import { expect, test } from "vitest";
import { files, textOf } from "./files.ts";
import { faultsOf } from "./migration-rules.ts";

/** The last migration from before there were these rules. */
const FREE_UNTIL = 45;

const bound = files.filter((file) => {
  const number = /^db\/migrations\/(\d{4})/.exec(file)?.[1];
  return number !== undefined && Number(number) > FREE_UNTIL;
});

test.each(bound)("%s leaves the version before working", (file) => {
  expect(faultsOf(textOf(file))).toEqual([]);
});

test.each<[string, string]>([
  ["rename", "alter table users rename to people;"],
  ["rename", "alter table users rename column name to title;"],
  ["drop", "alter table users\n  drop column name;"],
  ["drop", "alter table users drop name;"],
  ["drop", "drop table users;"],
  ["type", "alter table users alter column name type int using 1;"],
  ["not null", "alter table users alter name set not null;"],
  ["column", "alter table users add column age int not null;"],
  ["rewrite", "alter table users add column key uuid default gen_random_uuid();"],
  ["rewrite", "alter table users add file_id int generated always as (1) stored;"],
  ["constraint", "alter table users add constraint grown check (age > 17);"],
  ["constraint", "alter table users add foreign key (age) references ages;"],
  ["unique", "alter table users add unique (name);"],
  ["index", "create index on messages (type);"],
  ["index", "CREATE UNIQUE INDEX a\n  ON messages (type);"],
  ["rows", "update messages set type = 'text' where type is null;"],
  ["rows", "delete from events;"],
  ["lock", "lock table users;"],
  ["concurrently", "create index concurrently a on messages (type);"],
  ["concurrently", "-- Outside of a transaction.\ncreate index concurrently a on messages (type);"],
  ["concurrently", "-- Outside of a transaction.\nupdate users set name = '';"],
])("%s: %s is refused", (rule, text) => {
  expect(faultsOf(text)).toEqual([expect.stringMatching(new RegExp(`^${rule}: `))]);
  if (rule !== "concurrently") expect(faultsOf(`-- Exception: ${rule}: unused since 1.0.0.\n${text}`)).toEqual([]);
  expect(faultsOf(`-- Exception: ${rule}:\n${text}`)).toHaveLength(1);
});

test.each([
  "create table ages (age int not null);\ncreate index on ages (age);\nalter table ages add check (age > 1);\nupdate ages set age = 1;",
  "alter table users add column age int, add column name text not null default '';",
  "alter table users add constraint grown check (age > 17) not valid;",
  "alter table users validate constraint grown;",
  "alter table users drop constraint grown, alter column name drop not null, alter column age drop default;",
  "create index users_name on users (name);",
  "create or replace function f() returns int language sql as $$ update messages set type = 'a'; select 1 $$;",
  "comment on column users.name is 'Do not rename; drop column name.';",
  "-- drop table users;\nupdate keyword_rules set answer = 'lock table a; drop table b';",
  "-- Outside of a transaction.\ndrop index concurrently if exists a;\ncreate index concurrently a on messages (type);",
])("is allowed: %s", (text) => {
  expect(faultsOf(text)).toEqual([]);
});
