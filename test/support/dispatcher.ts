// A dispatcher on a cloned database, with two fake providers and a clock that the test controls; stopped after each test.
import { sql } from "kysely";
import type pg from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import type { DB } from "../../db/rows.ts";
import { createClient, overClient } from "../../server/base/db.ts";
import { createLog } from "../../server/base/log.ts";
import { createTraces } from "../../server/base/traces.ts";
import { WakeSignal } from "../../server/base/wake-signal.ts";
import type { SendResult } from "../../server/contract/outbound.ts";
import type { Files } from "../../server/core/media/keep.ts";
import { dispatch } from "../../server/core/outbox/dispatch.ts";
import type { DispatchOptions } from "../../server/core/outbox/dispatch-options.ts";
import { type HeldClock, makeClock } from "./clock.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { wipe } from "./dump.ts";
import { type FakeChannel, makeChannel } from "./fake-channel.ts";
import { useFiles } from "./files.ts";
import { until } from "./until.ts";

export type TestDispatcher = TestDatabase & {
  clock: HeldClock;
  meta: FakeChannel;
  twilio: FakeChannel;
  /** Where files are kept. */
  files: Files;
  outcomes: SendResult["outcome"][];
  /** Messages per second for each number; set it before `start`. */
  rate: number;
  start(given?: Partial<DispatchOptions>): void;
  /** Finishes what is under way and stops the dispatcher. */
  stop(): Promise<void>;
  /** Moves the clock and wakes the dispatcher. */
  pass(seconds: number): void;
  /** Waits until this many messages were sent to Meta. */
  sent(count: number): Promise<void>;
  /** Waits until nothing is being sent and everything due was claimed. */
  idle(): Promise<void>;
};

/** Creates a dispatcher for the calling test file. Call it at the top level. */
export function useDispatcher(): TestDispatcher {
  const world = useDatabase() as TestDispatcher;
  world.files = useFiles();
  let wakeSignal = new WakeSignal();
  let running: { done: Promise<void>; over: AbortController; client: pg.Client } | null = null;
  world.stop = async () => {
    const ending = running;
    running = null;
    if (!ending) return;
    ending.over.abort();
    await ending.done;
    await ending.client.end();
  };
  world.start = (given = {}) => {
    expect(running, "one dispatcher at a time").toBeNull();
    wakeSignal = new WakeSignal();
    const over = new AbortController();
    const client = createClient(world.url, "lease outbox", "work");
    const done = client
      .connect()
      .then(() =>
        dispatch({ ...optionsOf(world), lease: overClient<DB>(client), wakeSignal, signal: over.signal, ...given }),
      );
    running = { done, over, client };
  };
  world.pass = (seconds) => {
    world.clock.advance(seconds * 1_000);
    wakeSignal.wake();
  };
  // Many messages take long on a slow machine: only when none is sent any more it is too long.
  const untilStill: typeof until = async (what, probe) => {
    for (;;) {
      const sent = world.meta.sent.length + world.twilio.sent.length;
      try {
        return await until(what, probe);
      } catch (error) {
        if (world.meta.sent.length + world.twilio.sent.length === sent) throw error;
      }
    }
  };
  world.sent = async (count) => {
    await untilStill(`${count} messages sent`, () => {
      wakeSignal.wake();
      return world.meta.sent.length >= count;
    });
    expect(world.meta.sent).toHaveLength(count);
  };
  world.idle = async () => {
    await untilStill("the outbox idle", async () => {
      wakeSignal.wake();
      const { rows } = await sql<{ state: string; due: boolean }>`
        select distinct on (o.conversation_id) o.state,
          o.due_at <= ${world.clock()} and (h.held_since is null or h.paused_until <= ${world.clock()}) as due
        from outbox o join channels h on h.id = o.channel_id where o.state <> 'window'
        order by o.conversation_id, o.message_id`.execute(world.db);
      return rows.every(({ state, due }) => state !== "sending" && !due);
    });
  };
  beforeEach(async () => {
    await wipe(world.db);
    Object.assign(world, {
      clock: makeClock(),
      meta: makeChannel("meta"),
      twilio: makeChannel("twilio"),
      outcomes: [],
      rate: 1_000,
    });
  });
  afterEach(() => world.stop());
  return world;
}

/** The dispatcher's options, except those that are new for each one. */
const optionsOf = (world: TestDispatcher): Omit<DispatchOptions, "lease" | "wakeSignal" | "signal"> => ({
  db: world.db,
  channels: new Map([
    ["meta", world.meta],
    ["twilio", world.twilio],
  ]),
  files: world.files,
  publicUrl: "http://desk.test",
  messagesPerSecond: () => world.rate,
  clock: world.clock,
  log: createLog("silent"),
  traces: createTraces({ salt: "", log: createLog("silent"), exporter: null }),
  leads: () => true,
  jumped: () => 0,
  onOutcome: (_, outcome) => void world.outcomes.push(outcome),
});
