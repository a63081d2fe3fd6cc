// Starts Bellhop: reads the configuration once, opens the parts, and starts the roles. The only file that imports everything.
import type { Simulator } from "../sim/simulator.ts";
import { type Config, ConfigFault, loadConfig } from "./base/config.ts";
import { createLog, type Log } from "./base/log.ts";
import { surviveLostConnections } from "./base/lost-connections.ts";
import { checkPort } from "./base/ports.ts";
import { machineOf, productionFaults, refuse } from "./base/production-checks.ts";
import { createShutdown, type Shutdown } from "./base/shutdown.ts";
import { endOnSignals } from "./base/signals.ts";
import { messagesPerSecond } from "./base/throughput.ts";
import { welcomeText } from "./base/welcome.ts";
import { createBrokerLink } from "./broker.ts";
import { watchJumps } from "./clock-watch.ts";
import { openLog } from "./core/ingest/append.ts";
import { noteDisk } from "./disk-watch.ts";
import { createFlow, type Flow } from "./flow.ts";
import { createMonitor, sends } from "./monitor.ts";
import { openParts, type Parts } from "./parts.ts";
import { readWebhook } from "./providers.ts";
import { skillNames } from "./skills.ts";
import { startWebServer } from "./web-server.ts";
import { openWorkerPort, type Working, work } from "./worker.ts";

/** A running Bellhop. */
export type Bellhop = {
  /** The address of the web server; null for a worker. */
  address: string | null;
  /** The address of a worker's health and metrics; null for other roles, and for a worker without a port. */
  workerAddress: string | null;
  databaseUrl: string;
  /** The link for creating the first admin, while there is none; a secret, to be shown only once. */
  firstLink: string | null;
  /** The simulator, if it is on. */
  sim: Simulator | null;
  /** The secret with which the simulator signs Meta's webhooks, if it is on. */
  metaSecret: string | null;
  /** Takes nothing new, finishes what is in flight, and ends. */
  stop(): Promise<void>;
};

/**
 * Starts what the configuration asks for. Throws an error with a message for the operator when it cannot start, or when `signal` aborts the start;
 * then nothing is left running.
 */
export async function start(given: Config, log: Log, signal?: AbortSignal): Promise<Bellhop> {
  for (const warning of given.warnings) log.warn(warning);
  const shutdown = createShutdown(log);
  let running = true;
  shutdown.add("work", "readiness", () => {
    running = false;
  });
  try {
    refuse(productionFaults(given, await machineOf(given.dataDir)));
    if (given.role !== "worker")
      await checkPort(given.host, given.port, "Stop what listens there, or set PORT to another.");
    const parts = await openParts(given, log, shutdown, signal);
    return await startRoles(parts, () => running, shutdown, signal);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

/** Starts the parts that belong to the role of this process. */
async function startRoles(
  parts: Parts,
  running: () => boolean,
  shutdown: Shutdown,
  signal?: AbortSignal,
): Promise<Bellhop> {
  const { config, url, clock } = parts;
  const worker = config.role === "worker";
  const webhookLog = worker
    ? null
    : openLog({
        ...{ url, clock, onCommit: () => flow.webhooks.wake(), drainsHere: () => flow.drains() },
        tellsIds: parts.traces.on,
      });
  const flow: Flow = createFlow({
    ...parts,
    read: readWebhook,
    messagesPerSecond: (number) => messagesPerSecond(config, number),
    crowded: () => webhookLog?.crowded() ?? false,
    onOutcome: (provider, outcome) => parts.figures.add(sends, { provider, outcome }, 1),
  });
  const hasBoards = () => working?.hasBoards() ?? false;
  const monitor = createMonitor({ ...parts, dataDir: config.dataDir, running, hasBoards });
  const working: Working | null =
    config.role === "web" ? null : await work({ ...parts, flow, broker: createBrokerLink(parts) }, shutdown);
  signal?.throwIfAborted();
  const jumps = watchJumps({
    ...parts,
    onJump(byMs) {
      flow.clockJumped(byMs);
      working?.wake();
    },
  });
  shutdown.add("work", "clock", () => jumps.stop());
  const disk = noteDisk(parts);
  shutdown.add("work", "disk", () => disk.stop());
  const workerAddress = worker ? await openWorkerPort({ ...parts, monitor }, shutdown) : null;
  const web = webhookLog && (await startWebServer({ ...parts, flow, monitor, webhookLog }, shutdown));
  signal?.throwIfAborted();
  const { address = null, firstLink = null, sim = null } = web ?? {};
  const metaSecret = sim ? config.meta.appSecrets[0]! : null;
  return { address, workerAddress, databaseUrl: url, firstLink, sim, metaSecret, stop: shutdown.run };
}

/** Runs until a signal ends it. */
async function run(): Promise<void> {
  let config: Config;
  try {
    config = loadConfig(skillNames);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  const log = createLog(config.logLevel);
  surviveLostConnections(log);
  const unwanted = new AbortController();
  // Before anything is started, so that even an early signal is handled.
  const starting = Promise.withResolvers<Bellhop | null>();
  endOnSignals({
    log,
    stop: async () => {
      unwanted.abort();
      await (await starting.promise)?.stop();
    },
  });
  try {
    const bellhop = await start(config, log, unwanted.signal);
    starting.resolve(bellhop);
    if (!unwanted.signal.aborted) console.log(welcomeText(config, bellhop));
  } catch (error) {
    starting.resolve(null);
    if (unwanted.signal.aborted) return;
    log.debug({ err: error }, "start failed");
    console.error(`Bellhop could not start. ${(error as Error).message}`);
    process.exit(1);
  }
}

if (import.meta.main) await run();
