// Whether Bellhop works, check by check, for load balancers, monitors and people.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { isTransient } from "../../base/db.ts";
import { type ElectedName, elected, holders } from "../../base/lease.ts";

/** What is looked at. `required` ones that fail make Bellhop not ready; others only degrade it. */
export const checkNames = ["process", "database", "writes", "workers", "sending"] as const;
export type CheckName = (typeof checkNames)[number];
export type Check = { name: CheckName; required: boolean; ok: boolean; detail: string | null };

/** The verdict: `failing` when a required check fails, `degraded` when another does. */
export type Readiness = { status: "ok" | "degraded" | "failing"; checks: Check[] };

/** Asks, leaving out the checks named in `exclude`. */
export type Inspect = (exclude?: readonly string[]) => Promise<Readiness>;

/** What a process tells those who watch it. */
export type Monitor = {
  inspect: Inspect;
  /** The figures for Prometheus: the process's own, and those that lie in the database while it answers. */
  figures(): Promise<{ type: string; text: string }>;
};

/** How long a lease may be without a holder before that is told (another takes it within 3 s), and how long answers are kept, in ms. */
const patience = { lease: 8_000, good: 5_000, bad: 1_000, database: 4_000 };

/** Makes the inspector of a process. `running`: false while it stops. */
export function createInspector(parts: { db: Kysely<DB>; running(): boolean; graceMs?: number }): Inspect {
  const { db, running, graceMs = patience.lease } = parts;
  const missingSince = new Map<ElectedName, number>();
  let kept: { until: number; checks: Promise<Check[]> } | null = null;

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

  async function look(): Promise<Check[]> {
    const database = await within(patience.database, sql`select 1`.execute(db)).then(
      () => null,
      (error: unknown) => why(error),
    );
    const checks: Check[] = [{ name: "database", required: true, ok: database === null, detail: database }];
    if (database !== null) return checks;
    const failing = (name: CheckName, required: boolean) => (error: unknown) => ({
      name,
      required,
      ok: false,
      detail: why(error),
    });
    return [
      ...checks,
      await within(patience.database, writes(db)).catch(failing("writes", true)),
      await within(patience.database, workers()).catch(failing("workers", true)),
      await within(patience.database, sending(db)).catch(failing("sending", false)),
    ];
  }

  return async (exclude = []) => {
    const now = performance.now();
    if (!kept || kept.until < now) {
      const checks = look();
      const asked = { until: now + patience.database * 5, checks };
      kept = asked;
      const all = await checks;
      asked.until = performance.now() + (all.every(({ ok }) => ok) ? patience.good : patience.bad);
    }
    const stops = running() ? null : "Bellhop is stopping.";
    const all: Check[] = [
      { name: "process", required: true, ok: stops === null, detail: stops },
      ...(await kept.checks),
    ];
    const checks = all.filter(({ name }) => !exclude.includes(name));
    const failed = checks.filter(({ ok }) => !ok);
    const status = failed.some(({ required }) => required) ? "failing" : failed.length > 0 ? "degraded" : "ok";
    return { status, checks };
  };
}

/** A write that needs room which is not there yet, taken back: a full disk and a read-only database fail it. */
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

/** Numbers that send nothing because their provider refused: what comes in is taken all the same. */
async function sending(db: Kysely<DB>): Promise<Check> {
  const { rows } = await sql<{ reason: string | null }>`
    select pause_reason as reason from channels where paused_until > now() order by id limit 3`.execute(db);
  const detail =
    rows.length === 0 ? null : `A number sends nothing: ${rows.map(({ reason }) => reason ?? "it rests").join("; ")}.`;
  return { name: "sending", required: false, ok: detail === null, detail };
}

/** A sentence without an address or a value in it. */
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
