// The worker's roles: the flow, the boards and the schedule, each for all processes together; and the worker's own port.
import type pg from "pg";
import type { DB } from "../db/rows.ts";
import type { Config } from "./base/config.ts";
import { overPoolPrepared } from "./base/db.ts";
import { newDueJobs } from "./base/due-jobs.ts";
import * as figures from "./base/figures.ts";
import { openSeat } from "./base/lease.ts";
import { listen } from "./base/listen.ts";
import { isLoopback } from "./base/local.ts";
import type { Log } from "./base/log.ts";
import type { Shutdown } from "./base/shutdown.ts";
import { WakeSignal, WakeSignalForIds } from "./base/wake-signal.ts";
import type { Clock } from "./contract/ports.ts";
import * as keys from "./core/access/keys.ts";
import * as devices from "./core/devices/devices.ts";
import { newLights, spotsIn } from "./core/devices/led-sync.ts";
import type { Monitor } from "./core/health/readiness.ts";
import { newWebhooks } from "./core/ingest/append.ts";
import { newOutboundMessages } from "./core/outbox/enqueue.ts";
import { type Devices, type DevicesOptions, startDevices } from "./devices.ts";
import type { Flow } from "./flow.ts";
import { ledgerFaults } from "./monitor.ts";
import { createRunCommand } from "./run-command.ts";
import { startSchedule } from "./schedule.ts";
import type { Plugin } from "./skills.ts";
import { serveWorker } from "./worker-http.ts";

export type WorkParts = {
  plugins: readonly Plugin[];
  config: Config;
  url: string;
  pool: pg.Pool;
  flow: Flow;
  clock: Clock;
  log: Log;
  /** The way to the boards, and what is told of them. */
  way: Pick<DevicesOptions, "open" | "onHeard" | "onCommand"> & {
    /** Why the broker cannot listen, once it was tried; null: it does. */
    refusal(): Error | null;
  };
};

/** Wakes all loops. */
export type Working = { wake(): void };

/** Starts the roles. What they do on the pool's connections is fenced by the term of their lease. */
export async function work(parts: WorkParts, undo: Shutdown): Promise<Working> {
  const { config, url, pool, flow, clock, log } = parts;
  const [lights, dueJobs] = [new WakeSignalForIds(), new WakeSignal()];
  undo.add("work", "drain and outbox", () => flow.stop());
  flow.start();
  const fenced = (name: "boards" | "schedule") => {
    const seat = openSeat(name);
    const db = overPoolPrepared<DB>(pool, seat.fence);
    return { seat, db, runCommand: createRunCommand(db, clock) };
  };
  const { refusal, ...way } = parts.way;
  const boards: Devices = startDevices({ url, ...fenced("boards"), ...way, lights, clock, log });
  undo.add("work", "boards", () => boards.stop());
  const acting = fenced("schedule");
  const schedule = startSchedule({
    url,
    ...acting,
    dueJobs,
    plugins: parts.plugins,
    config,
    clock,
    log,
    onProof: (faults) => figures.set(acting.db, ledgerFaults, faults),
  });
  undo.add("work", "schedule", () => schedule.stop());
  const wakeSignals = {
    [newWebhooks]: flow.webhooks,
    [newOutboundMessages]: flow.outbound,
    [newLights]: lights,
    [newDueJobs]: dueJobs,
  };
  const hears = {
    [devices.dropDevice]: (id: string) => boards.drop(Number(id)),
    [newLights]: (spots: string) => lights.wakeFor(spotsIn(spots)),
  };
  const heard = listen({ url, wakeSignals, hears, log });
  undo.add("listeners", "notifications", () => heard.stop());
  await boards.settled;
  const refused = refusal();
  if (refused !== null) throw refused;
  return {
    wake() {
      dueJobs.wake();
      lights.wake();
    },
  };
}

/** The port where monitors ask a worker when nobody says another; that of OpenTelemetry's Prometheus exporter. */
const usualPort = 9464;

/** Opens the worker's own port, and returns where; null when it is switched off, or when the usual port is taken. */
export async function openWorkerPort(
  parts: { config: Config; pool: pg.Pool; monitor: Monitor; clock: Clock; log: Log },
  undo: Shutdown,
): Promise<string | null> {
  const { config, pool, monitor, clock, log } = parts;
  const { host, port } = config.metrics;
  if (port === 0) return null;
  const db = overPoolPrepared<DB>(pool);
  const given = config.apiKey === null ? [] : [{ name: "environment", key: config.apiKey }];
  const admits = isLoopback(host)
    ? null
    : async (key: string) => key !== "" && (await keys.verify(db, key, given, clock())) !== null;
  try {
    const http = await serveWorker({ host, port: port ?? usualPort, monitor, admits });
    undo.add("work", "worker port", () => http.stop());
    return http.address;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const remedy = "Set METRICS_PORT to another, or to 0 for none.";
    if (port !== null) throw new Error(`Port ${port} on ${host} is taken. ${remedy}`, { cause: error });
    log.warn(`Port ${usualPort} on ${host} is taken: this worker tells nobody how it is. ${remedy}`);
    return null;
  }
}
