// How long sound and videos last, and how large videos are: read from the container, nothing is decoded.
import { Worker } from "node:worker_threads";

/** What the container says; null where it says nothing. */
export type Probed = { width: number | null; height: number | null; durationMs: number | null };

/** How long reading may take, in ms, and how much memory it may have, in MB. Who wrote the file is not known. */
const PATIENCE_MS = 5_000;
const MEMORY_MB = 64;

const nothing: Probed = { width: null, height: null, durationMs: null };

/** Reads a container in a thread of its own, which a file that is made to do harm cannot leave. Never throws. */
export function probe(place: string): Promise<Probed> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./probe-thread.ts", import.meta.url), {
      workerData: place,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 16 },
      env: {},
      stdout: true,
      stderr: true,
    });
    const settle = (probed: Probed) => {
      clearTimeout(timer);
      resolve(probed);
      void worker.terminate();
    };
    const timer = setTimeout(() => settle(nothing), PATIENCE_MS);
    worker.once("message", settle);
    worker.once("error", () => settle(nothing));
    worker.once("exit", () => settle(nothing));
  });
}
