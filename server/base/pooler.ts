// A pooler between Bellhop and PostgreSQL. One that hands a session's statements to changing servers (PgBouncer's transaction and statement
// modes) breaks leases, LISTEN and session settings without a word: it must be found out before anything relies on them.
import type pg from "pg";
import { createClient } from "./db.ts";

/** How many connections are compared: more than a pooler's idle servers that would have to be passed over. */
const CONNECTIONS_COMPARED = 4;

/**
 * Whether sessions do not keep their server: two connections, none of them in a transaction, that are served by the same one, or one
 * that changes servers.
 */
async function sharesSessions(url: string): Promise<boolean> {
  const clients = Array.from({ length: CONNECTIONS_COMPARED }, () => createClient(url, "start", "log"));
  try {
    const seen = new Map<number, pg.Client>();
    for (let round = 0; round < 2; round += 1) {
      for (const client of clients) {
        if (round === 0) await client.connect();
        const { rows } = await client.query("select pg_backend_pid() as pid");
        const other = seen.get(rows[0].pid);
        if (other && other !== client) return true;
        seen.set(rows[0].pid, client);
      }
    }
    return seen.size > CONNECTIONS_COMPARED;
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

/** Throws with a sentence for people when the address leads through such a pooler. */
export async function refuseSharedSessions(url: string): Promise<void> {
  if (await sharesSessions(url)) {
    throw new Error(
      "DATABASE_URL leads to a pooler in transaction or statement mode, where leases, notifications and settings of a session are lost. " +
        "Give PostgreSQL's own address, or a pool in session mode (PgBouncer: pool_mode = session).",
    );
  }
}
