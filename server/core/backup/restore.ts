// Restores a backup into an empty database. The rows come in one transaction, so a restore that is interrupted has restored nothing and runs again.
import { readFile } from "node:fs/promises";
import type pg from "pg";
import { copyIn } from "../../base/copy.ts";
import { createClient } from "../../base/db.ts";
import { checkRecorded, type MigratingSkill, migrate, RESTORING } from "../../base/migrate.ts";
import type { BlobStore } from "../../contract/ports.ts";
import { type BackupTable, keyOf, type Manifest } from "./manifest.ts";
import { openSecrets, SECRET_TABLE, type Secrets, writeSecrets } from "./secrets.ts";
import * as tables from "./tables.ts";
import { withFetched } from "./transfer.ts";

/** Where the backup is. */
export type From = { place: BlobStore; temporary: string };

/** Opens the secrets of a backup. Throws a sentence when the passphrase is another or the file is damaged. */
export const secretsOf = (manifest: Manifest, { place, temporary }: From, passphrase: string): Promise<Secrets> =>
  withFetched(place, keyOf(manifest.id, manifest.secrets.name), manifest.secrets.sha256, temporary, async (at) =>
    openSecrets(await readFile(at), manifest.id, passphrase),
  );

/**
 * Makes sure that a database is empty, and marks it as one into which a backup is restored: until that is done no Bellhop starts on it. Throws a
 * sentence when the database has anything, or the backup needs another version.
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
    if (begun) return;
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

/**
 * What is restored. Without `secrets` what they would open is left out. `hold`: nothing is sent until people decide. `also`: what becomes true together
 * with the rows, in tables of the version that made the backup.
 */
export type Restored = {
  manifest: Manifest;
  from: From;
  secrets: Secrets | null;
  hold: boolean;
  also?(client: pg.Client): Promise<void>;
};

/**
 * Fills a database that {@link begin} has marked, as it was when the backup was made. Throws DamagedFile when the backup is not what it was; then
 * the database has nothing.
 */
export async function fill(url: string, skills: readonly MigratingSkill[], restored: Restored): Promise<void> {
  await migrate(url, skills, restored.manifest.migrations);
  const client = createClient(url, "restore", "errand");
  await client.connect();
  try {
    await client.query("begin");
    // For the indexes behind the foreign keys, and checking these.
    await client.query("set local maintenance_work_mem = '128MB'");
    const guards = await takeGuardsOff(client);
    await empty(client, restored.manifest.tables);
    for (const table of restored.manifest.tables) await load(client, table, restored);
    await setSequences(client, restored.manifest);
    if (restored.secrets) await writeSecrets(client, restored.secrets);
    else await forgetSealed(client);
    if (restored.hold) await hold(client, restored.manifest);
    await restored.also?.(client);
    for (const statement of guards) await client.query(statement);
    await client.query(`drop schema ${RESTORING}`);
    await client.query("commit");
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

/** Switches triggers off and drops foreign keys, as the owner of tables may; returns the statements that put them back. */
async function takeGuardsOff(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ off: string; on: string }>(`
    select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as off,
      format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as on
    from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conparentid = 0
    union all
    select format('alter table %s disable trigger %I', t.tgrelid::regclass, t.tgname),
      format('alter table %s enable trigger %I', t.tgrelid::regclass, t.tgname)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not t.tgisinternal and t.tgenabled = 'O' and c.relnamespace = 'public'::regnamespace`);
  for (const { off } of rows) await client.query(off);
  return rows.map(({ on }) => on);
}

/** Takes out what the migrations put into the tables. Throws when the tables are not those of the backup. */
async function empty(client: pg.Client, wanted: readonly BackupTable[]): Promise<void> {
  const there = (await tables.list(client)).map(({ name }) => name);
  const names = wanted.map(({ name }) => name);
  const odd = [...there.filter((name) => !names.includes(name)), ...names.filter((name) => !there.includes(name))];
  if (odd.length > 0) throw new Error(`The backup's tables are not those of its migrations: ${odd.join(", ")} differ.`);
  await client.query(`truncate ${[...names, SECRET_TABLE].map(tables.quoted).join(", ")}`);
}

async function load(client: pg.Client, table: BackupTable, { manifest, from }: Restored): Promise<void> {
  const rows = tables.read(table, { ...from, id: manifest.id });
  const count = await copyIn(client, `copy ${tables.columnsOf(table)} from stdin`, rows);
  if (count !== table.rows) throw new Error(`The table ${table.name} has ${count} rows and should have ${table.rows}.`);
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
