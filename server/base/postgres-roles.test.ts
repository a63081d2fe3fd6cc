// Rights in the embedded PostgreSQL: the owner is not a superuser, the reader sees its views and nothing else, the server gets none of
// Bellhop's secrets, and data folders from before these roles existed are upgraded.
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../test/support/port.ts";
import { until } from "../../test/support/until.ts";
import { createLog } from "./log.ts";
import { migrate } from "./migrate.ts";
import { type EmbeddedPostgres, startPostgres } from "./postgres.ts";
import { binaries, running } from "./postgres-process.ts";
import { runnerFor } from "./postgres-user.ts";
import { readable } from "./reader.ts";

const log = createLog("silent");
const overrides = { fsync: "off" };
let home: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "bellhop-roles-"));
  process.env.BELLHOP_TEST_SECRET = "sekret-of-the-environment";
  server = await startPostgres({ directory: path.join(home, "new/postgres"), log, overrides });
  await migrate(server.url, []);
}, 150_000);
afterAll(async () => {
  delete process.env.BELLHOP_TEST_SECRET;
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

async function ask(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end().catch(() => {});
  }
}

const rights =
  "select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls from pg_roles where rolname = current_user";
const none = { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false, rolbypassrls: false };

test("Bellhop itself is no superuser, and owns what there is", async () => {
  expect(await ask(server.url, rights)).toEqual([none]);
  expect(await ask(server.url, "select distinct tableowner from pg_tables where schemaname = 'public'")).toEqual([
    { tableowner: "bellhop" },
  ]);
});

test("the reader reads its views", async () => {
  expect(await ask(server.readerUrl, rights)).toEqual([none]);
  for (const view of readable) expect(await ask(server.readerUrl, `select * from ${view}`)).toEqual([]);
});

test.each([
  "copy whatsapp_whatsappmessage to program 'cat'",
  "create temp table t (x text)",
  "set default_transaction_read_only = off; create table t (x text)",
  "set default_transaction_read_only = off; create temp table t (x text)",
  "select pg_read_file('postgresql.conf')",
  "select pg_ls_dir('.')",
  "select * from user_sessions",
  "select * from secrets",
  "select * from api_keys",
  "select * from messages",
  "select * from schema_migrations",
  "select * from pg_authid",
  "select * from pg_hba_file_rules",
  "set default_transaction_read_only = off; delete from audit_log",
  "set default_transaction_read_only = off; update conversations set notes = ''",
  "set default_transaction_read_only = off; select lo_create(0)",
  "set default_transaction_read_only = off; select lo_from_bytea(0, 'x')",
  "select pg_try_advisory_lock(1651862636, 1)",
  "select pg_notify('bellhop_webhooks', '')",
  "set role bellhop",
  "set session authorization postgres",
  "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bellhop supervisor' or usename = 'postgres'",
])("the reader may not: %s", async (statement) => {
  await expect(ask(server.readerUrl, statement)).rejects.toMatchObject({
    code: expect.stringMatching(/^(42501|25006)$/),
  });
});

test.each([
  "copy (select 1) to program 'cat'",
  "select pg_read_file('/etc/passwd')",
  "create role another",
  "create database another",
])("not even the owner may: %s", async (statement) => {
  await expect(ask(server.url, statement)).rejects.toMatchObject({ code: "42501" });
});

test("the reader gets nowhere else, and nobody gets in without a password or from elsewhere", async () => {
  const elsewhere = new URL(server.readerUrl);
  for (const name of ["postgres", "template1"]) {
    elsewhere.pathname = `/${name}`;
    await expect(ask(elsewhere.href, "select 1")).rejects.toMatchObject({ code: "42501" });
  }
  const wrong = new URL(server.readerUrl);
  wrong.password = "wrong";
  await expect(ask(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  const rules = (await readFile(path.join(home, "new/postgres/pg_hba.conf"), "utf8"))
    .split("\n")
    .filter((line) => /^\w/.test(line));
  expect(rules).toEqual(["host all all 127.0.0.1/32 scram-sha-256"]);
});

test.runIf(process.platform === "linux")("the server's environment holds nothing of Bellhop's", async () => {
  const { pid } = (await running(path.join(home, "new/postgres")))!;
  const names = (await readFile(`/proc/${pid}/environ`, "utf8")).split("\0").map((one) => one.split("=")[0]);
  expect(names).toContain("PATH");
  expect(names.filter((name) => !/^(PATH|TZ|LC_ALL|LD_LIBRARY_PATH|TMPDIR|TEMP|TMP|PG\w+|)$/.test(name!))).toEqual([]);
});

/** A data folder as Bellhop made it before these roles existed: `bellhop` was the superuser. Leaves its server running. */
async function oldFolder(directory: string): Promise<{ url: string; pid: number }> {
  const bin = binaries();
  await mkdir(path.dirname(directory), { recursive: true });
  const runner = await runnerFor(directory, bin);
  const { uid, gid } = runner.options;
  const password = randomBytes(24).toString("hex");
  const file = path.join(path.dirname(directory), "postgres.password");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  await mkdir(directory, { mode: 0o700 });
  const passing = path.join(path.dirname(directory), "pw");
  await writeFile(passing, password);
  if (uid !== undefined && gid !== undefined) for (const one of [directory, passing]) await chown(one, uid, gid);
  const args = [
    "-D",
    directory,
    "-U",
    "bellhop",
    "-A",
    "scram-sha-256",
    "--pwfile",
    passing,
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  ];
  await promisify(execFile)(...runner.wrap(bin.initdb, args), { ...runner.options, cwd: "/" });
  await rm(passing);
  const port = await freePort();
  const flags = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"];
  const child = spawn(...runner.wrap(bin.postgres, ["-D", directory, "-p", String(port), ...flags]), {
    ...runner.options,
    cwd: "/",
    stdio: "ignore",
    detached: true,
  });
  child.unref();
  const url = (name: string) => `postgres://bellhop:${password}@127.0.0.1:${port}/${name}`;
  await until("the old server", () => ask(url("postgres"), "select 1").catch(() => null));
  await ask(url("postgres"), "create database bellhop");
  await migrate(url("bellhop"), []);
  await ask(
    url("bellhop"),
    "create type mood as enum ('fine')",
    "create schema mine",
    "create table mine.kept as select 42 as answer",
    "create sequence counter",
  );
  return { url: url("bellhop"), pid: child.pid! };
}

test("a folder from before there were roles, its server still running, becomes one with them; nothing is lost", async () => {
  const directory = path.join(home, "old/postgres");
  const old = await oldFolder(directory);
  const environ = () => running(directory).then((found) => found!.pid);
  const before = await environ();
  const first = await startPostgres({ directory, log, overrides });
  // The old server was started with the environment of the old Bellhop.
  expect(await environ()).not.toBe(before);
  expect(await ask(first.url, rights)).toEqual([none]);
  expect(await ask(first.url, "select answer from mine.kept")).toEqual([{ answer: 42 }]);
  const strangers = `
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'mine') and c.relowner <> 'bellhop'::regrole
    union all select proname from pg_proc where pronamespace = 'public'::regnamespace and proowner <> 'bellhop'::regrole
    union all select typname from pg_type where typnamespace = 'public'::regnamespace and typowner <> 'bellhop'::regrole
    union all select nspname from pg_namespace where nspname in ('public', 'mine') and nspowner <> 'bellhop'::regrole
    union all select datname from pg_database where datname = 'bellhop' and datdba <> 'bellhop'::regrole`;
  expect(await ask(first.url, strangers)).toEqual([]);
  await migrate(first.url, []);
  expect(await ask(first.readerUrl, "select * from whatsapp_whatsappmessage")).toEqual([]);
  await expect(ask(first.readerUrl, "select * from mine.kept")).rejects.toMatchObject({ code: "42501" });
  // The superuser's former password is not the owner's.
  await expect(ask(old.url.replace(/:\d+\//, `:${new URL(first.url).port}/`), "select 1")).rejects.toMatchObject({
    code: "28P01",
  });
  await first.stop();
  const again = await startPostgres({ directory, log, overrides });
  expect(await ask(again.url, "select answer from mine.kept")).toEqual([{ answer: 42 }]);
  expect(await ask(again.readerUrl, "select status from whatsapp_whatsappmessage")).toEqual([]);
  await again.stop();
}, 150_000);

test("an upgrade that was cut short is finished by the next start", async () => {
  const directory = path.join(home, "cut/postgres");
  const { url } = await oldFolder(directory);
  await ask(url, "create role bellhop_renamer superuser login password 'x'");
  const renamer = new URL(url);
  renamer.username = "bellhop_renamer";
  renamer.password = "x";
  await ask(renamer.href, "alter role bellhop rename to postgres");
  const server = await startPostgres({ directory, log, overrides });
  expect(await ask(server.url, rights)).toEqual([none]);
  expect(await ask(server.url, "select rolname from pg_roles where rolname !~ '^pg_' order by 1")).toEqual([
    { rolname: "bellhop" },
    { rolname: "bellhop_reader" },
    { rolname: "postgres" },
  ]);
  await server.stop();
}, 150_000);

test("without the superuser's password an existing folder is not touched, and a sentence says what to do", async () => {
  const directory = path.join(home, "lost/postgres");
  const made = await startPostgres({ directory, log, overrides });
  await made.stop();
  const file = path.join(home, "lost/postgres.password");
  const kept = await readFile(file, "utf8");
  await rm(file);
  await expect(startPostgres({ directory, log, overrides })).rejects.toThrow(
    /postgres\.password is missing or empty.*Put the file back/,
  );
  await writeFile(file, kept);
  // Missing passwords of the other roles are created again.
  await rm(path.join(home, "lost/bellhop.password"));
  const again = await startPostgres({ directory, log, overrides });
  expect(await ask(again.url, rights)).toEqual([none]);
  await again.stop();
  await writeFile(file, "0123456789abcdef\n");
  await expect(startPostgres({ directory, log, overrides })).rejects.toThrow(/does not hold the password/);
}, 150_000);
