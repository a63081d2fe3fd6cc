// A PostgreSQL server with the defaults of PostgreSQL, whose owner kills, stops and freezes it. It restarts only when told to.
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createLog } from "../../server/base/log.ts";
import { startPostgres } from "../../server/base/postgres.ts";
import { binaries, isPostgres, launch, running, stopPid } from "../../server/base/postgres-process.ts";
import { runnerFor } from "../../server/base/postgres-user.ts";
import { freePort } from "../../test/support/port.ts";

export type Server = {
  /** The database of Bellhop, for its owner. */
  url: string;
  /** Starts it when it does not run, as a service manager would: again and again until it answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 of the server with all its processes. */
  kill(): Promise<void>;
  /** kill -9 of the process of one connection of Bellhop; the server then ends all others and recovers. */
  killBackend(): Promise<void>;
  /** SIGSTOP of all its processes. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** A connection to look at the database; ends with the server. */
  connect(): Promise<pg.Client>;
};

/** Creates the server in a new directory and starts it. */
export async function openServer(directory: string): Promise<Server> {
  // It makes the directory, the roles and the database.
  const made = await startPostgres({ directory, log: createLog("silent") });
  await made.stop();
  const port = await freePort();
  const url = Object.assign(new URL(made.url), { port: String(port) }).href;
  const { postgres } = binaries();
  const runner = await runnerFor(directory, { postgres });
  const flags = ["-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];

  const connect = async () => {
    const client = new pg.Client({ connectionString: url, application_name: "faults", connectionTimeoutMillis: 5_000 });
    client.on("error", () => {});
    await client.connect();
    return client;
  };
  const answers = async () => {
    const client = await connect().catch(() => null);
    await client?.end();
    return client !== null;
  };
  const pids = async () => {
    const server = await running(directory);
    if (!server || !(await isPostgres(server.pid))) return [];
    const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, "utf8").catch(() => "");
    return [server.pid, ...children.trim().split(" ").filter(Boolean).map(Number)];
  };
  const signal = async (name: NodeJS.Signals) => {
    for (const pid of await pids()) sendSignal(pid, name);
  };
  const start = async () => {
    while (!(await answers())) {
      if ((await pids()).length > 0) await sleep(100);
      else await launch({ directory, flags, postgres, runner }, answers).catch(() => sleep(500));
    }
  };
  await start();
  return {
    url,
    start,
    connect,
    async stop() {
      const [pid] = await pids();
      if (pid !== undefined) await stopPid(pid, 5_000);
    },
    async kill() {
      await signal("SIGKILL");
      while ((await pids()).length > 0) await sleep(10);
    },
    async killBackend() {
      const client = await connect();
      const { rows } = await client.query(
        "select pid from pg_stat_activity where application_name like 'bellhop %' order by random() limit 1",
      );
      for (const { pid } of rows) sendSignal(pid, "SIGKILL");
      await client.end().catch(() => {});
    },
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
  };
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has already ended.
  }
}
