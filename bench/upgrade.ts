// An upgrade under load: two web processes and two workers of a released version are replaced by this one's, one by one, while customers write. Checks
// that every message is stored and answered once, and that webhooks were answered with 200 or 503 and nothing else. Needs the history of git.
// npm run bench -- upgrade [version] [messages a second] [messages that are there before]
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createLog } from "../server/base/log.ts";
import { oldestWorking, type Release, releases } from "../server/base/migrations.ts";
import { type EmbeddedPostgres, startPostgres } from "../server/base/postgres.ts";
import { freePort } from "../test/support/port.ts";
import { launch, type Process } from "../test/support/process.ts";
import { provider } from "./provider.ts";
import { behind } from "./stage.ts";
import { appSecret, message, phoneNumberId, postOnce, status } from "./traffic.ts";

const root = path.join(import.meta.dirname, "..");
const [wanted, rate = "40", seeded = "50000"] = process.argv.slice(2);

type Role = "web" | "worker";
type Say = (text: string) => void;
type Running = Process & { role: Role; port: number };

/** The files of a released version in a folder, with the packages that are installed here. */
async function checkOut({ ref }: Release, folder: string): Promise<void> {
  await mkdir(folder);
  const archive = execFileSync("git", ["archive", ref], { cwd: root, maxBuffer: 1e9 });
  execFileSync("tar", ["x", "-C", folder], { input: archive });
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
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
      const { port } = this.webs[attempt % this.webs.length]!;
      const code = await postOnce(`http://127.0.0.1:${port}/api/whatsapp/webhook/`, body).catch(() => "no connection");
      this.codes[code] = (this.codes[code] ?? 0) + 1;
      if (code === 200) return;
      await sleep(100);
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
  readonly taken = ({ id, to }: { id: string; to: string }): void => {
    const phone = to.replace("+", "");
    this.answers.set(phone, (this.answers.get(phone) ?? 0) + 1);
    for (const step of [0, 1, 2]) this.#under.push(this.#post(status(step, { id, to: phone })));
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

async function upgrade(release: Release, folder: string, postgres: EmbeddedPostgres): Promise<boolean> {
  const old = path.join(folder, release.version);
  await checkOut(release, old);
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
  const begin = async (role: Role, from: string): Promise<Running> => {
    const port = await freePort();
    const ports = { PORT: String(port), METRICS_PORT: String(port), MQTT_PORT: String(await freePort()) };
    const begun = await launch({ ...env, ...ports, ROLE: role }, port, true, from);
    return { ...begun, role, port };
  };
  const running: Running[] = [];
  const say = (text: string) => console.log(`  ${text}`);
  try {
    execFileSync(process.execPath, [path.join(old, "server/cli.ts"), "seed", "--messages", seeded], {
      env: { PATH: process.env.PATH, ...env, DATA_DIR: folder },
      stdio: "ignore",
    });
    for (const role of ["web", "web", "worker", "worker"] as const) running.push(await begin(role, old));
    traffic.webs.push(...running.filter(({ role }) => role === "web"));
    const writing = traffic.write(Number(rate));
    await sleep(5_000);
    say(`${traffic.answers.size} answered by ${release.version}, ${running.length} processes`);
    const since = performance.now();
    for (const [n, process] of [...running].reverse().entries()) {
      const next = await begin(process.role, root);
      running.push(next);
      if (n === 0) {
        say(`the first process of this version is ready after ${Math.round(performance.now() - since)} ms`);
        for (const line of next.log.filter((line) => /migrat/i.test(line))) say(JSON.parse(line).msg);
        await restartOld(release, () => begin("worker", old), say);
      }
      if (next.role === "web") traffic.webs.unshift(next);
      await sleep(1_000);
      if (process.role === "web") traffic.webs.splice(traffic.webs.indexOf(process), 1);
      await stop(process);
      running.splice(running.indexOf(process), 1);
      await sleep(1_000);
    }
    say(`all replaced after ${Math.round(performance.now() - since)} ms`);
    await sleep(3_000);
    return await judge(traffic, postgres.url, writing, running, say);
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
async function restartOld({ schema }: Release, begin: () => Promise<Running>, say: Say): Promise<void> {
  const process = await begin().catch((error: Error) => error);
  const runs = !(process instanceof Error);
  say(runs ? "the version before starts beside it" : `the version before is refused: ${process.message}`);
  if (runs) await stop(process);
  const may = oldestWorking() <= schema && schema >= FIRST_THAT_ASKS;
  if (runs !== may) throw new Error(`It should ${may ? "start" : "be refused"}.`);
}

/** Versions before this schema refuse every newer one. */
const FIRST_THAT_ASKS = "0049_upgrades";

async function judge(
  traffic: Traffic,
  url: string,
  writing: Promise<void>,
  running: readonly Running[],
  say: Say,
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

for (const release of releases().filter(({ version }) => !wanted || version === wanted)) {
  console.log(`From ${release.version} (${release.schema}), ${rate} messages a second:`);
  const folder = await mkdtemp(path.join(tmpdir(), "bellhop-upgrade-"));
  const postgres = await startPostgres({ directory: path.join(folder, "postgres"), log: createLog("silent") });
  try {
    if (!(await upgrade(release, folder, postgres))) process.exitCode = 1;
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
