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
import { presenceChannel } from "./presence.ts";
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
  return new Reader(options.url, options.log);
}

class Reader implements Feed {
  readonly #url: string;
  readonly #log: Log;
  readonly #wakeSignal = new WakeSignal();
  readonly #stopping = new AbortController();
  readonly #present = new Set<Listener>();
  readonly #newcomers = new Map<Listener, Newcomer>();
  readonly #done: Promise<void>;
  /** The position up to which all listeners in `#present` have every event. */
  #place: StreamPosition | null = null;
  #interrupted = false;

  constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
    this.#done = this.#run();
  }

  join(listener: Listener, after: string | null): () => void {
    this.#newcomers.set(listener, { from: after === null ? null : (positionOf(after) ?? "lost"), greeted: false });
    this.#wakeSignal.wake();
    return () => {
      this.#newcomers.delete(listener);
      this.#present.delete(listener);
    };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wakeSignal.wake();
    await this.#done;
  }

  /** Reads while there are listeners, until stopped. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (this.#newcomers.size === 0) {
        await this.#wakeSignal.wait(60_000, signal);
        continue;
      }
      await this.#read().catch((error: unknown) => {
        if (!signal.aborted && !this.#interrupted)
          this.#log.warn({ err: error }, "live events are interrupted, connecting again");
        this.#interrupted = true;
      });
      await pause(500, signal);
    }
  }

  /** Connects and reads until the connection is lost. */
  async #read(): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, lost.signal]);
    const client = createClient(this.#url, "live", "listen");
    client.on("error", () => lost.abort());
    client.on("end", () => lost.abort());
    client.on("notification", ({ channel, payload = "" }) => {
      if (channel === presenceChannel) for (const listener of [...this.#present]) listener.hear?.(payload);
      else this.#wakeSignal.wake();
    });
    try {
      await client.connect();
      await client.query(`listen ${newEvents}`);
      await client.query(`listen ${presenceChannel}`);
      const db = overClient<DB>(client);
      const era = await eraOf(db);
      this.#interrupted = false;
      while (!signal.aborted) {
        const busy = this.#present.size + this.#newcomers.size > 0;
        if (busy && (await this.#look(db, era))) await pause(GATHER_MS, signal);
        await this.#wakeSignal.wait(POLL_INTERVAL_MS, signal);
      }
    } finally {
      this.#lose();
      // A dead connection may never report its end.
      await Promise.race([client.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
    }
  }

  /** One round: passes new events to the listeners, then lets new listeners catch up. Returns whether there were events. */
  async #look(db: Kysely<DB>, era: string): Promise<boolean> {
    const { signal } = this.#stopping;
    // Only those already here: a listener that joins while we read may have a later position than ours.
    const waiting = [...this.#newcomers.keys()].slice(0, MAX_CATCHING_UP);
    let found = false;
    if (this.#present.size === 0 || !this.#place) this.#place = await here(db, era);
    for (let more = this.#present.size > 0; more && !signal.aborted; ) {
      const page: Page = await follow(db, this.#place, PAGE_SIZE);
      this.#place = page.place;
      more = page.more;
      if (page.events.length === 0) continue;
      found = true;
      for (const listener of [...this.#present]) listener.take(page.events);
      // When many events come, connections need time to send them.
      if (more) await pause(GATHER_MS, signal);
    }
    if (!signal.aborted) await this.#admit(db, waiting, this.#place);
    if (this.#newcomers.size > 0) this.#wakeSignal.wake();
    return found;
  }

  /** Brings new listeners to the position of the others. */
  async #admit(db: Kysely<DB>, waiting: readonly Listener[], at: StreamPosition): Promise<void> {
    const known = new Map<string, LiveEvent[] | null>();
    for (const listener of waiting) {
      const state = this.#newcomers.get(listener);
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
        if (!this.#newcomers.has(listener)) continue;
      }
      this.#newcomers.delete(listener);
      this.#present.add(listener);
      if (!greeted) listener.welcome(events && from && from !== "lost" ? cursorOf(from) : cursor);
      if (!events) listener.reset(cursor);
      else if (events.length > 0) listener.take(events);
    }
  }

  /** When the connection is lost, all listeners keep the current position and catch up like new ones. */
  #lose(): void {
    for (const listener of this.#present) this.#newcomers.set(listener, { from: this.#place ?? "lost", greeted: true });
    this.#present.clear();
    this.#place = null;
  }
}
