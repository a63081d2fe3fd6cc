// The embedded PostgreSQL after kills: a server left running, a stale lock file, a server that dies while it is used.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../test/support/until.ts";
import { createLog } from "./log.ts";
import { borrowPostgres, startPostgres } from "./postgres.ts";

let home: string;
let directory: string;
const log = createLog("silent");

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "bellhop-postgres-"));
  directory = path.join(home, "postgres");
});
afterAll(() => rm(home, { recursive: true, force: true }));

const begin = () => startPostgres({ directory, log, overrides: { fsync: "off" } });
const lockFile = () => readFile(path.join(directory, "postmaster.pid"), "utf8");
const pidOf = async () => Number((await lockFile()).split("\n")[0]);

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end().catch(() => {});
  }
}

test("keeps its data over a restart, and nobody else may start on it meanwhile", async () => {
  const first = await begin();
  await ask(first.url, "create table kept as select 42 as answer");
  await expect(begin()).rejects.toThrow(/Another Bellhop is running on .*DATA_DIR/);
  const errand = await borrowPostgres({ directory, log });
  expect(await ask(errand.url, "select answer from kept")).toEqual({ answer: 42 });
  await errand.stop();
  expect(await ask(first.url, "select 1 as alive")).toEqual({ alive: 1 });
  await first.stop();
  const second = await begin();
  expect(await ask(second.url, "select answer from kept")).toEqual({ answer: 42 });
  await second.stop();
});

test("takes over a server that a killed process left running", async () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(path.join(import.meta.dirname, "postgres.ts"))};
    import { createLog } from ${JSON.stringify(path.join(import.meta.dirname, "log.ts"))};
    await startPostgres({ directory: ${JSON.stringify(directory)}, log: createLog("silent"), overrides: { fsync: "off" } });
    process.kill(process.pid, "SIGKILL");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
  await once(child, "exit");
  const left = await pidOf();
  const heir = await begin();
  expect(await pidOf()).toBe(left);
  expect(await ask(heir.url, "select answer from kept")).toEqual({ answer: 42 });
  await heir.stop();
  await expect(lockFile()).rejects.toThrow("ENOENT");
});

test("starts over a stale lock file, even when its number belongs to another process by now", async () => {
  const server = await begin();
  const lines = (await lockFile()).split("\n");
  await server.stop();
  await writeFile(path.join(directory, "postmaster.pid"), [String(process.pid), ...lines.slice(1)].join("\n"));
  const again = await begin();
  expect(await ask(again.url, "select answer from kept")).toEqual({ answer: 42 });
  await again.stop();
});

test("comes back by itself, on the same address, when it is killed under us", async () => {
  const server = await begin();
  process.kill(await pidOf(), "SIGKILL");
  await until("the server back", () =>
    ask(server.url, "select answer from kept").then(
      () => true,
      () => false,
    ),
  );
  await server.stop();
  await expect(lockFile()).rejects.toThrow("ENOENT");
});
