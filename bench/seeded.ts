// Databases as after a year of use, kept in .tmp/desk for the next run.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { createPool, overPool } from "../server/base/db.ts";
import { createLog } from "../server/base/log.ts";
import { migrate } from "../server/base/migrate.ts";
import { startPostgres, superuserUrl } from "../server/base/postgres.ts";
import { seed } from "../server/core/seed/seed.ts";
import { plugins } from "../server/skills.ts";

/** The size of a database. */
export type Size = { messages: number; conversations: number };

export const sizes: readonly [Size, Size] = [
  { messages: 100_000, conversations: 1_000 },
  { messages: 1_000_000, conversations: 10_000 },
];

const root = path.join(import.meta.dirname, "..");

/** Starts the database server. `of` returns a connection string, and creates the database if it does not exist. */
export async function seeded(): Promise<{ of(size: Size): Promise<string>; stop(): Promise<void> }> {
  const directory = path.join(root, ".tmp/desk/postgres");
  const server = await startPostgres({ directory, log: createLog("warn") });
  const top = new pg.Client({ connectionString: await superuserUrl(directory) });
  await top.connect();
  await top.query("alter role bellhop createdb");
  await top.end();
  return { of: (size) => database(server.url, size), stop: () => server.stop() };
}

/** A seeded database, created unless it exists and was made by the same seed code on the same schema. */
async function database(server: string, { messages, conversations }: Size): Promise<string> {
  const sources = ["db/migrations", "server/core/seed"].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((name) => readFileSync(path.join(root, folder, name))),
  );
  const hash = createHash("sha256").update(Buffer.concat(sources)).digest("hex").slice(0, 8);
  const name = `desk_${messages}_${hash}`;
  const url = new URL(server);
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  url.pathname = `/${name}`;
  try {
    const { rows } = await admin.query("select from pg_database where datname = $1", [name]);
    if (rows.length > 0) return url.href;
    const { rows: old } = await admin.query("select datname from pg_database where starts_with(datname, $1)", [
      `desk_${messages}_`,
    ]);
    for (const { datname } of old) await admin.query(`drop database ${datname} with (force)`);
    await admin.query("drop database if exists desk_making with (force)");
    await admin.query("create database desk_making");
    url.pathname = "/desk_making";
    await migrate(url.href, plugins);
    const pool = createPool(url.href, "bench", 1);
    const since = performance.now();
    await seed(
      overPool(pool),
      { messages, conversations, now: new Date(), days: 365, numbers: { meta: "1", twilio: "+15550190001" } },
      () => {},
    );
    await pool.query("vacuum analyze");
    await pool.end();
    console.log(`seeded ${messages} messages in ${Math.round((performance.now() - since) / 1_000)} s`);
    await admin.query(`alter database desk_making rename to ${name}`);
    url.pathname = `/${name}`;
    return url.href;
  } finally {
    await admin.end();
  }
}
