// The first connection at start: waits for a database that is down; when the fault is permanent, throws a sentence that says why.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { waysOf } from "./database-url.ts";
import { createClient } from "./db.ts";
import type { Log } from "./log.ts";

/** Temporary faults: no server is listening yet, the server is starting or has no free connection, the network is down. */
const passing =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EPIPE|EAI_AGAIN|ENOENT|57P0\d|53300|53400|08\d\d\d)$/;

const certificate = /CERT|SIGNATURE|SELF_SIGNED|ERR_TLS|ERR_SSL/;

/** How often to try, and how often to log that Bellhop is waiting, in milliseconds. */
const RETRY_INTERVAL_MS = 1_000;
const LOG_INTERVAL_MS = 30_000;

type Options = {
  url: string;
  log: Log;
  signal?: AbortSignal;
  /** The variable that gives the address; DATABASE_URL by default. */
  variable?: string;
  /** For how long a database that is down is waited for, in milliseconds; by default for ever. */
  patienceMs?: number;
};

/** Returns the connection string to use as soon as the database accepts connections. Throws a sentence when it never will, or has not in time. */
export async function awaitDatabase(options: Options): Promise<string> {
  const { url, log, signal, variable = "DATABASE_URL", patienceMs = Number.POSITIVE_INFINITY } = options;
  const until = performance.now() + patienceMs;
  const ways = waysOf(url);
  const place = targetOf(url);
  let said = -LOG_INTERVAL_MS;
  for (;;) {
    signal?.throwIfAborted();
    const { error, url: works } = await attempt(ways);
    if (works !== undefined) return works;
    const reason = refusal(error, place, variable);
    if (reason !== null) throw new Error(reason, { cause: error });
    const silence = `The database at ${place.host} does not answer (${(error as { code?: string }).code ?? (error as Error).message})`;
    if (performance.now() >= until) throw new Error(`${silence}. Start it, or correct ${variable}.`, { cause: error });
    if (performance.now() - said >= LOG_INTERVAL_MS) {
      said = performance.now();
      log.warn(`${silence}: waiting for it. If that is not the right place, correct ${variable}.`);
    }
    await sleep(RETRY_INTERVAL_MS, undefined, signal ? { signal } : {}).catch(() => {});
  }
}

async function attempt({ url, plain }: ReturnType<typeof waysOf>): Promise<{ url?: string; error?: unknown }> {
  const error = await tryConnection(url);
  if (error === null) return { url };
  if (plain === null || !/does not support SSL/i.test((error as Error).message)) return { error };
  const other = await tryConnection(plain);
  return other === null ? { url: plain } : { error: other };
}

async function tryConnection(url: string): Promise<unknown> {
  let client: pg.Client | null = null;
  try {
    client = createClient(url, "start", "shared");
    await client.connect();
    await client.query("select 1");
    return null;
  } catch (error) {
    return error;
  } finally {
    await Promise.race([client?.end().catch(() => {}), sleep(500)]);
  }
}

type Target = { host: string; user: string; database: string };

/** The parts of a connection string that may be shown: all but the password. */
function targetOf(url: string): Target {
  const { host, port, user, database } = new pg.Client({ connectionString: url.replace(/sslmode=[^&]*/, "") });
  return { host: host.startsWith("/") ? host : `${host}:${port}`, user: user ?? "", database: database ?? "" };
}

/** Why waiting is useless, and what to do; null when the fault is temporary. */
function refusal(error: unknown, { host, user, database }: Target, variable: string): string | null {
  const { code = "", message } = error as { code?: string; message: string };
  if (code === "ENOTFOUND")
    return `${variable} names the host ${host.replace(/:\d+$/, "")}, which cannot be found. Check how it is written.`;
  if (code === "28P01")
    return `The database at ${host} refuses the user "${user}" or its password. Correct ${variable}.`;
  if (code === "28000")
    return `The database at ${host} does not let "${user}" in (${message}). Correct ${variable} or the server's pg_hba.conf.`;
  if (code === "3D000")
    return `There is no database "${database}" at ${host}. Create it (createdb ${database}), or correct ${variable}.`;
  if (code === "42501")
    return `The user "${user}" may not use the database "${database}" at ${host}. Grant it (grant all on database), or correct ${variable}.`;
  if (/does not support SSL/i.test(message))
    return `The database at ${host} speaks no TLS. Set sslmode=disable in ${variable}, or switch TLS on at the server.`;
  if (certificate.test(code))
    return `The certificate of the database at ${host} is not trusted (${code}). Name its authority with sslrootcert in ${variable}, or use sslmode=require to take any.`;
  if (passing.test(code) || /timeout|terminated|ended/i.test(message)) return null;
  return `The database at ${host} cannot be used: ${message}. Check ${variable}.`;
}
