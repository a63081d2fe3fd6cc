// The parts that every process has, whatever its role: opened once and passed on as one object.
import path from "node:path";
import type { Kysely } from "kysely";
import type pg from "pg";
import type { DB } from "../db/rows.ts";
import { appSecretKeys } from "./base/app-secret-key.ts";
import { awaitDatabase } from "./base/await-database.ts";
import { wallClock } from "./base/clock.ts";
import type { Config } from "./base/config.ts";
import { createPool, overPool, overPoolPrepared } from "./base/db.ts";
import { type Figures, keepFigures } from "./base/figures.ts";
import type { Log } from "./base/log.ts";
import { createMetrics, type Metrics } from "./base/metrics.ts";
import { migrate } from "./base/migrate.ts";
import { giveDefaults, refuseOtherDatabase, refuseSharedSessions, sharesSessions } from "./base/pooler.ts";
import { startPostgres } from "./base/postgres.ts";
import { clockFaults, clockLead, refuse } from "./base/production-checks.ts";
import type { Shutdown } from "./base/shutdown.ts";
import { createTraces, type Traces, traceSalt } from "./base/traces.ts";
import { configuredBackupPlace, createScanner, openFiles } from "./blob-store.ts";
import type { BlobStore, Clock } from "./contract/ports.ts";
import { ensure } from "./core/inbox/channels.ts";
import * as simulated from "./core/inbox/simulated.ts";
import { settleConfigured } from "./core/inbox/unknown-numbers.ts";
import type { Senders } from "./core/mail/queue.ts";
import type { Files } from "./core/media/keep.ts";
import { rememberPublicUrl } from "./core/media/links.ts";
import { watchNumbers } from "./number-watch.ts";
import { openProviders, type Providers } from "./providers.ts";
import { createSenders, openSpanExporter } from "./senders.ts";
import { simulatorConfig } from "./simulator-mode.ts";
import { type Plugin, plugins } from "./skills.ts";

/** The parts of a process. Lists of the providers change in place when numbers do. */
export type Parts = Omit<Providers, "use" | "close"> & {
  /** Includes the simulator's addresses and credentials, if it is on. */
  config: Config;
  plugins: readonly Plugin[];
  /** The URL of the database for connections that keep their session. */
  url: string;
  pool: pg.Pool;
  db: Kysely<DB>;
  /** The same database, with prepared statements unless a pooler shares the sessions. */
  preparedDb: Kysely<DB>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  traces: Traces;
  figures: Figures;
  /** Decrypt the secrets of numbers; the first one encrypts. */
  secretKeys: readonly Buffer[];
  /** Has this process use the numbers as they are in the database now. */
  reloadNumbers(): Promise<void>;
  /** By which ways mails and alarms leave. */
  senders: Senders;
  /** Where files are kept. */
  files: Files;
  /** Opens the place of the backups; null: there is none. */
  backupPlace(): Promise<BlobStore | null>;
};

/** Starts the database or waits for it, migrates it, and opens the parts. Throws an error with a message for the operator. */
export async function openParts(given: Config, log: Log, shutdown: Shutdown, signal?: AbortSignal): Promise<Parts> {
  const { url, poolUrl, shared } = await openDatabase(given, log, shutdown, signal);
  const purpose = shared ? "shared" : given.role === "worker" ? "worker" : "work";
  const pool = createPool(poolUrl, given.role, 10, purpose);
  shutdown.add("connections", "pool", () => pool.end());
  const db = overPool<DB>(pool);
  const config = await withSimulator(given, db, log);
  const figures = keepFigures({ db, log });
  shutdown.add("listeners", "figures", () => figures.stop());
  const { use, close, ...providers } = openProviders(config);
  shutdown.add("connections", "providers", close);
  const ids = await ensure(db, providers.own);
  if (config.sim) await simulated.markSimulated(db, [...ids.values()]);
  await settleConfigured(db, [...ids.values()], wallClock());
  const secretKeys = await appSecretKeys(config);
  const reloadNumbers = await watchNumbers(
    { url, db, keys: secretKeys, providers: { use }, simulated: config.sim, log },
    shutdown,
  );
  if (config.role !== "worker") await rememberPublicUrl(db, config.publicUrl);
  const files = await openFiles(config, createScanner(config));
  return {
    ...providers,
    ...{ config, plugins, files, url, pool, db, log, figures, secretKeys, reloadNumbers },
    traces: createTraces({ salt: await traceSalt(db), log, exporter: await openSpanExporter(config, log, shutdown) }),
    senders: { ...createSenders(config), keys: secretKeys },
    backupPlace: () => configuredBackupPlace(config),
    preparedDb: overPoolPrepared<DB>(pool),
    clock: wallClock,
    metrics: createMetrics(),
  };
}

/** The ways to a database that answers and has the newest schema. */
type Database = {
  /** For connections that keep their session. */
  url: string;
  /** For the pool. */
  poolUrl: string;
  /** Whether that leads to a pooler that shares sessions. */
  shared: boolean;
};

async function openDatabase(config: Config, log: Log, shutdown: Shutdown, signal?: AbortSignal): Promise<Database> {
  const database =
    config.databaseUrl === null
      ? embeddedAt(await startEmbedded(config, log, shutdown, signal))
      : await openExternal(config, config.databaseUrl, log, signal);
  const { url, poolUrl, shared } = database;
  await migrate(url, plugins, { log, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
    throw new Error(`The database cannot be used: ${(error as Error).message}`, { cause: error });
  });
  if (shared) await giveDefaults(poolUrl);
  signal?.throwIfAborted();
  return database;
}

const embeddedAt = (url: string): Database => ({ url, poolUrl: url, shared: false });

/** Waits for the configured database, and checks what leads to it. */
async function openExternal(
  config: Config,
  databaseUrl: string,
  log: Log,
  signal: AbortSignal | undefined,
): Promise<Database> {
  const options = { log, ...(signal ? { signal } : {}) };
  const poolUrl = await awaitDatabase({ url: databaseUrl, ...options });
  const own = config.databaseSessionUrl;
  const url = own === null ? poolUrl : await awaitDatabase({ url: own, ...options, variable: "DATABASE_SESSION_URL" });
  await refuseSharedSessions(url, own === null ? "DATABASE_URL" : "DATABASE_SESSION_URL");
  if (own !== null) await refuseOtherDatabase(poolUrl, url);
  refuse(clockFaults(config, await clockLead(url)));
  return { url, poolUrl, shared: own !== null && (await sharesSessions(poolUrl)) };
}

async function startEmbedded(config: Config, log: Log, shutdown: Shutdown, signal?: AbortSignal): Promise<string> {
  const directory = path.join(config.dataDir, "postgres");
  const server = await startPostgres({ directory, log, ...(signal ? { signal } : {}) });
  shutdown.add("database", "database", (leftMs) => server.stop(leftMs - 750));
  return server.url;
}

/**
 * The configuration, with the simulator's part if it is on. There is no simulator on a database that has ever served real numbers. If real providers
 * are configured, the database is marked so for good, and what the simulator created is disabled.
 */
async function withSimulator(given: Config, db: Kysely<DB>, log: Log): Promise<Config> {
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
