// Starts a Bellhop for a benchmark in a process of its own, with ways to inspect it. It uses an embedded database, or a new one on the server that
// BENCH_DATABASE_URL names, whose user must be allowed to create databases.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "../test/support/port.ts";
import { appSecret, phoneNumberId } from "./traffic.ts";

const root = path.join(import.meta.dirname, "..");
export const apiKey = "bench-api-key-0123456789abcdef-0123";

export type Stage = {
  port: number;
  process: ChildProcess;
  /** A connection string for inspecting the database. */
  databaseUrl: () => Promise<string>;
  dataDir: string;
  stop(): Promise<void>;
};

/** Starts a Bellhop and waits until it is ready. */
export async function stage(
  options: { dataDir?: string; port?: number; env?: Record<string, string> } = {},
): Promise<Stage> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), "bellhop-bench-")));
  const port = options.port ?? (await freePort());
  const external = process.env.BENCH_DATABASE_URL ? await createDatabase(process.env.BENCH_DATABASE_URL) : null;
  // As in `npm start`.
  const cached = ["--max-semi-space-size=8", "--import", path.join(root, "server/compile-cache.ts")];
  const child = spawn(process.execPath, [...cached, path.join(root, "server/main.ts")], {
    cwd: dataDir,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DATA_DIR: dataDir,
      MQTT_PORT: String(await freePort()),
      LOG_LEVEL: "warn",
      BELLHOP_API_KEY: apiKey,
      WHATSAPP_APP_SECRET: appSecret,
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: "bench",
      WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
      ...(external ? { DATABASE_URL: external.url } : {}),
      // Without a budget, since a few phones send the same text thousands of times, and all are to be answered.
      BOT_ANSWERS_PER_HOUR: "0",
      BOT_ANSWERS_PER_DAY: "0",
      ...options.env,
    },
  });
  while (!(await ready(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("Bellhop ended before it was ready");
    await sleep(10);
  }
  return {
    port,
    process: child,
    dataDir,
    databaseUrl: async () => external?.url ?? options.env?.DATABASE_URL ?? databaseUrl(dataDir),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      await external?.drop();
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let databases = 0;

/** Creates a database on a running server. */
export async function createDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `bellhop_bench_${process.pid}_${++databases}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) };
}

export async function ready(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

async function databaseUrl(dataDir: string): Promise<string> {
  const password = (await readFile(path.join(dataDir, "bellhop.password"), "utf8")).trim();
  const port = (await readFile(path.join(dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[3];
  return `postgres://bellhop:${password}@127.0.0.1:${port}/bellhop`;
}

/** A connection for inspecting the database. */
export async function look(stage: Stage): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await stage.databaseUrl() });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Kills Bellhop and every process of its database at once. `external`: the database is another's, and only its connections are ended. */
export async function killAll(bellhop: Stage, { external = false } = {}): Promise<void> {
  const { process: child, dataDir } = bellhop;
  const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  if (external) {
    const client = await look(bellhop);
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    child.kill("SIGKILL");
    await client.end();
  } else {
    const postmaster = await postmasterOf(dataDir);
    for (const pid of [child.pid!, postmaster, ...(await childrenOf(postmaster))]) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // The process has already ended.
      }
    }
  }
  await ended;
}

async function postmasterOf(dataDir: string): Promise<number> {
  const text = await readFile(path.join(dataDir, "postgres/postmaster.pid"), "utf8").catch(() => "");
  return Number(text.split("\n")[0]);
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.trim().split(" ").filter(Boolean).map(Number);
}

/** Inserts `count` sent messages, to which statuses can refer. */
export async function seedSent(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `with c as (insert into contacts (name) select 'Customer' from generate_series(1, 10000) returning id),
      n as (select id, row_number() over (order by id) - 1 as n from c),
      i as (insert into contact_identities (contact_id, kind, value) select id, 'wa_id', (15550200000 + n)::text from n),
      h as (select id from channels where external_id = $2),
      v as (insert into conversations (channel_id, contact_id, address_kind, address)
        select h.id, n.id, 'wa_id', (15550200000 + n.n)::text from n, h returning id, channel_id, contact_id),
      w as (select *, row_number() over (order by id) - 1 as n from v)
    insert into messages (channel_id, conversation_id, contact_id, direction, provider_id, key, type, text_body, sent_at, received_at, status)
    select w.channel_id, w.id, w.contact_id, 'out', 'wamid.OUT' || s, gen_random_uuid(), 'text', 'hello', now(), now(), 'accepted'
    from generate_series(0, $1::int - 1) s join w on w.n = s % 10000`,
    [count, phoneNumberId],
  );
  await client.query("vacuum analyze");
}

/** The number of webhooks that the drain has not processed yet. */
export async function behind(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    "select (select coalesce(max(id), 0) from webhooks) - position as n from webhook_cursor",
  );
  return Number(rows[0].n);
}

/** Runs the load generator and returns its result. */
export async function load(args: Record<string, string | number>): Promise<LoadResult> {
  const flags = Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--max-old-space-size=4096",
    path.join(root, "bench/load.ts"),
    ...flags,
  ]);
  return JSON.parse(stdout) as LoadResult;
}

export type LoadResult = {
  done: number;
  perSecond: number;
  failures: Record<string, number>;
  unanswered: number;
  p50: number;
  p95: number;
  p99: number;
  p999: number;
  max: number;
  next: number;
};

/** Resident memory of a process, in MB (Linux). */
export async function memory(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
}

/** CPU time of a process so far, in seconds (Linux). */
export async function cpuSeconds(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

/** CPU time of Bellhop, its embedded PostgreSQL and this process so far, in seconds (Linux). */
export async function spent({ process: bellhop, dataDir }: Stage): Promise<Record<string, number>> {
  const postmaster = await postmasterOf(dataDir);
  const servers = await Promise.all([postmaster, ...(await childrenOf(postmaster))].map(cpuSeconds));
  const { user, system } = process.cpuUsage();
  return {
    Bellhop: await cpuSeconds(bellhop.pid!),
    PostgreSQL: servers.reduce((total, one) => total + one, 0),
    "this process": (user + system) / 1e6,
  };
}

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
