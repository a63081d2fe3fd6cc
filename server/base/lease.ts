// Leadership: of all processes that share a database, one holds a lease. It is a session-level advisory lock on a connection
// of its own, and the holder works on that very connection: when it breaks, the work's transaction dies with the lock.
import pg from "pg";
import { connection } from "./db.ts";
import type { Log } from "./log.ts";

/** Names of leases and their advisory lock numbers. The first number keeps them apart from other users of the database. */
const leases = { ingest: 1, outbox: 2, migrate: 3, owner: 4, boards: 5, schedule: 6 } as const;
const space = 0x62656c6c; // "bell"

export type LeaseName = keyof typeof leases;

/** SQL arguments of a lease's advisory lock, for those who take it on their own connection. */
export const lockOf = (name: LeaseName): [number, number] => [space, leases[name]];

/** A seat in the election for one lease. */
export type Candidate = {
  /** Leaves the election: gives the lease back and waits until `lead` has returned. */
  stop(): Promise<void>;
};

/**
 * Stands for election until stopped. When elected, calls `lead` with the lease's connection; `signal` fires when the lease is
 * lost or given back, and `lead` returns soon after. Others try again every `retryMs`, so a dead leader is followed quickly.
 */
export function stand(options: {
  url: string;
  name: LeaseName;
  log: Log;
  retryMs?: number;
  lead(client: pg.Client, signal: AbortSignal): Promise<void>;
}): Candidate {
  const { url, name, log, lead, retryMs = 1_000 } = options;
  const leaving = new AbortController();
  const done = (async () => {
    while (!leaving.signal.aborted) {
      await term(url, name, log, lead, leaving.signal).catch((error: unknown) => {
        if (!leaving.signal.aborted) log.warn({ err: error, lease: name }, "lease interrupted, standing again");
      });
      await pause(retryMs, leaving.signal);
    }
  })();
  return {
    async stop() {
      leaving.abort();
      await done;
    },
  };
}

/** One term: connect, wait for the lock, lead, leave. */
async function term(
  url: string,
  name: LeaseName,
  log: Log,
  lead: (client: pg.Client, signal: AbortSignal) => Promise<void>,
  leaving: AbortSignal,
): Promise<void> {
  const client = new pg.Client(connection(url, `lease ${name}`));
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  try {
    const signal = AbortSignal.any([leaving, lost.signal]);
    while (!signal.aborted) {
      const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as held", lockOf(name));
      if (rows[0].held) {
        log.debug({ lease: name }, "lease taken");
        await lead(client, signal);
        return;
      }
      await pause(1_000, signal);
    }
  } finally {
    await client.end().catch(() => {});
  }
}

/** Waits, but not past the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish, { once: true });
  });
}
