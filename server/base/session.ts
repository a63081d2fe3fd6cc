// A connection to PostgreSQL as Bellhop needs it, whatever the server's defaults: settings, time limits, and detection of a server that no
// longer answers. All of the server's connections are created here.
import type { Socket } from "node:net";
import pg from "pg";

/**
 * The purpose of a connection. `work`: the pools; `worker`: the pool of a separate worker process; `log`: writing webhooks; `lease`: leader
 * leases, whose limits are the lease's; `listen`: notifications; `errand`: migrations and the command line, which have no time limit; `shared`:
 * through a pooler that gives each transaction another server, where a session has no settings and no prepared statements of its own.
 */
export type Purpose = "work" | "worker" | "log" | "lease" | "listen" | "errand" | "shared";

type Limits = { statement: number; lock: number; idleInTransaction: number; idle: number };

/** Limits of a statement, a wait for a lock, and idle time within and outside of a transaction, in ms; 0: none. */
const limits: Record<Purpose, Limits> = {
  // When a process is suspended, the server ends its transaction, so that its locks do not block the process that takes over.
  work: { statement: 120_000, lock: 15_000, idleInTransaction: 5_000, idle: 0 },
  worker: { statement: 120_000, lock: 15_000, idleInTransaction: 2_000, idle: 0 },
  log: { statement: 15_000, lock: 10_000, idleInTransaction: 15_000, idle: 0 },
  lease: { statement: 60_000, lock: 15_000, idleInTransaction: 2_500, idle: 2_500 },
  listen: { statement: 15_000, lock: 10_000, idleInTransaction: 15_000, idle: 0 },
  errand: { statement: 0, lock: 0, idleInTransaction: 0, idle: 0 },
  shared: { statement: 120_000, lock: 15_000, idleInTransaction: 2_000, idle: 0 },
};

/** Time limits of connecting, of silence during a statement before the server is probed, and of the probe, in ms. */
const TIMEOUTS_MS = { connect: 5_000, silence: 10_000, probe: 5_000 };

/** bigint is read as a JavaScript number, exact up to 2^53, which none of our sequences reaches. */
const int8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === int8 && format !== "binary"
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** Options of a connection: pg's own, its purpose, and for a lease how long a silent holder keeps it, in ms. */
export type SessionConfig = pg.ClientConfig & { purpose?: Purpose; holdMs?: number };

/** Options of every connection that Bellhop opens. `name` appears in pg_stat_activity. */
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

/** The settings that the code relies on, and the time limits. Settings that a server does not know are skipped. */
function settings(purpose: Purpose, holdMs: number | undefined): [name: string, value: string][] {
  const { statement, lock, idleInTransaction, idle } = limits[purpose];
  return [
    // JIT compilation costs hundreds of milliseconds where our statements take one.
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
    // What leads reads queues, which are empty most of the time and statistics with them: a plan for no rows would read all for each row of a burst.
    ...(purpose === "lease" ? [["enable_seqscan", "off"] as [string, string]] : []),
    ...(purpose === "shared" ? [] : ownClient),
  ];
}

/** Lets the server notice within seconds that a client is gone, and release its locks. A pooler sees to its own connections. */
const ownClient: [name: string, value: string][] = [
  ["client_connection_check_interval", "5s"],
  ["tcp_keepalives_idle", "5"],
  ["tcp_keepalives_interval", "3"],
  ["tcp_keepalives_count", "3"],
  ["tcp_user_timeout", "15000"],
];

/** Settings that PgBouncer keeps for each of its clients, at first with the values of the first server that it ever connected to. */
const keptByPooler = ["TimeZone", "DateStyle", "IntervalStyle", "standard_conforming_strings"];

/**
 * The settings that the server knows, as a list for FROM with `name` and `value`. Acknowledged data must be on disk, so synchronous_commit is raised
 * from `off` and `local` to `on`; a stricter setting stays.
 */
export function settingsFor(purpose: Purpose, holdMs?: number): string {
  const rows = settings(purpose, holdMs).map(([name, value]) => `('${name}', '${value}')`);
  return `(select * from (values ${rows.join(", ")},
    ('synchronous_commit', case when current_setting('synchronous_commit') in ('off', 'local') then 'on' else current_setting('synchronous_commit') end)
  ) as s (name, value) where current_setting(s.name, true) is not null) as s`;
}

/** Private parts of pg's client: the socket, and whether the server has answered all that it was sent. */
type Inside = { connection: NodeJS.EventEmitter & { stream: Socket }; readyForQuery: boolean };

/**
 * A connection with the settings above. Losing it fails what runs on it but never the process: it has an error listener from the beginning, in
 * use or idle.
 */
export class SessionClient extends pg.Client {
  readonly #config: SessionConfig;
  /** Whether what is set and prepared on this connection stays: not through a pooler that shares sessions. */
  readonly keepsSession: boolean;

  constructor(config: SessionConfig = {}) {
    super(config);
    this.#config = config;
    this.keepsSession = config.purpose !== "shared";
    this.on("error", () => {});
  }

  // The overload with a callback is for pg's pool.
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
      // One statement instead of startup parameters, which PgBouncer refuses.
      const set = settingsFor(this.#config.purpose ?? "work", this.#config.holdMs);
      const which = this.keepsSession ? "" : ` where s.name in ('${keptByPooler.join("', '")}')`;
      await this.query(`select set_config(s.name, s.value, false) from ${set}${which}`);
    } catch (error) {
      stream.destroy();
      throw error;
    }
    // After a failover this connection may lead to a read-only server, while a new one may not.
    inside.connection.on("errorMessage", ({ code }: { code?: string }) => {
      if (code !== "25006") return;
      // Delayed until the transaction is rolled back, so that the caller sees the original error.
      setTimeout(() => stream.destroy(new Error("the connection leads to a read-only database")), 200).unref();
    });
    return this;
  }

  /** Ends the connection when a statement gets no answer and either a new connection fails too or the statement exceeds its time limit. */
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
        // The server may have answered during the probe.
        if (inside.readyForQuery || performance.now() - silentSince < silence) return;
        stream.destroy(new Error("the connection to the database is dead: no answer comes"));
      } else stream.setTimeout(TIMEOUTS_MS.silence);
    };
    stream.on("timeout", () => void onSilence());
    stream.setTimeout(TIMEOUTS_MS.silence);
  }
}

/** Probes under way, by connection string: when a server is silent, all connections probe at once and share one. */
const probes = new Map<string, Promise<boolean>>();

/** Whether the server answers a new connection, even by refusing it. */
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
