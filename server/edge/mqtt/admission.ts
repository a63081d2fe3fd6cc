// Admission of connections: limits on those that are not authenticated yet, on simultaneous password checks, and delays for addresses that guess.
import { pause } from "../../base/lease.ts";
import type { AdmitDevice } from "../../contract/devices.ts";
import type { Limits } from "./limits.ts";
import type { ThrottledLog } from "./throttled-log.ts";

/** The broker's admission. */
export type Admission = {
  /**
   * Counts a connection that is not authenticated yet. If there are too many, from its address or in all, the oldest that has not sent CONNECT is
   * closed by its `giveWay`, or else the oldest of all.
   */
  enter(address: string, giveWay: () => void): Stranger;
  /**
   * The id of the device with this name and password; null when they are wrong or cannot be checked. `left` fires when the connection has ended, so
   * that nothing needs to be checked any more.
   */
  ask(stranger: { address: string; name: string; password: Buffer; left: AbortSignal }): Promise<number | null>;
};

/** A connection that is not authenticated yet. */
export type Stranger = {
  /** It has sent CONNECT: connections that have not are closed before it. */
  speak(): void;
  /** Stops counting it: it was admitted or has ended. */
  leave(): void;
};

/** Wrong attempts that are answered without delay. */
const FREE_FAILURES = 5;
const MAX_DELAY_MS = 5_000;
const FORGET_AFTER_MS = 60_000;
/** The most addresses that are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 10_000;
/** The longest name or password that is checked, in bytes; none of ours is longer. */
const MAX_NAME_LENGTH = 256;

/** Creates the admission; `admit` checks names and passwords. */
export function createAdmission(options: {
  admit: AdmitDevice;
  limits: Limits;
  throttledLog: ThrottledLog;
}): Admission {
  const { admit, limits, throttledLog } = options;
  const guesses = createGuesses();
  const turns = createTurns(limits.admissions);
  return {
    enter: createStrangers(limits, throttledLog),
    async ask({ address, name, password, left }) {
      const place = neighbourhood(address);
      // A right password is delayed like a wrong one: otherwise a quick answer would reveal that it is right.
      await pause(guesses.delay(place), left);
      if (left.aborted) return null;
      if (name === "" || password.length === 0 || name.length > MAX_NAME_LENGTH || password.length > MAX_NAME_LENGTH) {
        guesses.wrong(place);
        throttledLog({ address }, "no name or password");
        return null;
      }
      await turns.take();
      try {
        const id = left.aborted ? null : await admit(name, password.toString("utf8"));
        if (typeof id === "number") return id;
        if (!left.aborted) {
          guesses.wrong(place);
          throttledLog({ address }, "a wrong name or password");
        }
      } catch (error) {
        throttledLog({ address }, "whose a password is could not be found out", error);
      } finally {
        turns.give();
      }
      return null;
    },
  };
}

/** Keeps the connections that are not authenticated yet, oldest first. */
function createStrangers(limits: Limits, throttledLog: ThrottledLog): Admission["enter"] {
  type Waiting = { place: string; address: string; spoke: boolean; giveWay(): void };
  const all = new Set<Waiting>();
  const counts = new Map<string, number>();
  const remove = (one: Waiting) => {
    if (!all.delete(one)) return;
    const left = counts.get(one.place)! - 1;
    if (left > 0) counts.set(one.place, left);
    else counts.delete(one.place);
  };
  const makeRoom = (place: string | null) => {
    const those = [...all].filter((one) => place === null || one.place === place);
    const oldest = those.find((one) => !one.spoke) ?? those[0];
    if (!oldest) return;
    remove(oldest);
    throttledLog({ address: oldest.address }, "too many connections that do not say who they are");
    oldest.giveWay();
  };
  return (address, giveWay) => {
    const place = neighbourhood(address);
    if ((counts.get(place) ?? 0) >= limits.strangersPerAddress) makeRoom(place);
    else if (all.size >= limits.strangers) makeRoom(null);
    const one: Waiting = { place, address, spoke: false, giveWay };
    all.add(one);
    counts.set(place, (counts.get(place) ?? 0) + 1);
    return {
      speak() {
        one.spoke = true;
      },
      leave: () => remove(one),
    };
  };
}

/** What is counted as one address: an IPv4 address, or an IPv6 /64 network, the least that one customer has. */
function neighbourhood(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  return address.split(":").slice(0, 4).join(":");
}

/** Counts wrong attempts by address; each minute without one halves the count. */
function createGuesses() {
  const seen = new Map<string, { count: number; at: number }>();
  const countOf = (place: string): number => {
    const entry = seen.get(place);
    return entry ? entry.count * 0.5 ** Math.floor((performance.now() - entry.at) / FORGET_AFTER_MS) : 0;
  };
  return {
    wrong(place: string): void {
      const count = Math.min(countOf(place) + 1, 64);
      seen.delete(place);
      const oldest = seen.size >= MAX_REMEMBERED ? seen.keys().next() : null;
      if (oldest && !oldest.done) seen.delete(oldest.value);
      seen.set(place, { count, at: performance.now() });
    },
    /** How long an answer is delayed, in ms. */
    delay(place: string): number {
      const count = countOf(place);
      return count < FREE_FAILURES ? 0 : Math.min(MAX_DELAY_MS, 250 * 2 ** (count - FREE_FAILURES));
    },
  };
}

/** A semaphore: lets `most` through at a time, the others wait in a queue. */
function createTurns(most: number) {
  let free = most;
  const line: (() => void)[] = [];
  return {
    async take(): Promise<void> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => line.push(resolve));
    },
    give(): void {
      const next = line.shift();
      if (next) next();
      else free += 1;
    },
  };
}
