// One PostgreSQL server for the whole test run, with a migrated template database that each test file clones.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { createLog } from "../../server/base/log.ts";
import { migrate } from "../../server/base/migrate.ts";
import { startPostgres, superuserUrl } from "../../server/base/postgres.ts";
import { plugins } from "../../server/skills.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the template database. */
    templateUrl: string;
    /** The same for the superuser, for what Bellhop's own role may not do. */
    superuserUrl: string;
  }
}

/** Starts the server before the first test. The returned function stops it after the last, and fails if connections were left open. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  return given ? onGiven(project, given) : onOwn(project);
}

/** Uses the server of TEST_DATABASE_URL as it is configured; its user must be allowed to create databases. */
async function onGiven(project: TestProject, given: string): Promise<() => Promise<void>> {
  const name = `bellhop_template_${process.pid}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: given });
    await client.connect();
    const { rows } = await client.query(statement).finally(() => client.end());
    return rows;
  };
  await admin(`create database ${name}`);
  const url = new URL(given);
  url.pathname = `/${name}`;
  await migrate(url.href, plugins);
  project.provide("templateUrl", url.href);
  project.provide("superuserUrl", given);
  return async () => {
    const rows = await admin(leftOpen);
    await admin(`drop database ${name} with (force)`);
    if (rows.length > 0) throw new Error(`Tests left connections open: ${JSON.stringify(rows)}`);
  };
}

const leftOpen =
  "select datname, application_name, count(*) from pg_stat_activity where datname like 'test_%' group by 1, 2";

/** Starts a server of our own, which is deleted afterwards. */
async function onOwn(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), "bellhop-test-"));
  const server = await startPostgres({
    directory: path.join(directory, "postgres"),
    log: createLog("silent"),
    overrides: { fsync: "off", max_connections: "200" },
  });
  // In production, Bellhop's own role may not create databases, and does not need to connect to the one called postgres.
  const top = await superuserUrl(path.join(directory, "postgres"));
  project.provide("superuserUrl", top);
  const root = new pg.Client({ connectionString: top });
  await root.connect();
  await root.query("alter role bellhop createdb");
  await root.query("grant connect on database postgres to bellhop");
  await root.query("grant set on parameter deadlock_timeout, session_replication_role to bellhop");
  await root.end();
  await migrate(server.url, plugins);
  project.provide("templateUrl", server.url);
  return async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query(leftOpen);
    await client.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
    if (rows.length > 0) throw new Error(`Tests left connections open: ${JSON.stringify(rows)}`);
  };
}
