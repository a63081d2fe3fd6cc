// Counts the webhooks and statuses that are in progress, so that a test can wait until none are left.
import type { Bus } from "../bus.ts";

export type Flights = {
  /** Counts `work` as in progress until it ends; passes its result on. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Counts something that ends when the returned function is called (once). */
  begin(): () => void;
  count(): number;
};

/** Creates a counter that notifies `bus` whenever something ends. */
export function createFlights(bus: Bus): Flights {
  let count = 0;
  const begin = () => {
    count += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      count -= 1;
      bus.emit({ type: "settled", data: null });
    };
  };
  return {
    begin,
    count: () => count,
    async track(work) {
      const end = begin();
      try {
        return await work;
      } finally {
        end();
      }
    },
  };
}
