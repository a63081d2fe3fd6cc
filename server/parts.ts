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
import { refuseSharedSessions } from "./base/pooler.ts";
import { startPostgres } from "./base/postgres.ts";
import { clockFaults, clockLead, refuse } from "./base/production-checks.ts";
import type { Shutdown } from "./base/shutdown.ts";
import { createTraces, type Traces, traceSalt } from "./base/traces.ts";
import { createScanner, openBackupPlace, openBlobStore } from "./blob-store.ts";
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
  /** The URL of the database. */
  url: string;
  pool: pg.Pool;
  db: Kysely<DB>;
  /** The same database, with prepared statements. */
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
  const url = await openDatabase(given, log, shutdown, signal);
  const pool = createPool(url, given.role, 10, given.role === "worker" ? "worker" : "work");
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
  const files = {
    blobs: await openBlobStore(config),
    temporary: path.join(config.dataDir, "tmp"),
    scanner: createScanner(config),
  };
  const { to } = config.backup;
  return {
    ...providers,
    ...{ config, plugins, files, url, pool, db, log, figures, secretKeys, reloadNumbers },
    traces: createTraces({ salt: await traceSalt(db), log, exporter: await openSpanExporter(config, log, shutdown) }),
    senders: { ...createSenders(config), keys: secretKeys },
    backupPlace: async () => (to === null ? null : openBackupPlace(to, config)),
    preparedDb: overPoolPrepared<DB>(pool),
    clock: wallClock,
    metrics: createMetrics(),
  };
}

/** The URL of a database that answers and has the newest schema. */
async function openDatabase(config: Config, log: Log, shutdown: Shutdown, signal?: AbortSignal): Promise<string> {
  const url =
    config.databaseUrl === null
      ? await startEmbedded(config, log, shutdown, signal)
      : await awaitDatabase({ url: config.databaseUrl, log, ...(signal ? { signal } : {}) });
  if (config.databaseUrl !== null) {
    await refuseSharedSessions(url);
    refuse(clockFaults(config, await clockLead(url)));
  }
  await migrate(url, plugins).catch((error: unknown) => {
    throw new Error(`The database cannot be used: ${(error as Error).message}`, { cause: error });
  });
  signal?.throwIfAborted();
  return url;
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
