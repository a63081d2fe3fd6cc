// A connection to PostgreSQL as Bellhop needs it, whatever the server's defaults are: settings, time limits, and a watch that finds out
// when nobody answers any more. Every connection of the server is made here.
import type { Socket } from "node:net";
import pg from "pg";

/**
 * What a connection is for. `work`: the pools, `worker`: that of a worker alone. `log`: webhooks being written down. `lease`: leadership; its limits are the lease's.
 * `listen`: notifications. `errand`: migrations and the command line, which may take as long as they take.
 */
export type Purpose = "work" | "worker" | "log" | "lease" | "listen" | "errand";

type Limits = { statement: number; lock: number; idleInTransaction: number; idle: number };

/** How long a statement, the wait for a lock, and idleness within and outside of a transaction may last, in ms; 0: without end. */
const limits: Record<Purpose, Limits> = {
  // A process that was stopped lets go of its locks before it holds up those who follow it.
  work: { statement: 120_000, lock: 15_000, idleInTransaction: 5_000, idle: 0 },
  worker: { statement: 120_000, lock: 15_000, idleInTransaction: 2_000, idle: 0 },
  log: { statement: 15_000, lock: 10_000, idleInTransaction: 15_000, idle: 0 },
  lease: { statement: 60_000, lock: 15_000, idleInTransaction: 2_500, idle: 2_500 },
  listen: { statement: 15_000, lock: 10_000, idleInTransaction: 15_000, idle: 0 },
  errand: { statement: 0, lock: 0, idleInTransaction: 0, idle: 0 },
};

/** How long a connection may be, and a statement may be silent before it is asked whether the server still answers, in ms. */
const TIMEOUTS_MS = { connect: 5_000, silence: 10_000, probe: 5_000 };

/** bigint fits a JavaScript number up to 2^53, which no sequence of ours reaches. */
const int8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === int8 && format !== "binary"
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** Options of a connection: pg's own, what it is for, and for a lease after how long a silent holder loses it, in ms. */
export type SessionConfig = pg.ClientConfig & { purpose?: Purpose; holdMs?: number };

/** Options of every connection that Bellhop opens. The name shows in pg_stat_activity. */
export function connection(url: string, name: string, purpose: Purpose = "work", holdMs?: number): SessionConfig {
  return {
    connectionString: url,
    application_name: `bellhop ${name}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    types,
    connectionTimeoutMillis: TIMEOUTS_MS.connect,
    purpose,
    ...(holdMs === undefined ? {} : { holdMs }),
  };
}

/** What the code relies on, and when to give up. A server that does not know a setting does without. */
function settings(purpose: Purpose, holdMs: number | undefined): [name: string, value: string][] {
  const { statement, lock, idleInTransaction, idle } = limits[purpose];
  return [
    // Compiling costs hundreds of milliseconds where our statements take one.
    ["jit", "off"],
    ["TimeZone", "UTC"],
    ["DateStyle", "ISO, MDY"],
    ["IntervalStyle", "postgres"],
    ["bytea_output", "hex"],
    ["extra_float_digits", "1"],
    ["standard_conforming_strings", "on"],
    ["backslash_quote", "safe_encoding"],
    ["transform_null_equals", "off"],
    ["array_nulls", "on"],
    ["default_transaction_isolation", "read committed"],
    ["default_transaction_read_only", "off"],
    ["default_transaction_deferrable", "off"],
    ["plan_cache_mode", "auto"],
    ["statement_timeout", String(statement)],
    ["lock_timeout", String(lock)],
    ["idle_in_transaction_session_timeout", String(holdMs ?? idleInTransaction)],
    ["idle_session_timeout", String(holdMs ?? idle)],
    ["transaction_timeout", "0"],
    // The server notices a client that is gone within seconds and lets its locks go.
    ["client_connection_check_interval", "5s"],
    ["tcp_keepalives_idle", "5"],
    ["tcp_keepalives_interval", "3"],
    ["tcp_keepalives_count", "3"],
    ["tcp_user_timeout", "15000"],
  ];
}

/**
 * One statement and no startup parameters: PgBouncer refuses those. What was acknowledged must be on disk, so `off` and `local` are
 * raised to `on`; a stricter setting stays.
 */
function setUp(purpose: Purpose, holdMs: number | undefined): string {
  const rows = settings(purpose, holdMs).map(([name, value]) => `('${name}', '${value}')`);
  return `select set_config(s.name, s.value, false) from (values ${rows.join(", ")},
    ('synchronous_commit', case when current_setting('synchronous_commit') in ('off', 'local') then 'on' else current_setting('synchronous_commit') end)
  ) as s (name, value) where current_setting(s.name, true) is not null`;
}

/** What pg keeps to itself: the socket, and whether the server has answered everything it was asked. */
type Inside = { connection: NodeJS.EventEmitter & { stream: Socket }; readyForQuery: boolean };

/**
 * A connection with the settings above. Its loss makes what runs on it fail and never the process: it has a listener for errors
 * from the beginning, lent or idle.
 */
export class SessionClient extends pg.Client {
  readonly #config: SessionConfig;

  constructor(config: SessionConfig = {}) {
    super(config);
    this.#config = config;
    this.on("error", () => {});
  }

  // pg's pool passes a callback.
  override connect(): Promise<this>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<this> | undefined {
    const opened = this.#open();
    if (!callback) return opened;
    opened.then(
      () => process.nextTick(callback, null),
      (error: Error) => process.nextTick(callback, error),
    );
    return;
  }

  async #open(): Promise<this> {
    const inside = this as unknown as Inside;
    await super.connect();
    const { stream } = inside.connection;
    this.#watch(stream);
    try {
      await this.query(setUp(this.#config.purpose ?? "work", this.#config.holdMs));
    } catch (error) {
      stream.destroy();
      throw error;
    }
    // After a failover this connection may lead to a server that only reads; another one may not.
    inside.connection.on("errorMessage", ({ code }: { code?: string }) => {
      if (code !== "25006") return;
      // Not before the transaction was taken back: its own error is the one to tell.
      setTimeout(() => stream.destroy(new Error("the connection leads to a read-only database")), 200).unref();
    });
    return this;
  }

  /** Ends the connection when a statement is silent and the server cannot be reached anew, or when it is silent past its limit. */
  #watch(stream: Socket): void {
    const inside = this as unknown as Inside;
    const limit = limits[this.#config.purpose ?? "work"].statement;
    let silentSince = performance.now();
    stream.on("data", () => {
      silentSince = performance.now();
    });
    const onSilence = async () => {
      if (inside.readyForQuery || stream.destroyed) return;
      const silence = performance.now() - silentSince;
      const overdue = limit > 0 && silence > limit + TIMEOUTS_MS.silence;
      if (overdue || !(await answers(this.#config))) {
        // It may have spoken while we asked.
        if (inside.readyForQuery || performance.now() - silentSince < silence) return;
        stream.destroy(new Error("the connection to the database is dead: no answer comes"));
      } else stream.setTimeout(TIMEOUTS_MS.silence);
    };
    stream.on("timeout", () => void onSilence());
    stream.setTimeout(TIMEOUTS_MS.silence);
  }
}

/** Probes under way, by address: when a server is silent every connection asks at once. */
const probes = new Map<string, Promise<boolean>>();

/** Whether a server answers a new connection, be it with a refusal. */
function answers(config: SessionConfig): Promise<boolean> {
  const key = config.connectionString ?? "";
  let probe = probes.get(key);
  if (!probe) {
    probe = ask(config).finally(() => probes.delete(key));
    probes.set(key, probe);
  }
  return probe;
}

async function ask(config: SessionConfig): Promise<boolean> {
  const client = new pg.Client({ ...config, application_name: "bellhop probe", query_timeout: TIMEOUTS_MS.probe });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    (client as unknown as Inside).connection.stream.destroy();
  }
}
