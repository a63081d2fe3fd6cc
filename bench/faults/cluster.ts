// Two web and two worker processes behind a load balancer, with a PostgreSQL server of their own and simulated providers, which run in this process.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Simulator } from "../../sim/simulator.ts";
import { freePort } from "../../test/support/port.ts";
import { launch, type Process } from "../../test/support/process.ts";
import { openSimulatedProviders } from "../../test/support/simulated-providers.ts";
import { apiKey } from "../stage.ts";
import { openBalancer } from "./balancer.ts";
import { texts } from "./customers.ts";
import { openServer, type Server } from "./server.ts";

export type Preparations = {
  /** Prepares the folder of the server's files before anything is in it; returns what undoes that. Throws where the machine does not allow it. */
  prepare?: (directory: string) => Promise<() => Promise<void>>;
  /** Environment variables for all processes. */
  env?: () => Promise<Record<string, string>>;
};

export type Member = {
  role: "web" | "worker";
  /** Its own port: of the web server, or of a worker's health. */
  port: number;
  process: Process;
};

export type Cluster = {
  sim: Simulator;
  server: Server;
  /** The folder of the server's files. */
  directory: string;
  members: Member[];
  /** The port of the load balancer. */
  port: number;
  /** kill -9 of a process and a start of another in its place; resolves when that one answers. */
  replace(member: Member): Promise<void>;
  /** The process that holds a lease. */
  holder(lease: string): Promise<Member | undefined>;
  close(): Promise<void>;
};

/** Starts everything. */
export async function openCluster({ prepare, env }: Preparations): Promise<Cluster> {
  const directory = await mkdtemp(path.join(tmpdir(), "bellhop-faults-"));
  const undo = await prepare?.(directory);
  const server = await openServer(path.join(directory, "postgres"));
  // What providers repeat after minutes is repeated after two seconds; the rest is as at the providers.
  const providers = await openSimulatedProviders(apiKey, {
    limits: { throughputPerSecond: Number.POSITIVE_INFINITY, logEntries: 1 },
    timing: { metaRetryDelaysMs: [200, 500, 1_000, 2_000] },
    reads: "never",
  });
  const shared = {
    ...providers.env,
    DATABASE_URL: server.url,
    BELLHOP_API_KEY: apiKey,
    APP_SECRET_KEY: randomBytes(32).toString("hex"),
    LOG_LEVEL: "warn",
    NODE_COMPILE_CACHE: path.join(directory, "compiled"),
    ...(await env?.()),
  };
  const begin = async (role: Member["role"], port: number) => {
    const own = role === "web" ? { PORT: String(port) } : { METRICS_PORT: String(port) };
    return launch({ ...shared, MQTT_PORT: String(await freePort()), ROLE: role, ...own }, port);
  };
  const join = async (role: Member["role"]): Promise<Member> => {
    const port = await freePort();
    return { role, port, process: await begin(role, port) };
  };
  // The first makes the tables.
  const first = await join("web");
  const members = [first, ...(await Promise.all((["worker", "web", "worker"] as const).map(join)))];
  const closeBalancer = await openBalancer(
    providers.port,
    members.filter(({ role }) => role === "web").map(({ port }) => port),
  );
  await writeRules(server);
  return {
    ...{ sim: providers.sim, server, directory, members },
    port: providers.port,
    async replace(member) {
      await member.process.end();
      member.process = await begin(member.role, member.port);
    },
    async holder(lease) {
      const client = await server.connect();
      const { rows } = await client.query("select holder from leases where name = $1", [lease]);
      await client.end();
      const pid = Number(rows[0]?.holder.split(":").at(-1));
      return members.find(({ process }) => process.child.pid === pid);
    },
    async close() {
      await Promise.all(
        members.map(async ({ process: { child, end } }) => {
          child.kill("SIGCONT");
          const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
          child.kill("SIGTERM");
          await ended;
          await end();
        }),
      );
      await closeBalancer();
      await providers.close();
      await server.stop();
      await undo?.();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Every text of the customers has an answer that names it. */
async function writeRules(server: Server): Promise<void> {
  const client = await server.connect();
  await client.query(
    `insert into keyword_rules (position, keyword, match, answer)
     select 1000 + n, 'm' || n, 'exact', 'a' || n from generate_series(0, $1::int - 1) n`,
    [texts],
  );
  await client.end();
}
