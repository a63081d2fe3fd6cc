// Makes a test's database one of an older version: its schema, with the rows that 0024.json.gz has.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import pg from "pg";
import { migrate } from "../../../server/base/migrate.ts";
import { core, namesIn } from "../../../server/base/migrations.ts";
import type { TestDatabase } from "../database.ts";

export type Row = Record<string, unknown>;

/** The content of a compressed JSON file beside this one. */
export const unpacked = <T>(name: string): T =>
  JSON.parse(gunzipSync(readFileSync(path.join(import.meta.dirname, name))).toString());

/** The rows of each table at migration 0024. */
export const oldRows = unpacked<Record<string, Row[]>>("0024.json.gz");

/** Replaces everything in the database by the old rows, in the schema of migration 0024. */
export async function makeOld(database: TestDatabase): Promise<void> {
  const owner = new URL(database.url).username;
  const top = new pg.Client({ connectionString: database.superuserUrl });
  await top.connect();
  await top.query(`drop schema public cascade; create schema public authorization ${owner}`);
  await top.end();
  await migrate(database.url, [], { upTo: { schema_migrations: namesIn(core).slice(0, 24) } });
  const client = await database.pool.connect();
  try {
    // Rows as they were, without what triggers would add.
    await client.query("set session_replication_role = replica");
    for (const [table, rows] of Object.entries(oldRows)) await load(client, table, rows);
    await client.query("reset session_replication_role");
  } finally {
    client.release();
  }
}

/** Replaces the rows that a table's migration inserted, and sets the table's next id. */
async function load(client: pg.PoolClient, table: string, rows: readonly Row[]): Promise<void> {
  await client.query(`delete from ${table}`);
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]!)
    .map((name) => `"${name}"`)
    .join(", ");
  await client.query(
    `insert into ${table} (${names}) overriding system value select ${names} from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
  const { rows: serial } = await client.query(
    "select pg_get_serial_sequence($1, column_name) as name from information_schema.columns where table_name = $1 and column_name = 'id'",
    [table],
  );
  if (serial[0]?.name) await client.query(`select setval($1, (select max(id) from ${table}))`, [serial[0].name]);
}
