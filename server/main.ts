// Builds Bellhop from its parts and starts its roles. The only file that sees everything.
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { DB } from "../db/rows.ts";
import type { Simulator } from "../sim/simulator.ts";
import { buildApp } from "./app.ts";
import { awaitDatabase } from "./base/await-database.ts";
import { brokerAddress } from "./base/broker-address.ts";
import { wallClock } from "./base/clock.ts";
import { type Config, ConfigFault, loadConfig } from "./base/config.ts";
import { createPool, overPool, overPoolPrepared } from "./base/db.ts";
import { keepFigures } from "./base/figures.ts";
import { createLog, type Log } from "./base/log.ts";
import { surviveLostConnections } from "./base/lost-connections.ts";
import { createMetrics } from "./base/metrics.ts";
import { migrate } from "./base/migrate.ts";
import { refuseSharedSessions } from "./base/pooler.ts";
import { checkPort, refusedPort } from "./base/ports.ts";
import { startPostgres } from "./base/postgres.ts";
import { createShutdown, type Shutdown } from "./base/shutdown.ts";
import { endOnSignals } from "./base/signals.ts";
import { welcomeText } from "./base/welcome.ts";
import { tellJumps } from "./clock-watch.ts";
import type { AdmitDevice, DeviceLink, HearDevice, LinkWatch } from "./contract/devices.ts";
import type { ChannelRef, Provider } from "./contract/inbound.ts";
import type { Channel, ReadWebhook } from "./contract/ports.ts";
import { createAuth, secretOf } from "./core/access/auth.ts";
import { bootstrapAdmin } from "./core/access/bootstrap-admin.ts";
import type { EnvironmentKey } from "./core/access/keys.ts";
import { addressOf } from "./core/access/links.ts";
import * as devices from "./core/devices/devices.ts";
import type { Monitor } from "./core/health/readiness.ts";
import { keepWebhookStats } from "./core/health/webhook-stats.ts";
import * as channels from "./core/inbox/channels.ts";
import * as simulated from "./core/inbox/simulated.ts";
import { openLog, type Log as WebhookLog } from "./core/ingest/append.ts";
import { openFeed } from "./core/live/feed.ts";
import type { RunCommand } from "./core/parking/command-context.ts";
import { createReadings } from "./core/parking/readings.ts";
import { createMetaChannel } from "./edge/meta/channel.ts";
import { readWebhook as readMeta } from "./edge/meta/read.ts";
import { createChallenge, createMetaVerifier } from "./edge/meta/verifier.ts";
import { startBroker } from "./edge/mqtt/broker.ts";
import { connectBroker } from "./edge/mqtt/client.ts";
import { createTwilioChannel } from "./edge/twilio/channel.ts";
import { readMessageWebhook, readStatusWebhook } from "./edge/twilio/read.ts";
import { createTwilioVerifier } from "./edge/twilio/verifier.ts";
import { createFlow, type Flow } from "./flow.ts";
import { createMonitor, sends } from "./monitor.ts";
import { createRunCommand } from "./run-command.ts";
import { openSimulator, simulatorConfig } from "./simulator-mode.ts";
import { plugins, skillNames } from "./skills.ts";
import { openWorkerPort, type Working, type WorkParts, work } from "./worker.ts";

/** A running Bellhop. */
export type Bellhop = {
  /** Where it listens; null for a worker. */
  address: string | null;
  /** Where a worker tells of its health and figures; null for others, and when it has no port. */
  workerAddress: string | null;
  databaseUrl: string;
  /** Where the first admin is made, while there is none; a secret, to be shown once. */
  firstLink: string | null;
  /** The simulator, while it is on. */
  sim: Simulator | null;
  /** What the simulator signs Meta's webhooks with, while it is on. */
  metaSecret: string | null;
  /** Takes nothing new, finishes what is in flight, and ends. */
  stop(): Promise<void>;
};

/**
 * Starts what the configuration asks for. Throws with a sentence for people when it cannot, or when `signal` says that it is no longer
 * wanted; nothing is left running then.
 */
export async function start(given: Config, log: Log, signal?: AbortSignal): Promise<Bellhop> {
  for (const warning of given.warnings) log.warn(warning);
  const clock = wallClock;
  const undo = createShutdown(log);
  let running = true;
  undo.add("work", "readiness", () => {
    running = false;
  });
  try {
    if (given.role !== "worker")
      await checkPort(given.host, given.port, "Stop what listens there, or set PORT to another.");
    const url =
      given.databaseUrl === null
        ? await embedded(given, log, undo, signal)
        : await awaitDatabase({ url: given.databaseUrl, log, ...(signal ? { signal } : {}) });
    if (given.databaseUrl !== null) await refuseSharedSessions(url);
    await migrate(url, plugins).catch((error: unknown) => {
      throw new Error(`The database cannot be used: ${(error as Error).message}`, { cause: error });
    });
    signal?.throwIfAborted();
    const pool = createPool(url, given.role, 10, given.role === "worker" ? "worker" : "work");
    undo.add("connections", "pool", () => pool.end());
    const db = overPool<DB>(pool);
    const config = await settleSimulator(given, db, log);
    const metrics = createMetrics();
    const kept = keepFigures({ db, log });
    undo.add("listeners", "figures", () => kept.stop());
    const ports = openChannels(config, undo);
    const own = ownNumbers(config);
    const numbers = await channels.ensure(db, own);
    if (config.sim) await simulated.markSimulated(db, [...numbers.values()]);

    const webhookLog =
      config.role === "worker"
        ? null
        : openLog({ url, clock, onCommit: () => flow.webhooks.wake(), drainsHere: () => flow.drains() });
    const flow: Flow = createFlow({
      url,
      db,
      read,
      channels: ports,
      messagesPerSecond: (provider) => config[provider].messagesPerSecond,
      plugins,
      config,
      crowded: () => webhookLog?.crowded() ?? false,
      clock,
      log,
      onOutcome: (provider, outcome) => kept.add(sends, { provider, outcome }, 1),
    });
    const prepared = overPoolPrepared<DB>(pool);
    const runCommand = createRunCommand(prepared, clock);
    const monitor = createMonitor({ db, metrics, clock, log, running: () => running });
    let working: Working | null = null;
    if (config.role !== "web") {
      const way = wayToBoards(config, prepared, clock, log, metrics);
      working = await work({ config, plugins, url, pool, flow, clock, log, way }, undo);
    }
    signal?.throwIfAborted();
    const jumps = tellJumps({
      db,
      metrics,
      log,
      onJump(byMs) {
        flow.clockJumped(byMs);
        working?.wake();
      },
    });
    undo.add("work", "clock", () => jumps.stop());
    const workerAddress =
      config.role === "worker" ? await openWorkerPort({ config, pool, monitor, clock, log }, undo) : null;
    const simKey = { name: "simulator", key: randomBytes(24).toString("hex") };
    const environment = config.apiKey === null ? [] : [{ name: "environment", key: config.apiKey }];
    const apiKeys = config.sim ? [...environment, simKey] : environment;
    let sim: Simulator | null = null;
    let address: string | null = null;
    let firstLink: string | null = null;
    if (webhookLog) {
      undo.add("listeners", "webhook log", () => webhookLog.close());
      // Before anybody can be told that there is no admin.
      const link = await bootstrapAdmin(db, config.admin, clock());
      firstLink = link && addressOf(config.publicUrl, link);
      sim = config.sim ? openSimulator(config, simKey.key) : null;
      if (sim) undo.add("listeners", "simulator", () => sim!.close());
      address = await serve(
        { config, url, db, apiKeys, runCommand, log, clock, metrics, monitor, ports, own, flow, webhookLog, sim },
        undo,
      );
    }
    signal?.throwIfAborted();
    const metaSecret = sim ? config.meta.appSecrets[0]! : null;
    return { address, workerAddress, databaseUrl: url, firstLink, sim, metaSecret, stop: undo.run };
  } catch (error) {
    await undo.run();
    throw error;
  }
}

/**
 * The configuration with the simulator's part in it, if there is to be one. On a database that once served real numbers there is none, and
 * where real providers are configured whoever the simulator made steps back.
 */
async function settleSimulator(given: Config, db: ReturnType<typeof overPool<DB>>, log: Log): Promise<Config> {
  if (given.real) await simulated.beginRealService(db, wallClock());
  if (!given.sim) return given;
  const since = await simulated.realSince(db);
  if (since === null) return simulatorConfig(given, log);
  const why = `this database has served real numbers since ${since.toISOString().slice(0, 10)}`;
  const remedy = "To try things out, set DATA_DIR to another folder or DATABASE_URL to an empty database.";
  if (given.simDemanded) throw new Error(`SIM must not be on: ${why}. Remove SIM. ${remedy}`);
  log.warn(`The simulator is off: ${why}. ${remedy}`);
  return { ...given, sim: false };
}

/** Which reader a webhook's body belongs to. */
const read: ReadWebhook = ({ source, query, body }) => {
  if (source === "meta") return readMeta(body);
  return source === "twilio.message" ? readMessageWebhook(body, query) : readStatusWebhook(body, query);
};

async function embedded(config: Config, log: Log, undo: Shutdown, signal?: AbortSignal): Promise<string> {
  const directory = path.join(config.dataDir, "postgres");
  const server = await startPostgres({ directory, log, ...(signal ? { signal } : {}) });
  undo.add("database", "database", (leftMs) => server.stop(leftMs - 750));
  return server.url;
}

/** Channels to those providers whose credentials are there. */
function openChannels(config: Config, undo: Shutdown): ReadonlyMap<Provider, Channel> {
  const ports = new Map<Provider, Channel>();
  const { meta, twilio } = config;
  // Long: an answer that comes late is a verdict, and whoever stops waiting for it has a doubt instead.
  const timeoutMs = 60_000;
  if (meta.accessToken !== null) {
    const port = createMetaChannel({
      baseUrl: meta.apiUrl,
      version: meta.apiVersion,
      accessToken: meta.accessToken,
      timeoutMs,
    });
    ports.set("meta", port);
    undo.add("connections", "provider", () => port.close());
  }
  if (twilio.accountSid !== null && twilio.authTokens[0] !== undefined) {
    const port = createTwilioChannel({
      baseUrl: twilio.apiUrl,
      accountSid: twilio.accountSid,
      authToken: twilio.authTokens[0],
      statusCallbackUrl: `${config.publicUrl}/api/chatbot/twilio/status/`,
      timeoutMs,
    });
    ports.set("twilio", port);
    undo.add("connections", "provider", () => port.close());
  }
  return ports;
}

/** The numbers that the environment names, the preferred one first. */
function ownNumbers({ meta, twilio }: Config): ChannelRef[] {
  const own: ChannelRef[] = [];
  if (meta.phoneNumberId !== null) {
    own.push({
      provider: "meta",
      externalId: meta.phoneNumberId,
      displayNumber: null,
      accountId: meta.businessAccountId,
    });
  }
  if (twilio.accountSid !== null) {
    own.push({
      provider: "twilio",
      externalId: twilio.number,
      displayNumber: twilio.number.replace(/\D/g, ""),
      accountId: twilio.accountSid,
    });
  }
  return own;
}

/** The way to the boards: a broker of our own, or a connection to somebody else's. */
function wayToBoards(
  config: Config,
  db: ReturnType<typeof overPool<DB>>,
  clock: () => Date,
  log: Log,
  metrics: ReturnType<typeof createMetrics>,
): WorkParts["way"] {
  let refusal: Error | null = null;
  const { url: foreign, host, port } = config.mqtt;
  const admit: AdmitDevice = (username, password) => devices.authenticate(db, username, password);
  const open = async (hear: HearDevice, watch: LinkWatch): Promise<DeviceLink> => {
    if (foreign !== null) return connectBroker({ url: foreign, hear, watch, clock, log });
    try {
      return await startBroker({ host, port, admit, hear, clock, log });
    } catch (error) {
      const remedy = "Free it, or set MQTT_PORT to another, or MQTT_URL to the broker that you have.";
      const said = refusedPort(error, host, port, `It is where boards connect (MQTT). ${remedy}`, "MQTT_HOST") as Error;
      refusal = said;
      throw said;
    }
  };
  return {
    open,
    refusal: () => refusal,
    onHeard: (seconds) => metrics.heard.observe(seconds),
    onCommand: (seconds) => metrics.lights.observe(seconds),
  };
}

type Served = {
  config: Config;
  url: string;
  apiKeys: EnvironmentKey[];
  runCommand: RunCommand;
  db: ReturnType<typeof overPool<DB>>;
  log: Log;
  clock: () => Date;
  metrics: ReturnType<typeof createMetrics>;
  monitor: Monitor;
  ports: ReadonlyMap<Provider, Channel>;
  own: ChannelRef[];
  flow: Flow;
  webhookLog: WebhookLog;
  sim: Simulator | null;
};

async function serve(parts: Served, undo: Shutdown): Promise<string> {
  const { config, url, apiKeys, db, runCommand, log, clock, metrics, monitor, ports, own, flow, webhookLog, sim } =
    parts;
  const feed = openFeed({ url, log });
  undo.add("listeners", "live feed", () => feed.stop());
  const webhookStats = keepWebhookStats({ db, metrics, clock, log });
  undo.add("listeners", "counts of webhooks", () => webhookStats.stop());
  const twilioGate = createTwilioVerifier({ authTokens: config.twilio.authTokens, publicUrl: config.publicUrl });
  const { publicUrl, trustProxy } = config;
  const app = await buildApp({
    plugins,
    welcomeCredit: config.welcomeCreditCents,
    db,
    auth: createAuth({ secret: await secretOf(db), publicUrl }),
    publicUrl,
    allowedHosts: config.allowedHosts,
    corsOrigins: config.corsOrigins,
    trustProxy,
    clock,
    log,
    metrics,
    apiKeys,
    verifiers: {
      meta: createMetaVerifier(config.meta.appSecrets),
      "twilio.message": twilioGate,
      "twilio.status": twilioGate,
    },
    challenge: createChallenge(config.meta.verifyToken ?? undefined),
    append: webhookLog.append,
    post: { channels: ports, own },
    runCommand,
    hear: createReadings(runCommand).hear,
    broker: brokerAddress(config),
    live: { feed, beatMs: 25_000 },
    webhookStats,
    dryRun: flow.dryRun,
    onQueued: () => flow.outbound.wake(),
    monitor,
    sim: sim ? sim.handle : null,
  });
  undo.add("work", "web server", async (leftMs) => {
    sim?.endStreams();
    // Requests under way are finished; a listener that never leaves, or reads too slowly, is cut off.
    const late = setTimeout(() => app.server.closeAllConnections(), leftMs - 1_500);
    await app.close().finally(() => clearTimeout(late));
  });
  await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    throw refusedPort(error, config.host, config.port, "Stop what listens there, or set PORT to another.", "HOST");
  });
  const { address, port } = app.server.address() as AddressInfo;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** Runs until told to stop. */
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
  // Before anything is started: a signal in the first moment is heard too.
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
