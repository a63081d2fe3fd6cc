// Who may come in. Strangers are few at a time, are asked few at a time, and an address that guesses waits for its answers.
import { pause } from "../../base/lease.ts";
import type { AdmitDevice } from "../../contract/devices.ts";
import type { Limits } from "./limits.ts";
import type { ThrottledLog } from "./throttled-log.ts";

/** The door of the broker. */
export type Admission = {
  /**
   * Counts a connection that has not yet said who it is. Where there are too many, of its address or in all, the oldest that has said
   * nothing gives way, else the oldest: `giveWay` ends it.
   */
  enter(address: string, giveWay: () => void): Stranger;
  /**
   * Whose name and password these are; null when nobody's, and when that cannot be found out. `left` says that the
   * connection is gone, so that nobody need be asked any more.
   */
  ask(stranger: { address: string; name: string; password: Buffer; left: AbortSignal }): Promise<number | null>;
};

/** A connection that has not yet said who it is. */
export type Stranger = {
  /** It has sent CONNECT: those that have not give way first. */
  speak(): void;
  /** Takes it off the count: it was let in, or it left. */
  leave(): void;
};

/** Wrong answers that are answered at once. */
const FREE_FAILURES = 5;
const MAX_DELAY_MS = 5_000;
const FORGET_AFTER_MS = 60_000;
/** Addresses that are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 10_000;
/** No name and no password of ours is longer, in bytes. */
const MAX_NAME_LENGTH = 256;

/** Opens a door that `admit` keeps. */
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
      // The right answer is delayed like a wrong one: else its coming at once would tell it.
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

/** Keeps those who have not yet said who they are, the oldest first. */
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

/** What is counted as one place: an address, or what one customer has of IPv6. */
function neighbourhood(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  return address.split(":").slice(0, 4).join(":");
}

/** Counts wrong answers by address; each minute without one halves the count. */
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
    /** How long an answer waits, in milliseconds. */
    delay(place: string): number {
      const count = countOf(place);
      return count < FREE_FAILURES ? 0 : Math.min(MAX_DELAY_MS, 250 * 2 ** (count - FREE_FAILURES));
    },
  };
}

/** Lets so many through at a time; the others wait in line. */
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
