// Leadership on a real database: one leader, followed quickly when its connection dies, given back when it stops.
import { getEventListeners } from "node:events";
import type pg from "pg";
import { afterEach, expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { until } from "../../test/support/until.ts";
import { type Candidate, pause, stand } from "./lease.ts";
import { createLog } from "./log.ts";

const database = useDatabase();
const standing: Candidate[] = [];
const leading = new Set<string>();
const terms: string[] = [];

function candidate(name: string, lead?: (client: pg.Client, signal: AbortSignal) => Promise<void>): Candidate {
  const one = stand({
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

test("a pause ends early when told, and leaves nothing on the signal", async () => {
  const over = new AbortController();
  for (let time = 0; time < 5; time += 1) await pause(1, over.signal);
  expect(getEventListeners(over.signal, "abort")).toEqual([]);
  const long = pause(60_000, over.signal);
  over.abort();
  await long;
  await pause(60_000, over.signal);
});
