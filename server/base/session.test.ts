// Connections to a real server: they apply their settings, losing one only fails what runs on it, and a silent server is detected.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { openProxy, type TcpProxy } from "../../test/support/proxy.ts";
import { until } from "../../test/support/until.ts";
import { createClient, createPool, isTransient, overPool, overPoolPrepared } from "./db.ts";

const database = useDatabase();
const name = () => new URL(database.url).pathname.slice(1);

const hostile = {
  jit: "on",
  TimeZone: "Asia/Kathmandu",
  DateStyle: "German",
  IntervalStyle: "iso_8601",
  bytea_output: "escape",
  extra_float_digits: "-15",
  synchronous_commit: "off",
  default_transaction_isolation: "serializable",
  default_transaction_read_only: "on",
  statement_timeout: "50",
  lock_timeout: "50",
  idle_session_timeout: "200",
  idle_in_transaction_session_timeout: "200",
  standard_conforming_strings: "off",
};

describe("on a server with other defaults", () => {
  beforeAll(async () => {
    for (const [setting, value] of Object.entries(hostile))
      await database.pool.query(`alter database ${name()} set ${setting} = '${value}'`);
  });
  afterAll(async () => {
    const client = createClient(database.url, "test", "errand");
    await client.connect();
    for (const setting of Object.keys(hostile)) await client.query(`alter database ${name()} reset ${setting}`);
    await client.end();
  });

  test.each(["work", "log", "lease", "listen", "errand"] as const)(
    "a connection for %s is what the code needs",
    async (purpose) => {
      const client = createClient(database.url, "test", purpose);
      await client.connect();
      const { rows } = await client.query(
        `select current_setting('jit') as jit, current_setting('TimeZone') as zone, current_setting('synchronous_commit') as sync,
        current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as reads,
        current_setting('standard_conforming_strings') as strings, current_setting('client_encoding') as encoding,
        timestamptz '2026-07-01 12:00:00+00' as at, decode('00ff', 'hex') as bytes, 0.1::float8 + 0.2::float8 as sum, 5::bigint as big,
        (timestamptz '2026-07-01 23:30:00+00')::date::text as day, interval '90 minutes' as span,
        current_setting('tcp_keepalives_idle') as keepalive, current_setting('tcp_user_timeout') as unheard,
        current_setting('client_connection_check_interval') as look`,
      );
      await client.end();
      expect(rows[0]).toMatchObject({
        jit: "off",
        zone: "UTC",
        sync: "on",
        isolation: "read committed",
        reads: "off",
        strings: "on",
        encoding: "UTF8",
        at: new Date("2026-07-01T12:00:00Z"),
        bytes: Buffer.from([0, 255]),
        sum: 0.30000000000000004,
        big: 5,
        day: "2026-07-01",
        span: { hours: 1, minutes: 30 },
        // A client that is gone is noticed, and its locks let go, within seconds.
        keepalive: "5",
        unheard: "15000",
        look: "5s",
      });
    },
  );

  test("so is each of a pool's, and a stricter commit stays as it is", async () => {
    await database.pool.query(`alter database ${name()} set synchronous_commit = 'remote_apply'`).catch(() => {});
    const pool = createPool(database.url, "test", 3);
    const seen = await Promise.all(
      [1, 2, 3].map(() =>
        pool.query(
          "select current_setting('jit') as jit, current_setting('synchronous_commit') as sync, pg_sleep(0.3)",
        ),
      ),
    );
    await pool.end();
    expect(seen.map(({ rows }) => [rows[0].jit, rows[0].sync])).toEqual(
      Array(3).fill(["off", expect.stringMatching(/^(on|remote_apply)$/)]),
    );
  });
});

const killAll = () =>
  database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'bellhop victim%' and datname = current_database()",
  );

test("a lent connection that is killed fails its work and nothing else, and the next one is another", async () => {
  const pool = createPool(database.url, "victim", 2);
  const lent = await pool.connect();
  await lent.query("begin");
  await killAll();
  await expect(lent.query("select 1")).rejects.toSatisfy(isTransient);
  lent.release();
  const db = overPoolPrepared(pool);
  const work = db.transaction().execute(async (tx) => {
    await killAll();
    await tx.selectNoFrom((select) => select.lit(1).as("one")).execute();
  });
  await expect(work).rejects.toSatisfy(isTransient);
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test("a column that a newer version adds ends no statement that was prepared before, and a transaction can be repeated", async () => {
  const pool = createPool(database.url, "prepared", 1);
  const db = overPoolPrepared<{ wares: { id: number } }>(pool);
  await pool.query("create table wares (id int); insert into wares values (1)");
  const read = (from: typeof db) => from.selectFrom("wares").selectAll().where("id", "=", 1).execute();
  expect(await read(db)).toEqual([{ id: 1 }]);
  await pool.query("alter table wares add a int");
  expect(await read(db)).toEqual([{ id: 1, a: null }]);
  // Another text, prepared before the next change.
  const lock = (from: typeof db) => from.selectFrom("wares").selectAll().where("id", "=", 1).forUpdate().execute();
  await db.transaction().execute(lock);
  await pool.query("alter table wares add b int");
  await expect(db.transaction().execute(lock)).rejects.toSatisfy(isTransient);
  expect(await db.transaction().execute(lock)).toEqual([{ id: 1, a: null, b: null }]);
  await pool.query("drop table wares");
  await pool.end();
});

test.each(["work", "log", "lease", "listen", "errand"] as const)(
  "a connection for %s that is killed while idle ends nothing",
  async (purpose) => {
    const client = createClient(database.url, "victim", purpose);
    await client.connect();
    const ended = new Promise<void>((resolve) => void client.on("end", () => resolve()));
    await killAll();
    await ended;
    await expect(client.query("select 1")).rejects.toSatisfy(isTransient);
    await client.end();
  },
);

test("a connection that leads to a database that only reads is given up", async () => {
  const pool = createPool(database.url, "reader", 1);
  const db = overPool(pool);
  const first = (await pool.query("select pg_backend_pid() as pid")).rows[0].pid;
  await pool.query("set default_transaction_read_only = on");
  await expect(pool.query("create table never (id int)")).rejects.toMatchObject({ code: "25006" });
  await until("another connection", async () => {
    const { rows } = await pool.query("select pg_backend_pid() as pid").catch(() => ({ rows: [{ pid: first }] }));
    return rows[0].pid !== first;
  });
  await db.destroy();
});

describe("packets that are swallowed", () => {
  let proxy: TcpProxy & { url: string };
  beforeAll(async () => {
    proxy = await openProxy(database.url);
  });
  afterAll(() => proxy.close());

  test("a statement without an answer fails within twenty seconds, and so does one in a transaction", async () => {
    const pool = createPool(proxy.url, "far", 3);
    const lent = await pool.connect();
    await lent.query("begin");
    await pool.query("select 1");
    proxy.swallow();
    const since = performance.now();
    await expect(Promise.all([pool.query("select 1")])).rejects.toSatisfy(isTransient);
    await expect(lent.query("select 1")).rejects.toSatisfy(isTransient);
    expect(performance.now() - since).toBeLessThan(40_000);
    lent.release();
    proxy.heal();
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await pool.end();
  }, 60_000);

  test("a statement that only takes long is waited for", async () => {
    const pool = createPool(proxy.url, "slow", 1);
    const { rows } = await pool.query("select pg_sleep(13), 1 as one");
    expect(rows[0].one).toBe(1);
    await pool.end();
  }, 30_000);
});
