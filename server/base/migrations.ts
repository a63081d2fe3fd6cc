// Which migrations there are, which have run, and with which versions a schema works. Nothing is changed here; migrate.ts runs them.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";

const root = path.join(import.meta.dirname, "../..");
const directory = path.join(root, "db/migrations");

/** The table that records Bellhop's own migrations. */
const TABLE = "schema_migrations";

/** A skill that may have migrations: a folder of SQL files with their own numbering. */
export type MigratingSkill = { readonly name: string; readonly migrations?: string };

/** The migrations that a backup had, by the table that records them. */
export type Recorded = Readonly<Record<string, readonly string[]>>;

/** A folder of migrations, and the table that records which of them have run. */
export type Folder = { readonly dir: string; readonly records: string };

/** Bellhop's own migrations. */
export const core: Folder = { dir: directory, records: TABLE };

/** The folders of migrations, in the order in which they run. */
export const foldersOf = (skills: readonly MigratingSkill[]): Folder[] => [
  core,
  ...skills.flatMap(({ name, migrations }) =>
    migrations === undefined ? [] : [{ dir: migrations, records: `${TABLE}_${name}` }],
  ),
];

/** The names of a folder's migrations, in their order. */
export const namesIn = ({ dir }: Folder): string[] =>
  readdirSync(dir)
    .flatMap((file) => (file.endsWith(".sql") ? [file.slice(0, -4)] : []))
    .toSorted();

/** The SQL of a migration. */
export const textOf = ({ dir }: Folder, name: string): string => readFileSync(path.join(dir, `${name}.sql`), "utf8");

/**
 * Whether a migration runs outside of a transaction, as an index that is created concurrently must. Killed in between it runs again from its
 * beginning, so each of its statements must be able to run twice.
 */
export const isOutsideTransaction = (text: string): boolean => /^-- Outside of a transaction\.$/m.test(text);

/** The statements of a migration without bodies of functions: each ends with a semicolon at the end of a line. */
export const statementsOf = (text: string): string[] =>
  text
    .replace(/^--.*$/gm, "")
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");

/** The migrations of a folder that have run, in their order; none when the table is none of ours. */
export async function doneIn(client: pg.ClientBase, { records }: Folder): Promise<string[]> {
  const { rows: columns } = await client.query(
    "select attname from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
    [`public.${records}`],
  );
  if (!["name", "run_on"].every((wanted) => columns.some(({ attname }) => attname === wanted))) return [];
  const { rows } = await client.query<{ name: string }>(`select name from ${records} order by id`);
  return rows.map(({ name }) => name);
}

/** The migrations of a folder that have not run. Throws a sentence when one that has run comes after one that has not. */
export async function pendingIn(client: pg.ClientBase, folder: Folder): Promise<string[]> {
  const done = await doneIn(client, folder);
  const pending = namesIn(folder).filter((name) => !done.includes(name));
  const later = done.find((name) => pending[0] !== undefined && name > pending[0]);
  if (later !== undefined)
    throw new Error(
      `The database comes from another line of versions (${later} ran without ${pending[0]}). Use the Bellhop that made it.`,
    );
  return pending;
}

/** Throws a sentence when a backup has migrations that this version does not have. */
export function checkRecorded(recorded: Recorded, skills: readonly MigratingSkill[]): void {
  const folders = new Map(foldersOf(skills).map((folder) => [folder.records, namesIn(folder)]));
  for (const [records, names] of Object.entries(recorded)) {
    const unknown = names.filter((name) => !folders.get(records)?.includes(name));
    if (unknown.length > 0)
      throw new Error(
        `The backup was made by a newer Bellhop, or with a skill that this one does not have (${unknown.at(-1)}). Restore it with that version.`,
      );
  }
}

/**
 * The newest migration of a newer Bellhop that has run, if this version works with that schema all the same; null when none has. Throws a sentence
 * when this version does not work with it.
 */
export async function newerSchema(client: pg.ClientBase, folder: Folder): Promise<string | null> {
  const known = namesIn(folder);
  const newest = (await doneIn(client, folder)).findLast((name) => !known.includes(name));
  if (newest === undefined) return null;
  const oldest = folder.records === TABLE ? await oldestNoted(client) : null;
  if (oldest !== null && known.includes(oldest)) return newest;
  throw new Error(
    `The database was brought up to date by a newer Bellhop (${newest}). Start that version or a newer one, or restore the backup ` +
      "that was made before the upgrade.",
  );
}

/** The schema that a version must have at least to work with the database, as the version that migrated it noted; null when none did. */
async function oldestNoted(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query("select to_regclass('public.schema_compatibility') is not null as there");
  if (!rows[0].there) return null;
  const noted = await client.query<{ oldest: string }>("select oldest from schema_compatibility");
  return noted.rows[0]?.oldest ?? null;
}

/** A released version: the last migration that it has, the checksum of all up to it, and the commit or tag. */
export type Release = { version: string; schema: string; sha256: string; ref: string };

/** The released versions, the oldest first. */
export const releases = (): Release[] => JSON.parse(readFileSync(path.join(root, "db/releases.json"), "utf8"));

/** The line in a migration that says why the version before does not work with it. */
const STOPS = /^-- Stops the version before: \S/m;

/**
 * The schema that a version must have at least to work with the newest schema of this one: that of the release before, since each migration
 * leaves the release before it working, or a later migration that says why it does not.
 */
export function oldestWorking(): string {
  const names = namesIn(core);
  const before = releases().findLast(({ schema }) => schema < names.at(-1)!)!.schema;
  return names.findLast((name) => name > before && STOPS.test(textOf(core, name))) ?? before;
}
