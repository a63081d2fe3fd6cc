// Leadership: of all processes that share a database, one holds a lease. It is a session-level advisory lock on a connection of its
// own, and the database judges whether the holder lives: a session that is silent for longer than the lease allows is ended, and the
// lock with it. The holder beats, so that a living one is never silent. A counter of terms fences what runs on other connections.
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type QueryExecutorProvider, sql } from "kysely";
import type pg from "pg";
import { createClient } from "./db.ts";
import type { Log } from "./log.ts";

/** Names of leases and their advisory lock numbers. The first number keeps them apart from other users of the database. */
const leases = { ingest: 1, outbox: 2, migrate: 3, owner: 4, boards: 5, schedule: 6 } as const;
const space = 0x62656c6c; // "bell", the first letters of Bellhop in ASCII

export type LeaseName = keyof typeof leases;

/** Leases that processes stand for. */
export type ElectedName = Exclude<LeaseName, "migrate" | "owner">;

/**
 * After how long a silence of its holder the database ends a term, in ms. Whoever loses the boards drops the connections of all of
 * them, so that is not done for a short stall.
 */
const holdMs: Record<ElectedName, number> = { ingest: 2_500, outbox: 2_500, schedule: 2_500, boards: 5_000 };

/** How often a holder beats, in ms: two beats may be late before the database ends its term. */
const beatMs = (name: ElectedName) => holdMs[name] / 3;

/** How often others ask for the lease, in ms. */
const ACQUIRE_INTERVAL_MS = 400;

/** The leases that somebody must hold for Bellhop to work. */
export const elected = Object.keys(holdMs) as ElectedName[];

/** Which of them are held by a living process. */
export async function holders(db: QueryExecutorProvider): Promise<Set<ElectedName>> {
  const { rows } = await sql<{ lease: number }>`
    select objid::int as lease from pg_locks
    where locktype = 'advisory' and granted and classid = ${space}::int::oid and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  const held = new Set(rows.map(({ lease }) => lease));
  return new Set(elected.filter((name) => held.has(leases[name])));
}

/** SQL arguments of a lease's advisory lock, for those who take it on their own connection. */
export const lockOf = (name: LeaseName): [number, number] => [space, leases[name]];

/** A time of leading. */
export type Leadership = {
  /** Counts the terms of this lease. */
  epoch: number;
  /**
   * Whether the lease is certainly still held, by a clock that cannot jump: ask before doing what no transaction can take back. Costs
   * nothing. False after a process was stopped for too long, before it can have learnt that it lost the lease.
   */
  holds(): boolean;
};

/** A seat in the election for one lease. */
export type LeaderLease = {
  /** Leaves the election: gives the lease back and waits until `lead` has returned. */
  stop(): Promise<void>;
};

/** The term that a process has now, for connections other than the lease's. */
export type Seat = {
  name: ElectedName;
  /** Set while it leads. */
  term: Leadership | null;
  /** The statements that keep a transaction of another term from beginning. Throws while this process does not lead. */
  fence(): string;
};

/** A seat for a lease; nobody sits there before `stand`. */
export function openSeat(name: ElectedName): Seat {
  const seat: Seat = {
    name,
    term: null,
    fence() {
      const { term } = seat;
      if (!term) throw Object.assign(new Error(`This process does not hold the lease ${name}.`), { code: "55000" });
      // A transaction of a process that stands still ends before its lease does.
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
  /** How long to wait before standing again after a term, in ms. */
  retryMs?: number;
  seat?: Seat;
  lead(client: pg.Client, signal: AbortSignal, term: Leadership): Promise<void>;
};

/**
 * Stands for election until stopped. When elected, calls `lead` with the lease's connection; `signal` fires when the lease is
 * lost or given back, and `lead` returns soon after. Others ask several times a second, so a dead leader is followed at once and a
 * silent one when its time is over.
 */
export function joinElection(options: Standing): LeaderLease {
  const { name, log, retryMs = 500 } = options;
  const leaving = new AbortController();
  const done = (async () => {
    while (!leaving.signal.aborted) {
      await campaign(options, leaving.signal).catch((error: unknown) => {
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

/** Connects, waits for the lock, leads, leaves. */
async function campaign(options: Standing, leaving: AbortSignal): Promise<void> {
  const { url, name, log, lead, seat } = options;
  const client = createClient(url, `lease ${name}`, "lease", holdMs[name]);
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  try {
    const signal = AbortSignal.any([leaving, lost.signal]);
    for (; !signal.aborted; await pause(ACQUIRE_INTERVAL_MS, signal)) {
      const asked = performance.now();
      const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as held", lockOf(name));
      if (!rows[0].held) continue;
      const pulse = beat(client, name, asked);
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
      return;
    }
  } finally {
    // A connection that is gone may never tell that it has ended.
    await Promise.race([client.end().catch(() => {}), sleep(1_000, undefined, { ref: false })]);
  }
}

/** Begins a term. Fails where the database only reads. */
async function begin(client: pg.Client, name: ElectedName): Promise<number> {
  const { rows } = await client.query(
    `insert into leases as l (name, epoch, holder, taken_at) values ($1, 1, $2, clock_timestamp())
     on conflict (name) do update set epoch = l.epoch + 1, holder = excluded.holder, taken_at = excluded.taken_at returning epoch`,
    [name, `${hostname()}:${process.pid}`],
  );
  return Number(rows[0].epoch);
}

/** Keeps a session from being silent, and knows since when the server has certainly heard of us. */
function beat(client: pg.Client, name: ElectedName, since: number) {
  const stopping = new AbortController();
  let heardSince = since;
  const done = (async () => {
    for (; !stopping.signal.aborted; await pause(beatMs(name), stopping.signal)) {
      const sent = performance.now();
      const answered = await client.query("select 1").then(
        () => true,
        // Within a transaction that failed every statement is refused, which is an answer.
        (error: unknown) => (error as { code?: string }).code === "25P02",
      );
      if (!answered) return;
      heardSince = sent;
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
