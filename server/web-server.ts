// The web server of a process: builds the application with its context, and listens.
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Simulator } from "../sim/simulator.ts";
import { buildApp } from "./app.ts";
import { brokerAddress } from "./base/broker-address.ts";
import { refusedPort } from "./base/ports.ts";
import type { Shutdown } from "./base/shutdown.ts";
import { messagesPerSecond } from "./base/throughput.ts";
import { createAuth, secretOf } from "./core/access/auth.ts";
import { bootstrapAdmin } from "./core/access/bootstrap-admin.ts";
import { addressOf } from "./core/access/links.ts";
import type { Monitor } from "./core/health/readiness.ts";
import { lookAtSetup } from "./core/health/setup.ts";
import { keepWebhookStats } from "./core/health/webhook-stats.ts";
import type { Log as WebhookLog } from "./core/ingest/append.ts";
import { openFeed } from "./core/live/feed.ts";
import * as credentials from "./core/numbers/credentials.ts";
import { createRunCommand } from "./core/parking/chat/run-command.ts";
import { createReadings } from "./core/parking/readings.ts";
import { esphomeConfiguration } from "./edge/esphome/configuration.ts";
import type { Flow } from "./flow.ts";
import type { Parts } from "./parts.ts";
import { setupOf } from "./setup.ts";
import { openSimulators, type Simulators } from "./simulator-mode.ts";

/** What the web server needs. */
type WebParts = Parts & { flow: Flow; monitor: Monitor; webhookLog: WebhookLog };

/** A running web server. */
export type WebServer = {
  address: string;
  /** The link for creating the first admin, while there is none; a secret. */
  firstLink: string | null;
  /** The simulator, if it is on. */
  sim: Simulator | null;
};

/** Makes sure that an admin can be created, and listens. Throws an error with a message for the operator when the port cannot be used. */
export async function startWebServer(parts: WebParts, shutdown: Shutdown): Promise<WebServer> {
  const { config, db, clock, webhookLog } = parts;
  shutdown.add("listeners", "webhook log", () => webhookLog.close());
  // Done before the server listens, so that nobody is told too early that there is no admin.
  const link = await bootstrapAdmin(db, config.admin, clock());
  const simKey = { name: "simulator", key: randomBytes(24).toString("hex") };
  const sim = config.sim ? openSimulators(config, simKey.key) : null;
  if (sim) shutdown.add("listeners", "simulator", () => sim.close());
  if (sim) await addNumbers(parts, sim);
  const app = await createApp(parts, sim && { sim, key: simKey }, shutdown);
  shutdown.add("work", "web server", async (leftMs) => {
    sim?.endStreams();
    // Requests under way may finish; live connections that do not close, and slow readers, are cut off.
    const late = setTimeout(() => app.server.closeAllConnections(), leftMs - 1_500);
    await app.close().finally(() => clearTimeout(late));
  });
  return {
    address: await listen(app, parts),
    firstLink: link && addressOf(config.publicUrl, link),
    sim: sim?.first ?? null,
  };
}

/** Adds the simulator's numbers that the configuration does not have. */
async function addNumbers({ db, clock, secretKeys, reloadNumbers }: WebParts, { others }: Simulators): Promise<void> {
  if (others.length === 0) return;
  const numbers = others.flatMap(({ meta, twilio }): credentials.NewNumber[] => [
    {
      ref: {
        ...{ provider: "meta", externalId: meta.phoneNumberId },
        ...{ displayNumber: meta.displayNumber, accountId: meta.businessAccountId },
      },
      secrets: { accessToken: meta.accessToken, appSecrets: [meta.appSecret], verifyToken: meta.verifyToken },
    },
    {
      ref: {
        ...{ provider: "twilio", externalId: twilio.number },
        ...{ displayNumber: twilio.number.slice(1), accountId: twilio.accountSid },
      },
      secrets: { authTokens: [twilio.authToken] },
    },
  ]);
  await db.transaction().execute(async (tx) => {
    for (const number of numbers)
      await credentials.put({ tx, now: clock(), by: "simulator" }, secretKeys, number, true);
  });
  await reloadNumbers();
}

/** Builds the application. `simulator` comes with an admin key of its own. */
async function createApp(
  parts: WebParts,
  simulator: { sim: Simulators; key: { name: string; key: string } } | null,
  shutdown: Shutdown,
): Promise<FastifyInstance> {
  const { config, plugins, files, url, db, preparedDb, clock, log, metrics, channels, own, checks } = parts;
  const { templates, calls, verifiers, challenge, flow, monitor, webhookLog } = parts;
  const feed = openFeed({ url, log });
  shutdown.add("listeners", "live feed", () => feed.stop());
  const webhookStats = keepWebhookStats({ db, metrics, clock, log });
  shutdown.add("listeners", "counts of webhooks", () => webhookStats.stop());
  const runCommand = createRunCommand(preparedDb, clock);
  const { publicUrl, allowedHosts, corsOrigins, trustProxy } = config;
  return buildApp({
    ...{ plugins, files, db, clock, log, metrics, monitor, webhookStats, runCommand },
    ...{ publicUrl, allowedHosts, corsOrigins, trustProxy },
    welcomeCredit: config.welcomeCreditCents,
    auth: createAuth({ secret: await secretOf(db), publicUrl }),
    apiKeys: [
      ...(config.apiKey === null ? [] : [{ name: "environment", key: config.apiKey }]),
      ...(simulator === null ? [] : [simulator.key]),
    ],
    append: webhookLog.append,
    traces: parts.traces,
    post: { channels, own },
    ...{ checks, verifiers, challenge },
    numbers: {
      ...{ keys: parts.secretKeys, simulated: config.sim, environment: parts.environment },
      ...{ checkers: parts.checkers, reload: parts.reloadNumbers },
      messagesPerSecond: (number) => messagesPerSecond(config, number),
    },
    mail: {
      ...{ mailer: parts.senders.mailer, webhook: parts.senders.webhook },
      ...{ key: parts.secretKeys[0]!, alarmEmail: config.alarms.email },
    },
    ...{ templates, calls },
    hear: createReadings(runCommand).hear,
    broker: brokerAddress(config),
    deviceConfiguration: esphomeConfiguration,
    live: { feed, beatMs: 25_000 },
    setup: () => lookAtSetup({ db, clock, ...setupOf(config) }),
    bot: flow.bot,
    onQueued: () => flow.outbound.wake(),
    sim: simulator?.sim.handle ?? null,
  });
}

/** Listens; returns the address. */
async function listen(app: FastifyInstance, { config }: Parts): Promise<string> {
  await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    throw refusedPort(error, config.host, config.port, "Stop what listens there, or set PORT to another.", "HOST");
  });
  const { address, port } = app.server.address() as AddressInfo;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
