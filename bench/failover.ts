// A message to its answer at the provider while the worker that would answer is killed, stopped or cut off from the database: another one takes over.
// npm run bench -- failover [rounds]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { createLog } from "../server/base/log.ts";
import { startPostgres } from "../server/base/postgres.ts";
import { freePort } from "../test/support/port.ts";
import { launch, type Process } from "../test/support/process.ts";
import { openProxy, type TcpProxy } from "../test/support/proxy.ts";
import { provider } from "./provider.ts";
import { reply } from "./reply.ts";
import { median, stage } from "./stage.ts";
import { appSecret, phoneNumberId } from "./traffic.ts";

type Worker = { process: Process; proxy: TcpProxy & { url: string } };

const rounds = Number(process.argv[2] ?? 5);
const people = 100_000;
const directory = await mkdtemp(path.join(tmpdir(), "bellhop-failover-"));
const postgres = await startPostgres({ directory: path.join(directory, "postgres"), log: createLog("silent") });
const graph = await provider(5);
const env = {
  WHATSAPP_ACCESS_TOKEN: "bench",
  WHATSAPP_APP_SECRET: appSecret,
  WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
  GRAPH_API_URL: graph.url,
};
const web = await stage({ env: { ...env, ROLE: "web", DATABASE_URL: postgres.url } });
const client = new pg.Client({ connectionString: postgres.url });
await client.connect();
const workers: Worker[] = [];
let asked = 0;

async function startWorker(): Promise<void> {
  const proxy = await openProxy(postgres.url);
  const port = await freePort();
  const own = {
    ROLE: "worker",
    METRICS_PORT: String(port),
    MQTT_PORT: String(await freePort()),
    DATABASE_URL: proxy.url,
  };
  workers.push({ process: await launch({ ...env, ...own }, port), proxy });
}

async function endWorker(worker: Worker): Promise<void> {
  workers.splice(workers.indexOf(worker), 1);
  await worker.process.end();
  await worker.proxy.close();
}

function ask(): Promise<number> {
  asked += 1;
  return reply(`http://127.0.0.1:${web.port}/api/whatsapp/webhook/`, graph, asked, people);
}

/** The worker that takes in what is received. */
async function leader(): Promise<Worker> {
  const { rows } = await client.query<{ holder: string }>("select holder from leases where name = 'ingest'");
  return workers.find(({ process }) => process.child.pid === Number(rows[0]!.holder.split(":").at(-1)))!;
}

const faults: Record<string, (worker: Worker) => void> = {
  killed: ({ process }) => void process.child.kill("SIGKILL"),
  stopped: ({ process }) => void process.child.kill("SIGSTOP"),
  "cut off": ({ proxy }) => proxy.swallow(),
};

try {
  await startWorker();
  await startWorker();
  for (const [name, fault] of Object.entries(faults)) {
    const took: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await ask();
      const worker = await leader();
      fault(worker);
      took.push(await ask());
      await endWorker(worker);
      await startWorker();
    }
    console.log(
      `${name}: median ${Math.round(median(took))} ms, longest ${Math.round(Math.max(...took))} ms${name === "killed" ? " (goal 3,000)" : ""}`,
    );
  }
} finally {
  for (const worker of [...workers]) await endWorker(worker);
  await client.end();
  await web.stop();
  graph.close();
  await postgres.stop();
  await rm(directory, { recursive: true });
}
