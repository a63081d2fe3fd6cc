// Faults of processes, the database and the network between them: web and workers run as real processes that are stopped, killed and cut off.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createSimulator, type Simulator } from "../../sim/simulator.ts";
import { useDatabase } from "../support/database.ts";
import { freePort } from "../support/port.ts";
import { launch, type Process } from "../support/process.ts";
import { openProxy, type TcpProxy } from "../support/proxy.ts";
import { until } from "../support/until.ts";

const database = useDatabase();
const secrets = { appSecret: "faults-secret", accessToken: "faults-access", verifyToken: "faults" };
const apiKey = "faults-key-0123456789-0123456789-01";
let sim: Simulator;
let provider: Server;
let web: Process;
let here: string;
const workers: { process: Process; proxy: TcpProxy & { url: string } }[] = [];
let next = 15_550_700_000;

/** Far below the timeouts of TCP, which are minutes. `bench -- failover` measures how soon another process takes over. */
const MAX_FAILOVER_MS = 15_000;

async function startWorker(): Promise<(typeof workers)[number]> {
  const proxy = await openProxy(database.url);
  const port = await freePort();
  const process = await launch(
    {
      ...env(),
      ROLE: "worker",
      DATABASE_URL: proxy.url,
      METRICS_PORT: String(port),
      MQTT_PORT: String(await freePort()),
    },
    port,
  );
  const worker = { process, proxy };
  workers.push(worker);
  return worker;
}

const env = () => ({
  BELLHOP_API_KEY: apiKey,
  WHATSAPP_APP_SECRET: secrets.appSecret,
  WHATSAPP_ACCESS_TOKEN: secrets.accessToken,
  WHATSAPP_PHONE_NUMBER_ID: "800000000000001",
  GRAPH_API_URL: `http://127.0.0.1:${(provider.address() as { port: number }).port}/graph`,
});

beforeAll(async () => {
  provider = createServer((request, response) => sim.handle(request, response, (request.url ?? "/").slice(1))).listen(
    0,
    "127.0.0.1",
  );
  await once(provider, "listening");
  const port = await freePort();
  here = `http://127.0.0.1:${port}`;
  web = await launch({ ...env(), ROLE: "web", PORT: String(port), DATABASE_URL: database.url }, port);
  sim = createSimulator({
    target: here,
    publicBase: here,
    baseUrl: env().GRAPH_API_URL.replace(/\/graph$/, ""),
    reads: "always",
    meta: {
      ...secrets,
      phoneNumberId: "800000000000001",
      businessAccountId: "900000000000001",
      displayNumber: "15550100000",
    },
    twilio: { accountSid: `AC${"3".repeat(32)}`, authToken: "faults-token" },
  });
  await startWorker();
  await startWorker();
  await until("all ready", async () => (await ready(web)).status === 200);
}, 120_000);

afterAll(async () => {
  await sim.close();
  for (const { process, proxy } of workers) {
    process.child.kill("SIGCONT");
    await process.end();
    await proxy.close();
  }
  await web.end();
  provider.close();
});

// Whatever became of a test, the next begins with processes that run and connections that work.
afterEach(() => {
  for (const { process, proxy } of workers) {
    process.child.kill("SIGCONT");
    proxy.heal();
  }
});

const ready = async (process: Process) => {
  const response = await fetch(process.readyz);
  return {
    status: response.status,
    body: (await response.json()) as { checks: { name: string; ok: boolean; detail: string | null }[] },
  };
};

const answers = (phone: string) => sim.transcript(phone, "meta").filter((message) => message.from === "business");

/** A new customer writes; returns how long the answer took, in ms. */
async function ask(): Promise<number> {
  const phone = String(next++);
  const since = performance.now();
  await sim.write(phone, "menu");
  await expect.poll(() => answers(phone).length, { timeout: 20_000, interval: 20 }).toBe(1);
  return performance.now() - since;
}

/** The worker that holds most leases. */
async function leader() {
  const { rows } = await database.pool.query("select name, holder from leases where name in ('ingest', 'outbox')");
  const pids = rows.map(({ holder }) => Number(holder.split(":").at(-1)));
  return workers.find(({ process }) => process.child.pid === pids[0])!;
}

const everyAnswerOnce = async () => {
  await sim.idle();
  for (let phone = 15_550_700_000; phone < next; phone += 1)
    expect([phone, answers(String(phone)).length]).toEqual([phone, 1]);
};

test("a killed leader is followed soon", async () => {
  await ask();
  const { process } = await leader();
  process.child.kill("SIGKILL");
  expect(await ask()).toBeLessThan(MAX_FAILOVER_MS);
  await startWorker();
}, 60_000);

test("a leader that stands still is followed soon, and does nothing when it goes on", async () => {
  await ask();
  const { process } = await leader();
  process.child.kill("SIGSTOP");
  expect(await ask()).toBeLessThan(MAX_FAILOVER_MS);
  await Promise.all([ask(), ask(), ask()]);
  process.child.kill("SIGCONT");
  await Promise.all([ask(), ask(), ask()]);
  await everyAnswerOnce();
  expect((await ready(process)).status).toBe(200);
}, 60_000);

test("a leader whose network is cut is followed soon, and comes back when the network does", async () => {
  await ask();
  const { process, proxy } = await leader();
  proxy.swallow();
  expect(await ask()).toBeLessThan(MAX_FAILOVER_MS);
  await Promise.all([ask(), ask()]);
  await expect.poll(async () => (await ready(process)).status, { timeout: 20_000 }).toBe(503);
  const figures = await fetch(process.readyz.replace("readyz", "metrics"));
  expect(figures.status).toBe(200);
  expect(await figures.text()).toContain("bellhop_database_up 0");
  proxy.heal();
  await expect.poll(async () => (await ready(process)).status, { timeout: 30_000 }).toBe(200);
  await everyAnswerOnce();
}, 90_000);

test("connections that are all terminated, again and again, end no process and lose nothing", async () => {
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([
      ask(),
      database.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name like 'bellhop %' and application_name <> 'bellhop test'",
      ),
    ]);
  }
  await ask();
  expect([web, ...workers.slice(1).map(({ process }) => process)].map(({ child }) => child.exitCode)).toEqual([
    null,
    null,
    null,
  ]);
  await everyAnswerOnce();
}, 90_000);

test("when every worker stands still /readyz says so, and what comes in is taken all the same", async () => {
  for (const { process } of workers) process.child.kill("SIGSTOP");
  try {
    await expect.poll(async () => (await ready(web)).status, { timeout: 25_000 }).toBe(503);
    const { body } = await ready(web);
    expect(body.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["workers"]);
    expect((await fetch(`${web.readyz}?exclude=workers`)).status).toBe(200);
  } finally {
    for (const { process } of workers) process.child.kill("SIGCONT");
  }
  await expect.poll(async () => (await ready(web)).status, { timeout: 25_000 }).toBe(200);
  await ask();
}, 90_000);
