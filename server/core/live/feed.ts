// The feed: one reader per process that follows the event stream and passes it to the listeners of this process. Without listeners it reads
// nothing.
import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { createClient, overClient } from "../../base/db.ts";
import { newEvents } from "../../base/journal.ts";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import { WakeSignal } from "../../base/wake-signal.ts";
import { cursorOf, positionOf, type StreamPosition } from "./position.ts";
import { passingWords } from "./presence.ts";
import { eraOf, follow, here, type LiveEvent, missed, type Page } from "./stream.ts";

/** Receives events. No method may throw or block. */
export type Listener = {
  /** Called once, before the other methods: all events after this cursor will be passed on. */
  welcome(cursor: string): void;
  /** Events were missed and cannot be read any more; all events after this cursor will be passed on. */
  reset(cursor: string): void;
  /** New events, in order. All listeners get the same array. */
  take(events: readonly LiveEvent[]): void;
  /** A presence message, which is not stored. Only passed on while the listener is up to date. */
  hear?(word: string): void;
};

/** The event stream of this process. */
export type Feed = {
  /** Adds a listener, which gets the events after a cursor, or from now on. Returns the function that removes it. */
  join(listener: Listener, after: string | null): () => void;
  /** Stops reading and disconnects. */
  stop(): Promise<void>;
};

/** A listener that is not up to date yet. */
type Newcomer = {
  /** Its position; null: it needs no past events; lost: its position is unknown, so it must start from the current state. */
  from: StreamPosition | "lost" | null;
  greeted: boolean;
};

/** Events per query. */
const PAGE_SIZE = 200;

/** The most past events that a listener is sent. With more, fetching the current state costs less. */
const MAX_MISSED_EVENTS = 1_000;

/** How many new listeners catch up per round: the others wait for them. */
const MAX_CATCHING_UP = 25;

/** The pause after a round that found events, in ms: more may follow, and connections need time to send. */
const GATHER_MS = 5;

/** How often to look without a notification, in ms; also notices a dead connection. */
const POLL_INTERVAL_MS = 10_000;

/** Opens the feed. It connects when the first listener joins, and again after a lost connection; no event is missed meanwhile. */
export function openFeed(options: { url: string; log: Log }): Feed {
  const { url, log } = options;
  const wakeSignal = new WakeSignal();
  const stopping = new AbortController();
  const present = new Set<Listener>();
  const newcomers = new Map<Listener, Newcomer>();
  /** The position up to which all listeners in `present` have every event. */
  let place: StreamPosition | null = null;
  let interrupted = false;

  /** Brings new listeners to the position of the others. */
  async function admit(db: Kysely<DB>, waiting: readonly Listener[], at: StreamPosition): Promise<void> {
    const known = new Map<string, LiveEvent[] | null>();
    for (const listener of waiting) {
      const state = newcomers.get(listener);
      if (!state) continue;
      const { from, greeted } = state;
      const cursor = cursorOf(at);
      let events: LiveEvent[] | null = [];
      if (from === "lost" || (from && from.era !== at.era)) events = null;
      else if (from) {
        // After a lost connection, many listeners ask for the same events.
        const asked = cursorOf(from);
        events = known.has(asked) ? known.get(asked)! : await missed(db, from, at.seen, MAX_MISSED_EVENTS);
        known.set(asked, events);
        // The listener may have left during the query.
        if (!newcomers.has(listener)) continue;
      }
      newcomers.delete(listener);
      present.add(listener);
      if (!greeted) listener.welcome(events && from && from !== "lost" ? cursorOf(from) : cursor);
      if (!events) listener.reset(cursor);
      else if (events.length > 0) listener.take(events);
    }
  }

  /** One round: passes new events to the listeners, then lets new listeners catch up. Returns whether there were events. */
  async function look(db: Kysely<DB>, era: string): Promise<boolean> {
    // Only those already here: a listener that joins while we read may have a later position than ours.
    const waiting = [...newcomers.keys()].slice(0, MAX_CATCHING_UP);
    let found = false;
    if (present.size === 0 || !place) place = await here(db, era);
    for (let more = present.size > 0; more && !stopping.signal.aborted; ) {
      const page: Page = await follow(db, place, PAGE_SIZE);
      ({ place, more } = page);
      if (page.events.length === 0) continue;
      found = true;
      for (const listener of [...present]) listener.take(page.events);
      // When many events come, connections need time to send them.
      if (more) await pause(GATHER_MS, stopping.signal);
    }
    if (!stopping.signal.aborted) await admit(db, waiting, place);
    if (newcomers.size > 0) wakeSignal.wake();
    return found;
  }

  /** When the connection is lost, all listeners keep the current position and catch up like new ones. */
  function lose(): void {
    for (const listener of present) newcomers.set(listener, { from: place ?? "lost", greeted: true });
    present.clear();
    place = null;
  }

  async function read(): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    const client = createClient(url, "live", "listen");
    client.on("error", () => lost.abort());
    client.on("end", () => lost.abort());
    client.on("notification", ({ channel, payload = "" }) => {
      if (channel === passingWords) for (const listener of [...present]) listener.hear?.(payload);
      else wakeSignal.wake();
    });
    try {
      await client.connect();
      await client.query(`listen ${newEvents}`);
      await client.query(`listen ${passingWords}`);
      const db = overClient<DB>(client);
      const era = await eraOf(db);
      interrupted = false;
      while (!signal.aborted) {
        const busy = present.size + newcomers.size > 0;
        if (busy && (await look(db, era))) await pause(GATHER_MS, signal);
        await wakeSignal.wait(POLL_INTERVAL_MS, signal);
      }
    } finally {
      lose();
      // A dead connection may never report its end.
      await Promise.race([client.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
    }
  }

  const done = (async () => {
    while (!stopping.signal.aborted) {
      if (newcomers.size === 0) {
        await wakeSignal.wait(60_000, stopping.signal);
        continue;
      }
      await read().catch((error: unknown) => {
        if (!stopping.signal.aborted && !interrupted)
          log.warn({ err: error }, "live events are interrupted, connecting again");
        interrupted = true;
      });
      await pause(500, stopping.signal);
    }
  })();

  return {
    join(listener, after) {
      newcomers.set(listener, { from: after === null ? null : (positionOf(after) ?? "lost"), greeted: false });
      wakeSignal.wake();
      return () => {
        newcomers.delete(listener);
        present.delete(listener);
      };
    },
    async stop() {
      stopping.abort();
      wakeSignal.wake();
      await done;
    },
  };
}
