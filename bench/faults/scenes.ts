// The faults, one by one: what is broken, for how long, and what may be seen meanwhile.
import { execFile } from "node:child_process";
import { statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type pg from "pg";
import type { Fault, FaultName } from "../../sim/fault.ts";
import { createBrokerScene } from "./broker.ts";
import type { Cluster } from "./cluster.ts";
import type { Extent, Scene } from "./scene.ts";

const exec = promisify(execFile);

export const scenes: Record<string, Scene> = {
  kill: { what: "web and worker processes are killed in turn", processes: true, run: killInTurn },
  frozen: {
    what: "the process that answers and sends stands still (SIGSTOP)",
    processes: true,
    async run(cluster, { lastsMs }) {
      const leader = (await cluster.holder("outbox"))!;
      leader.process.child.kill("SIGSTOP");
      await sleep(lastsMs);
      leader.process.child.kill("SIGCONT");
    },
  },
  "frozen-web": {
    what: "a web process stands still (SIGSTOP)",
    processes: true,
    async run({ members }, { lastsMs }) {
      const { child } = members.find(({ role }) => role === "web")!.process;
      child.kill("SIGSTOP");
      await sleep(lastsMs);
      child.kill("SIGCONT");
    },
  },
  "db-kill": {
    what: "PostgreSQL is killed (kill -9) and started again",
    async run({ server }) {
      await server.kill();
      await server.start();
    },
  },
  "db-backend": {
    what: "single processes of PostgreSQL are killed (kill -9), five times",
    async run({ server }) {
      for (let n = 0; n < 5; n += 1) {
        await server.killBackend();
        await server.start();
        await sleep(2_000);
      }
    },
  },
  "db-stop": {
    what: "PostgreSQL is stopped",
    async run({ server }, { lastsMs }) {
      await server.stop();
      await sleep(lastsMs);
      await server.start();
    },
  },
  "db-freeze": {
    what: "PostgreSQL stands still (SIGSTOP)",
    async run({ server }, { lastsMs }) {
      await server.freeze();
      await sleep(lastsMs);
      await server.thaw();
    },
  },
  "db-connections": { what: "others hold all connections of PostgreSQL", run: holdConnections },
  "db-lock": {
    what: "somebody locks the table of messages",
    async run({ server }, { lastsMs }) {
      const client = await server.connect();
      await client.query("begin; lock table messages in access exclusive mode");
      await sleep(lastsMs);
      await client.end();
    },
  },
  "db-disk": { what: "PostgreSQL's disk is full", prepare: mountSmallDisk, run: fillDisk },
  broker: createBrokerScene(),
  "html-502": { what: "the providers answer with an HTML page, 502", run: ill("html_error") },
  "json-503": { what: "the providers answer 503", run: ill("server_error") },
  "error-131000": { what: "Meta refuses with 131000, Twilio with 20500", run: refused },
  "http-429": { what: "the providers answer 429", run: ill("rate_limit") },
  "error-4": {
    what: "Meta refuses with error 4 until the quota is there again",
    run: ill("error_code", { line: "meta", code: 4 }),
  },
  slow: {
    what: "the providers answer after 30 s and report no status",
    run: ill("slow", { ms: 30_000 }, "no_status"),
  },
  silent: {
    what: "the providers take messages, and neither answer nor report a status",
    doubt: true,
    run: ill("timeout_accepted", {}, "no_status"),
  },
};

async function killInTurn({ members, replace }: Cluster, { kills }: Extent): Promise<void> {
  for (let n = 0; n < kills; n += 1) {
    await sleep(300 + Math.random() * 1_500);
    await replace(members[n % members.length]!);
  }
}

async function refused({ sim }: Cluster, { lastsMs }: Extent): Promise<void> {
  sim.faults.set("error_code", { line: "meta", code: 131000 });
  sim.faults.set("server_error", { line: "twilio" });
  await sleep(lastsMs);
  sim.faults.clear();
}

/** The providers are ill in one way. `also`: a second fault at the same time. */
function ill(name: FaultName, fault: Fault = {}, also?: FaultName): Scene["run"] {
  return async ({ sim }, { lastsMs }) => {
    sim.faults.set(name, fault);
    if (also) sim.faults.set(also, {});
    await sleep(lastsMs);
    sim.faults.clear();
  };
}

/** Ends Bellhop's connections and takes every one that becomes free. */
async function holdConnections({ server }: Cluster, { lastsMs }: Extent): Promise<void> {
  const first = await server.connect();
  const held: pg.Client[] = [first];
  for (const until = performance.now() + lastsMs; performance.now() < until; await sleep(100)) {
    await first.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'bellhop %' and usename = current_user",
    );
    const tried = await Promise.all(Array.from({ length: 30 }, () => server.connect().catch(() => null)));
    for (const client of tried) if (client) held.push(client);
  }
  await Promise.all(held.map((client) => client.end()));
}

/** Mounts a disk of 400 MB in memory, which only root may. */
async function mountSmallDisk(directory: string): Promise<() => Promise<void>> {
  await exec("mount", ["-t", "tmpfs", "-o", "size=400m,mode=755", "none", directory]);
  return async () => {
    await exec("umount", ["-l", directory]);
  };
}

async function fillDisk({ server, directory }: Cluster, { lastsMs }: Extent): Promise<void> {
  const filler = path.join(directory, "filler");
  const block = Buffer.alloc(64 * 1024);
  for (const until = performance.now() + lastsMs; performance.now() < until; await sleep(100)) {
    const { bavail, bsize } = await statfs(directory);
    for (let left = bavail * bsize; left > 0; left -= block.length)
      await writeFile(filler, block.subarray(0, Math.min(left, block.length)), { flag: "a" }).catch(() => {});
  }
  await exec("rm", [filler]);
  await server.start();
}
