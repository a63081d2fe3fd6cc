// The parts that every process has, whatever its role: opened once and passed on as one object.
import path from "node:path";
import type { Kysely } from "kysely";
import type pg from "pg";
import type { DB } from "../db/rows.ts";
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
import type { Shutdown } from "./base/shutdown.ts";
import { createScanner, openBlobStore } from "./blob-store.ts";
import type { ChannelRef, Provider } from "./contract/inbound.ts";
import type { CallProvider, Channel, Clock, HealthCheck, MediaSource, TemplateProvider } from "./contract/ports.ts";
import { ensure } from "./core/inbox/channels.ts";
import * as simulated from "./core/inbox/simulated.ts";
import type { Files } from "./core/media/keep.ts";
import { rememberPublicUrl } from "./core/media/links.ts";
import {
  openCallProviders,
  openChannels,
  openHealthChecks,
  openMediaSources,
  openTemplateProviders,
  ownNumbers,
} from "./providers.ts";
import { simulatorConfig } from "./simulator-mode.ts";
import { type Plugin, plugins } from "./skills.ts";

/** The parts of a process. */
export type Parts = {
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
  figures: Figures;
  /** Channels of the configured providers. */
  channels: ReadonlyMap<Provider, Channel>;
  /** What reads the templates of the configured providers. */
  templates: ReadonlyMap<Provider, TemplateProvider>;
  /** What makes and takes calls at the configured providers. */
  calls: ReadonlyMap<Provider, CallProvider>;
  /** The business's own numbers from the environment, the preferred one first. */
  own: ChannelRef[];
  /** What asks the providers how accounts and numbers are. */
  checks: readonly HealthCheck[];
  /** Sources of the files that the configured providers keep. */
  mediaSources: ReadonlyMap<Provider, MediaSource>;
  /** Where files are kept. */
  files: Files;
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
  const channels = openChannels(config, shutdown);
  const mediaSources = openMediaSources(config, shutdown);
  const templates = openTemplateProviders(config, shutdown);
  const own = ownNumbers(config);
  const ids = await ensure(db, own);
  if (config.sim) await simulated.markSimulated(db, [...ids.values()]);
  if (config.role !== "worker") await rememberPublicUrl(db, config.publicUrl);
  const files = {
    blobs: await openBlobStore(config),
    temporary: path.join(config.dataDir, "tmp"),
    scanner: createScanner(config),
  };
  return {
    checks: openHealthChecks(config, shutdown),
    calls: openCallProviders(config, shutdown),
    ...{ config, plugins, files, mediaSources, templates, url, pool, db, log, figures, channels, own },
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
  if (config.databaseUrl !== null) await refuseSharedSessions(url);
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
