// Timers that can all be cancelled together, so that closing a simulator leaves none running.

/** A set of one-shot timers. */
export type Timers = {
  /** Runs `work` once after `ms`; the returned function cancels it. After `clear` it does nothing. */
  after(ms: number, work: () => void): () => void;
  /** How many are pending. */
  pending(): number;
  /** Cancels all and accepts no more. */
  clear(): void;
};

/** Creates an empty set. */
export function createTimers(): Timers {
  const waiting = new Set<NodeJS.Timeout>();
  let closed = false;
  return {
    after(ms, work) {
      if (closed) return () => {};
      const timer = setTimeout(() => {
        waiting.delete(timer);
        work();
      }, ms);
      waiting.add(timer);
      return () => {
        clearTimeout(timer);
        waiting.delete(timer);
      };
    },
    pending: () => waiting.size,
    clear() {
      closed = true;
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** Resolves after `ms`, or never once the timers are cleared. */
export function pause(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => timers.after(ms, resolve));
}
