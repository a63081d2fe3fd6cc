// The database for the command line: the configured one, which is started for the command if Bellhop is not running.
import path from "node:path";
import type { DB } from "../db/rows.ts";
import { awaitDatabase } from "./base/await-database.ts";
import { type Config, loadConfig } from "./base/config.ts";
import { createPool, overPool } from "./base/db.ts";
import { createLog } from "./base/log.ts";
import { migrate } from "./base/migrate.ts";
import { refuseSharedSessions } from "./base/pooler.ts";
import { borrowPostgres, type EmbeddedPostgres } from "./base/postgres.ts";
import { endOnSignals } from "./base/signals.ts";
import type { WithDatabase } from "./cli-options.ts";
import { plugins, skillNames } from "./skills.ts";

/** Runs a command on the configured database, starting the embedded one when Bellhop itself is not running. */
export const withDatabase: WithDatabase = (run) =>
  withUrl(async ({ url }, config) => {
    await migrate(url, plugins, { log: createLog("warn") });
    const pool = createPool(url, "cli", 2);
    try {
      await run(overPool<DB>(pool), config);
    } finally {
      await pool.end();
    }
  });

/** The configured database's URL, and whether it keeps running after the command. `readerUrl` is null for an external database. */
type Where = { url: string; readerUrl: string | null; lasts: boolean };

/** Runs a function with the database's URL. */
export type WithUrl = (run: (where: Where, config: Config) => Promise<void>) => Promise<void>;

/** Runs a command that needs only the database's URL. A signal ends the command and a database that was started for it. */
export async function withUrl(run: (where: Where, config: Config) => Promise<void>): Promise<void> {
  const config = loadConfig(skillNames);
  const log = createLog("silent");
  const unwanted = new AbortController();
  const { signal } = unwanted;
  const server = Promise.withResolvers<EmbeddedPostgres | null>();
  const numbers: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 };
  endOnSignals({
    log: null,
    exitCode: (name) => 128 + (numbers[name] ?? 15),
    stop: async () => {
      unwanted.abort();
      await (await server.promise)?.stop(5_000);
    },
  });
  try {
    const directory = path.join(config.dataDir, "postgres");
    if (config.databaseUrl === null) server.resolve(await borrowPostgres({ directory, log, signal }));
    else server.resolve(null);
    const embedded = await server.promise;
    const url = embedded?.url ?? (await awaitExternal(config, signal));
    await run({ url, readerUrl: embedded?.readerUrl ?? null, lasts: embedded?.borrowed ?? true }, config);
  } finally {
    server.resolve(null);
    if (!unwanted.signal.aborted) await (await server.promise)?.stop();
  }
}

/** For how long a command waits for an external database that is down, in milliseconds: one in a script must come to an end. */
const PATIENCE_MS = 30_000;

/** The URL of the configured external database as soon as it answers; commands need a session of their own. Throws a sentence. */
async function awaitExternal(config: Config, signal: AbortSignal): Promise<string> {
  const { databaseUrl, databaseSessionUrl: own } = config;
  const variable = own === null ? "DATABASE_URL" : "DATABASE_SESSION_URL";
  const log = createLog("warn");
  const url = await awaitDatabase({ url: own ?? databaseUrl!, log, signal, variable, patienceMs: PATIENCE_MS });
  await refuseSharedSessions(url, variable);
  return url;
}
