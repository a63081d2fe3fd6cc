// The feed: one reader a process, which follows the stream of events and hands it to whoever listens here. Nobody listens: nothing
// is read.
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

/** Whoever is told of events. None of these may throw or wait. */
export type Listener = {
  /** It hears everything after this cursor from now on. Called once, before anything else. */
  welcome(cursor: string): void;
  /** It has missed events that cannot be told any more, and hears everything after this cursor. */
  reset(cursor: string): void;
  /** What happened, in order. The same array for all listeners. */
  take(events: readonly LiveEvent[]): void;
  /** A passing word, which is kept nowhere: of presence. Only while it is up to date. */
  hear?(word: string): void;
};

/** The stream of events as this process tells it. */
export type Feed = {
  /** Lets somebody hear what happens: after a cursor, or from now on. Returns what makes them leave. */
  join(listener: Listener, after: string | null): () => void;
  /** Reads no more and disconnects. */
  stop(): Promise<void>;
};

/** A listener who is not up to date yet. */
type Newcomer = {
  /** What it has seen; null: it asks for nothing that was; lost: it asks for what cannot be found. */
  from: StreamPosition | "lost" | null;
  greeted: boolean;
};

/** Events that are read at once. */
const PAGE_SIZE = 200;

/** The most events that are told to one who was away. Beyond that, looking at everything anew costs less. */
const MAX_MISSED_EVENTS = 1_000;

/** Newcomers who catch up at once: those present wait for them. */
const MAX_CATCHING_UP = 25;

/** How long the next look waits after one that found something, in ms: for more to come, and for what was told to leave. */
const GATHER_MS = 5;

/** How often it is looked without a notification, and how long a look may take, in ms: so a dead connection is found out. */
const POLL_INTERVAL_MS = 10_000;

/** Opens the feed. It connects when the first listener joins, and again whenever the connection is lost; nothing is missed meanwhile. */
export function openFeed(options: { url: string; log: Log }): Feed {
  const { url, log } = options;
  const wakeSignal = new WakeSignal();
  const stopping = new AbortController();
  const present = new Set<Listener>();
  const newcomers = new Map<Listener, Newcomer>();
  /** Up to where those present have heard everything. */
  let place: StreamPosition | null = null;
  let interrupted = false;

  /** Brings newcomers to where those present are. */
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
        // After a lost connection many ask for the same.
        const asked = cursorOf(from);
        events = known.has(asked) ? known.get(asked)! : await missed(db, from, at.seen, MAX_MISSED_EVENTS);
        known.set(asked, events);
        // It may have left while we looked.
        if (!newcomers.has(listener)) continue;
      }
      newcomers.delete(listener);
      present.add(listener);
      if (!greeted) listener.welcome(events && from && from !== "lost" ? cursorOf(from) : cursor);
      if (!events) listener.reset(cursor);
      else if (events.length > 0) listener.take(events);
    }
  }

  /** One look: everything new to those present, then the newcomers. Returns whether there was something. */
  async function look(db: Kysely<DB>, era: string): Promise<boolean> {
    // Who comes while we read may know more than we do then.
    const waiting = [...newcomers.keys()].slice(0, MAX_CATCHING_UP);
    let found = false;
    if (present.size === 0 || !place) place = await here(db, era);
    for (let more = present.size > 0; more && !stopping.signal.aborted; ) {
      const page: Page = await follow(db, place, PAGE_SIZE);
      ({ place, more } = page);
      if (page.events.length === 0) continue;
      found = true;
      for (const listener of [...present]) listener.take(page.events);
      // In a flood, time for the lines to carry away what they were given.
      if (more) await pause(GATHER_MS, stopping.signal);
    }
    if (!stopping.signal.aborted) await admit(db, waiting, place);
    if (newcomers.size > 0) wakeSignal.wake();
    return found;
  }

  /** Those present are where we were when the connection broke: they catch up like newcomers. */
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
      // A connection that is gone may never tell that it has ended.
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
