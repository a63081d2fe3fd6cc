// What happens by itself: one table of times and what is done then, and the look at what is due for bookings. One process does it for all.
import { Cron } from "croner";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { joinElection, type LeaderLease, pause, type Seat } from "./base/lease.ts";
import type { Log } from "./base/log.ts";
import type { WakeSignal } from "./base/wake-signal.ts";
import type { Clock } from "./contract/ports.ts";
import * as seals from "./core/access/seals.ts";
import * as ledger from "./core/accounts/ledger.ts";
import { wake } from "./core/inbox/waiting.ts";
import { sweep } from "./core/live/sweep.ts";
import { verifyCharges } from "./core/parking/billing.ts";
import * as session from "./core/parking/chat/session.ts";
import { lookEveryMs, type RunCommand } from "./core/parking/command-context.ts";
import { type Failed, lookAround, runDue } from "./core/parking/due-jobs.ts";
import { welcomeNewcomers } from "./core/parking/newcomers.ts";
import { rollUp } from "./core/reports/rollups.ts";

/** What the schedule needs. */
export type ScheduleOptions = {
  url: string;
  /** Both fenced by the seat. */
  db: Kysely<DB>;
  runCommand: RunCommand;
  seat?: Seat;
  /** Woken when something may be due sooner than was known. */
  dues: WakeSignal;
  /** Whether drivers are served: whoever writes is one. */
  parks: boolean;
  /** What a person gets for their first message, in cents; left out: the usual. */
  welcomeCredit?: number;
  clock: Clock;
  log: Log;
  /** Told how many faults the ledger's last proof found. */
  onProof(faults: number): Promise<void>;
};

/** How far newcomers are looked for again, in ids. */
const overlap = 1_000;

/** One line of the table. */
type Job = {
  name: string;
  /** In UTC. */
  cron: string;
  /** Returns one line that says how it went. */
  run(options: ScheduleOptions): Promise<string>;
};

/** Everything that happens at a time of its own. A run that was missed while nothing was running is made up for. */
const table: readonly Job[] = [
  {
    name: "ledger.verify",
    cron: "15 3 * * *",
    async run({ db, log, onProof }) {
      const faults = [...(await ledger.verify(db)), ...(await verifyCharges(db))];
      for (const fault of faults) log.error(`The ledger does not add up. ${fault}`);
      await onProof(faults.length);
      return faults.length === 0 ? "The ledger adds up." : faults.slice(0, 20).join(" ");
    },
  },
  {
    name: "audit.seal",
    cron: "* * * * *",
    run: async ({ db, clock }) => `${await seals.seal(db, clock())} entries of the audit log were sealed.`,
  },
  {
    name: seals.proofJob,
    cron: "30 3 * * *",
    async run({ db, clock, log }) {
      await seals.seal(db, clock(), true);
      const proof = await seals.verify(db);
      for (const fault of proof.faults) log.error(`The audit log was altered. ${fault}`);
      // Where the log of the process goes, the end of the chain is out of reach of whoever alters the database.
      if (proof.head) log.info(proof.head, "the audit log is sealed up to here");
      await seals.raise(db, proof, clock());
      return seals.sentenceOf(proof);
    },
  },
  {
    name: "rollups.run",
    cron: "* * * * *",
    run: async ({ db }) => `${await rollUp(db)} changes were added to the rollups.`,
  },
  {
    name: "inbox.wake",
    cron: "* * * * *",
    run: async ({ db, clock }) => `${await wake(db, clock())} conversations were put off until now.`,
  },
  {
    name: "sessions.sweep",
    cron: "45 3 * * *",
    run: async ({ db, clock }) => `${await session.sweep(db, clock())} chat sessions were over.`,
  },
  {
    name: "events.sweep",
    cron: "*/10 * * * *",
    run: async ({ db, clock }) => `${await sweep(db, clock())} old events were deleted.`,
  },
];

/** Stands for election as the one who does what is due. */
export function startSchedule(options: ScheduleOptions): LeaderLease {
  const { url, db, runCommand, dues, clock, log } = options;
  const lead = async (_: unknown, signal: AbortSignal) => {
    // Contacts up to here have accounts; a little less, because ids become visible in another order than they are given.
    let welcomed = 0;
    // By a clock that cannot jump, and by the wall clock, so that a jump is a reason to look.
    let looked = Number.NEGATIVE_INFINITY;
    let lookedAt = 0;
    const failed: Failed = (err, what, id) =>
      log.error({ err, what, id }, "something that is due failed, it is tried again");
    while (!signal.aborted) {
      try {
        const now = clock();
        const since = Math.max(performance.now() - looked, Math.abs(now.getTime() - lookedAt));
        if (since >= lookEveryMs) {
          for (let more = options.parks; more && !signal.aborted; ) {
            const done = await runCommand("schedule", (ctx) => welcomeNewcomers(ctx, welcomed, options.welcomeCredit));
            more = done.more;
            welcomed = more ? done.upTo : Math.max(welcomed, done.upTo - overlap);
          }
          await lookAround(db, runCommand, failed);
          [looked, lookedAt] = [performance.now(), now.getTime()];
        }
        const next = await runDue(db, runCommand, now, failed);
        await runJobs(options);
        // Never longer than to the next look, whatever the clock does meanwhile.
        const rest = Math.min(looked + lookEveryMs - performance.now(), next.getTime() - clock().getTime());
        await dues.wait(Math.max(10, rest), signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, "the schedule stumbled, trying again");
        await pause(1_000, signal);
      }
    }
  };
  return joinElection({ url, name: "schedule", log, ...(options.seat ? { seat: options.seat } : {}), lead });
}

/** Runs the jobs whose time has come since they ran last. */
async function runJobs(options: ScheduleOptions): Promise<void> {
  const { db, clock, log } = options;
  const ran = new Map(
    (await db.selectFrom("job_runs").select(["name", "last_run_at"]).execute()).map((row) => [
      row.name,
      row.last_run_at,
    ]),
  );
  for (const job of table) {
    const last = ran.get(job.name);
    const next = last && new Cron(job.cron, { timezone: "UTC" }).nextRun(last);
    // A run in the future is one by a clock that was ahead; waiting for it to come true may take hours.
    if (next && next > clock() && last <= clock()) continue;
    const result = await job.run(options).catch((error: unknown) => {
      log.error({ err: error, job: job.name }, "a scheduled job failed");
      return `It failed: ${(error as Error).message}`;
    });
    const row = { last_run_at: clock(), result };
    await db
      .insertInto("job_runs")
      .values({ name: job.name, ...row })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
      .execute();
  }
}
