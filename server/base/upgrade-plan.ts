// What a start of this version would do to a database: which migrations it runs, what of its tables they hold, and whether the version before can go on
// meanwhile. Nothing is changed.
import type pg from "pg";
import { type Progress, unfinished } from "./backfill.ts";
import { createClient, overClient } from "./db.ts";
import { checkUsable } from "./migrate.ts";
import * as migrations from "./migrations.ts";

/** A migration that is to run, and the tables that are there already and that it changes, the largest first. */
export type PendingMigration = { name: string; tables: { name: string; bytes: number }[] };

export type UpgradePlan = {
  /** Of the Bellhop that migrated the database last, as far as that is known; null for an empty database. */
  version: string | null;
  /** The newest migration of a newer Bellhop with whose schema this version works. */
  newer: string | null;
  pending: PendingMigration[];
  /** Whether processes of the version that is there can go on while those of this one are started. */
  rolling: boolean;
  /** The size of the database. */
  bytes: number;
  /** Changes of many rows that an earlier upgrade began and that are not finished. */
  unfinished: Progress[];
  /** When the last backup began that is known; null: none is. */
  backupAt: Date | null;
};

/** Looks at a database. Throws a sentence when this version cannot use it. */
export async function planUpgrade(url: string, skills: readonly migrations.MigratingSkill[]): Promise<UpgradePlan> {
  const client = createClient(url, "upgrade", "errand");
  await client.connect();
  try {
    const newer = await checkUsable(client, skills);
    const done = await migrations.doneIn(client, migrations.core);
    const pending: PendingMigration[] = [];
    if (newer === null)
      for (const folder of migrations.foldersOf(skills))
        for (const name of await migrations.pendingIn(client, folder))
          pending.push({ name, tables: await sizesOf(client, tablesIn(migrations.textOf(folder, name))) });
    const { rows } = await client.query(
      `select pg_database_size(current_database())::float8 as bytes, to_regclass('public.schema_compatibility') is not null as tells,
        to_regclass('public.metrics') is not null as counts`,
    );
    const { bytes, tells, counts } = rows[0];
    const noted = tells ? (await client.query("select version from schema_compatibility")).rows[0]?.version : undefined;
    const backup = counts ? (await client.query("select value from metrics where name = 'last_backup'")).rows[0] : null;
    return {
      version: noted ?? releasedWith(done),
      newer,
      pending,
      unfinished: tells ? await unfinished(overClient(client)) : [],
      rolling: done.includes(migrations.oldestWorking()),
      bytes,
      backupAt: backup ? new Date(backup.value * 1_000) : null,
    };
  } finally {
    await client.end();
  }
}

/** The last release whose migrations have all run, or what can be said of an older one; null when none has run. */
function releasedWith(done: readonly string[]): string | null {
  if (done.length === 0) return null;
  const released = migrations.releases().findLast(({ schema }) => done.includes(schema));
  return released?.version ?? `older than ${migrations.releases()[0]!.version}`;
}

/** The tables that a migration alters, indexes or writes to. Within the bodies of functions nothing is done to a table when they are created. */
const tablesIn = (text: string): string[] => [
  ...new Set(
    [
      ...text
        .replace(/^--.*$/gm, "")
        .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "")
        .matchAll(
          /\b(?:alter table(?: if exists)?|update|insert into|delete from|drop table(?: if exists)?|truncate|trigger \w+ [\w ]* on|index [\w ]*? on)\s+(?:only )?(\w+)/gi,
        ),
    ].map(([, table]) => table!.toLowerCase()),
  ),
];

/** Those of the tables that are there, with their sizes. */
async function sizesOf(client: pg.ClientBase, names: readonly string[]) {
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname = any($1) order by 2 desc, 1`,
    [names],
  );
  return rows;
}
