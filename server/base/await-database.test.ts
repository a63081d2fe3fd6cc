// Connecting at start: temporary faults are retried, permanent ones give a sentence; and whether the database is Bellhop's.
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { freePort } from "../../test/support/port.ts";
import { awaitDatabase } from "./await-database.ts";
import { createLog } from "./log.ts";
import { migrate } from "./migrate.ts";
import { refuseSharedSessions } from "./pooler.ts";

const database = useDatabase();
const log = createLog("silent");
const changed = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

test("one that answers is used as it is", async () => {
  expect(await awaitDatabase({ url: database.url, log })).toBe(database.url);
});

test("prefer falls back to a connection without TLS where the server has none, require does not", async () => {
  const preferred = await awaitDatabase({ url: `${database.url}?sslmode=prefer`, log });
  expect(preferred).toMatch(/sslmode=disable$/);
  await expect(awaitDatabase({ url: `${database.url}?sslmode=require&uselibpqcompat=true`, log })).rejects.toThrow(
    /speaks no TLS\. Set sslmode=disable/,
  );
});

test.each<[string, (url: URL) => void, RegExp]>([
  ["password", (url) => (url.password = "wrong"), /refuses the user "bellhop" or its password/],
  ["user", (url) => (url.username = "nobody"), /refuses the user "nobody" or its password/],
  ["database", (url) => (url.pathname = "/nothing"), /There is no database "nothing".*createdb nothing/],
  ["host", (url) => (url.hostname = "no-such-host.invalid"), /host no-such-host\.invalid, which cannot be found/],
])("a wrong %s ends the start with a sentence, without the password", async (_, change, sentence) => {
  const refusal = await awaitDatabase({ url: changed(change), log }).catch((error: Error) => error.message);
  expect(refusal).toMatch(sentence);
  expect(refusal).not.toContain(new URL(database.url).password);
});

test("one that is down is waited for until it is there, or until nobody wants it any more", async () => {
  const port = await freePort();
  const url = changed((one) => (one.port = String(port)));
  const unwanted = new AbortController();
  const given = awaitDatabase({ url, log, signal: unwanted.signal });
  given.catch(() => {});
  await sleep(300);
  unwanted.abort();
  await expect(given).rejects.toThrow(/abort/i);

  const waiting = awaitDatabase({ url, log });
  await sleep(300);
  const target = new URL(database.url);
  const { connect } = await import("node:net");
  const relay = createServer((socket) => {
    const on = connect(Number(target.port), target.hostname);
    for (const one of [socket, on]) one.on("error", () => {});
    socket.pipe(on).pipe(socket);
  }).listen(port, "127.0.0.1");
  expect(await waiting).toBe(url);
  relay.close();
});

test("a command waits for so long and no longer", async () => {
  const url = changed((one) => (one.port = "1"));
  const sentence = await awaitDatabase({ url, log, patienceMs: 0 }).catch((error: Error) => error.message);
  expect(sentence).toMatch(/does not answer \(ECONNREFUSED\)\. Start it, or correct DATABASE_URL/);
});

test.each([
  ["two sessions have one server", "select 42"],
  ["a session changes its server", "select nextval('servers')::int"],
])("a pooler that shares sessions is refused, as %s", async (_, pid) => {
  await refuseSharedSessions(database.url, "DATABASE_URL");
  const { pool } = database;
  const name = new URL(database.url).pathname.slice(1);
  // What such a pooler makes of the server's own function: sessions find this one before it.
  await pool.query(`create sequence servers;
    create function public.pg_backend_pid() returns int language sql as $$ ${pid} $$;
    alter database ${name} set search_path = public, pg_catalog`);
  try {
    await expect(refuseSharedSessions(database.url, "DATABASE_URL")).rejects.toThrow(
      /transaction or statement mode.*DATABASE_SESSION_URL/,
    );
  } finally {
    await pool.query(`alter database ${name} reset search_path;
      drop function public.pg_backend_pid(); drop sequence servers`);
  }
});

test("a database of a newer Bellhop, and one of something else, are left alone", async () => {
  const { pool } = database;
  await pool.query("insert into schema_migrations (name, run_on) values ('9999_from-the-future', now())");
  await pool.query("update schema_compatibility set oldest = '9999_from-the-future'");
  await expect(migrate(database.url, [])).rejects.toThrow(/by a newer Bellhop \(9999_from-the-future\)/);
  await pool.query("delete from schema_migrations where name like '9999%'");
  expect(await migrate(database.url, [])).toEqual([]);
  await pool.query("alter table schema_migrations rename to kept_migrations");
  await expect(migrate(database.url, [])).rejects.toThrow(
    /belongs to something else \(it has accounts, .*Give Bellhop an empty one/,
  );
  await pool.query("create table schema_migrations (version text primary key)");
  await expect(migrate(database.url, [])).rejects.toThrow(/belongs to something else/);
  await pool.query("drop table schema_migrations");
  await pool.query("alter table kept_migrations rename to schema_migrations");
});
