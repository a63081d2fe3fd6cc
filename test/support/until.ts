// Waits for something that happens in another loop. The timeout only limits failures; it measures nothing.
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves as soon as `probe` returns something truthy; fails after ten seconds with the name of what was waited for. */
export async function until<T>(what: string, probe: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const found = await probe();
    if (found) return found as NonNullable<T>;
    await sleep(10);
  }
  throw new Error(`It did not happen: ${what}`);
}
