// Migrates a database to the newest schema: the SQL files in db/migrations, then those of the skills; forward only, one at a time.
import { readdirSync } from "node:fs";
import path from "node:path";
import { runner } from "node-pg-migrate";
import type pg from "pg";
import { createClient } from "./db.ts";
import { lockOf } from "./lease.ts";
import { grantReader } from "./reader.ts";

const directory = path.join(import.meta.dirname, "../../db/migrations");
const table = "schema_migrations";

/** A skill that may have migrations: a folder of SQL files with their own numbering. */
export type MigratingSkill = { readonly name: string; readonly migrations?: string };

/** The table that records which of a skill's migrations have run. */
const tableOf = (skill: string): string => `${table}_${skill}`;

/** The schema that exists while a backup is being restored: until then the database is not to be used, and may be restored again. */
export const RESTORING = "bellhop_restore";

/** The migrations that a backup had, by the table that records them. */
type Recorded = Readonly<Record<string, readonly string[]>>;

/**
 * Runs the missing migrations, Bellhop's and then those of the skills in their order, and returns their names. Several processes may call it
 * at once: the others wait. `upTo`: only those that a backup had, in the database into which it is being restored. Throws a sentence when the server
 * is older than PostgreSQL 15, the database belongs to another program or a newer Bellhop, or the user may not change it.
 */
export async function migrate(url: string, skills: readonly MigratingSkill[], upTo?: Recorded): Promise<string[]> {
  const client = createClient(url, "migrate", "errand");
  await client.connect();
  try {
    const { rows } = await client.query("select current_setting('server_version_num')::int / 10000 as major");
    if (rows[0].major < 15) throw new Error(`PostgreSQL ${rows[0].major} is too old: Bellhop needs 15 or newer.`);
    await client.query("select pg_advisory_lock($1, $2)", lockOf("migrate"));
    if (!upTo) await checkWhole(client);
    await checkOurs(client);
    for (const { name, migrations } of skills)
      if (migrations !== undefined) await checkKnown(client, migrations, tableOf(name));
    const run: string[] = [];
    for (const { dir, records } of foldersOf(skills)) run.push(...(await runAll(client, dir, records, upTo)));
    await grantReader(client);
    return run;
  } catch (error) {
    throw explained(error, client);
  } finally {
    await client.end();
  }
}

/**
 * The names of the migrations that a start of this version would run, and the size of the database in bytes; nothing is changed. Throws as
 * {@link migrate} does.
 */
export async function pendingMigrations(
  url: string,
  skills: readonly MigratingSkill[],
): Promise<{ pending: string[]; bytes: number }> {
  const client = createClient(url, "migrate", "errand");
  await client.connect();
  try {
    await checkWhole(client);
    await checkOurs(client);
    const pending: string[] = [];
    for (const { dir, records } of foldersOf(skills)) {
      await checkKnown(client, dir, records);
      const done = await doneIn(client, records);
      pending.push(
        ...namesIn(dir)
          .filter((name) => !done.includes(name))
          .toSorted(),
      );
    }
    const { rows } = await client.query("select pg_database_size(current_database())::float8 as bytes");
    return { pending, bytes: rows[0].bytes };
  } catch (error) {
    throw explained(error, client);
  } finally {
    await client.end();
  }
}

/** The folders of migrations, in the order in which they run, each with the table that records them. */
const foldersOf = (skills: readonly MigratingSkill[]): { dir: string; records: string }[] => [
  { dir: directory, records: table },
  ...skills.flatMap(({ name, migrations }) =>
    migrations === undefined ? [] : [{ dir: migrations, records: tableOf(name) }],
  ),
];

/** The names of a folder's migrations. */
const namesIn = (dir: string): string[] =>
  readdirSync(dir).flatMap((file) => (file.endsWith(".sql") ? [file.slice(0, -4)] : []));

/** Throws a sentence when a backup has migrations that this version does not have. */
export function checkRecorded(recorded: Recorded, skills: readonly MigratingSkill[]): void {
  const folders = new Map(foldersOf(skills).map(({ dir, records }) => [records, namesIn(dir)]));
  for (const [records, names] of Object.entries(recorded)) {
    const unknown = names.filter((name) => !folders.get(records)?.includes(name));
    if (unknown.length > 0)
      throw new Error(
        `The backup was made by a newer Bellhop, or with a skill that this one does not have (${unknown.at(-1)}). Restore it with that version.`,
      );
  }
}

/** Throws when a backup was restored into the database in part only. */
async function checkWhole(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select to_regnamespace($1) is not null as partly", [RESTORING]);
  if (rows[0].partly)
    throw new Error("A backup is being restored into the database, or that was interrupted. Run the restore again.");
}

/** Runs the files of a folder that are not yet recorded in a table; with `upTo` those that it names. */
async function runAll(client: pg.Client, dir: string, migrationsTable: string, upTo?: Recorded): Promise<string[]> {
  const count = upTo && (upTo[migrationsTable]?.length ?? 0) - (await doneIn(client, migrationsTable)).length;
  if (count !== undefined && count <= 0) return [];
  const run = await runner({
    ...(count === undefined ? {} : { count }),
    dbClient: client,
    dir,
    direction: "up",
    migrationsTable,
    noLock: true,
    checkOrder: true,
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  return run.map(({ name }) => name);
}

/** Throws when the database belongs to another program or to a newer Bellhop. */
async function checkOurs(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by 1`,
  );
  const foreign = rows.flatMap(({ name }) => (name === table ? [] : [name]));
  if (await checkKnown(client, directory, table)) return;
  if (foreign.length > 0 || (await doneIn(client, table)).length > 0) {
    const some = foreign.slice(0, 3).join(", ");
    throw new Error(
      `The database "${client.database}" belongs to something else${some === "" ? "" : ` (it has ${some})`}. Give Bellhop an empty one of its own.`,
    );
  }
}

/** Whether any migration of a folder has run. Throws when one has run that this version does not know. */
async function checkKnown(client: pg.Client, dir: string, migrationsTable: string): Promise<boolean> {
  const done = await doneIn(client, migrationsTable);
  const known = namesIn(dir);
  if (!done.some((name) => known.includes(name))) return false;
  const unknown = done.filter((name) => !known.includes(name));
  if (unknown.length === 0) return true;
  throw new Error(
    `The database was brought up to date by a newer Bellhop (${unknown.at(-1)}). Start that version or a newer one, or restore the backup ` +
      "that was made before the upgrade.",
  );
}

/** The migrations that are recorded in a table; none when it is not a table of migrations. */
async function doneIn(client: pg.Client, migrationsTable: string): Promise<string[]> {
  const { rows: columns } = await client.query(
    "select attname from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
    [`public.${migrationsTable}`],
  );
  if (!["name", "run_on"].every((wanted) => columns.some(({ attname }) => attname === wanted))) return [];
  const { rows } = await client.query<{ name: string }>(`select name from ${migrationsTable} order by id`);
  return rows.map(({ name }) => name);
}

/** The server's error, with a remedy where one is known. */
function explained(error: unknown, { user, database }: pg.Client): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (code === "42501")
    return new Error(
      `The user "${user}" may not change the database "${database}" (${message}). Make it the owner: alter database ${database} owner to ${user}; ` +
        `and in that database: alter schema public owner to ${user};`,
      { cause: error },
    );
  if (code === "25006")
    return new Error(
      `The database "${database}" is read-only, as a standby is. Point DATABASE_URL at the server that can be written to.`,
      { cause: error },
    );
  if (code === "53100" || /No space left/i.test(message))
    return new Error("The database's disk is full: make room, then start again.", { cause: error });
  if (/Not run migration .* is preceding/i.test(message))
    return new Error(`The database comes from another line of versions (${message}). Use the Bellhop that made it.`, {
      cause: error,
    });
  return error;
}
