// The boards' side of the house: of all processes one has the broker (or is Bellhop's one client at it), hears what boards say, and
// commands their lights.
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { joinElection, type LeaderLease, pause, type Seat } from "./base/lease.ts";
import type { Log } from "./base/log.ts";
import type { WakeSignalForIds } from "./base/wake-signal.ts";
import type { DeviceLink, HearDevice, LinkWatch } from "./contract/devices.ts";
import type { Clock } from "./contract/ports.ts";
import { syncLeds } from "./core/devices/led-sync.ts";
import * as state from "./core/devices/state.ts";
import type { RunCommand } from "./core/parking/command-context.ts";
import { createReadings } from "./core/parking/readings.ts";
import { reconcile } from "./core/parking/reconcile.ts";

/** What the boards' side needs. */
export type DevicesOptions = {
  url: string;
  /** Both fenced by the seat. */
  db: Kysely<DB>;
  runCommand: RunCommand;
  seat?: Seat;
  /** Woken when a light or a board's state changed, by spot. */
  lights: WakeSignalForIds;
  /** Opens the way to the boards. Throws when it cannot be opened; it is tried again then. */
  open(hear: HearDevice, watch: LinkWatch): Promise<DeviceLink>;
  clock: Clock;
  log: Log;
  /** Told of each message of a board that was heard, and of how long that took, in seconds. */
  onHeard(seconds: number): void;
  /** Told of each light command, and of how long after the wish it went out, in seconds. */
  onCommand(seconds: number): void;
};

/** The boards' side of a process. */
export type Devices = {
  /** Ends a device's connections, if this process has them. */
  drop(deviceId: number): void;
  /** Resolves when the first attempt to lead is over: this process has the boards, or another does, or the broker cannot be opened. */
  settled: Promise<void>;
  stop(): Promise<void>;
};

/** How many spots are reconciled in one transaction at the start. */
const MAX_SPOTS_AT_ONCE = 200;

/** How long to wait before opening the broker again, in milliseconds. */
const RETRY_MS = 5_000;

/** For how long a start waits to lead, in milliseconds: elsewhere somebody may. */
const FIRST_ATTEMPT_TIMEOUT_MS = 1_500;

/** Stands for election as the one who has the boards. */
export function startDevices(options: DevicesOptions): Devices {
  const { url, db, runCommand, log, clock } = options;
  let link: DeviceLink | null = null;
  const first = Promise.withResolvers<void>();
  const timeout = setTimeout(() => first.resolve(), FIRST_ATTEMPT_TIMEOUT_MS);
  const lead = async (_: unknown, signal: AbortSignal) => {
    await doubtAll(options);
    const leds = { round: 0 };
    link = await openLink(options, watchOver(options, leds, signal), signal, first.resolve);
    if (!link) return;
    try {
      first.resolve();
      await reconcileAll(db, runCommand);
      options.lights.wake();
      const { lights: wakeSignal, onCommand } = options;
      await syncLeds({ db, link, wakeSignal, clock, log, signal, onCommand, round: () => leds.round });
    } finally {
      const closing = link;
      link = null;
      await closing.close();
    }
  };
  const election: LeaderLease = joinElection({
    url,
    name: "boards",
    log,
    ...(options.seat ? { seat: options.seat } : {}),
    lead,
  });
  return {
    drop: (deviceId) => link?.drop(deviceId),
    settled: first.promise,
    async stop() {
      clearTimeout(timeout);
      first.resolve();
      await election.stop();
    },
  };
}

/** Whether boards are there is not known until they are heard themselves; those that speak HTTP are known by when they spoke. */
async function doubtAll({ db, runCommand, clock }: DevicesOptions): Promise<number[]> {
  const doubted = await state.doubt(db, clock());
  const quiet = await runCommand("start", (ctx) => state.goneQuiet(ctx.tx, ctx.now));
  return [...new Set([...doubted, ...quiet])].sort((a, b) => a - b);
}

/** What is done when the way to the boards breaks and when it stands again: they are in doubt, and asked for a word by their lights. */
function watchOver(options: DevicesOptions, leds: { round: number }, signal: AbortSignal): LinkWatch {
  const { runCommand, lights, log } = options;
  let line = Promise.resolve();
  const doubt = async () => {
    while (!signal.aborted) {
      try {
        const spotIds = await doubtAll(options);
        for (let from = 0; from < spotIds.length; from += MAX_SPOTS_AT_ONCE)
          await runCommand("start", (ctx) => reconcile(ctx, spotIds.slice(from, from + MAX_SPOTS_AT_ONCE)));
        return;
      } catch (error) {
        log.warn({ err: error }, "that boards are out of reach cannot be noted for now, trying again");
        await pause(RETRY_MS, signal);
      }
    }
  };
  return {
    broken() {
      line = line.then(doubt);
    },
    ready() {
      line = line.then(() => {
        leds.round += 1;
        lights.wake();
      });
    },
  };
}

/** Opens the way to the boards, as soon as that is possible; null when the lease ended before. */
async function openLink(
  options: DevicesOptions,
  watch: LinkWatch,
  signal: AbortSignal,
  refused: () => void,
): Promise<DeviceLink | null> {
  const { runCommand, log, onHeard } = options;
  const readings = createReadings(runCommand);
  const hear: HearDevice = async (message) => {
    const began = performance.now();
    await readings.hear({ ...message, transport: "mqtt", receivedAt: message.at });
    onHeard((performance.now() - began) / 1000);
  };
  let warned = "";
  while (!signal.aborted) {
    try {
      return await options.open(hear, watch);
    } catch (error) {
      const { message } = error as Error;
      if (message !== warned) log.warn(message);
      warned = message;
      refused();
      await pause(RETRY_MS, signal);
    }
  }
  return null;
}

/** Looks at every spot once: whatever was cut short when a process ended is done now. */
async function reconcileAll(db: Kysely<DB>, runCommand: RunCommand): Promise<void> {
  const ids = (await db.selectFrom("spots").select("id").orderBy("id").execute()).map(({ id }) => id);
  for (let from = 0; from < ids.length; from += MAX_SPOTS_AT_ONCE)
    await runCommand("start", (ctx) => reconcile(ctx, ids.slice(from, from + MAX_SPOTS_AT_ONCE)));
}
