// Detects a connection pooler between Bellhop and PostgreSQL. One that assigns a server per transaction or statement (PgBouncer's transaction
// and statement modes) silently breaks leases, LISTEN and session settings, so Bellhop checks this first.
import type pg from "pg";
import { createClient } from "./db.ts";

/** How many connections are compared: more than the idle servers that a pooler may hand out first. */
const CONNECTIONS_COMPARED = 4;

/** Whether sessions do not keep their server: two connections outside of transactions have the same server, or one connection changes servers. */
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

/** Throws a sentence for people when the address leads to such a pooler. */
export async function refuseSharedSessions(url: string): Promise<void> {
  if (await sharesSessions(url)) {
    throw new Error(
      "DATABASE_URL leads to a pooler in transaction or statement mode, where leases, notifications and settings of a session are lost. " +
        "Give PostgreSQL's own address, or a pool in session mode (PgBouncer: pool_mode = session).",
    );
  }
}
