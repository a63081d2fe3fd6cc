// Leader leases: of all processes that share a database, one holds a lease. A lease is a session-level advisory lock on a connection of its
// own. The database judges whether the holder is alive: it ends a session that is idle for longer than the lease allows, and so releases the
// lock. The holder sends heartbeats to stay alive. A counter of terms fences transactions on other connections.
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type QueryExecutorProvider, sql } from "kysely";
import type pg from "pg";
import { createClient } from "./db.ts";
import type { Log } from "./log.ts";

/** Names of leases and the numbers of their advisory locks. The first number of a lock keeps them apart from other users of the database. */
const leases = { ingest: 1, outbox: 2, migrate: 3, owner: 4, boards: 5, schedule: 6, files: 7, backup: 8 } as const;
const space = 0x62656c6c; // "bell", the first letters of Bellhop in ASCII

export type LeaseName = keyof typeof leases;

/** Leases for which processes compete. */
export type ElectedName = Exclude<LeaseName, "migrate" | "owner" | "backup">;

/**
 * After how long without a heartbeat the database ends a term, in ms. Longer for `boards`: a new holder has to drop the connections of all
 * boards, which a short stall should not cause.
 */
const holdMs: Record<ElectedName, number> = {
  ingest: 2_500,
  outbox: 2_500,
  schedule: 2_500,
  files: 2_500,
  boards: 5_000,
};

/** Interval of heartbeats, in ms: two may be late before the database ends the term. */
const beatMs = (name: ElectedName) => holdMs[name] / 3;

/** How often other processes try to acquire the lease, in ms. */
const ACQUIRE_INTERVAL_MS = 400;

/** How long a process that left a lease to another lets it take the lease, in ms. */
const YIELD_MS = 4 * ACQUIRE_INTERVAL_MS;

/** The name of a lease's connection; candidates are known by it. */
const connectionName = (name: ElectedName) => `lease ${name}`;

/** The leases that some process must hold for Bellhop to work. */
export const elected = Object.keys(holdMs) as ElectedName[];

/** Those of them that a live process holds. */
export async function holders(db: QueryExecutorProvider): Promise<Set<ElectedName>> {
  const { rows } = await sql<{ lease: number }>`
    select objid::int as lease from pg_locks
    where locktype = 'advisory' and granted and classid = ${space}::int::oid and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  const held = new Set(rows.map(({ lease }) => lease));
  return new Set(elected.filter((name) => held.has(leases[name])));
}

/** SQL arguments of a lease's advisory lock, for code that takes it on its own connection. */
export const lockOf = (name: LeaseName): [number, number] => [space, leases[name]];

/** A term: the time for which a process holds a lease. */
export type Leadership = {
  /** The number of this term. */
  epoch: number;
  /**
   * Whether the lease is certainly still held, by a monotonic clock: ask before an action that no transaction can roll back. Costs nothing.
   * False once a process was suspended for too long, even before it can have learnt that it lost the lease.
   */
  holds(): boolean;
};

/** A process's participation in the election for one lease. */
export type LeaderLease = {
  /** Leaves the election: releases the lease and waits until `lead` has returned. */
  stop(): Promise<void>;
};

/** The current term of a process, for use on connections other than the lease's. */
export type Seat = {
  name: ElectedName;
  /** Null while the process does not hold the lease. */
  term: Leadership | null;
  /** The statements that make a transaction fail at its beginning if another term has begun. Throws while this process holds no lease. */
  fence(): string;
};

/** A seat without a term; `joinElection` sets one when the process is elected. */
export function openSeat(name: ElectedName): Seat {
  const seat: Seat = {
    name,
    term: null,
    fence() {
      const { term } = seat;
      if (!term) throw Object.assign(new Error(`This process does not hold the lease ${name}.`), { code: "55000" });
      // When the process is suspended, the server ends its transaction before its lease.
      const idle = Math.floor(holdMs[name] - beatMs(name) - 300);
      return `set local idle_in_transaction_session_timeout = ${idle}; select fence_lease('${name}', ${term.epoch})`;
    },
  };
  return seat;
}

type Standing = {
  url: string;
  name: ElectedName;
  log: Log;
  /** How long to wait before competing again after a term, in ms. */
  retryMs?: number;
  seat?: Seat;
  /** Whether to leave the lease to another process as soon as one competes for it; asked with each heartbeat. */
  yields?(): boolean;
  lead(client: pg.Client, signal: AbortSignal, term: Leadership): Promise<void>;
};

/**
 * Competes for a lease until stopped. When elected, calls `lead` with the lease's connection; `signal` fires when the lease is lost or
 * released, and `lead` must return soon after. Processes try several times a second, so a dead leader is replaced at once and a silent one
 * when its lease has expired.
 */
export function joinElection(options: Standing): LeaderLease {
  const { name, log, retryMs = 500 } = options;
  const leaving = new AbortController();
  const done = (async () => {
    while (!leaving.signal.aborted) {
      const yielded = await campaign(options, leaving.signal).catch((error: unknown) => {
        if (!leaving.signal.aborted) log.warn({ err: error, lease: name }, "lease interrupted, standing again");
        return false;
      });
      await pause(yielded ? YIELD_MS : retryMs, leaving.signal);
    }
  })();
  return {
    async stop() {
      leaving.abort();
      await done;
    },
  };
}

/** Connects, waits for the lock, leads, disconnects. Returns whether it left the lease to another process. */
async function campaign(options: Standing, leaving: AbortSignal): Promise<boolean> {
  const { url, name, log, lead, seat, yields = () => false } = options;
  const client = createClient(url, connectionName(name), "lease", holdMs[name]);
  const [lost, yielded] = [new AbortController(), new AbortController()];
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  try {
    const signal = AbortSignal.any([leaving, lost.signal, yielded.signal]);
    for (; !signal.aborted; await pause(ACQUIRE_INTERVAL_MS, signal)) {
      const asked = performance.now();
      const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as held", lockOf(name));
      if (!rows[0].held) continue;
      const pulse = beat(client, name, asked, async () => {
        if (yields() && (await hasRival(client, name))) yielded.abort();
      });
      try {
        const term: Leadership = {
          epoch: await begin(client, name),
          holds: () => !lost.signal.aborted && pulse.holds(),
        };
        if (seat) seat.term = term;
        log.debug({ lease: name, term: term.epoch }, "lease taken");
        await lead(client, signal, term);
      } finally {
        if (seat) seat.term = null;
        await pulse.stop();
      }
      break;
    }
    return yielded.signal.aborted;
  } finally {
    // A dead connection may never report its end.
    await Promise.race([client.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
  }
}

/** Begins a term and returns its number. Fails on a read-only database. */
async function begin(client: pg.Client, name: ElectedName): Promise<number> {
  const { rows } = await client.query(
    `insert into leases as l (name, epoch, holder, taken_at) values ($1, 1, $2, clock_timestamp())
     on conflict (name) do update set epoch = l.epoch + 1, holder = excluded.holder, taken_at = excluded.taken_at returning epoch`,
    [name, `${hostname()}:${process.pid}`],
  );
  return Number(rows[0].epoch);
}

/** Whether another process competes for the lease that this connection has. */
async function hasRival(client: pg.Client, name: ElectedName): Promise<boolean> {
  const { rows } = await client.query<{ rival: boolean }>(
    `select exists (select from pg_stat_activity where datname = current_database() and usename = current_user
      and application_name = $1 and pid <> pg_backend_pid()) as rival`,
    [`bellhop ${connectionName(name)}`],
  );
  return rows[0]!.rival;
}

/** Sends heartbeats, each followed by `after`, and knows since when the lease has certainly been renewed. */
function beat(client: pg.Client, name: ElectedName, since: number, after: () => Promise<void>) {
  const stopping = new AbortController();
  let heardSince = since;
  const done = (async () => {
    for (; !stopping.signal.aborted; await pause(beatMs(name), stopping.signal)) {
      const sent = performance.now();
      const answered = await client.query("select 1").then(
        () => true,
        // A failed transaction refuses every statement, but the refusal is an answer.
        (error: unknown) => (error as { code?: string }).code === "25P02",
      );
      if (!answered) return;
      heardSince = sent;
      // In a transaction that has failed it is refused, and asked again with the next heartbeat.
      await after().catch(() => {});
    }
  })();
  return {
    holds: () => performance.now() - heardSince < holdMs[name],
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Waits for `ms`, or until the signal fires. */
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
