// The devices: of all processes, one runs the broker (or is Bellhop's only client of an external one), takes the devices' messages, and commands
// their LEDs.
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { joinElection, type LeaderLease, type Leadership, pause, type Seat } from "./base/lease.ts";
import type { Log } from "./base/log.ts";
import type { WakeSignalForIds } from "./base/wake-signal.ts";
import type { DeviceLink, HearDevice, LinkWatch } from "./contract/devices.ts";
import type { Clock } from "./contract/ports.ts";
import { syncLeds } from "./core/devices/led-sync.ts";
import * as state from "./core/devices/state.ts";
import type { RunCommand } from "./core/parking/command-context.ts";
import { createReadings } from "./core/parking/readings.ts";
import { reconcile } from "./core/parking/reconcile.ts";

/** Options of {@link startDevices}. */
export type DevicesOptions = {
  url: string;
  /** Both are fenced by the seat. */
  db: Kysely<DB>;
  runCommand: RunCommand;
  seat?: Seat;
  /** Woken when a light or a device's state has changed, by spot. */
  lights: WakeSignalForIds;
  /** Opens the link to the devices. Throws when it cannot be opened; it is retried then. */
  open(hear: HearDevice, watch: LinkWatch): Promise<DeviceLink>;
  clock: Clock;
  log: Log;
  /** Called for each message of a device, with the seconds that handling it took. */
  onHeard(seconds: number): void;
  /** Called for each LED command, with the seconds since the light was to change. */
  onCommand(seconds: number): void;
};

/** The devices, as seen by a process. */
export type Devices = {
  /** Ends a device's connections, if this process has them. */
  drop(deviceId: number): void;
  /** Whether this process has them now. */
  connected(): boolean;
  /** Resolves when the first attempt to lead is over: this process leads, or another does, or the broker cannot be opened. */
  settled: Promise<void>;
  stop(): Promise<void>;
};

/** How many spots are reconciled in one transaction at the start. */
const MAX_SPOTS_AT_ONCE = 200;

/** How long to wait before opening the broker again, in ms. */
const RETRY_MS = 5_000;

/** How long a start waits to lead, in ms: another process may be leading. */
const FIRST_ATTEMPT_TIMEOUT_MS = 1_500;

/** Joins the election for the process that connects to the devices. */
export function startDevices(options: DevicesOptions): Devices {
  const { url, db, runCommand, log, clock } = options;
  let link: DeviceLink | null = null;
  let holds = () => false;
  const first = Promise.withResolvers<void>();
  const timeout = setTimeout(() => first.resolve(), FIRST_ATTEMPT_TIMEOUT_MS);
  const lead = async (_: unknown, signal: AbortSignal, term: Leadership) => {
    holds = term.holds;
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
    connected: () => link !== null && holds(),
    settled: first.promise,
    async stop() {
      clearTimeout(timeout);
      first.resolve();
      await election.stop();
    },
  };
}

/** Marks devices as in doubt until they report themselves; devices that use HTTP are judged by the time of their last report. Returns their spots. */
async function doubtAll({ db, runCommand, clock }: DevicesOptions): Promise<number[]> {
  const doubted = await state.doubt(db, clock());
  const quiet = await runCommand("start", (ctx) => state.goneQuiet(ctx.tx, ctx.now));
  return [...new Set([...doubted, ...quiet])].sort((a, b) => a - b);
}

/** Reacts to the link: when it breaks, devices are in doubt; when it is back, they are sent their colour again, to which they answer. */
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

/** Opens the link, retrying until it succeeds; null when the lease ended before. */
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

/** Reconciles every spot once, to finish whatever the end of a process interrupted. */
async function reconcileAll(db: Kysely<DB>, runCommand: RunCommand): Promise<void> {
  const ids = (await db.selectFrom("spots").select("id").orderBy("id").execute()).map(({ id }) => id);
  for (let from = 0; from < ids.length; from += MAX_SPOTS_AT_ONCE)
    await runCommand("start", (ctx) => reconcile(ctx, ids.slice(from, from + MAX_SPOTS_AT_ONCE)));
}
