// A clock that tests control.
import { noon } from "./build.ts";

/** A clock that does not move by itself. */
export type HeldClock = (() => Date) & { advance(ms: number): void };

export function makeClock(start: Date = noon): HeldClock {
  let now = start.getTime();
  return Object.assign(() => new Date(now), {
    advance(ms: number) {
      now += ms;
    },
  });
}
