// Access to PostgreSQL: pools, the typed query builder over them, and transactions. No table is named here.
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import pg from "pg";
import { connection, type Purpose, SessionClient } from "./session.ts";

/** A connection that its owner opens and closes. */
export const createClient = (url: string, name: string, purpose: Purpose, holdMs?: number): pg.Client =>
  new SessionClient(connection(url, name, purpose, holdMs));

/** A pool of at most `max` connections. When an idle connection is lost, that is no error: the next use opens another. */
export function createPool(url: string, name: string, max: number, purpose: Purpose = "work"): pg.Pool {
  const pool = new pg.Pool({ ...connection(url, name, purpose), max, Client: SessionClient });
  pool.on("error", () => {});
  return pool;
}

/** The query builder over a pool. */
export function overPool<DB>(pool: pg.Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * The query builder over a pool, for code with a small, fixed set of statement texts: each is prepared once per connection and not planned
 * again, unless a pooler shares the sessions. With a `fence`, every transaction begins with the statements that it returns, sent in the same round trip; they fail when the
 * transaction must not run.
 */
export function overPoolPrepared<DB>(pool: pg.Pool, fence?: () => string): Kysely<DB> {
  const lent = new WeakMap<pg.PoolClient, Lent>();
  const connect = async () => {
    const client = await pool.connect();
    if (!lent.has(client)) {
      const query = preparing(client);
      lent.set(client, {
        query: fence ? fenced(client, query, fence) : query,
        release: (fault) => client.release(fault),
      });
    }
    return lent.get(client)!;
  };
  return overLent<DB>(connect);
}

/** The query builder over one connection that its owner opens and closes. For serial use; prepares statements as {@link overPoolPrepared}. */
export function overClient<DB>(client: pg.Client): Kysely<DB> {
  const lent = { query: preparing(client), release: () => {} };
  return overLent<DB>(async () => lent);
}

/** The part of a connection that the query builder needs. */
type Lent = { query: ReturnType<typeof preparing>; release(fault?: Error | boolean): void };

const overLent = <DB>(connect: () => Promise<Lent>) =>
  new Kysely<DB>({ dialect: new PostgresDialect({ pool: { connect, end: async () => {} } as unknown as pg.Pool }) });

/** Sends the fence together with the statement that begins a transaction. */
function fenced(client: pg.ClientBase, query: Lent["query"], fence: () => string): Lent["query"] {
  return async (text, values) => {
    if (typeof text !== "string" || !/^(begin|start transaction)/.test(text)) return query(text, values);
    const guarded = `${text}; ${fence()}`;
    try {
      await client.query(guarded);
      return { command: "BEGIN", rowCount: null, rows: [], fields: [], oid: 0 };
    } catch (error) {
      await client.query("rollback").catch(() => {});
      throw error;
    }
  };
}

/**
 * Statements per connection that are prepared; more run unprepared, since texts with a varying number of parameters would fill the server's memory.
 */
const MAX_PREPARED_STATEMENTS = 100;

/** Prepared statements' names by their text, per connection: several query builders may share one. */
const prepared = new WeakMap<pg.ClientBase, Map<string, string>>();

/** The names of prepared statements that a newer version's column has spoiled, as `select *` is: such texts run unprepared from then on. */
const SPOILED = "";

function preparing(client: pg.ClientBase) {
  const names = prepared.get(client) ?? new Map<string, string>();
  prepared.set(client, names);
  const keeps = !(client instanceof SessionClient) || client.keepsSession;
  return async (text: string, values?: unknown[]): Promise<pg.QueryResult> => {
    if (!keeps || typeof text !== "string" || !values) return client.query(text, values);
    let name = names.get(text);
    if (name === undefined && names.size < MAX_PREPARED_STATEMENTS) {
      name = `s${names.size}`;
      names.set(text, name);
    }
    if (name === undefined || name === SPOILED) return client.query(text, values);
    try {
      return await client.query({ name, text, values });
    } catch (error) {
      if (!isOutdatedPlan(error)) throw error;
      names.set(text, SPOILED);
      // In a transaction nothing runs any more; it is repeated by whoever repeats those that a fault of the moment ended.
      return client.query(text, values).catch(() => {
        throw error;
      });
    }
  };
}

/** Whether a prepared statement would return other columns than when it was prepared, because a migration has run. */
const isOutdatedPlan = (error: unknown): boolean => {
  const { code, message = "" } = (error ?? {}) as { code?: string; message?: string };
  return code === "0A000" && /cached plan must not change result type/.test(message);
};

/**
 * An array of rows as a table: `from ${recordset("r", "id bigint, name text", rows)}`. One parameter whatever the number of rows; PostgreSQL
 * casts each value to its column's type. Column names and types come from code, never from input.
 */
export function recordset(alias: string, columns: string, rows: readonly object[]): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as ${sql.raw(`${alias}(${columns})`)}`;
}

/** Further SQLSTATEs of temporary faults, outside the classes below: a read-only database, a transaction that was idle or open for too long. */
const passing = new Set(["25006", "25P03", "25P04"]);

/** Whether a fault is temporary (connection, deadlock, failover, shutdown, disk) and worth a retry, as opposed to a fault of the data. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string") {
    return (
      error instanceof Error &&
      /connection|timeout exceeded when trying to connect|not queryable|query read timeout|timeout expired/i.test(
        error.message,
      )
    );
  }
  if (/^E[A-Z_]+$/.test(code) || isOutdatedPlan(error)) return true;
  return passing.has(code) || ["08", "40", "53", "55", "57", "58"].includes(code.slice(0, 2));
}
