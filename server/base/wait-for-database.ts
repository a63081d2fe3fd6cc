// A start while the database is down: it is waited for, and that is said. What waiting cannot mend ends the start with a sentence.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { createClient } from "./db.ts";
import type { Log } from "./log.ts";

/** SQLSTATEs of a server that is there but cannot be used yet: starting, stopping, recovering, full, read-only. */
const passing = new Set(["57P01", "57P02", "57P03", "53300", "53200", "53100", "25006"]);

/** How often it is tried, and how often that is said, in ms. */
const every = { try: 1_000, say: 10_000 };

/**
 * Resolves when the database takes writes. Logs what it waits for. Throws the driver's error when waiting cannot help (a wrong password,
 * no such database, a certificate that is not trusted), or when `signal` fires.
 */
export async function waitForDatabase(url: string, log: Log, signal?: AbortSignal): Promise<void> {
  let said = Number.NEGATIVE_INFINITY;
  for (;;) {
    signal?.throwIfAborted();
    const reason = await obstacle(url);
    if (reason === null) {
      if (said > 0) log.info("the database is there: going on");
      return;
    }
    if (performance.now() - said >= every.say) {
      log.warn(`The database at ${placeOf(url)} cannot be used yet (${reason}). Waiting for it.`);
      said = performance.now();
    }
    await sleep(every.try, undefined, signal ? { signal } : {});
  }
}

/** Why the database cannot be used now; null when it can. */
async function obstacle(url: string): Promise<string | null> {
  const client = createClient(url, "start", "log");
  try {
    await client.connect();
    const { rows } = await client.query("select pg_is_in_recovery() as standby");
    return rows[0].standby ? "it is a standby that only reads" : null;
  } catch (error) {
    const { code = "", message } = error as pg.DatabaseError;
    const waits = passing.has(code) || /^E[A-Z_]+$/.test(code) || /timeout|terminated|dead/i.test(message);
    if (!waits || /CERT|SELF_SIGNED/.test(code)) throw error;
    return code === "53300" ? "it has no connection left" : message || code;
  } finally {
    await Promise.race([client.end().catch(() => {}), sleep(500, undefined, { ref: false })]);
  }
}

/** Host and port of an address, without its password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return "DATABASE_URL";
  const { hostname, port } = new URL(url);
  return `${hostname || "localhost"}:${port || "5432"}`;
}
