// What ends the process: signals, and the exit of the npm that started it.
import { readFileSync } from "node:fs";
import type { Log } from "./log.ts";
import { endStarted } from "./postgres-process.ts";

/** How long a stop may take, in milliseconds; after that, what is left is abandoned. */
const SHUTDOWN_TIMEOUT_MS = 9_500;
/** Signals within this time after the first count as the same one: a terminal and npm both pass one on. */
const REPEATED_SIGNAL_MS = 2_000;
const PARENT_CHECK_INTERVAL_MS = 500;

type Options = {
  /** Stops everything; called once. */
  stop(): Promise<void>;
  /** Null where nothing is logged. */
  log: Log | null;
  /** The exit code of a stop: 0 for a server, 128 plus the signal's number for a command. */
  exitCode?(signal: NodeJS.Signals | "parent"): number;
};

/**
 * Stops at SIGTERM, SIGINT, SIGHUP and SIGQUIT, and when the npm that started this process is gone. Another signal at least two seconds later,
 * or the deadline, abandons the work under way; the embedded PostgreSQL is ended in either case.
 */
export function endOnSignals({ stop, log, exitCode = () => 0 }: Options): void {
  let since: number | null = null;
  let forced = false;
  const force = async (why: string) => {
    if (forced) return;
    forced = true;
    log?.warn(why);
    await endStarted();
    process.exit(1);
  };
  const end = (signal: NodeJS.Signals | "parent") => {
    if (since !== null) {
      if (performance.now() - since > REPEATED_SIGNAL_MS) void force("told again to stop: dropping what is in flight");
      return;
    }
    since = performance.now();
    log?.info({ signal }, "stopping: finishing what is in flight");
    setTimeout(() => void force("could not stop in time: dropping what is in flight"), SHUTDOWN_TIMEOUT_MS).unref();
    stop().then(
      () => forced || process.exit(exitCode(signal)),
      (error: unknown) => {
        log?.error({ err: error }, "could not stop cleanly");
        void force("ending all the same");
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => end(signal));
  // Whoever reads our output may exit first.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  watchNpm(() => end("parent"));
}

/** Calls back when the npm script that runs this process has lost npm or its shell. */
function watchNpm(gone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return;
  const parent = process.ppid;
  // A shell between npm and this process may outlive npm; npm itself may outlive its own parent.
  const npm = isShell(parent) ? parentOf(parent) : null;
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === null || parentOf(parent) === npm)) return;
    clearInterval(timer);
    gone();
  }, PARENT_CHECK_INTERVAL_MS);
  timer.unref();
}

function isShell(pid: number): boolean {
  try {
    return /^(ba|da|a|z|k)?sh$/.test(readFileSync(`/proc/${pid}/comm`, "utf8").trim());
  } catch {
    return false;
  }
}

/** The parent's process id; null where it cannot be read. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}
