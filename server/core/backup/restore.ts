// Restores a backup into an empty database, which is marked until all is there: one that was interrupted begins anew.
import { readFile } from "node:fs/promises";
import type pg from "pg";
import { copyIn } from "../../base/copy.ts";
import { createClient } from "../../base/db.ts";
import { migrate, RESTORING } from "../../base/migrate.ts";
import { checkRecorded, type MigratingSkill } from "../../base/migrations.ts";
import type { BlobStore } from "../../contract/ports.ts";
import { type BackupTable, keyOf, type Manifest } from "./manifest.ts";
import { openSecrets, SECRET_TABLE, type Secrets, writeSecrets } from "./secrets.ts";
import * as tables from "./tables.ts";
import { several, withFetched } from "./transfer.ts";

/** Where the backup is. */
export type From = { place: BlobStore; temporary: string };

/** Opens the secrets of a backup. Throws a sentence when the passphrase is another or the file is damaged. */
export const secretsOf = (manifest: Manifest, { place, temporary }: From, passphrase: string): Promise<Secrets> =>
  withFetched(place, keyOf(manifest.id, manifest.secrets.name), manifest.secrets.sha256, temporary, async (at) =>
    openSecrets(await readFile(at), manifest.id, passphrase),
  );

/** How many tables are filled at once, and then indexes built. */
const AT_ONCE = 2;

/** For building indexes, and checking foreign keys. Within a transaction: behind a pooler the connection is others' afterwards. */
const MORE_MEMORY = "set local maintenance_work_mem = '128MB'";
/** Begins a transaction whose commit need not wait for the disk: the last one of a restore waits, and carries all earlier ones along. */
const BEGIN_QUICKLY = `begin; ${MORE_MEMORY}; set local synchronous_commit = off`;

/**
 * Makes sure that a database is empty, and marks it as one into which a backup is restored: until that is done no Bellhop starts on it. What
 * a restore that was interrupted left is deleted. Throws a sentence when the database has anything, or the backup needs another version.
 */
export async function begin(url: string, manifest: Manifest, skills: readonly MigratingSkill[]): Promise<void> {
  checkRecorded(manifest.migrations, skills);
  const client = createClient(url, "restore", "errand");
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string | null; begun: boolean }>(
      `select to_regnamespace($1) is not null as begun, (
        select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by 1 limit 1) as name`,
      [RESTORING],
    );
    const { name, begun } = rows[0]!;
    if (begun) return await clear(client);
    if (name !== null)
      throw new Error(
        `The database is not empty: it has the table ${name}. A backup is restored where no Bellhop has been started yet. Set DATA_DIR to a new ` +
          "folder, or DATABASE_URL to an empty database.",
      );
    await client.query(`create schema ${RESTORING}`);
  } finally {
    await client.end();
  }
}

/** Deletes all that a restore that was interrupted has made. */
async function clear(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ drop: string }>(`
    select format('drop %s if exists %s cascade', case c.relkind when 'v' then 'view' else 'table' end, c.oid::regclass) as drop
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and ${tables.notOfExtension("pg_class", "c.oid")}
    union all
    select format('drop function if exists %s cascade', p.oid::regprocedure)
    from pg_proc p where p.pronamespace = 'public'::regnamespace and ${tables.notOfExtension("pg_proc", "p.oid")}`);
  if (rows.length > 0) await client.query(rows.map(({ drop }) => drop).join("; "));
}

/**
 * What is restored. Without `secrets` what they would open is left out. `hold`: nothing is sent until people decide. `copyFiles`: what must be done too
 * before the database counts as restored, beside filling it. `also`: what becomes true together with the rows, in tables of the version that made the
 * backup.
 */
export type Restored = {
  manifest: Manifest;
  from: From;
  secrets: Secrets | null;
  hold: boolean;
  copyFiles?: () => Promise<void>;
  also?(client: pg.Client): Promise<void>;
};

/**
 * Fills a database that {@link begin} has marked, as it was when the backup was made. Throws DamagedFile when the backup is not what it was. Until it
 * is done the mark stays, and whatever it has done is undone by the next `begin`.
 */
export async function fill(url: string, skills: readonly MigratingSkill[], restored: Restored): Promise<void> {
  const { manifest } = restored;
  await migrate(url, skills, { upTo: manifest.migrations });
  const clients = Array.from({ length: AT_ONCE }, () => createClient(url, "restore", "errand"));
  const [client] = clients as [pg.Client];
  try {
    await Promise.all(clients.map((one) => one.connect()));
    await checkTables(client, manifest.tables);
    // Each row would be looked up in each index; built when the rows are there, they are sorted once.
    const [guards, indexes] = [await takeOff(client, guardsOf), await takeOff(client, indexesOf)];
    const sorted = largestFirst(manifest.tables);
    const fillTables = async () => {
      await several(sorted, AT_ONCE, (table, lane) => load(clients[lane]!, table, restored));
      await several(indexes, AT_ONCE, (statement, lane) =>
        clients[lane]!.query(`${BEGIN_QUICKLY}; ${statement}; commit`),
      );
    };
    await several([fillTables, restored.copyFiles ?? (() => {})], 2, async (act) => act());
    await client.query(`begin; ${MORE_MEMORY}`);
    await finish(client, restored);
    await restored.also?.(client);
    for (const statement of guards) await client.query(statement);
    await client.query(`drop schema ${RESTORING}`);
    await client.query("commit");
    await several(sorted, AT_ONCE, ({ name }, lane) => clients[lane]!.query(`analyze ${tables.quoted(name)}`));
  } finally {
    await Promise.all(clients.map((one) => one.end()));
  }
}

const largestFirst = (of: readonly BackupTable[]): BackupTable[] => {
  const bytes = ({ parts }: BackupTable) => parts.reduce((sum, part) => sum + part.bytes, 0);
  return of.toSorted((a, b) => bytes(b) - bytes(a));
};

/** Foreign keys, and triggers that are on: how the owner of the tables takes them off and puts them back. */
const guardsOf = `
  select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as off,
    format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as on
  from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conparentid = 0
  union all
  select format('alter table %s disable trigger %I', t.tgrelid::regclass, t.tgname),
    format('alter table %s enable trigger %I', t.tgrelid::regclass, t.tgname)
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where not t.tgisinternal and t.tgenabled = 'O' and c.relnamespace = 'public'::regnamespace`;

/** Indexes that no constraint needs, with their comments. */
const indexesOf = `
  select format('drop index %s', i.indexrelid::regclass) as off,
    pg_get_indexdef(i.indexrelid) || coalesce(format('; comment on index %s is %L', i.indexrelid::regclass, obj_description(i.indexrelid, 'pg_class')), '') as on
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`;

/** Takes off what a statement lists, and returns the statements that put it back. */
async function takeOff(client: pg.Client, listed: string): Promise<string[]> {
  const { rows } = await client.query<{ off: string; on: string }>(listed);
  await client.query(rows.map(({ off }) => off).join("; "));
  return rows.map(({ on }) => on);
}

/** Throws when the tables are not those of the backup. */
async function checkTables(client: pg.Client, wanted: readonly BackupTable[]): Promise<void> {
  const there = (await tables.list(client)).map(({ name }) => name);
  const names = wanted.map(({ name }) => name);
  const odd = [...there.filter((name) => !names.includes(name)), ...names.filter((name) => !there.includes(name))];
  if (odd.length > 0) throw new Error(`The backup's tables are not those of its migrations: ${odd.join(", ")} differ.`);
}

/** Replaces what migrations put into a table by its rows, which PostgreSQL need not freeze again: nobody saw the table without them. */
async function load(client: pg.Client, table: BackupTable, { manifest, from }: Restored): Promise<void> {
  await client.query(`${BEGIN_QUICKLY}; truncate ${tables.quoted(table.name)}`);
  const rows = tables.read(table, { ...from, id: manifest.id });
  const count = await copyIn(client, `copy ${tables.columnsOf(table)} from stdin (freeze)`, rows);
  if (count !== table.rows) throw new Error(`The table ${table.name} has ${count} rows and should have ${table.rows}.`);
  await client.query("commit");
}

/** What is not rows of a table of the backup. */
async function finish(client: pg.Client, { manifest, secrets, hold: held }: Restored): Promise<void> {
  await setSequences(client, manifest);
  await client.query(`truncate ${tables.quoted(SECRET_TABLE)}`);
  if (secrets) await writeSecrets(client, secrets);
  else await forgetSealed(client);
  if (held) await hold(client, manifest);
}

async function setSequences(client: pg.Client, { sequences }: Manifest): Promise<void> {
  for (const { name, value } of sequences)
    if (value === null) await client.query(`alter sequence ${tables.quoted(name)} restart`);
    else await client.query("select setval($1::regclass, $2::bigint)", [tables.quoted(name), value]);
}

/** Without the keys nobody could sign in with a second factor, and numbers could not be read. */
async function forgetSealed(client: pg.Client): Promise<void> {
  await client.query("delete from user_second_factors");
  await client.query("delete from number_credentials");
}

/**
 * Opens the incident that holds the outbox: what waits may have been sent since the backup was made. In plain SQL, because the tables are those of
 * the version that made the backup.
 */
async function hold(client: pg.Client, { id, madeAt }: Manifest): Promise<void> {
  const { rows } = await client.query<{ waiting: number }>("select count(*) as waiting from outbox");
  await client.query("delete from incidents where kind = 'restored' and closed_at is null");
  const detail = { backup: id, made_at: madeAt, waiting: rows[0]!.waiting };
  await client.query("insert into incidents (kind, opened_at, detail) values ('restored', now(), $1)", [detail]);
}
