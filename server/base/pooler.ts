// A connection pooler between Bellhop and PostgreSQL. One that assigns a server per transaction or statement (PgBouncer's transaction and statement
// modes) keeps neither locks, notifications, prepared statements nor settings of a session: what needs them uses an address of its own.
import { randomInt } from "node:crypto";
import type pg from "pg";
import { createClient, isTransient } from "./db.ts";
import { settingsFor } from "./session.ts";

/** How many connections are compared: more than the idle servers that a pooler may hand out first. */
const CONNECTIONS_COMPARED = 4;

/** How many servers that lack the settings are ended before the pooler itself is taken for the cause. */
const MAX_SERVERS_RENEWED = 20;

/** Whether sessions do not keep their server: two connections outside of transactions have the same server, or one connection changes servers. */
export async function sharesSessions(url: string): Promise<boolean> {
  const clients = Array.from({ length: CONNECTIONS_COMPARED }, () => createClient(url, "start", "shared"));
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

/** Throws a sentence for people when the address that a variable gives leads to such a pooler. */
export async function refuseSharedSessions(url: string, variable: string): Promise<void> {
  if (await sharesSessions(url)) {
    throw new Error(
      `${variable} leads to a pooler in transaction or statement mode, where leases, notifications and settings of a session are lost. ` +
        "Set DATABASE_SESSION_URL to PostgreSQL's own address, or to a pool in session mode (PgBouncer: pool_mode = session).",
    );
  }
}

/** Throws a sentence when the two addresses do not lead to the same database of the same server. */
export async function refuseOtherDatabase(url: string, sessionUrl: string): Promise<void> {
  const [client, session] = [createClient(url, "start", "shared"), createClient(sessionUrl, "start", "log")];
  try {
    await Promise.all([client.connect(), session.connect()]);
    // Seen from the other address, this lock is there only in the same database.
    const mark = randomInt(2 ** 31);
    await session.query("select pg_advisory_lock($1)", [mark]);
    const { rows } = await client.query(
      `select exists (select from pg_locks where locktype = 'advisory' and classid = 0 and objid = $1::int::oid and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())) as seen`,
      [mark],
    );
    if (!rows[0].seen)
      throw new Error(
        "DATABASE_URL and DATABASE_SESSION_URL lead to different databases. Both must lead to the same one.",
      );
  } finally {
    await Promise.all([client, session].map((one) => one.end().catch(() => {})));
  }
}

/**
 * Makes the settings that the code relies on the defaults of the pooler's user in this database, since no connection can keep its own. Throws a
 * sentence when connections through the pooler have others nevertheless.
 */
export async function giveDefaults(url: string): Promise<void> {
  let wrong = await inTransaction(url, wrongSettings);
  if (wrong.length === 0) return;
  await inTransaction(url, (client) => setDefaults(client, wrong));
  let right = 0;
  for (let round = 0; right < CONNECTIONS_COMPARED && round < MAX_SERVERS_RENEWED; round += 1)
    await inTransaction(url, async (client) => {
      wrong = await wrongSettings(client);
      right = wrong.length === 0 ? right + 1 : 0;
      // A server that the pooler opened before. While the transaction lasts it is nobody else's.
      if (wrong.length > 0) await client.query("select pg_terminate_backend(pg_backend_pid())");
    }).catch((error: unknown) => {
      if (!isTransient(error)) throw error;
    });
  if (right > 0) return;
  const list = wrong.map(({ name, is, wanted }) => `${name} is ${is} and not ${wanted}`).join(", ");
  throw new Error(
    `Connections through the pooler of DATABASE_URL have settings that Bellhop cannot work with: ${list}. Its user's defaults are right: take the ` +
      "settings out of the pooler's configuration, and have it open new connections (PgBouncer: RECONNECT).",
  );
}

type Wrong = { name: string; is: string; wanted: string; value: string };

/** The settings that the connected server has by default and that are not as needed, both as the server writes them, and as they are to be set. */
async function wrongSettings(client: pg.Client): Promise<Wrong[]> {
  const wanted = settingsFor("shared");
  await client.query(`select set_config(s.name, s.value, true) from ${wanted}`);
  const { rows } = await client.query<Wrong>(
    `select p.name, p.reset_val as "is", p.setting as wanted, s.value from ${wanted} join pg_settings p using (name)
     where p.reset_val <> p.setting`,
  );
  return rows;
}

/** Sets defaults of the connected user, who may do that for itself. */
async function setDefaults(client: pg.Client, settings: readonly Wrong[]): Promise<void> {
  // Two processes that start at once would change the same row.
  await client.query("select pg_advisory_xact_lock(hashtext('bellhop defaults'))");
  for (const { name, value } of settings) {
    const { rows } = await client.query<{ text: string }>(
      "select format('alter role current_user in database %I set %I to %L', current_database(), $1::text, $2::text) as text",
      [name, value],
    );
    await client.query(rows[0]!.text);
  }
}

async function inTransaction<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = createClient(url, "start", "shared");
  await client.connect();
  try {
    await client.query("begin");
    const result = await run(client);
    await client.query("commit");
    return result;
  } finally {
    await client.end().catch(() => {});
  }
}
