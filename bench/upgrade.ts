// An upgrade under load: two web processes and two workers of a version are replaced by those of the next, one by one, while customers write. From
// each released version to this one, whose processes are all stopped first where the migrations say so; and from this one to itself with migrations that
// change the busiest tables. Checks that every message is stored and answered once, and that webhooks were answered with 200 or 503 and nothing else.
// Needs the history of git. npm run bench -- upgrade [version, or next] [messages a second] [messages that are there before]
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createLog } from "../server/base/log.ts";
import { oldestWorking, type Release, releases } from "../server/base/migrations.ts";
import { type EmbeddedPostgres, startPostgres } from "../server/base/postgres.ts";
import { freePort } from "../test/support/port.ts";
import { launch, type Process } from "../test/support/process.ts";
import { provider, type Taken } from "./provider.ts";
import { behind } from "./stage.ts";
import { appSecret, message, phoneNumberId, postOnce, status } from "./traffic.ts";

const root = path.join(import.meta.dirname, "..");
const [wanted, rate = "40", seeded = "50000"] = process.argv.slice(2);

const say = (text: string) => console.log(`  ${text}`);

type Role = "web" | "worker";
type Running = Process & { role: Role; port: number };

/** A version to come from and the one to go to. `rolling`: processes of both work beside each other. */
type Upgrade = { name: string; from: string; to: string; rolling: boolean };

/** From a released version, whose files are put into a folder, to this one. */
async function fromReleased({ version, schema, ref }: Release, folder: string): Promise<Upgrade> {
  const from = path.join(folder, version);
  await mkdir(from);
  execFileSync("tar", ["x", "-C", from], {
    input: execFileSync("git", ["archive", ref], { cwd: root, maxBuffer: 1e9 }),
  });
  await symlink(path.join(root, "node_modules"), path.join(from, "node_modules"));
  return { name: `From ${version} (${schema})`, from, to: root, rolling: oldestWorking() <= schema };
}

/** From this version to one that has columns more in tables that every message reads and writes. */
async function toNext(folder: string): Promise<Upgrade> {
  const to = path.join(folder, "next");
  for (const part of ["server", "sim", "db", "web/dist", "web/build.ts", "package.json"])
    await cp(path.join(root, part), path.join(to, part), { recursive: true });
  await symlink(path.join(root, "node_modules"), path.join(to, "node_modules"));
  for (const [n, table] of ["messages", "conversations", "contacts", "channels", "outbox", "accounts"].entries())
    await writeFile(
      path.join(to, `db/migrations/900${n}_${table}.sql`),
      `alter table ${table} add column of_the_next_version text, add column new_default int not null default 1;\n`,
    );
  return { name: "To a next version", from: root, to, rolling: true };
}

/** What was sent and what came of it. */
class Traffic {
  readonly asked = new Set<string>();
  readonly answers = new Map<string, number>();
  readonly codes: Record<string, number> = {};
  readonly webs: Running[] = [];
  #under: Promise<void>[] = [];
  #writing = true;

  /** Posts a webhook as a provider behind a load balancer does: to another web process when one is gone, and again until it is acknowledged. */
  async #post(body: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const web = this.webs[attempt % this.webs.length];
      const code = web
        ? await postOnce(`http://127.0.0.1:${web.port}/api/whatsapp/webhook/`, body).catch(() => "no connection")
        : "no connection";
      this.codes[code] = (this.codes[code] ?? 0) + 1;
      if (code === 200) return;
      await sleep(200);
    }
  }

  /** Writes as new customers until stopped, each once. */
  async write(perSecond: number): Promise<void> {
    for (let n = 0; this.#writing; n += 1) {
      this.asked.add(String(15_550_200_000 + n));
      this.#under.push(this.#post(message(n, Number.MAX_SAFE_INTEGER, "menu")));
      await sleep(1_000 / perSecond);
    }
  }

  /** Notes a send of Bellhop and reports how it was delivered. */
  readonly taken = ({ id, to, key }: Taken): void => {
    const phone = to.replace("+", "");
    this.answers.set(phone, (this.answers.get(phone) ?? 0) + 1);
    for (const step of [0, 1, 2]) this.#under.push(this.#post(status(step, { id, to: phone, key })));
  };

  /** Stops writing and waits until everything that was written is acknowledged. */
  async end(): Promise<void> {
    this.#writing = false;
    for (let before = -1; before !== this.#under.length; ) {
      before = this.#under.length;
      await Promise.all(this.#under);
    }
  }
}

async function upgrade({ from, to, rolling }: Upgrade, folder: string, postgres: EmbeddedPostgres): Promise<boolean> {
  const graph = await provider(5);
  const traffic = new Traffic();
  graph.onTaken = traffic.taken;
  const env = {
    DATABASE_URL: postgres.url,
    LOG_LEVEL: "info",
    WHATSAPP_ACCESS_TOKEN: "bench",
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: "bench",
    WHATSAPP_MESSAGES_PER_SECOND: "1000",
    GRAPH_API_URL: graph.url,
  };
  const begin = async (role: Role, version: string): Promise<Running> => {
    const port = await freePort();
    const ports = { PORT: String(port), METRICS_PORT: String(port), MQTT_PORT: String(await freePort()) };
    return { ...(await launch({ ...env, ...ports, ROLE: role }, port, true, version)), role, port };
  };
  const running: Running[] = [];
  const start = async (role: Role, version: string) => {
    const process = await begin(role, version);
    running.push(process);
    if (role === "web") traffic.webs.unshift(process);
    return process;
  };
  const leave = async (process: Running) => {
    if (process.role === "web") traffic.webs.splice(traffic.webs.indexOf(process), 1);
    await stop(process);
    running.splice(running.indexOf(process), 1);
  };
  try {
    execFileSync(process.execPath, [path.join(from, "server/cli.ts"), "seed", "--messages", seeded], {
      env: { PATH: process.env.PATH, ...env, DATA_DIR: folder },
      stdio: "ignore",
    });
    for (const role of ["web", "web", "worker", "worker"] as const) await start(role, from);
    const old = running.toReversed();
    const writing = traffic.write(Number(rate));
    await sleep(5_000);
    say(`${traffic.answers.size} were answered by ${old.length} processes of the version before`);
    const since = performance.now();
    if (!rolling) for (const process of old) await leave(process);
    for (const [n, process] of old.entries()) {
      const next = await start(process.role, to);
      if (n === 0) for (const line of next.log.filter((line) => /migrat/i.test(line))) say(JSON.parse(line).msg);
      if (n === 0) await restartOld(rolling, () => begin("worker", from));
      if (rolling) await leave(process);
    }
    say(`all processes are of the next version after ${Math.round(performance.now() - since)} ms`);
    await sleep(3_000);
    return await judge(traffic, postgres.url, writing, running);
  } finally {
    for (const process of running) await process.end();
    graph.close();
  }
}

/** Ends a process as an orchestrator does. Throws when it does not end by itself. */
async function stop(process: Running): Promise<void> {
  process.child.kill("SIGTERM");
  await Promise.race([
    once(process.child, "exit"),
    sleep(12_000, undefined, { ref: false }).then(() => {
      throw new Error("a process did not end within 12 s of SIGTERM");
    }),
  ]);
  await process.end();
}

/** Starts a process of the version before in the middle: it runs if the schema lets it, and else says so and ends. */
async function restartOld(rolling: boolean, begin: () => Promise<Running>): Promise<void> {
  const process = await begin().catch((error: Error) => error);
  const runs = !(process instanceof Error);
  say(runs ? "the version before starts beside it" : `the version before is refused: ${process.message}`);
  if (runs) await stop(process);
  if (runs !== rolling) throw new Error(`It should ${rolling ? "start" : "be refused"}.`);
}

async function judge(
  traffic: Traffic,
  url: string,
  writing: Promise<void>,
  running: readonly Running[],
): Promise<boolean> {
  await Promise.all([traffic.end(), writing]);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const count = async (text: string) => Number(Object.values((await client.query(text)).rows[0])[0]);
  const left = async () => (await behind(client)) + (await count("select count(*) from outbox"));
  for (let waited = 0; waited < 600 && (await left()) > 0; waited += 1) await sleep(200);
  await traffic.end();
  for (let waited = 0; waited < 600 && (await left()) > 0; waited += 1) await sleep(200);
  const { rows } = await client.query<{ sender: string; n: number }>(
    "select sender, count(*)::int as n from messages where direction = 'in' and provider_id like 'wamid.IN%' group by 1",
  );
  const stored = new Map(rows.map(({ sender, n }) => [sender.replace("+", ""), n]));
  const lost = [...traffic.asked].filter((phone) => stored.get(phone) !== 1);
  const wrong = [...traffic.asked].filter((phone) => traffic.answers.get(phone) !== 1);
  const unread = await count(
    "select count(*) from messages where direction = 'out' and provider_id like 'wamid.BENCH%' and status <> 'read'",
  );
  const dead = (await client.query("select reason, count(*)::int as n from dead_letters group by 1")).rows;
  await client.end();
  const others = Object.keys(traffic.codes).filter((code) => !["200", "503", "no connection"].includes(code));
  const faults = running.flatMap(({ log }) => log.filter((line) => /"level":(50|60)/.test(line)));
  const checks: [boolean, string][] = [
    [lost.length === 0, `${traffic.asked.size} messages are stored once (${lost.length} are not)`],
    [wrong.length === 0, `each was answered once (${wrong.length} were not)`],
    [unread === 0, `each answer has its last status (${unread} do not)`],
    [dead.length === 0, `no dead letters (${dead.map(({ reason, n }) => `${n}: ${reason}`).join("; ")})`],
    [others.length === 0, `webhooks were answered with ${JSON.stringify(traffic.codes)}`],
    [faults.length === 0, `no process of this version logged an error (${faults.length}: ${faults[0] ?? ""})`],
  ];
  for (const [holds, text] of checks) say(`${holds ? "holds " : "BROKEN"}  ${text}`);
  return checks.every(([holds]) => holds);
}

const upgrades = [
  ...releases().map((release) => [release.version, (folder: string) => fromReleased(release, folder)] as const),
  ["next", toNext] as const,
];
for (const [, prepare] of upgrades.filter(([name]) => !wanted || name === wanted)) {
  const folder = await mkdtemp(path.join(tmpdir(), "bellhop-upgrade-"));
  const prepared = await prepare(folder);
  console.log(
    `${prepared.name}, ${rate} messages a second, ${prepared.rolling ? "process by process" : "all stopped first"}:`,
  );
  const postgres = await startPostgres({ directory: path.join(folder, "postgres"), log: createLog("silent") });
  try {
    if (!(await upgrade(prepared, folder, postgres))) process.exitCode = 1;
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
