// What happens by itself: scheduled jobs and due jobs, the core's own and those of the skills. One process runs them for all.
import { Cron } from "croner";
import { LOOK_EVERY_MS } from "./base/due-jobs.ts";
import { joinElection, type LeaderLease, pause, type Seat } from "./base/lease.ts";
import type { WakeSignal } from "./base/wake-signal.ts";
import type { HealthCheck } from "./contract/ports.ts";
import type { ScheduledJob, SkillJobs } from "./contract/skill.ts";
import * as seals from "./core/access/seals.ts";
import * as ledger from "./core/accounts/ledger.ts";
import { archiveOld } from "./core/archive/write.ts";
import { foldCosts } from "./core/costs/fold.ts";
import { checkProviders } from "./core/health/provider-checks.ts";
import { wake } from "./core/inbox/waiting.ts";
import { pruneWebhooks } from "./core/ingest/prune.ts";
import { sweep } from "./core/live/sweep.ts";
import type { Files } from "./core/media/keep.ts";
import { sweepFiles } from "./core/media/sweep.ts";
import { rollUp } from "./core/reports/rollups.ts";
import { createTemplateSync, type TemplateSources } from "./core/templates/sync.ts";
import type { Plugin, SkillParts } from "./skills.ts";

/** Options of {@link startSchedule}. The database is fenced by the seat. */
export type ScheduleOptions = SkillParts &
  Pick<TemplateSources, "templates" | "own"> & {
    url: string;
    /** Where files are kept. */
    files: Files;
    /** For how many days recorded webhooks are kept; 0: for ever. */
    webhookLogDays: number;
    /** How old months are that are archived; 0: none is. */
    archiveAfterMonths: number;
    /** The skills whose jobs are run. */
    plugins: readonly Plugin[];
    checks: readonly HealthCheck[];
    seat?: Seat;
    /** Woken when something may be due sooner than expected. */
    dueJobs: WakeSignal;
    /** Called with the number of faults found by each check of the ledger. */
    onProof(faults: number): Promise<void>;
  };

/** The jobs that delete what is not needed any more. */
const sweeps = ({ db, files, clock, webhookLogDays }: ScheduleOptions): ScheduledJob[] => [
  {
    name: "events.sweep",
    cron: "*/10 * * * *",
    run: async () => `${await sweep(db, clock())} old events were deleted.`,
  },
  {
    name: "files.sweep",
    cron: "40 * * * *",
    async run() {
      const { uploads, blobs } = await sweepFiles(db, files);
      return `${uploads} uploads that were not sent and the content of ${blobs} files were deleted.`;
    },
  },
  {
    name: "webhooks.prune",
    cron: "5 * * * *",
    async run() {
      if (webhookLogDays === 0) return "Webhooks are kept for ever.";
      const before = new Date(clock().getTime() - webhookLogDays * 86_400_000);
      return `${await pruneWebhooks(db, before)} webhooks older than ${webhookLogDays} days were deleted.`;
    },
  },
];

/** The scheduled jobs of the core. */
const coreJobs = (options: ScheduleOptions, ofSkills: readonly SkillJobs[]): ScheduledJob[] => {
  const { db, clock, log, onProof } = options;
  return [
    {
      name: "ledger.verify",
      cron: "15 3 * * *",
      async run() {
        const faults = await ledger.verify(db);
        for (const { verifyLedger } of ofSkills) faults.push(...((await verifyLedger?.()) ?? []));
        for (const fault of faults) log.error(`The ledger does not add up. ${fault}`);
        await onProof(faults.length);
        return faults.length === 0 ? "The ledger adds up." : faults.slice(0, 20).join(" ");
      },
    },
    {
      name: "audit.seal",
      cron: "* * * * *",
      run: async () => `${await seals.seal(db, clock())} entries of the audit log were sealed.`,
    },
    {
      name: seals.proofJob,
      cron: "30 3 * * *",
      async run() {
        await seals.seal(db, clock(), true);
        const proof = await seals.verify(db);
        for (const fault of proof.faults) log.error(`The audit log was altered. ${fault}`);
        // The head of the chain goes to the process's log, which somebody who alters the database cannot change.
        if (proof.head) log.info(proof.head, "the audit log is sealed up to here");
        await seals.raise(db, proof, clock());
        return seals.sentenceOf(proof);
      },
    },
    {
      name: "rollups.run",
      cron: "* * * * *",
      run: async () => `${await rollUp(db)} changes were added to the rollups.`,
    },
    {
      name: "costs.fold",
      cron: "*/10 * * * * *",
      run: async () => `${await foldCosts(db, clock())} messages have a cost now.`,
    },
    {
      name: "inbox.wake",
      cron: "* * * * *",
      run: async () => `${await wake(db, clock())} conversations were put off until now.`,
    },
    ...sweeps(options),
  ];
};

/** Reads templates. It is not waited for: a provider may be slow, and other jobs are due meanwhile. */
function templateJob(options: ScheduleOptions): ScheduledJob {
  const sync = createTemplateSync(options);
  return { name: "templates.sync", cron: "*/10 * * * * *", run: async () => sync() };
}

/** Asks the providers how accounts and numbers are. Not waited for either; what is under way ends with the lease. */
function checkJob({ db, checks, own, clock, log }: ScheduleOptions, signal: AbortSignal): ScheduledJob {
  let running = false;
  const ask = async () => {
    running = true;
    try {
      await checkProviders(db, checks, own, clock(), signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, "the providers could not be asked how accounts and numbers are");
    } finally {
      running = false;
    }
  };
  return {
    name: "providers.check",
    cron: "17 * * * *",
    async run() {
      if (running) return "The check before is still under way.";
      void ask();
      return "The providers are being asked.";
    },
  };
}

/** Archives old months. Not waited for either: a month of many messages takes minutes. What was cut off goes on at the next run. */
function archiveJob(options: ScheduleOptions, signal: AbortSignal): ScheduledJob {
  const { db, files, archiveAfterMonths: months, clock, log } = options;
  let running = false;
  const archive = async () => {
    running = true;
    try {
      const done = await archiveOld(db, files, { months, now: clock(), signal });
      if (done.length > 0) log.info({ months: done }, "old months were archived");
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, "old months could not be archived; it is tried again in an hour");
    } finally {
      running = false;
    }
  };
  return {
    name: "messages.archive",
    cron: "25 * * * *",
    async run() {
      if (months === 0) return "Nothing is archived.";
      if (running) return "The run before is still under way.";
      void archive();
      return `Months that ended more than ${months} months ago are being archived.`;
    },
  };
}

/** Joins the election for the process that runs the schedule. */
export function startSchedule(options: ScheduleOptions): LeaderLease {
  const { url, plugins, dueJobs, clock, log } = options;
  const lead = async (_: unknown, signal: AbortSignal) => {
    const ofSkills = plugins.flatMap((plugin) => plugin.jobs?.(options) ?? []);
    const scheduled = [
      ...coreJobs(options, ofSkills),
      templateJob(options),
      checkJob(options, signal),
      archiveJob(options, signal),
      ...ofSkills.flatMap((jobs) => jobs.scheduled ?? []),
    ];
    // The last look, by the monotonic clock and by the wall clock, so that a jump of the clock causes a look.
    let looked = Number.NEGATIVE_INFINITY;
    let lookedAt = 0;
    while (!signal.aborted) {
      try {
        const now = clock();
        const since = Math.max(performance.now() - looked, Math.abs(now.getTime() - lookedAt));
        if (since >= LOOK_EVERY_MS) {
          for (const jobs of ofSkills) await jobs.lookAround?.(signal);
          [looked, lookedAt] = [performance.now(), now.getTime()];
        }
        const next = await runDue(ofSkills, now);
        await runScheduled(scheduled, options);
        // At most until the next look, whatever the clock does meanwhile.
        const rest = Math.min(looked + LOOK_EVERY_MS - performance.now(), next - clock().getTime());
        await dueJobs.wait(Math.max(10, rest), signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, "the schedule stumbled, trying again");
        await pause(1_000, signal);
      }
    }
  };
  return joinElection({ url, name: "schedule", log, ...(options.seat ? { seat: options.seat } : {}), lead });
}

/** Runs due jobs; returns when to look again, in ms since 1970. */
async function runDue(ofSkills: readonly SkillJobs[], now: Date): Promise<number> {
  let next = now.getTime() + LOOK_EVERY_MS;
  for (const jobs of ofSkills) next = Math.min(next, (await jobs.runDue?.(now))?.getTime() ?? next);
  return next;
}

/** Runs the scheduled jobs that have become due since their last run. */
async function runScheduled(jobs: readonly ScheduledJob[], { db, clock, log }: ScheduleOptions): Promise<void> {
  const ran = new Map(
    (await db.selectFrom("job_runs").select(["name", "last_run_at"]).execute()).map((row) => [
      row.name,
      row.last_run_at,
    ]),
  );
  for (const job of jobs) {
    const last = ran.get(job.name);
    const next = last && new Cron(job.cron, { timezone: "UTC" }).nextRun(last);
    // A last run in the future comes from a clock that was ahead: waiting for that time could take hours.
    if (next && next > clock() && last <= clock()) continue;
    const result = await job.run().catch((error: unknown) => {
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
