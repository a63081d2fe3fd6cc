// The last few thousand exchanges on the wire: requests that Bellhop made, webhooks that it was sent, what parking
// posts said and heard. No secrets in it.
import type { Bus, WireEntry } from "./bus.ts";
import type { Line } from "./chat/message.ts";

export type WireLog = {
  add(entry: Omit<WireEntry, "n" | "at">): WireEntry;
  /** Oldest first. */
  entries(filter?: { direction?: WireEntry["direction"]; line?: Line; path?: RegExp }): WireEntry[];
  clear(): void;
};

/** Makes a log that keeps the last `limit` entries and tells `bus` of each. */
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
