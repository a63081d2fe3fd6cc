// A clock in the test's hand.
import { noon } from "./build.ts";

/** A clock that stands still until it is moved. */
export type HeldClock = (() => Date) & { advance(ms: number): void };

export function makeClock(start: Date = noon): HeldClock {
  let now = start.getTime();
  return Object.assign(() => new Date(now), {
    advance(ms: number) {
      now += ms;
    },
  });
}
