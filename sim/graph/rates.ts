// Meta's two rate limits: messages per second for the number, and messages to one person (Meta: throughput and pair rate limits).
import type { Limits } from "../options.ts";
import { GraphError } from "./errors.ts";

export type Rates = {
  /** Counts one message to `phone`. Throws GraphError 130429 or 131056 if the limit is reached; the message is then not counted. */
  take(phone: string): void;
};

/** Creates counters on the given clock (milliseconds). */
export function createRates(limits: Limits, clock: () => number): Rates {
  let second = { start: 0, count: 0 };
  const pairs = new Map<string, { left: number; at: number }>();
  return {
    take(phone) {
      const now = clock();
      if (now - second.start >= 1000) second = { start: now, count: 0 };
      if (second.count >= limits.throughputPerSecond) {
        throw new GraphError(130429, "Cloud API message throughput has been reached.");
      }
      if (limits.pairBurst !== Number.POSITIVE_INFINITY) {
        const pair = pairs.get(phone) ?? { left: limits.pairBurst, at: now };
        const refilled = pair.left + (now - pair.at) / 1000 / limits.pairSeconds;
        const left = Math.min(limits.pairBurst, refilled);
        if (left < 1) throw new GraphError(131056, "Too many messages to the same recipient");
        pairs.set(phone, { left: left - 1, at: now });
      }
      second.count += 1;
    },
  };
}
