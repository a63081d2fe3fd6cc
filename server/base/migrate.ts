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

/**
 * Runs the missing migrations, Bellhop's and then those of the skills in their order, and returns their names. Several processes may call it
 * at once: the others wait. Throws a sentence when the server is older than PostgreSQL 15, the database belongs to another program or a newer
 * Bellhop, or the user may not change it.
 */
export async function migrate(url: string, skills: readonly MigratingSkill[]): Promise<string[]> {
  const client = createClient(url, "migrate", "errand");
  await client.connect();
  try {
    const { rows } = await client.query("select current_setting('server_version_num')::int / 10000 as major");
    if (rows[0].major < 15) throw new Error(`PostgreSQL ${rows[0].major} is too old: Bellhop needs 15 or newer.`);
    await client.query("select pg_advisory_lock($1, $2)", lockOf("migrate"));
    await checkOurs(client);
    for (const { name, migrations } of skills)
      if (migrations !== undefined) await checkKnown(client, migrations, tableOf(name));
    const run = await runAll(client, directory, table);
    for (const { name, migrations } of skills)
      if (migrations !== undefined) run.push(...(await runAll(client, migrations, tableOf(name))));
    await grantReader(client);
    return run;
  } catch (error) {
    throw explained(error, client);
  } finally {
    await client.end();
  }
}

/** Runs the files of a folder that are not yet recorded in a table. */
async function runAll(client: pg.Client, dir: string, migrationsTable: string): Promise<string[]> {
  const run = await runner({
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
  const known = readdirSync(dir).flatMap((file) => (file.endsWith(".sql") ? [file.slice(0, -4)] : []));
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
