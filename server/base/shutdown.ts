// Shutdown in four phases, with a time limit for each part. A part that does not end in time is abandoned, so that shutdown always ends,
// whatever hangs (a provider, a listener, a disk).
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";

/** In this order: servers and loops, listeners and writers, connections, the database. */
const phases = ["work", "listeners", "connections", "database"] as const;

type Step = { phase: (typeof phases)[number]; name: string; end: (leftMs: number) => unknown };

/** The parts that are to be ended. */
export type Shutdown = {
  /** Adds a part. `end` is called with the milliseconds that it has; parts of a phase end in parallel. */
  add(phase: Step["phase"], name: string, end: (leftMs: number) => unknown): void;
  /** Ends everything, once, however often it is called. Never takes longer than the limit, and never throws. */
  run(): Promise<void>;
};

/** When each phase must be over, in milliseconds since the shutdown began. Work under way gets most of the time. */
const limits: Record<Step["phase"], number> = { work: 5_500, listeners: 6_250, connections: 7_000, database: 9_000 };

/** A shutdown without parts. */
export function createShutdown(log: Log): Shutdown {
  const steps: Step[] = [];
  let done: Promise<void> | null = null;
  const run = async () => {
    const since = performance.now();
    for (const phase of phases) {
      const left = () => Math.max(250, limits[phase] - (performance.now() - since));
      const ending = steps.filter((step) => step.phase === phase).map((step) => endStep(step, left(), log));
      await Promise.all(ending);
    }
  };
  return {
    add: (phase, name, end) => void steps.push({ phase, name, end }),
    run: () => (done ??= run()),
  };
}

async function endStep({ name, end }: Step, leftMs: number, log: Log): Promise<void> {
  const over = new AbortController();
  const late = sleep(leftMs, "late" as const, { signal: over.signal }).catch(() => null);
  try {
    const ended = Promise.resolve(end(leftMs)).then(() => null);
    ended.catch(() => {});
    if ((await Promise.race([ended, late])) === "late")
      log.warn({ part: name }, "did not end in time and is left behind");
  } catch (error) {
    log.error({ err: error, part: name }, "did not end cleanly");
  } finally {
    over.abort();
  }
}
