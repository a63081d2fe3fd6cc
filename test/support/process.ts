// A Bellhop in a process of its own, for tests that suspend, resume and kill it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type Process = {
  child: ChildProcess;
  /** The URL of its readiness check. */
  readyz: string;
  /** The lines of its log so far. */
  log: string[];
  /** Ends the process, whatever its state. */
  end(): Promise<void>;
};

/** Starts a process of the Bellhop in `root` and, unless `wait` is false, waits until it answers `/readyz`, with any status. */
export async function launch(
  env: Record<string, string>,
  port: number,
  wait = true,
  root = path.join(import.meta.dirname, "../.."),
): Promise<Process> {
  const directory = await mkdtemp(path.join(tmpdir(), "bellhop-process-"));
  const main = path.join(root, "server/main.ts");
  const child = spawn(process.execPath, [main], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, DATA_DIR: directory, LOG_LEVEL: "info", ...env },
  });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => log.push(...text.split("\n").filter(Boolean)));
  const readyz = `http://127.0.0.1:${port}/readyz`;
  const answers = () =>
    fetch(readyz).then(
      () => true,
      () => false,
    );
  while (wait && !(await answers())) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`It ended before it was ready: ${log.join("\n")}`);
    await sleep(20);
  }
  return {
    child,
    readyz,
    log,
    async end() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
}
