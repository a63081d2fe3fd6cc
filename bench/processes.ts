// One process against two web and two worker processes, past a pooler in transaction mode and through it, in turn on new databases of one server: idle
// answers, a burst of messages that are all answered, and webhooks as fast as they are acknowledged until all are drained.
// BENCH_DATABASE_URL=postgres://… BENCH_POOLER=127.0.0.1:6432 npm run bench -- processes [rounds]
// The pooler passes every database on to that server; without BENCH_POOLER the set-ups through it are left out.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "../test/support/port.ts";
import { launch, type Process } from "../test/support/process.ts";
import { type Provider, provider } from "./provider.ts";
import { reply } from "./reply.ts";
import { behind, cpuSeconds, createDatabase, load, median } from "./stage.ts";
import { appSecret, message, phoneNumberId, post } from "./traffic.ts";

const rounds = Number(process.argv[2] ?? 3);
const { BENCH_DATABASE_URL: server, BENCH_POOLER: pooler } = process.env;
if (server === undefined) throw new Error("Set BENCH_DATABASE_URL to a PostgreSQL whose user may create databases.");

type SetUp = { name: string; roles: string[]; pooled: boolean };
const [one, four] = [["all"], ["web", "web", "worker", "worker"]];
const setUps: SetUp[] = [
  { name: "one process", roles: one, pooled: false },
  { name: "2 web + 2 workers", roles: four, pooled: false },
  { name: "one process, pooler", roles: one, pooled: true },
  { name: "2 web + 2 workers, pooler", roles: four, pooled: true },
].filter(({ pooled }) => !pooled || pooler !== undefined);

/**
 * What is measured: the median time of an idle answer in ms; answers, acknowledged and drained webhooks a second; and the processor time of an answer and
 * of a webhook of Meta's mix, Bellhop's processes and their PostgreSQL connections together, in ms. A busy machine changes the latter least.
 */
const columns = ["idleMs", "answered", "acknowledged", "drained", "answerCpuMs", "webhookCpuMs"] as const;
type Measured = Record<(typeof columns)[number], number>;

const idleMessages = 50;
const burst = 200;
const loadSeconds = 5;

const webhookAt = (port: number) => `http://127.0.0.1:${port}/api/whatsapp/webhook/`;

async function measure(
  ports: readonly number[],
  pids: readonly number[],
  graph: Provider,
  client: pg.Client,
): Promise<Measured> {
  const cpu = async (): Promise<number> => {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    const seconds = await Promise.all([...pids, ...rows.map(({ pid }) => pid)].map(cpuSeconds));
    return seconds.reduce((sum, one) => sum + one, 0);
  };
  const took: number[] = [];
  for (let n = 0; n < idleMessages; n += 1) {
    took.push(await reply(webhookAt(ports[n % ports.length]!), graph, n, 100_000));
    await sleep(20);
  }
  graph.onTaken = null;
  graph.taken.length = 0;
  const cpuBefore = await cpu();
  const began = performance.now();
  const bodies = Array.from({ length: burst }, (_, n) => message(idleMessages + n, 100_000, "menu"));
  await Promise.all(bodies.map((body, n) => post(webhookAt(ports[n % ports.length]!), body)));
  while (graph.taken.length < burst) await sleep(5);
  const answered = burst / ((graph.taken.at(-1)!.at - began) / 1_000);
  const cpuBetween = await cpu();
  const loaded = performance.now();
  const shares = ports.map((port, n) => {
    const [connections, ahead] = [256 / ports.length, (loadSeconds * 20_000) / ports.length];
    return load({ port, seconds: loadSeconds, connections, ahead, from: 1_000 + n * 1_000_000 });
  });
  const sent = await Promise.all(shares);
  while ((await behind(client)) > 0) await sleep(20);
  const all = sent.reduce((sum, { done }) => sum + done, 0);
  return {
    idleMs: median(took),
    answered,
    acknowledged: sent.reduce((sum, { perSecond }) => sum + perSecond, 0),
    drained: all / ((performance.now() - loaded) / 1_000),
    answerCpuMs: ((cpuBetween - cpuBefore) * 1_000) / burst,
    webhookCpuMs: (((await cpu()) - cpuBetween) * 1_000) / all,
  };
}

async function run({ roles, pooled }: SetUp): Promise<Measured> {
  const database = await createDatabase(server!);
  const through = new URL(database.url);
  if (pooled) through.host = pooler!;
  const graph = await provider(5);
  const started: Process[] = [];
  const ports: number[] = [];
  const client = new pg.Client({ connectionString: database.url });
  try {
    for (const role of roles) {
      const port = await freePort();
      const env = {
        ...{ ROLE: role, PORT: String(port), METRICS_PORT: String(port), MQTT_PORT: String(await freePort()) },
        ...{ DATABASE_URL: through.href, ...(pooled ? { DATABASE_SESSION_URL: database.url } : {}) },
        ...{ LOG_LEVEL: "warn", APP_SECRET_KEY: "5e".repeat(32), BOT_ANSWERS_PER_HOUR: "0", BOT_ANSWERS_PER_DAY: "0" },
        ...{ WHATSAPP_APP_SECRET: appSecret, WHATSAPP_ACCESS_TOKEN: "bench", GRAPH_API_URL: graph.url },
        ...{ WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, WHATSAPP_MESSAGES_PER_SECOND: "1000" },
      };
      started.push(await launch(env, port));
      if (role !== "worker") ports.push(port);
    }
    await client.connect();
    // The first messages warm up what is compiled and planned.
    for (let n = 0; n < 20; n += 1) await reply(webhookAt(ports[n % ports.length]!), graph, 90_000 + n, 100_000);
    const pids = started.map(({ child }) => child.pid!);
    return await measure(ports, pids, graph, client);
  } finally {
    await client.end();
    for (const process of started) await process.end();
    graph.close();
    await database.drop();
  }
}

const found = new Map<SetUp, Measured[]>(setUps.map((setUp) => [setUp, []]));
for (let round = 0; round < rounds; round += 1)
  for (const setUp of setUps) {
    const measured = await run(setUp);
    found.get(setUp)!.push(measured);
    console.log(`${setUp.name}: ${columns.map((name) => `${name} ${measured[name].toFixed(2)}`).join(", ")}`);
  }
const medians = [...found].map(([{ name }, all]) => ({
  name,
  ...Object.fromEntries(columns.map((column) => [column, median(all.map((measured) => measured[column]))])),
}));
console.table(medians);
