// The worker's roles: the flow, the devices and the schedule, each running in one process for all; and the worker's own port.
import type { DB } from "../db/rows.ts";
import { overPoolPrepared } from "./base/db.ts";
import { newDueJobs } from "./base/due-jobs.ts";
import * as figures from "./base/figures.ts";
import { joinElection, type LeaderLease, openSeat } from "./base/lease.ts";
import { listen } from "./base/listen.ts";
import { isLoopback } from "./base/local.ts";
import type { Shutdown } from "./base/shutdown.ts";
import { WakeSignal, WakeSignalForIds } from "./base/wake-signal.ts";
import type { BrokerLink } from "./broker.ts";
import { newFiles } from "./contract/media.ts";
import * as keys from "./core/access/keys.ts";
import * as devices from "./core/devices/devices.ts";
import { newLights, spotsIn } from "./core/devices/led-sync.ts";
import type { Monitor } from "./core/health/readiness.ts";
import { newWebhooks } from "./core/ingest/append.ts";
import { fetchFiles } from "./core/media/fetch-files.ts";
import { newOutboundMessages } from "./core/outbox/enqueue.ts";
import { createRunCommand } from "./core/parking/chat/run-command.ts";
import { type Devices, startDevices } from "./devices.ts";
import type { Flow } from "./flow.ts";
import { fileFetches, ledgerFaults } from "./monitor.ts";
import type { Parts } from "./parts.ts";
import { startSchedule } from "./schedule.ts";
import { serveWorker } from "./worker-http.ts";

/** What the roles need. */
type WorkParts = Parts & { flow: Flow; broker: BrokerLink };

/** The running roles; `wake` wakes all their loops. `hasBoards`: whether the boards are this process's now. */
export type Working = { wake(): void; hasBoards(): boolean };

/** Starts the roles. Their transactions on the pool's connections are fenced by their lease. */
export async function work(parts: WorkParts, shutdown: Shutdown): Promise<Working> {
  const { url, flow, log, broker } = parts;
  const [lights, dueJobs, dueFiles] = [new WakeSignalForIds(), new WakeSignal(), new WakeSignal()];
  shutdown.add("work", "drain and outbox", () => flow.stop());
  flow.start();
  const boards = startBoards(parts, lights);
  shutdown.add("work", "boards", () => boards.stop());
  const schedule = startJobs(parts, dueJobs);
  shutdown.add("work", "schedule", () => schedule.stop());
  const files = startFiles(parts, dueFiles);
  shutdown.add("work", "files", () => files.stop());
  const wakeSignals = {
    [newWebhooks]: flow.webhooks,
    [newOutboundMessages]: flow.outbound,
    [newLights]: lights,
    [newDueJobs]: dueJobs,
    [newFiles]: dueFiles,
  };
  const hears = {
    [devices.dropDevice]: (id: string) => boards.drop(Number(id)),
    [newLights]: (spots: string) => lights.wakeFor(spotsIn(spots)),
  };
  const notifications = listen({ url, wakeSignals, hears, log });
  shutdown.add("listeners", "notifications", () => notifications.stop());
  await boards.settled;
  const refused = broker.refusal();
  if (refused !== null) throw refused;
  return {
    hasBoards: boards.connected,
    wake() {
      dueJobs.wake();
      lights.wake();
      dueFiles.wake();
    },
  };
}

function startBoards({ url, pool, clock, log, broker }: WorkParts, lights: WakeSignalForIds): Devices {
  const seat = openSeat("boards");
  const db = overPoolPrepared<DB>(pool, seat.fence);
  const { refusal: _, ...link } = broker;
  return startDevices({ url, seat, db, runCommand: createRunCommand(db, clock), ...link, lights, clock, log });
}

function startJobs(parts: WorkParts, dueJobs: WakeSignal): LeaderLease {
  const seat = openSeat("schedule");
  const db = overPoolPrepared<DB>(parts.pool, seat.fence);
  const { backup, webhookLogDays, archiveAfterMonths, alarms } = parts.config;
  return startSchedule({
    ...parts,
    ...{ backup, webhookLogDays, archiveAfterMonths, alarmEmail: alarms.email },
    seat,
    db,
    dueJobs,
    onProof: (faults) => figures.set(db, ledgerFaults, faults),
  });
}

/** Joins the election for the process that fetches files. */
function startFiles(parts: Parts, wakeSignal: WakeSignal): LeaderLease {
  const { url, pool, files, clock, log, mediaSources: sources, figures } = parts;
  const seat = openSeat("files");
  const db = overPoolPrepared<DB>(pool, seat.fence);
  const onResult = (provider: string, result: string) => figures.add(fileFetches, { provider, result }, 1);
  const options = { db, files, sources, clock, log, wakeSignal, onResult };
  return joinElection({ url, name: "files", log, seat, lead: (_, signal) => fetchFiles(options, signal) });
}

/** The default port of a worker's metrics; that of OpenTelemetry's Prometheus exporter. */
const DEFAULT_PORT = 9464;

/** Opens the worker's own port; returns its address, or null when it is switched off or the default port is taken. */
export async function openWorkerPort(parts: Parts & { monitor: Monitor }, shutdown: Shutdown): Promise<string | null> {
  const { config, preparedDb: db, monitor, clock, log } = parts;
  const { host, port } = config.metrics;
  if (port === 0) return null;
  const given = config.apiKey === null ? [] : [{ name: "environment", key: config.apiKey }];
  const admits = isLoopback(host)
    ? null
    : async (key: string) => key !== "" && (await keys.verify(db, key, given, clock())) !== null;
  try {
    const http = await serveWorker({ host, port: port ?? DEFAULT_PORT, monitor, admits });
    shutdown.add("work", "worker port", () => http.stop());
    return http.address;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const remedy = "Set METRICS_PORT to another, or to 0 for none.";
    if (port !== null) throw new Error(`Port ${port} on ${host} is taken. ${remedy}`, { cause: error });
    log.warn(`Port ${DEFAULT_PORT} on ${host} is taken: this worker tells nobody how it is. ${remedy}`);
    return null;
  }
}
