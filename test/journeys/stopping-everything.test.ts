// Every way to end a Bellhop with open connections of every kind: within ten seconds all of its processes are gone, including its PostgreSQL.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/port.ts";
import { until } from "../support/until.ts";

const root = path.join(import.meta.dirname, "../..");
let home: string;
let running: Started[] = [];

// One folder for all tests: whatever one of them leaves behind makes the next one fail.
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "bellhop-stopping-"));
});
afterEach(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  running = [];
  const left = await database();
  if (left !== null) process.kill(left, "SIGQUIT");
  await until("the database gone", async () => (await database()) === null);
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

type Started = { child: ChildProcess; address: string; mqtt: number; said(): string; ended: Promise<number | null> };

/** Starts a program of Bellhop's on the test's own folder. */
async function begin(command: string[], more: Record<string, string> = {}): Promise<Started> {
  const [port, mqtt] = [await freePort(), await freePort()];
  const child = spawn(command[0]!, command.slice(1), {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      PORT: String(port),
      MQTT_PORT: String(mqtt),
      DATA_DIR: path.join(home, "data"),
      ...more,
    },
  });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const started = { child, address: `http://127.0.0.1:${port}`, mqtt, said: () => said, ended };
  running.push(started);
  return started;
}

const node = (file: string, ...rest: string[]) => [process.execPath, path.join(root, file), ...rest];

const isReady = (address: string) =>
  fetch(`${address}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

async function ready(started: Started): Promise<void> {
  for (let waited = 0; waited < 600; waited += 1) {
    if (await isReady(started.address)) return;
    if (started.child.exitCode !== null) throw new Error(started.said());
    await sleep(100);
  }
  throw new Error(`It did not start: ${started.said()}`);
}

/** The process of the embedded PostgreSQL, or null if there is none. */
async function database(): Promise<number | null> {
  const text = await readFile(path.join(home, "data/postgres/postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!pid) return null;
  return isAlive(pid) ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for the end; returns the seconds that it took. */
async function endOf({ ended, said }: Started, within = 10_000): Promise<number> {
  const since = performance.now();
  const over = await Promise.race([ended.then(() => true), sleep(within + 2_000, false)]);
  if (!over) throw new Error(`It is still alive: ${said()}`);
  expect(performance.now() - since).toBeLessThan(within);
  return (performance.now() - since) / 1_000;
}

test("with pages, sockets, a board, a stalled client and a provider that hangs: one signal ends it all", async () => {
  const bellhop = await begin(node("server/main.ts"), { BELLHOP_API_KEY: "k".repeat(40) });
  await ready(bellhop);
  const { address } = bellhop;
  const port = Number(new URL(address).port);
  // The simulator's page, twice: its event stream stays open.
  const pages = await Promise.all([1, 2].map(() => fetch(`${address}/sim/api/events`)));
  const reading = pages.map((page) => page.text().catch(() => ""));
  // A provider that accepts messages and never responds.
  const json = { "content-type": "application/json" };
  await fetch(`${address}/sim/api/faults`, { method: "PUT", headers: json, body: '{"timeout_ignored":{}}' });
  await fetch(`${address}/sim/api/phones/15550100001/write`, {
    method: "POST",
    headers: json,
    body: '{"text":"menu"}',
  });
  // A request whose body never ends, and one whose response is never read.
  const stalled = connectTcp(port, "127.0.0.1");
  stalled.on("error", () => {});
  stalled.write("POST /api/whatsapp/webhook/ HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nx");
  const idle = connectTcp(port, "127.0.0.1").on("error", () => {});
  // A live connection of the Desk.
  const live = new WebSocket(`${address.replace("http", "ws")}/api/live`, {
    headers: { authorization: `Bearer ${"k".repeat(40)}` },
  } as unknown as string[]);
  await once(live, "open");
  // A device.
  const made = await fetch(`${address}/api/devices`, {
    method: "POST",
    headers: { ...json, authorization: `Bearer ${"k".repeat(40)}` },
    body: '{"name":"Post"}',
  });
  const { username, password, topic_prefix } = (await made.json()) as {
    username: string;
    password: string;
    topic_prefix: string;
  };
  const board = await connectAsync(`mqtt://127.0.0.1:${bellhop.mqtt}`, { username, password, reconnectPeriod: 0 });
  await board.publishAsync(`${topic_prefix}/status`, "online", { qos: 1 });
  await sleep(500);

  bellhop.child.kill("SIGTERM");
  await endOf(bellhop);
  expect(await bellhop.ended).toBe(0);
  expect(await database()).toBeNull();
  await Promise.all(reading);
  for (const one of [stalled, idle]) one.destroy();
  board.end(true);
}, 150_000);

test.each(["SIGINT", "SIGHUP", "SIGQUIT"] as const)(
  "%s is the same wish",
  async (signal) => {
    const bellhop = await begin(node("server/main.ts"));
    await ready(bellhop);
    bellhop.child.kill(signal);
    await endOf(bellhop);
    expect(await bellhop.ended).toBe(0);
    expect(await database()).toBeNull();
  },
  150_000,
);

test("a signal at any moment of the start leaves no database behind", async () => {
  for (const after of [50, 300, 600, 1_000, 1_500, 2_500]) {
    const bellhop = await begin(node("server/main.ts"));
    await sleep(after);
    bellhop.child.kill("SIGTERM");
    await endOf(bellhop);
    expect([after, await database()]).toEqual([after, null]);
  }
  const last = await begin(node("server/main.ts"));
  await until("the welcome", async () => last.said().includes("Bellhop is ready") || (await sleep(100)));
  last.child.kill("SIGTERM");
  await endOf(last);
  expect(await database()).toBeNull();
}, 240_000);

test("a second signal at once is the same wish, a later one drops what is in flight; the database ends in either case", async () => {
  const bellhop = await begin(node("server/main.ts"));
  await ready(bellhop);
  const json = { "content-type": "application/json" };
  await fetch(`${bellhop.address}/sim/api/faults`, { method: "PUT", headers: json, body: '{"timeout_ignored":{}}' });
  await fetch(`${bellhop.address}/sim/api/phones/15550100001/write`, {
    method: "POST",
    headers: json,
    body: '{"text":"menu"}',
  });
  await sleep(500);
  bellhop.child.kill("SIGTERM");
  bellhop.child.kill("SIGINT");
  await sleep(300);
  bellhop.child.kill("SIGTERM");
  await sleep(700);
  expect(bellhop.said()).not.toContain("told again to stop");
  await sleep(1_500);
  bellhop.child.kill("SIGTERM");
  await endOf(bellhop, 3_000);
  expect(await database()).toBeNull();
}, 150_000);

/** All descendants of a process. */
async function family(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const own = children.split(" ").filter(Boolean).map(Number);
  return [...own, ...(await Promise.all(own.map(family))).flat()];
}

test.runIf(process.platform === "linux").each(["SIGTERM", "SIGKILL"] as const)(
  "%s to npm start ends the Bellhop that it runs",
  async (signal) => {
    const npm = await begin(["npm", "start", "--silent", "--ignore-scripts"]);
    await ready(npm);
    const all = await family(npm.child.pid!);
    const postgres = await database();
    expect(postgres).not.toBeNull();
    npm.child.kill(signal);
    const since = performance.now();
    const alive = () => [...all, postgres!].filter(isAlive);
    while (alive().length > 0 && performance.now() - since < 10_000) await sleep(50);
    expect(alive()).toEqual([]);
  },
  150_000,
);

test("a command that is interrupted ends the database that was started for it", async () => {
  const command = await begin(node("server/cli.ts", "seed", "--messages", "2000000"));
  await until("the database", () => database());
  await sleep(1_500);
  command.child.kill("SIGTERM");
  await endOf(command);
  expect(await command.ended).toBe(143);
  expect(await database()).toBeNull();
}, 150_000);

test("what a killed Bellhop left running is taken over by the next, which ends it", async () => {
  const killed = await begin(node("server/main.ts"));
  await ready(killed);
  killed.child.kill("SIGKILL");
  await killed.ended;
  const next = await begin(node("server/main.ts"));
  await ready(next);
  next.child.kill("SIGTERM");
  await endOf(next);
  expect(await database()).toBeNull();
}, 150_000);
