// Waiting for something that another loop brings about. The time is a bound on failure, not a measure.
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves as soon as `probe` gives something truthy; fails with what was waited for after ten seconds. */
export async function until<T>(what: string, probe: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const found = await probe();
    if (found) return found as NonNullable<T>;
    await sleep(10);
  }
  throw new Error(`It did not happen: ${what}`);
}
