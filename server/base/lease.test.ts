// Leader leases on a real database: one leader at a time, replaced quickly when its connection dies, and released when it stops.
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type pg from "pg";
import { afterEach, expect, test } from "vitest";
import type { DB } from "../../db/rows.ts";
import { useDatabase } from "../../test/support/database.ts";
import { until } from "../../test/support/until.ts";
import { createClient, isTransient, overPoolPrepared } from "./db.ts";
import { holders, joinElection, type LeaderLease, lockOf, openSeat, pause } from "./lease.ts";
import { createLog } from "./log.ts";

const database = useDatabase();
const standing: LeaderLease[] = [];
const leading = new Set<string>();
const terms: string[] = [];

function candidate(
  name: string,
  lead?: (client: pg.Client, signal: AbortSignal) => Promise<void>,
  yields: () => boolean = () => false,
): LeaderLease {
  const one = joinElection({
    yields,
    url: database.url,
    name: "ingest",
    log: createLog("silent"),
    retryMs: 50,
    lead:
      lead ??
      (async (_client, signal) => {
        leading.add(name);
        terms.push(name);
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        leading.delete(name);
      }),
  });
  standing.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(standing.splice(0).map((one) => one.stop()));
  leading.clear();
  terms.length = 0;
});

const killLeader = () =>
  database.pool.query(`select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and a.datname = current_database()`);

test("of three one leads; when it stops another follows", async () => {
  const all = { a: candidate("a"), b: candidate("b"), c: candidate("c") };
  await until("a leader", () => leading.size > 0);
  expect(leading.size).toBe(1);
  const [first] = [...leading];
  await all[first as "a"].stop();
  expect(leading.has(first!)).toBe(false);
  await until("a follower", () => leading.size > 0);
  expect(leading.size).toBe(1);
});

test("a leader whose connection is killed is told, and somebody leads again", async () => {
  candidate("a");
  candidate("b");
  await until("a leader", () => leading.size > 0);
  await killLeader();
  await until("a second term", () => terms.length === 2);
  expect(leading.size).toBe(1);
});

test("a leader that yields leaves the lease to the next who competes, and takes it again when that one is gone", async () => {
  candidate("a", undefined, () => true);
  await until("a leader", () => leading.has("a"));
  const other = candidate("b");
  await until("another leader", () => leading.has("b"));
  // Longer than the one that yielded waits before it competes again, and two heartbeats of the other.
  await sleep(3_500);
  expect(terms).toEqual(["a", "b"]);
  await other.stop();
  await until("the first again", () => leading.has("a"));
});

test("a leader that fails stands again", async () => {
  let tries = 0;
  candidate("a", async () => {
    tries += 1;
    throw new Error("stumbled");
  });
  await until("another try", () => tries >= 2);
});

test("the work's transaction dies with the lease", async () => {
  await database.pool.query("create table if not exists work (done int)");
  let failed: unknown = null;
  candidate("a", async (client, signal) => {
    if (failed) return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    try {
      await client.query("begin");
      await client.query("insert into work values (1)");
      await killLeader();
      await client.query("commit");
    } catch (error) {
      failed = error;
    }
  });
  await until("the loss", () => failed);
  expect((await database.pool.query("select * from work")).rows).toEqual([]);
});

test("a holder that is silent loses the lease soon, though its connection stands", async () => {
  // Like a suspended process or one whose network is down: the connection is open, but nothing is sent on it.
  const silent = createClient(database.url, "lease ingest", "lease", 2_500);
  await silent.connect();
  await silent.query("select pg_advisory_lock($1, $2)", lockOf("ingest"));
  await silent.query("begin");
  const since = performance.now();
  candidate("a");
  await until("a leader", () => leading.has("a"));
  expect(performance.now() - since).toBeLessThan(10_000);
  await expect(silent.query("commit")).rejects.toThrow();
  await silent.end();
});

test("a holder that works or waits keeps the lease for as long as it lives", async () => {
  candidate("a", async (client, signal) => {
    leading.add("a");
    terms.push("a");
    await client.query("begin");
    await pause(3_500, signal);
    await client.query("select pg_sleep(3)");
    await client.query("commit");
    terms.push("still a");
    await pause(60_000, signal);
  });
  await until("a leader", () => leading.has("a"));
  candidate("b");
  await pause(7_500, AbortSignal.timeout(20_000));
  expect(terms).toEqual(["a", "still a"]);
}, 20_000);

test("terms are counted, and a transaction of an earlier one does not begin", async () => {
  const seat = openSeat("schedule");
  const fenced = overPoolPrepared<DB>(database.pool, seat.fence);
  const work = () => fenced.transaction().execute((tx) => sql<{ one: number }>`select 1 as one`.execute(tx));
  await expect(work()).rejects.toThrow("does not hold the lease schedule");
  const lead = async (_: pg.Client, signal: AbortSignal) => pause(60_000, signal);
  const first = joinElection({ url: database.url, name: "schedule", log: createLog("silent"), seat, lead });
  const mine = await until("a term", () => seat.term);
  expect(mine.holds()).toBe(true);
  expect((await work()).rows).toEqual([{ one: 1 }]);
  await first.stop();
  expect(mine.holds()).toBe(false);
  const other = openSeat("schedule");
  const second = joinElection({ url: database.url, name: "schedule", log: createLog("silent"), seat: other, lead });
  const theirs = await until("another term", () => other.term);
  expect(theirs.epoch).toBe(mine.epoch + 1);
  // A process that was suspended still believes in its old term.
  seat.term = mine;
  const refused = work();
  await expect(refused).rejects.toMatchObject({ code: "55000" });
  await expect(refused).rejects.toSatisfy(isTransient);
  // The connection can still be used in other transactions.
  expect(
    (
      await overPoolPrepared<DB>(database.pool, other.fence)
        .transaction()
        .execute((tx) => sql`select 1`.execute(tx))
    ).rows,
  ).toHaveLength(1);
  await second.stop();
});

test("who holds a lease is known to everybody", async () => {
  expect(await holders(database.db)).toEqual(new Set());
  candidate("a");
  await until("a leader", () => leading.has("a"));
  expect(await holders(database.db)).toEqual(new Set(["ingest"]));
});

test("a pause ends early when told, and leaves nothing on the signal", async () => {
  const over = new AbortController();
  for (let time = 0; time < 5; time += 1) await pause(1, over.signal);
  expect(getEventListeners(over.signal, "abort")).toEqual([]);
  const long = pause(60_000, over.signal);
  over.abort();
  await long;
  await pause(60_000, over.signal);
});
