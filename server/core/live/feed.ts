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
  /** Up to where those present have heard everything. */
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

  /** Reads as long as somebody listens, until it is stopped. */
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
      if (channel === passingWords) for (const listener of [...this.#present]) listener.hear?.(payload);
      else this.#wakeSignal.wake();
    });
    try {
      await client.connect();
      await client.query(`listen ${newEvents}`);
      await client.query(`listen ${passingWords}`);
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
      // A connection that is gone may never tell that it has ended.
      await Promise.race([client.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
    }
  }

  /** One look: everything new to those present, then the newcomers. Returns whether there was something. */
  async #look(db: Kysely<DB>, era: string): Promise<boolean> {
    const { signal } = this.#stopping;
    // Who comes while we read may know more than we do then.
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
      // In a flood, time for the lines to carry away what they were given.
      if (more) await pause(GATHER_MS, signal);
    }
    if (!signal.aborted) await this.#admit(db, waiting, this.#place);
    if (this.#newcomers.size > 0) this.#wakeSignal.wake();
    return found;
  }

  /** Brings newcomers to where those present are. */
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
        // After a lost connection many ask for the same.
        const asked = cursorOf(from);
        events = known.has(asked) ? known.get(asked)! : await missed(db, from, at.seen, MAX_MISSED_EVENTS);
        known.set(asked, events);
        // It may have left while we looked.
        if (!this.#newcomers.has(listener)) continue;
      }
      this.#newcomers.delete(listener);
      this.#present.add(listener);
      if (!greeted) listener.welcome(events && from && from !== "lost" ? cursorOf(from) : cursor);
      if (!events) listener.reset(cursor);
      else if (events.length > 0) listener.take(events);
    }
  }

  /** Those present are where we were when the connection broke: they catch up like newcomers. */
  #lose(): void {
    for (const listener of this.#present) this.#newcomers.set(listener, { from: this.#place ?? "lost", greeted: true });
    this.#present.clear();
    this.#place = null;
  }
}
