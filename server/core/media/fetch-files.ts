// Fetches the files that are due from their providers, several at once, until each is here or cannot be had. One process does this for all.
// A file stays waiting until its result is committed, so that nothing is lost whenever the process ends.
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import { MAX_SLEEP_MS, type WakeSignal } from "../../base/wake-signal.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Clock } from "../../contract/ports.ts";
import { type Attempt, type AttemptParts, attempt, type DueFile } from "./fetch-attempt.ts";
import { dueFiles, nextDue, write } from "./fetch-queue.ts";

/** What fetching needs. */
export type FetchOptions = AttemptParts & {
  clock: Clock;
  log: Log;
  /** Woken when a file is due sooner than expected. */
  wakeSignal: WakeSignal;
  /** Called with the result of each attempt. */
  onResult?(provider: Provider, result: Attempt["result"]): void;
};

/** How many files are fetched at once. */
const AT_ONCE = 8;

/** Fetches until the signal fires. */
export async function fetchFiles(options: FetchOptions, signal: AbortSignal): Promise<void> {
  const { db, clock, log, wakeSignal } = options;
  const inFlight = new Map<number, Promise<void>>();
  while (!signal.aborted) {
    try {
      const due = await dueFiles(db, clock(), [...inFlight.keys()], AT_ONCE - inFlight.size);
      for (const file of due) {
        const task = fetchOne(file, options, signal).finally(() => {
          inFlight.delete(file.id);
          wakeSignal.wake();
        });
        inFlight.set(file.id, task);
      }
      const next = inFlight.size < AT_ONCE ? await nextDue(db, [...inFlight.keys()]) : null;
      const rest = next === null ? MAX_SLEEP_MS : next.getTime() - clock().getTime();
      await wakeSignal.wait(Math.min(Math.max(rest, 20), MAX_SLEEP_MS), signal);
    } catch (error) {
      if (signal.aborted) break;
      log.warn({ err: error }, "fetching files stumbled, trying again");
      await wakeSignal.wait(1_000, signal);
    }
  }
  await Promise.all(inFlight.values());
}

/** Fetches one file and writes what came of it. Never throws: what cannot be written is due again. */
async function fetchOne(file: DueFile, options: FetchOptions, signal: AbortSignal): Promise<void> {
  const { db, clock, log, onResult } = options;
  try {
    const made = await attempt(file, options, signal);
    if (signal.aborted) return;
    await write(db, file, made, clock());
    onResult?.(file.channel.provider, made.result);
    if (made.result !== "ready") log.info({ file: file.id, reason: made.reason }, "a file was not fetched");
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ err: error, file: file.id }, "the result of fetching a file could not be written down");
    // The database is not there: the file is still due, and is not to be fetched in a tight loop.
    await pause(1_000, signal);
  }
}
