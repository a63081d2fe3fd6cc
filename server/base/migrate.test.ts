// Migrating beside processes that work: waiting for a turn and for locks, indexes that are created concurrently, and schemas of newer versions.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { until } from "../../test/support/until.ts";
import { lockOf } from "./lease.ts";
import { createLog } from "./log.ts";
import { migrate } from "./migrate.ts";
import { core, namesIn, statementsOf } from "./migrations.ts";

const database = useDatabase();
const said: string[] = [];
const log = createLog("info", { write: (line) => said.push(JSON.parse(line).msg) });
let folder = "";
const shop = () => [{ name: "shop", migrations: folder }];
const add = (name: string, text: string) => writeFile(path.join(folder, `${name}.sql`), text);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-migrations-"));
  await add("0001_goods", "create table goods (id int primary key, name text);\ninsert into goods values (1, 'a;b');");
  expect(await migrate(database.url, shop())).toEqual(["0001_goods"]);
});
afterAll(() => rm(folder, { recursive: true }));

test("a process waits, and says so, while another one migrates", async () => {
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query("select pg_advisory_lock($1, $2)", lockOf("migrate"));
  let done = false;
  const waiting = migrate(database.url, shop(), { log }).finally(() => (done = true));
  await until("it waits", () => said.some((line) => /Another process .* waiting for it/.test(line)));
  await sleep(500);
  expect(done).toBe(false);
  const leaving = new AbortController();
  const ended = migrate(database.url, shop(), { signal: leaving.signal });
  leaving.abort();
  await expect(ended).rejects.toThrow(/aborted/);
  await other.end();
  expect(await waiting).toEqual([]);
});

test("who waits only for others that find nothing to do says nothing", async () => {
  said.length = 0;
  await Promise.all(Array.from({ length: 5 }, () => migrate(database.url, shop(), { log })));
  expect(said).toEqual([]);
});

test("a table that is in use is waited for in short turns, so that others get at it in between", async () => {
  await add("0002_price", "alter table goods add price int;");
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query("begin; select * from goods");
  const waiting = migrate(database.url, shop(), { log });
  await until("it waits", () =>
    said.some((line) => line.startsWith("Migration 0002_price waits for a table that is in use.")),
  );
  // Behind an ALTER TABLE that waits, this would wait for as long.
  await database.pool.query("insert into goods values (2, 'b')");
  await other.end();
  expect(await waiting).toEqual(["0002_price"]);
  expect((await database.pool.query("select name, price from goods order by id")).rows).toEqual([
    { name: "a;b", price: null },
    { name: "b", price: null },
  ]);
});

test("an index is created outside of a transaction, beside other processes that wait for their turn", async () => {
  const text = `-- Goods are found by their names.
-- Outside of a transaction.
drop index concurrently if exists goods_name;
create index concurrently goods_name on goods (name) -- an index; of names
  where name <> 'a;b';
`;
  expect(statementsOf(text)).toHaveLength(2);
  await add("0003_names", text);
  // What remains of an attempt that was killed.
  await database.pool.query("create index goods_name on goods (id)");
  const both = await Promise.all([migrate(database.url, shop()), migrate(database.url, shop())]);
  expect(both.toSorted()).toEqual([[], ["0003_names"]]);
  const { rows } = await database.pool.query("select pg_get_indexdef('goods_name'::regclass) as text");
  expect(rows[0].text).toContain("(name)");
});

test("a migration that fails has done nothing, and those before it stand", async () => {
  await add("0004_first", "create table first ();");
  await add("0005_wrong", "create table second ();\nselect 1 / 0;");
  await expect(migrate(database.url, shop())).rejects.toThrow(/division by zero/);
  const { rows } = await database.pool.query(
    "select to_regclass('first') as first, to_regclass('second') as second, (select max(name) from schema_migrations_shop) as last",
  );
  expect(rows[0]).toEqual({ first: "first", second: null, last: "0004_first" });
  await rm(path.join(folder, "0005_wrong.sql"));
});

test("one that is missing before others that ran is refused", async () => {
  await add("0000_late", "create table late ();");
  await expect(migrate(database.url, shop())).rejects.toThrow(
    /another line of versions \(0001_goods ran without 0000_late\)/,
  );
  await rm(path.join(folder, "0000_late.sql"));
});

test("an older version starts on the schema of a newer one if that leaves it working, and else it is refused", async () => {
  const { pool } = database;
  const newest = namesIn(core).at(-1)!;
  await pool.query("insert into schema_migrations (name, run_on) values ('9998_column', now()), ('9999_index', now())");
  // As the newer one notes when it migrates.
  await pool.query("update schema_compatibility set oldest = $1, version = '9.9.0'", [newest]);
  expect(await migrate(database.url, shop(), { log })).toEqual([]);
  expect(said.at(-1)).toBe("The database has the schema of a newer Bellhop (9999_index). This version works with it.");
  expect((await pool.query("select version from schema_compatibility")).rows).toEqual([{ version: "9.9.0" }]);
  await pool.query("update schema_compatibility set oldest = '9998_column'");
  await expect(migrate(database.url, shop())).rejects.toThrow(
    /by a newer Bellhop \(9999_index\)\. Start that version or a newer one, or restore the backup/,
  );
});
