// A database for one test file: a clone of the migrated template, dropped after the file.
import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import type { DB } from "../../db/rows.ts";
import { createPool, overPool } from "../../server/base/db.ts";

/** A cloned database. Its fields are set when the file's tests run. */
export type TestDatabase = {
  url: string /** For what only PostgreSQL's superuser may do. */;
  superuserUrl: string;
  db: Kysely<DB>;
  pool: pg.Pool;
};

/** Creates a database for the calling test file. Call it at the top level. `empty`: without any table. */
export function useDatabase({ empty = false } = {}): TestDatabase {
  const database = {} as TestDatabase;
  const name = `test_${randomBytes(6).toString("hex")}`;
  const template = inject("templateUrl");
  const admin = async (sql: string) => {
    const url = new URL(template);
    url.pathname = "/postgres";
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  beforeAll(async () => {
    await admin(`create database ${name} template ${empty ? "template0" : new URL(template).pathname.slice(1)}`);
    const url = new URL(template);
    url.pathname = `/${name}`;
    database.url = url.href;
    const top = new URL(inject("superuserUrl"));
    top.pathname = url.pathname;
    database.superuserUrl = top.href;
    database.pool = createPool(url.href, "test", 8);
    database.db = overPool<DB>(database.pool);
  });
  afterAll(async () => {
    await database.pool.end();
    // Without force: this should fail if a test left a connection open.
    await admin(`drop database ${name}`);
  });
  return database;
}
