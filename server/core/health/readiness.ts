// Readiness: whether Bellhop works, as a list of checks for load balancers, monitors and people.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import { type ElectedName, elected, holders } from "../../base/lease.ts";

/** The checks. When a `required` one fails, Bellhop is not ready; others only degrade it. */
export const checkNames = ["process", "database", "writes", "workers", "sending"] as const;
export type CheckName = (typeof checkNames)[number];
export type Check = { name: CheckName; required: boolean; ok: boolean; detail: string | null };

/** `degraded`: Bellhop works, but somebody should look. */
export const readinessStatuses = ["ok", "degraded", "failing"] as const;

/** The result: `failing` when a required check fails, `degraded` when another one does. */
export type Readiness = { status: (typeof readinessStatuses)[number]; checks: Check[] };

/** Runs the checks, except those named in `exclude`. */
export type Inspect = (exclude?: readonly string[]) => Promise<Readiness>;

/** What a process offers to monitoring. */
export type Monitor = {
  inspect: Inspect;
  /** Whether this process has the boards: it is where their connections belong. */
  hasBoards(): boolean;
  /** The metrics for Prometheus: the process's own, and those from the database while it answers. */
  figures(): Promise<{ type: string; text: string }>;
};

/**
 * In ms: how long a lease may be without a holder before this is reported (normally another process takes it within 3 s), and how long to wait for
 * the database.
 */
const GRACE_MS = { lease: 8_000, database: 4_000 };

/** For how long the result of a check is reused, in ms, when good and when bad. Short for the database; longer for writing, which costs more. */
const lasting = { database: [200, 200], others: [2_000, 500], writes: [5_000, 1_000] } as const;

/** Creates the checks of a process. `running` returns false while the process is shutting down. */
export function createInspector(parts: { db: Kysely<DB>; running(): boolean; graceMs?: number }): Inspect {
  const { db, running, graceMs = GRACE_MS.lease } = parts;
  const missingSince = new Map<ElectedName, number>();
  async function workers(): Promise<Check> {
    const held = await holders(db);
    const now = performance.now();
    const gone = elected.filter((name) => {
      if (held.has(name)) missingSince.delete(name);
      else if (!missingSince.has(name)) missingSince.set(name, now);
      return !held.has(name) && now - missingSince.get(name)! >= graceMs;
    });
    const detail =
      gone.length === 0
        ? null
        : `No living process holds the lease ${gone.join(", ")}: start a worker, or look at why it stands still.`;
    return { name: "workers", required: true, ok: detail === null, detail };
  }

  const database = remembering("database", lasting.database, async () => {
    await sql`select 1`.execute(db);
    return { name: "database", required: true, ok: true, detail: null };
  });
  const rest = [
    remembering("writes", lasting.writes, () => writes(db)),
    remembering("workers", lasting.others, workers),
    remembering("sending", lasting.others, () => sending(db)),
  ];

  return async (exclude = []) => {
    const stops = running() ? null : "Bellhop is stopping.";
    const found = await database();
    const all: Check[] = [
      { name: "process", required: true, ok: stops === null, detail: stops },
      found,
      ...(found.ok ? await Promise.all(rest.map((check) => check())) : []),
    ];
    const checks = all.filter(({ name }) => !exclude.includes(name));
    const failed = checks.filter(({ ok }) => !ok);
    const status = failed.some(({ required }) => required) ? "failing" : failed.length > 0 ? "degraded" : "ok";
    return { status, checks };
  };
}

/** Wraps a check so that it never runs twice at once and its result is reused: for `good` or `bad` ms, depending on the result. */
function remembering(name: CheckName, [good, bad]: readonly [number, number], check: () => Promise<Check>) {
  let under: Promise<Check> | null = null;
  let known: { check: Check; until: number } | null = null;
  const make = async (): Promise<Check> => {
    const found = await within(GRACE_MS.database, check()).catch((error: unknown) => ({
      name,
      required: name !== "sending",
      ok: false,
      detail: why(error),
    }));
    known = { check: found, until: performance.now() + (found.ok ? good : bad) };
    under = null;
    return found;
  };
  return (): Promise<Check> => {
    if (known && known.until > performance.now()) return Promise.resolve(known.check);
    under ??= make();
    return under;
  };
}

/** A write that needs new disk space and is rolled back: it fails on a full disk or a read-only database. */
async function writes(db: Kysely<DB>): Promise<Check> {
  const enough = new Error("taken back");
  await db
    .transaction()
    .execute(async (tx) => {
      await sql`set local lock_timeout = '2s'`.execute(tx);
      await sql`truncate write_probe`.execute(tx);
      await sql`insert into write_probe select convert_to(repeat(md5(n::text), 230), 'UTF8') from generate_series(1, 16) n`.execute(
        tx,
      );
      throw enough;
    })
    .catch((error: unknown) => {
      if (error !== enough) throw error;
    });
  return { name: "writes", required: true, ok: true, detail: null };
}

/** Channels that are held because their provider refuses messages, also while one message is tried. Inbound messages are still received. */
async function sending(db: Kysely<DB>): Promise<Check> {
  const { rows } = await sql<{ reason: string | null }>`
    select pause_reason as reason from channels where held_since is not null order by id limit 3`.execute(db);
  const detail =
    rows.length === 0 ? null : `A number sends nothing: ${rows.map(({ reason }) => reason ?? "it rests").join("; ")}.`;
  return { name: "sending", required: false, ok: detail === null, detail };
}

/** A sentence without addresses or values. */
function why(error: unknown): string {
  const code = (error as { code?: string } | null)?.code ?? "";
  if (code === "53100") return "The database's disk is full: make room.";
  if (code === "25006") return "The database only reads: it is a standby, or was told so.";
  if (code === "53300") return "The database has no connection left: raise max_connections.";
  if (code === "55P03") return "Something holds a lock that stops writes.";
  return isTransient(error) || code === ""
    ? "The database does not answer."
    : `The database answers with an error (${code}).`;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("timeout expired")), ms);
  });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
