// Readiness and metrics of a process, for the web port and for the worker's own port.
import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { DB } from "../db/rows.ts";
import { diskSpace } from "./base/disk.ts";
import * as kept from "./base/figures.ts";
import { elected, holders } from "./base/lease.ts";
import type { Log } from "./base/log.ts";
import type { Metrics } from "./base/metrics.ts";
import { LAST_BACKUP } from "./core/backup/watch.ts";
import { readOperatorFigures } from "./core/health/figures.ts";
import { createInspector, type Monitor } from "./core/health/readiness.ts";
import * as lag from "./core/ingest/lag.ts";

type Parts = {
  db: Kysely<DB>;
  pool: Pool;
  metrics: Metrics;
  clock: () => Date;
  log: Log;
  /** The folder whose disk is measured. */
  dataDir: string;
  running(): boolean;
  hasBoards(): boolean;
  graceMs?: number;
};

/** How many connections a pool has. */
type Pool = Pick<pg.Pool, "totalCount" | "idleCount" | "waitingCount">;

/** Names of metrics that are kept in the database. */
export const sends = "sends";
export const ledgerFaults = "ledger_faults";
export const fileFetches = "file_fetches";

/** Timeout for the database, in ms: Prometheus gives up after ten seconds. */
const DATABASE_TIMEOUT_MS = 4_000;

/** Makes the monitor of a process. */
export function createMonitor(parts: Parts): Monitor {
  const { metrics, log } = parts;
  const inspect = createInspector(parts);
  return {
    inspect,
    hasBoards: parts.hasBoards,
    async figures() {
      const { checks } = await inspect();
      for (const { name, ok } of checks) metrics.ready.set({ check: name }, Number(ok));
      setPool(metrics, parts.pool);
      const disk = await diskSpace(parts.dataDir).catch(() => null);
      if (disk) metrics.diskFree.set(disk.free);
      const answers = checks.some(({ name, ok }) => name === "database" && ok);
      const gathered = answers && (await gather(parts).catch(leaveOut(log)));
      metrics.databaseUp.set(Number(gathered));
      const own = await metrics.registry.metrics();
      return {
        type: metrics.registry.contentType,
        text: gathered ? `${own}\n${await metrics.kept.metrics()}` : own,
      };
    },
  };
}

function setPool(metrics: Metrics, { totalCount, idleCount, waitingCount }: Pool): void {
  metrics.pool.set({ state: "busy" }, totalCount - idleCount);
  metrics.pool.set({ state: "idle" }, idleCount);
  metrics.pool.set({ state: "waiting" }, waitingCount);
}

const leaveOut = (log: Log) => (error: unknown) => {
  log.warn({ err: error }, "figures that lie in the database are left out");
  return false;
};

/** Sets the metrics that are read from the database on request. */
async function gather({ db, metrics, clock }: Parts): Promise<true> {
  await db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = ${sql.lit(DATABASE_TIMEOUT_MS)}`.execute(tx);
    const now = clock();
    const behind = await lag.measure(tx, now);
    metrics.drainWaiting.set(behind.waiting);
    metrics.drainLag.set(behind.seconds);
    const { rows: states } = await sql<{ state: string; n: number }>`
      select state, count(*) as n from outbox group by state`.execute(tx);
    for (const state of ["queued", "sending", "unanswered", "window"])
      metrics.outboxWaiting.set({ state }, states.find((row) => row.state === state)?.n ?? 0);
    const { rows } = await sql<{ dead: number; altered: boolean }>`
      select (select count(*) from dead_letters where resolved_at is null) as dead,
        exists (select from incidents where kind = 'audit_log_altered' and closed_at is null) as altered`.execute(tx);
    metrics.deadLetters.set(rows[0]!.dead);
    metrics.auditFaults.set(Number(rows[0]!.altered));
    const { rows: stopped } = await sql<{ id: number; provider: string; held_operator: boolean; held_since: Date }>`
      select id, provider, held_operator, held_since from channels where held_since is not null`.execute(tx);
    metrics.channelsResting.set(stopped.length);
    metrics.channelsHeld.reset();
    for (const { id, provider, held_operator, held_since } of stopped) {
      const labels = { channel: String(id), provider, operator: String(held_operator) };
      metrics.channelsHeld.set(labels, (now.getTime() - held_since.getTime()) / 1_000);
    }
    const { rows: files } = await sql<{ waiting: number; late: number }>`
      select count(*)::int as waiting, count(*) filter (where attempts > 0)::int as late
      from attachments where state = 'waiting'`.execute(tx);
    metrics.filesWaiting.set(files[0]!.waiting);
    metrics.filesRetrying.set(files[0]!.late);
    await setOperatorFigures(tx, metrics, now);
    metrics.fileFetches.reset();
    metrics.sends.reset();
    metrics.ledgerFaults.set(0);
    metrics.backupAge.set(Number.POSITIVE_INFINITY);
    for (const { name, labels, value } of await kept.read(tx)) {
      if (name === sends) metrics.sends.inc(labels, value);
      else if (name === fileFetches) metrics.fileFetches.inc(labels, value);
      else if (name === ledgerFaults) metrics.ledgerFaults.set(value);
      else if (name === LAST_BACKUP) metrics.backupAge.set(now.getTime() / 1_000 - value);
    }
    const held = await holders(tx);
    for (const name of elected) metrics.leases.set({ lease: name }, Number(held.has(name)));
  });
  return true;
}

async function setOperatorFigures(tx: Kysely<DB>, metrics: Metrics, now: Date): Promise<void> {
  const { oldestUnsentSeconds, boards, incidents, costs, staffMessages, deleted } = await readOperatorFigures(tx, now);
  metrics.oldestUnsent.set(oldestUnsentSeconds);
  for (const { presence, n } of boards) metrics.boards.set({ presence }, n);
  metrics.incidents.reset();
  for (const { kind, n } of incidents) metrics.incidents.set({ kind }, n);
  metrics.cost.reset();
  for (const { channel_id, currency, micros } of costs)
    metrics.cost.set({ channel: String(channel_id), currency }, Number(micros) / 1_000_000);
  metrics.staffMessages.set({ state: "waiting" }, staffMessages.waiting);
  metrics.staffMessages.set({ state: "retrying" }, staffMessages.retrying);
  metrics.retentionDeleted.reset();
  for (const { kind, n } of deleted) metrics.retentionDeleted.inc({ kind }, n);
}
