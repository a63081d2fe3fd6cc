// The parts that every process of Bellhop has, whatever its role: opened once, and handed on as one.
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
import type { ChannelRef, Provider } from "./contract/inbound.ts";
import type { Channel, Clock } from "./contract/ports.ts";
import { ensure } from "./core/inbox/channels.ts";
import * as simulated from "./core/inbox/simulated.ts";
import { openChannels, ownNumbers } from "./providers.ts";
import { simulatorConfig } from "./simulator-mode.ts";
import { type Plugin, plugins } from "./skills.ts";

/** What is built once and handed on. */
export type Parts = {
  /** With the simulator's addresses and credentials in it, while that is on. */
  config: Config;
  plugins: readonly Plugin[];
  /** Where the database is. */
  url: string;
  pool: pg.Pool;
  db: Kysely<DB>;
  /** The same, with statements that the server keeps prepared. */
  preparedDb: Kysely<DB>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  figures: Figures;
  /** Channels to the providers that are configured. */
  channels: ReadonlyMap<Provider, Channel>;
  /** The business's own numbers that the environment names, the preferred one first. */
  own: ChannelRef[];
};

/** Starts or waits for the database, migrates it, and opens the parts over it. Throws with a sentence for people. */
export async function openParts(given: Config, log: Log, shutdown: Shutdown, signal?: AbortSignal): Promise<Parts> {
  const url = await openDatabase(given, log, shutdown, signal);
  const pool = createPool(url, given.role, 10, given.role === "worker" ? "worker" : "work");
  shutdown.add("connections", "pool", () => pool.end());
  const db = overPool<DB>(pool);
  const config = await withSimulator(given, db, log);
  const figures = keepFigures({ db, log });
  shutdown.add("listeners", "figures", () => figures.stop());
  const channels = openChannels(config, shutdown);
  const own = ownNumbers(config);
  const ids = await ensure(db, own);
  if (config.sim) await simulated.markSimulated(db, [...ids.values()]);
  return {
    ...{ config, plugins, url, pool, db, log, figures, channels, own },
    preparedDb: overPoolPrepared<DB>(pool),
    clock: wallClock,
    metrics: createMetrics(),
  };
}

/** Where the database is, which answers and has the newest schema. */
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
 * The configuration with the simulator's part in it, if there is to be one. On a database that once served real numbers there is none, and
 * where real providers are configured whoever the simulator made steps back.
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
