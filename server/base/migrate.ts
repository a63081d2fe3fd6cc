// Brings a database to the newest schema: plain SQL files in db/migrations, forward only, one at a time.
import path from "node:path";
import { runner } from "node-pg-migrate";
import { createClient } from "./db.ts";
import { lockOf } from "./lease.ts";

const directory = path.join(import.meta.dirname, "../../db/migrations");

/**
 * Runs the migrations that a database still lacks and returns their names. Several processes may call it at once: the others
 * wait. Throws when the server is older than PostgreSQL 15.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = createClient(url, "migrate", "errand");
  await client.connect();
  try {
    const { rows } = await client.query("select current_setting('server_version_num')::int / 10000 as major");
    if (rows[0].major < 15) throw new Error(`PostgreSQL ${rows[0].major} is too old: Bellhop needs 15 or newer.`);
    await client.query("select pg_advisory_lock($1, $2)", lockOf("migrate"));
    const run = await runner({
      dbClient: client,
      dir: directory,
      direction: "up",
      migrationsTable: "schema_migrations",
      noLock: true,
      checkOrder: true,
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    return run.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}
