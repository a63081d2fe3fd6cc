// The last few thousand entries of the wire log: requests from Bellhop, webhooks to it, MQTT messages of parking posts. No secrets in it.
import type { Bus, WireEntry } from "./bus.ts";
import type { Line } from "./chat/message.ts";

export type WireLog = {
  add(entry: Omit<WireEntry, "n" | "at">): WireEntry;
  /** Oldest first. */
  entries(filter?: { direction?: WireEntry["direction"]; line?: Line; path?: RegExp }): WireEntry[];
  clear(): void;
};

/** Creates a log that keeps the last `limit` entries and reports each to `bus`. */
export function createWireLog(bus: Bus, clock: () => number, limit: number): WireLog {
  let entries: WireEntry[] = [];
  let n = 0;
  return {
    add(entry) {
      n += 1;
      const kept: WireEntry = { n, at: clock(), ...entry };
      entries.push(kept);
      if (entries.length > limit * 1.5) entries = entries.slice(-limit);
      bus.emit({ type: "wire", data: kept });
      return kept;
    },
    entries(filter = {}) {
      return entries
        .slice(-limit)
        .filter(
          (entry) =>
            (!filter.direction || entry.direction === filter.direction) &&
            (!filter.line || entry.line === filter.line) &&
            (!filter.path || filter.path.test(entry.path)),
        );
    },
    clear() {
      entries = [];
    },
  };
}
