// What is under way: webhooks and statuses that are not finished yet, so that a test can wait until all is quiet.
import type { Bus } from "../bus.ts";

export type Flights = {
  /** Counts `work` as under way until it ends; passes its result on. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Counts something that ends when the returned function is called (once). */
  begin(): () => void;
  count(): number;
};

/** Makes a counter that tells `bus` whenever something ends. */
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
