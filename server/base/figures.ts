// Metrics that one process measures and every process can report: kept in the database across processes and restarts. Increments are
// collected in memory and written at intervals.
import { type QueryExecutorProvider, sql } from "kysely";
import { recordset } from "./db.ts";
import type { Log } from "./log.ts";

export type Labels = Record<string, string>;

/** A stored metric. */
export type Figure = { name: string; labels: Labels; value: number };

/** Collects the metrics of a process. */
export type Figures = {
  /** Adds to a metric; it is written with the next flush. */
  add(name: string, labels: Labels, by: number): void;
  /** Writes the increments. Never throws: those that could not be written are kept for the next flush. */
  flush(): Promise<void>;
  /** Writes what remains and stops. */
  stop(): Promise<void>;
};

/** How often increments are written, in ms. */
const FLUSH_INTERVAL_MS = 2_000;

/** Starts collecting metrics. */
export function keepFigures(parts: { db: QueryExecutorProvider; log: Log }): Figures {
  const { db, log } = parts;
  let waiting = new Map<string, Figure>();
  let last = Promise.resolve();
  const write = async () => {
    const rows = [...waiting.values()];
    if (rows.length === 0) return;
    waiting = new Map();
    try {
      await addAll(db, rows);
    } catch (error) {
      for (const { name, labels, value } of rows) add(name, labels, value);
      log.debug({ err: error }, "figures could not be written down, it is tried again");
    }
  };
  const add = (name: string, labels: Labels, by: number) => {
    const key = `${name} ${JSON.stringify(labels)}`;
    const known = waiting.get(key);
    if (known) known.value += by;
    else waiting.set(key, { name, labels, value: by });
  };
  const flush = () => {
    last = last.then(write);
    return last;
  };
  const timer = setInterval(flush, FLUSH_INTERVAL_MS);
  timer.unref();
  return {
    add,
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}

const columns = "name text, labels jsonb, value float8";

async function addAll(db: QueryExecutorProvider, rows: readonly Figure[]): Promise<void> {
  await sql`
    insert into metrics as f (name, labels, value, updated_at)
    select name, labels, value, now() from ${recordset("r", columns, rows)} order by name, labels
    on conflict (name, labels) do update set value = f.value + excluded.value, updated_at = excluded.updated_at`.execute(
    db,
  );
}

/** Stores a metric's current value, for metrics that are recomputed each time. */
export async function set(db: QueryExecutorProvider, name: string, value: number): Promise<void> {
  await sql`
    insert into metrics (name, value, updated_at) values (${name}, ${value}, now())
    on conflict (name, labels) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(db);
}

/** All stored metrics. */
export async function read(db: QueryExecutorProvider): Promise<Figure[]> {
  return (await sql<Figure>`select name, labels, value from metrics order by name, labels`.execute(db)).rows;
}
