// The embedded PostgreSQL: a real server from npm's binaries, run as a child process in DATA_DIR. A server or stale lock file that a kill -9
// left behind is taken over. No table is named here.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { lockOf } from "./lease.ts";
import type { Log } from "./log.ts";
import { initialise, passwordFiles, passwordIn, passwordsOf, prepareDataDir, writeHba } from "./postgres-folder.ts";
import { adopt, binaries, isPostgres, launch, running, stopPid } from "./postgres-process.ts";
import {
  type ConnectionTrial,
  connectSuperuser,
  database,
  ensureRoles,
  owner,
  superuser,
  tryConnection,
} from "./postgres-roles.ts";
import { runnerFor } from "./postgres-user.ts";
import { reader } from "./reader.ts";

/** A running database server, started by this process or borrowed from another. */
export type EmbeddedPostgres = {
  /** Connection string of the `bellhop` database for its owner, who is not a superuser. Contains a password: never log it. */
  url: string;
  /** The same for the read-only role. */
  readerUrl: string;
  /** Whether another process runs the server. */
  borrowed: boolean;
  /** Shuts the server down; resolves when it has ended. After `timeoutMs` (20 s by default) it is ended without a last checkpoint. */
  stop(timeoutMs?: number): Promise<void>;
};

/**
 * Settings that differ from PostgreSQL's defaults. fsync stays on, and the checkpoint distance stays at its default: a longer one would help
 * with bursts, but makes recovery after a crash take longer. cluster_name identifies a server that was started with these settings.
 */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  cluster_name: "bellhop-1",
  max_connections: "100",
  shared_buffers: "256MB",
  min_wal_size: "256MB",
  jit: "off",
  autovacuum_naptime: "15s",
  log_min_messages: "fatal",
  log_destination: "stderr",
};

/** How long to wait for a server that does not answer before ending it, and for one that is starting or stopping, in milliseconds. */
const SILENCE_TIMEOUT_MS = 5_000;
const START_TIMEOUT_MS = 120_000;

export type StartOptions = {
  directory: string;
  log: Log;
  overrides?: Record<string, string>;
  /** Fires when the server is no longer wanted. */
  signal?: AbortSignal;
};

/**
 * Starts the server of a data directory, creating the directory when it is new, and makes this process its owner. Throws when another running
 * Bellhop owns it, or when the directory cannot be used; the message says what to do.
 */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const directory = path.resolve(options.directory);
  const bin = binaries();
  await prepareDataDir(path.dirname(directory));
  const runner = await runnerFor(directory, bin);
  const passwords = await passwordsOf(directory);
  await initialise(directory, bin, runner, passwords.superuser, options.signal);
  const changed = await writeHba(directory, runner);
  const flags = Object.entries({ ...settings, ...options.overrides }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const { signal } = options;
  const server: Server = {
    directory,
    way: (port) => ({ port, password: passwords.superuser }),
    begin: (port) =>
      launch({ directory, flags: ["-p", String(port), ...flags], postgres: bin.postgres, runner, signal }, async () => {
        const answer = await tryConnection(server.way(port));
        if (answer === "refused") throw wrongPassword(directory);
        return answer === "in";
      }),
  };
  let port = await leftOver(directory, (at) => tryConnection(server.way(at)), options);
  if (port === null) {
    port = await freePort();
    await server.begin(port);
  }
  const keeper = await takeOver(server, port, changed, passwords, options.log);
  return {
    url: address(port, owner, passwords.owner),
    readerUrl: address(port, reader, passwords.reader),
    borrowed: false,
    stop: keepRunning(server, port, keeper, options.log),
  };
}

/** The server of a data directory. */
type Server = {
  directory: string;
  /** How to connect as its superuser. */
  way(port: number): { port: number; password: string };
  /** Starts it; resolves when it answers. */
  begin(port: number): Promise<unknown>;
};

/** Makes this process the owner of a running server and brings its settings and roles up to date; returns the connection that marks ownership. */
async function takeOver(
  { directory, way, begin }: Server,
  port: number,
  hbaChanged: boolean,
  passwords: Awaited<ReturnType<typeof passwordsOf>>,
  log: Log,
): Promise<pg.Client> {
  let keeper = await own(way(port), directory);
  try {
    if (await isForeign(keeper)) {
      // An older Bellhop left it running, with that Bellhop's environment and settings.
      log.debug("the database that was left running is started anew");
      await keeper.end();
      await stopPid((await running(directory))!.pid, 20_000);
      await begin(port);
      keeper = await own(way(port), directory);
    } else if (hbaChanged) await keeper.query("select pg_reload_conf()");
    await ensureRoles(way(port), passwords);
    const left = await running(directory);
    if (left) adopt(left.pid);
    return keeper;
  } catch (error) {
    await keeper.end().catch(() => {});
    const left = await running(directory);
    if (left) await stopPid(left.pid, 5_000);
    throw error;
  }
}

/**
 * Starts the server again on the same port when it dies; clients just reconnect. Returns the function that stops it. `first`: the connection
 * that marks ownership.
 */
function keepRunning(
  { directory, way, begin }: Server,
  port: number,
  first: pg.Client,
  log: Log,
): EmbeddedPostgres["stop"] {
  let keeper = first;
  let stopping = false;
  const watch = () => {
    keeper.once("end", () => {
      if (!stopping) void revive();
    });
  };
  async function revive(): Promise<void> {
    log.error("the embedded PostgreSQL ended unexpectedly, starting it again");
    for (let wait = 100; !stopping; wait = Math.min(5_000, wait * 2)) {
      await sleep(wait, undefined, { ref: false });
      if (stopping) return;
      try {
        if ((await tryConnection(way(port))) !== "in") {
          await clear(directory);
          await begin(port);
        }
        keeper = await own(way(port), directory);
        return watch();
      } catch (error) {
        log.error({ err: error }, "the embedded PostgreSQL does not start");
      }
    }
  }
  watch();
  return async (timeoutMs = 20_000) => {
    stopping = true;
    const server = await running(directory);
    await keeper.end().catch(() => {});
    if (server) await stopPid(server.pid, timeoutMs);
  };
}

const address = (port: number, role: string, password: string): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

/**
 * The database of a data directory for a short task: the running server if there is one, else one that is started for the task. `stop` ends it
 * only in the latter case.
 */
export async function borrowPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const directory = path.resolve(options.directory);
  const left = existsSync(directory) ? await running(directory) : null;
  if (left && left.port > 0 && (await isPostgres(left.pid))) {
    const files = passwordFiles(directory);
    const [top, own, read] = await Promise.all([files.superuser, files.owner, files.reader].map(passwordIn));
    if (top && own && read && (await isTaken({ port: left.port, password: top })))
      return {
        url: address(left.port, owner, own),
        readerUrl: address(left.port, reader, read),
        borrowed: true,
        stop: async () => {},
      };
  }
  return startPostgres({ ...options, directory });
}

/** The superuser's URL of a server that this process started, for tests that create databases and roles. */
export async function superuserUrl(directory: string): Promise<string> {
  const password = await passwordIn(passwordFiles(directory).superuser);
  const server = await running(directory);
  if (!password || !server) throw new Error(`No server runs in ${directory}.`);
  return address(server.port, superuser, password);
}

/** The port of a server that still runs in a directory, or null. Waits for one that is starting or stopping; ends one that does not answer. */
async function leftOver(
  directory: string,
  ask: (port: number) => Promise<ConnectionTrial>,
  { log, signal }: StartOptions,
): Promise<number | null> {
  const since = performance.now();
  for (let announced = false; ; ) {
    const left = await running(directory);
    if (!left || !(await isPostgres(left.pid))) break;
    const answer = left.port > 0 ? await ask(left.port) : "silent";
    if (answer === "in") {
      log.debug({ pid: left.pid }, "took over the database that was left running");
      return left.port;
    }
    if (answer === "refused") throw wrongPassword(directory);
    const waited = performance.now() - since;
    if (waited > (answer === "busy" ? START_TIMEOUT_MS : SILENCE_TIMEOUT_MS)) break;
    if (!announced && waited > 1_000) {
      announced = true;
      log.info("waiting for the database that was left running");
    }
    signal?.throwIfAborted();
    await sleep(50);
  }
  await clear(directory);
  return null;
}

const wrongPassword = (directory: string): Error =>
  new Error(
    `${passwordFiles(directory).superuser} does not hold the password of the database in ${directory}. Put the right file back from a ` +
      "backup of DATA_DIR; docs/troubleshooting.md says what to do when there is none.",
  );

/** Ends a server that does not answer and removes its lock file. */
async function clear(directory: string): Promise<void> {
  const left = await running(directory);
  if (left && (await isPostgres(left.pid))) await stopPid(left.pid, 20_000);
  await rm(path.join(directory, "postmaster.pid"), { force: true });
}

async function isForeign(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select current_setting('cluster_name') as name");
  return rows[0].name !== settings.cluster_name;
}

/** Whether a Bellhop owns the server. */
async function isTaken(where: { port: number; password: string }): Promise<boolean> {
  const client = await connectSuperuser(where).catch(() => null);
  if (!client) return false;
  try {
    const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as held", lockOf("owner"));
    return !rows[0].held;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Marks the server as ours for as long as the connection is open, so that no second Bellhop stops it or takes it over. */
async function own(where: { port: number; password: string }, directory: string): Promise<pg.Client> {
  const client = await connectSuperuser(where);
  // A command-line program that checks for an owner holds the lock for a moment.
  for (let tries = 0; tries < 5; tries += 1) {
    const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as held", lockOf("owner"));
    if (rows[0].held) return client;
    await sleep(100);
  }
  await client.end();
  throw new Error(`Another Bellhop is running on ${directory}. Stop it first, or give this one a DATA_DIR of its own.`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
