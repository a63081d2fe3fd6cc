// Builds Bellhop from its parts and starts its roles. The only file that sees everything.
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { DB } from "../db/rows.ts";
import type { Simulator } from "../sim/simulator.ts";
import { createPerform } from "./acts.ts";
import { buildApp } from "./app.ts";
import { wallClock } from "./base/clock.ts";
import { type Config, ConfigFault, loadConfig } from "./base/config.ts";
import { createPool, isTransient, overPool, overPoolPrepared } from "./base/db.ts";
import { keepFigures } from "./base/figures.ts";
import { createLog, type Log } from "./base/log.ts";
import { createMetrics } from "./base/metrics.ts";
import { migrate } from "./base/migrate.ts";
import { refuseSharedSessions } from "./base/pooler.ts";
import { startPostgres } from "./base/postgres.ts";
import { brokerOf } from "./base/reach.ts";
import { waitForDatabase } from "./base/wait-for-database.ts";
import { tellJumps } from "./clock-watch.ts";
import type { AdmitDevice, DeviceLink, HearDevice } from "./contract/devices.ts";
import type { ChannelRef, Provider } from "./contract/inbound.ts";
import type { Channel, ReadWebhook } from "./contract/ports.ts";
import { createAuth, secretOf } from "./core/access/auth.ts";
import { firstAdmin } from "./core/access/first.ts";
import type { EnvironmentKey } from "./core/access/keys.ts";
import { addressOf } from "./core/access/links.ts";
import * as devices from "./core/devices/devices.ts";
import * as channels from "./core/inbox/channels.ts";
import { openLog, type Log as WebhookLog } from "./core/ingest/append.ts";
import { openFeed } from "./core/live/feed.ts";
import type { Perform } from "./core/parking/act.ts";
import { createEars } from "./core/parking/hearing.ts";
import { keepDoors } from "./core/reports/doors.ts";
import type { Monitor } from "./core/reports/readiness.ts";
import { createMetaChannel } from "./edge/meta/channel.ts";
import { createChallenge, createMetaGate } from "./edge/meta/gate.ts";
import { readWebhook as readMeta } from "./edge/meta/read.ts";
import { startBroker } from "./edge/mqtt/broker.ts";
import { connectBroker } from "./edge/mqtt/client.ts";
import { createTwilioChannel } from "./edge/twilio/channel.ts";
import { createTwilioGate } from "./edge/twilio/gate.ts";
import { readMessageWebhook, readStatusWebhook } from "./edge/twilio/read.ts";
import { createFlow, type Flow } from "./flow.ts";
import { createMonitor, sends } from "./monitor.ts";
import { openSimulator, pretend } from "./pretend.ts";
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

/** Starts what the configuration asks for. Throws with a sentence for people when it cannot. */
export async function start(given: Config, log: Log): Promise<Bellhop> {
  for (const warning of given.warnings) log.warn(warning);
  const config = given.sim ? await pretend(given, log) : given;
  const clock = wallClock;
  const undo: (() => Promise<unknown>)[] = [];
  let running = true;
  const stop = async () => {
    running = false;
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const url = config.databaseUrl ?? (await embedded(config, log, undo));
    if (config.databaseUrl !== null) {
      await waitForDatabase(url, log);
      await refuseSharedSessions(url);
    }
    await migrate(url).catch((error: unknown) => {
      throw new Error(`The database cannot be used: ${(error as Error).message}`, { cause: error });
    });
    const pool = createPool(url, config.role, 10, config.role === "worker" ? "worker" : "work");
    undo.push(() => pool.end());
    const db = overPool<DB>(pool);
    const metrics = createMetrics();
    const kept = keepFigures({ db, log });
    undo.push(() => kept.stop());
    const ports = openChannels(config, undo);
    const own = ownNumbers(config);
    await channels.ensure(db, own);

    const webhookLog =
      config.role === "worker"
        ? null
        : openLog({ url, clock, onCommit: () => flow.webhooks.ring(), drainsHere: () => flow.drains() });
    const flow: Flow = createFlow({
      url,
      db,
      read,
      channels: ports,
      messagesPerSecond: (provider) => config[provider].messagesPerSecond,
      skills: config.skills,
      crowded: () => webhookLog?.crowded() ?? false,
      clock,
      log,
      onOutcome: (provider, outcome) => kept.add(sends, { provider, outcome }, 1),
    });
    const prepared = overPoolPrepared<DB>(pool);
    const perform = createPerform(prepared, clock);
    const monitor = createMonitor({ db, metrics, clock, log, running: () => running });
    let working: Working | null = null;
    if (config.role !== "web") {
      const way = wayToBoards(config, prepared, clock, log, metrics);
      working = await work({ config, url, pool, flow, clock, log, way }, undo);
    }
    const jumps = tellJumps({
      db,
      metrics,
      log,
      onJump(byMs) {
        flow.clockJumped(byMs);
        working?.wake();
      },
    });
    undo.push(() => jumps.stop());
    const workerAddress =
      config.role === "worker" ? await openWorkerPort({ config, pool, monitor, clock, log }, undo) : null;
    const simKey = { name: "simulator", key: randomBytes(24).toString("hex") };
    const environment = config.apiKey === null ? [] : [{ name: "environment", key: config.apiKey }];
    const apiKeys = config.sim ? [...environment, simKey] : environment;
    let sim: Simulator | null = null;
    let address: string | null = null;
    let firstLink: string | null = null;
    if (webhookLog) {
      undo.push(() => webhookLog.close());
      sim = config.sim ? openSimulator(config, simKey.key) : null;
      if (sim) undo.push(() => sim!.close());
      address = await serve(
        { config, url, db, apiKeys, perform, log, clock, metrics, monitor, ports, own, flow, webhookLog, sim },
        undo,
      );
      const link = await firstAdmin(db, config.admin, clock());
      firstLink = link && addressOf(config.publicUrl, link);
    }
    return {
      address,
      workerAddress,
      databaseUrl: url,
      firstLink,
      sim,
      metaSecret: sim ? config.meta.appSecrets[0]! : null,
      stop,
    };
  } catch (error) {
    await stop().catch((fault: unknown) => log.error({ err: fault }, "could not tidy up"));
    throw error;
  }
}

/** Which reader a webhook's body belongs to. */
const read: ReadWebhook = ({ source, query, body }) => {
  if (source === "meta") return readMeta(body);
  return source === "twilio.message" ? readMessageWebhook(body, query) : readStatusWebhook(body, query);
};

async function embedded(config: Config, log: Log, undo: (() => Promise<unknown>)[]): Promise<string> {
  const server = await startPostgres({ directory: path.join(config.dataDir, "postgres"), log });
  undo.push(() => server.stop());
  return server.url;
}

/** Channels to those providers whose credentials are there. */
function openChannels(config: Config, undo: (() => Promise<unknown>)[]): ReadonlyMap<Provider, Channel> {
  const ports = new Map<Provider, Channel>();
  const { meta, twilio } = config;
  const timeoutMs = 15_000;
  if (meta.accessToken !== null) {
    const port = createMetaChannel({
      baseUrl: meta.apiUrl,
      version: meta.apiVersion,
      accessToken: meta.accessToken,
      timeoutMs,
    });
    ports.set("meta", port);
    undo.push(() => port.close());
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
    undo.push(() => port.close());
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
  const { url: foreign, host, port } = config.mqtt;
  const admit: AdmitDevice = (username, password) => devices.authenticate(db, username, password);
  const open = async (hear: HearDevice): Promise<DeviceLink> => {
    if (foreign !== null) return connectBroker({ url: foreign, hear, clock, log });
    try {
      return await startBroker({ host, port, admit, hear, clock, log });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      const remedy = "Free it, or set MQTT_PORT or MQTT_URL.";
      throw new Error(`The MQTT broker is off: port ${port} on ${host} is taken. ${remedy}`, { cause: error });
    }
  };
  return {
    open,
    forgetful: foreign === null,
    onHeard: (seconds) => metrics.heard.observe(seconds),
    onCommand: (seconds) => metrics.lights.observe(seconds),
  };
}

type Served = {
  config: Config;
  url: string;
  apiKeys: EnvironmentKey[];
  perform: Perform;
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

async function serve(parts: Served, undo: (() => Promise<unknown>)[]): Promise<string> {
  const { config, url, apiKeys, db, perform, log, clock, metrics, monitor, ports, own, flow, webhookLog, sim } = parts;
  const feed = openFeed({ url, log });
  undo.push(() => feed.stop());
  const doors = keepDoors({ db, metrics, clock, log });
  undo.push(() => doors.stop());
  const twilioGate = createTwilioGate({ authTokens: config.twilio.authTokens, publicUrl: config.publicUrl });
  const { publicUrl, trustProxy } = config;
  const app = await buildApp({
    db,
    auth: createAuth({ db, secret: await secretOf(db), publicUrl, log }),
    publicUrl,
    trustProxy,
    clock,
    log,
    metrics,
    apiKeys,
    gates: { meta: createMetaGate(config.meta.appSecrets), "twilio.message": twilioGate, "twilio.status": twilioGate },
    challenge: createChallenge(config.meta.verifyToken ?? undefined),
    append: webhookLog.append,
    post: { channels: ports, own },
    perform,
    hear: createEars(perform).hear,
    broker: brokerOf(config),
    live: { feed, beatMs: 25_000 },
    doors,
    rehearse: flow.rehearse,
    onQueued: () => flow.letters.ring(),
    monitor,
    sim: sim ? sim.handle : null,
  });
  undo.push(() => app.close());
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      throw new Error(
        `Port ${config.port} on ${config.host} is taken. Stop what listens there, or set PORT to another.`,
        { cause: error },
      );
    }
    throw error;
  }
  const { address, port } = app.server.address() as AddressInfo;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** What a newcomer needs to see when everything stands. */
function welcomeText(config: Config, bellhop: Bellhop): string {
  const lines: [string, string][] = [];
  if (bellhop.firstLink !== null)
    lines.push(["Begin", `${bellhop.firstLink}\n            makes you the first admin; works once, for a day`]);
  else if (bellhop.address !== null) lines.push(["Desk", `${config.publicUrl}/desk/`]);
  if (bellhop.sim) lines.push(["Try it", `${config.publicUrl}/sim/   a phone: type "menu"`]);
  if (bellhop.address !== null) lines.push(["API", `${config.publicUrl}/api/docs`]);
  if (bellhop.address !== null && config.apiKey === null)
    lines.push(["API key", "npm run bellhop -- keys create NAME"]);
  lines.push([
    "Database",
    config.databaseUrl === null ? `embedded PostgreSQL 18 in ${config.dataDir}` : "external PostgreSQL",
  ]);
  if (bellhop.address === null) lines.push(["Role", "worker: no web server"]);
  if (bellhop.workerAddress !== null) lines.push(["Health", `${bellhop.workerAddress}/readyz and /metrics`]);
  return `\nBellhop is ready.\n\n${lines.map(([what, where]) => `  ${what.padEnd(10)}${where}`).join("\n")}\n\nStop it with Ctrl+C.\n`;
}

/** A fault of a connection that nobody waited for ends nothing; any other that nobody caught still does. */
function surviveLostConnections(log: Log): void {
  const survive = (error: unknown) => {
    if (!isTransient(error)) throw error;
    log.error({ err: error }, "a lost connection that nobody waited for");
  };
  process.on("unhandledRejection", survive);
  process.on("uncaughtException", (error) => {
    try {
      survive(error);
    } catch {
      log.fatal({ err: error }, "an unexpected fault");
      process.exit(1);
    }
  });
}

/** Runs until told to stop. */
async function run(): Promise<void> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  const log = createLog(config.logLevel);
  surviveLostConnections(log);
  let bellhop: Bellhop;
  try {
    bellhop = await start(config, log);
  } catch (error) {
    log.debug({ err: error }, "start failed");
    console.error(`Bellhop could not start. ${(error as Error).message}`);
    process.exitCode = 1;
    return;
  }
  console.log(welcomeText(config, bellhop));
  let asked = false;
  const end = (signal: string) => {
    if (asked) process.exit(1);
    asked = true;
    log.info({ signal }, "stopping: finishing what is in flight");
    bellhop.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "could not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => end("SIGTERM"));
  process.on("SIGINT", () => end("SIGINT"));
}

if (import.meta.main) await run();
