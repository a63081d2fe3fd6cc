// The way to PostgreSQL: pools, the typed query builder over them, and transactions. No table is named here.
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import pg from "pg";

/** bigint fits a JavaScript number up to 2^53, which no sequence of ours reaches. */
const int8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === int8 && format !== "binary"
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** Options of every connection that Bellhop opens. Keep-alive finds a dead server; the name shows in pg_stat_activity. */
export function connection(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `bellhop ${name}`,
    keepAlive: true,
    types,
    connectionTimeoutMillis: 5_000,
  };
}

/** A pool of at most `max` connections. An idle connection's loss is not an error: the next use opens another. */
export function createPool(url: string, name: string, max: number): pg.Pool {
  const pool = new pg.Pool({ ...connection(url, name), max });
  pool.on("error", () => {});
  return pool;
}

/** The query builder over a pool. */
export function overPool<DB>(pool: pg.Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * The query builder over a pool, for statements whose texts are few and always the same, such as an act consists of: each is prepared
 * once on each connection and planned no more.
 */
export function overPoolPrepared<DB>(pool: pg.Pool): Kysely<DB> {
  const lent = new WeakMap<pg.PoolClient, Lent>();
  const connect = async () => {
    const client = await pool.connect();
    if (!lent.has(client)) lent.set(client, { query: preparing(client), release: (fault) => client.release(fault) });
    return lent.get(client)!;
  };
  return overLent<DB>(connect);
}

/** The query builder over one connection that its owner opens and closes. For serial use; prepares as {@link overPoolPrepared}. */
export function overClient<DB>(client: pg.Client): Kysely<DB> {
  const lent = { query: preparing(client), release: () => {} };
  return overLent<DB>(async () => lent);
}

/** What the query builder needs of a connection. */
type Lent = { query: ReturnType<typeof preparing>; release(fault?: Error | boolean): void };

const overLent = <DB>(connect: () => Promise<Lent>) =>
  new Kysely<DB>({ dialect: new PostgresDialect({ pool: { connect, end: async () => {} } as unknown as pg.Pool }) });

/** Texts with a varying number of parameters would fill the server's memory: past this many statements they go unprepared. */
const mostPrepared = 100;

function preparing(client: pg.ClientBase) {
  const names = new Map<string, string>();
  return (text: string, values?: unknown[]) => {
    if (typeof text !== "string" || !values) return client.query(text, values);
    let name = names.get(text);
    if (name === undefined) {
      if (names.size >= mostPrepared) return client.query(text, values);
      name = `s${names.size}`;
      names.set(text, name);
    }
    return client.query({ name, text, values });
  };
}

/**
 * Rows from here as a table there: `from ${recordset("r", "id bigint, name text", rows)}`. One parameter however many rows;
 * PostgreSQL casts each value to its column's type. Column names and types come from code, never from input.
 */
export function recordset(alias: string, columns: string, rows: readonly object[]): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as ${sql.raw(`${alias}(${columns})`)}`;
}

/** Faults of the moment (connection, deadlock, shutdown, disk), as opposed to faults of the data: worth another try. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string") {
    return error instanceof Error && /connection|timeout exceeded when trying to connect/i.test(error.message);
  }
  if (/^E[A-Z]+$/.test(code)) return true;
  return ["08", "40", "53", "55", "57", "58"].includes(code.slice(0, 2));
}
