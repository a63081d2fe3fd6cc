// Migrates a database to the newest schema: the SQL files in db/migrations, then those of the skills; forward only, one process at a time. Other
// processes go on working meanwhile.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { createClient } from "./db.ts";
import { lockOf } from "./lease.ts";
import type { Log } from "./log.ts";
import * as migrations from "./migrations.ts";
import { grantReader } from "./reader.ts";
import { version } from "./version.ts";

/** The schema that exists while a backup is being restored: until then the database is not to be used, and may be restored again. */
export const RESTORING = "bellhop_restore";

/**
 * `log`: where is told what it waits for and does. `upTo`: only those migrations that a backup had, in the database into which it is being restored.
 */
type Options = { log?: Log; signal?: AbortSignal; upTo?: migrations.Recorded };

/**
 * Runs the missing migrations, Bellhop's and then those of the skills in their order, and returns their names. Several processes may call it
 * at once: the others wait. Runs none on a newer schema with which this version works too. Throws a sentence when the server is older than
 * PostgreSQL 15, the database belongs to another program or a newer Bellhop, or the user may not change it.
 */
export async function migrate(
  url: string,
  skills: readonly migrations.MigratingSkill[],
  options: Options = {},
): Promise<string[]> {
  const client = createClient(url, "migrate", "errand");
  await client.connect();
  try {
    const { rows } = await client.query("select current_setting('server_version_num')::int / 10000 as major");
    if (rows[0].major < 15) throw new Error(`PostgreSQL ${rows[0].major} is too old: Bellhop needs 15 or newer.`);
    await takeTurn(client, options);
    if (!options.upTo) await checkWhole(client);
    await checkOurs(client);
    const newer = await checkNewer(client, skills);
    if (newer !== null) {
      options.log?.warn(`The database has the schema of a newer Bellhop (${newer}). This version works with it.`);
      return [];
    }
    // Before and after: whoever is killed in between has not said that a version works which does not.
    if (!options.upTo) await noteOldest(client);
    const run: string[] = [];
    for (const folder of migrations.foldersOf(skills)) run.push(...(await runAll(client, folder, options)));
    if (!options.upTo) await noteOldest(client);
    await grantReader(client);
    return run;
  } catch (error) {
    throw explained(error, client);
  } finally {
    await client.end();
  }
}

/** How often a process that waits for its turn asks, and for how long it waits without a word, in ms: most find nothing to migrate and are soon done. */
const TURN_INTERVAL_MS = 200;
const TURN_SILENCE_MS = 3_000;

/** Waits until no other process migrates. By asking: a statement that waits would hold up an index that is created concurrently. */
async function takeTurn(client: pg.Client, { log, signal }: Options): Promise<void> {
  for (let tellsAt = performance.now() + TURN_SILENCE_MS; ; ) {
    const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as taken", lockOf("migrate"));
    if (rows[0].taken) return;
    if (performance.now() >= tellsAt) {
      tellsAt = Number.POSITIVE_INFINITY;
      log?.warn("Another process is bringing the database to its schema: waiting for it.");
    }
    await sleep(TURN_INTERVAL_MS, undefined, signal ? { signal } : {});
  }
}

/** Throws a sentence, as {@link migrate} does, when this version cannot use the database; else returns what of it is of a newer version, or null. */
export async function checkUsable(
  client: pg.Client,
  skills: readonly migrations.MigratingSkill[],
): Promise<string | null> {
  try {
    await checkWhole(client);
    await checkOurs(client);
    return await checkNewer(client, skills);
  } catch (error) {
    throw explained(error, client);
  }
}

/** The newest migration of a newer version, with whose schema this one works; null when there is none. Throws when it does not work with it. */
async function checkNewer(client: pg.Client, skills: readonly migrations.MigratingSkill[]): Promise<string | null> {
  let newer: string | null = null;
  for (const folder of migrations.foldersOf(skills)) newer = (await migrations.newerSchema(client, folder)) ?? newer;
  return newer;
}

/** Throws when a backup was restored into the database in part only. */
async function checkWhole(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select to_regnamespace($1) is not null as partly", [RESTORING]);
  if (rows[0].partly)
    throw new Error("A backup is being restored into the database, or that was interrupted. Run the restore again.");
}

/** Throws when the database belongs to another program. */
async function checkOurs(client: pg.Client): Promise<void> {
  const done = await migrations.doneIn(client, migrations.core);
  const known = migrations.namesIn(migrations.core);
  if (done.some((name) => known.includes(name))) return;
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by 1`,
  );
  const foreign = rows.flatMap(({ name }) => (name === migrations.core.records ? [] : [name]));
  if (foreign.length === 0 && done.length === 0) return;
  const some = foreign.slice(0, 3).join(", ");
  throw new Error(
    `The database "${client.database}" belongs to something else${some === "" ? "" : ` (it has ${some})`}. Give Bellhop an empty one of its own.`,
  );
}

/** Notes which versions work with the newest schema, in a database that has the table for it. */
async function noteOldest(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select to_regclass('public.schema_compatibility') is not null as there");
  if (!rows[0].there) return;
  await client.query(
    `insert into schema_compatibility as s (oldest, version) values ($1, $2) on conflict (only_row)
     do update set oldest = excluded.oldest, version = excluded.version where (s.oldest, s.version) <> (excluded.oldest, excluded.version)`,
    [migrations.oldestWorking(), version],
  );
}

/** Runs the migrations of a folder that have not run; with `upTo` those that it names. */
async function runAll(client: pg.Client, folder: migrations.Folder, { log, upTo }: Options): Promise<string[]> {
  const wanted = upTo && (upTo[folder.records] ?? []);
  if (wanted?.length === 0) return [];
  await client.query(
    `create table if not exists public.${folder.records} (id serial primary key, name varchar(255) not null, run_on timestamp not null)`,
  );
  const isFirst = (await migrations.doneIn(client, folder)).length === 0;
  const pending = await migrations.pendingIn(client, folder);
  const names = wanted ? pending.filter((name) => wanted.includes(name)) : pending;
  const since = performance.now();
  for (const name of names) {
    if (!isFirst) log?.info(`Migration ${name} runs.`);
    await run(client, folder, name, log);
  }
  if (names.length > 0)
    log?.info(`${names.length} migrations ran in ${((performance.now() - since) / 1_000).toFixed(1)} s.`);
  return names;
}

/**
 * In ms: for how long a migration waits for a lock, which is how long it can hold up what comes after it, and less than after which PostgreSQL ends one of
 * two that wait for each other; how long it rests before it tries again;
 * and after how long it gives up.
 */
const LOCK_MS = { wait: 800, rest: 1_000, patience: 600_000 };

/** Runs one migration and records it. While another holds a lock that it needs, it is tried again. */
async function run(client: pg.Client, folder: migrations.Folder, name: string, log?: Log): Promise<void> {
  const text = migrations.textOf(folder, name);
  const record = `insert into public.${folder.records} (name, run_on) values ('${name}', now())`;
  if (migrations.isOutsideTransaction(text)) {
    for (const statement of migrations.statementsOf(text)) await client.query(statement);
    await client.query(record);
    return;
  }
  const until = performance.now() + LOCK_MS.patience;
  for (let told = false; ; told = true) {
    try {
      await client.query(`begin; set local lock_timeout = ${LOCK_MS.wait}`);
      await client.query(text);
      await client.query(`${record}; commit`);
      return;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      const { code } = error as { code?: string };
      if (!["55P03", "40P01"].includes(code ?? "") || performance.now() > until) throw error;
      if (!told) log?.warn(`Migration ${name} waits for a table that is in use. It is tried again until it is free.`);
      await sleep(LOCK_MS.rest);
    }
  }
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
  if (code === "55P03")
    return new Error(
      "A migration could not get a table for itself for ten minutes. Look in pg_stat_activity for the transaction that has been open for so " +
        "long, end it, and start again.",
      { cause: error },
    );
  return error;
}
