// The scheduled jobs of the core: when each runs, and what it says afterwards.
import { backfills } from "./backfills.ts";
import { backupJob } from "./backup-job.ts";
import { runBackfills } from "./base/backfill.ts";
import type { BackupConfig } from "./base/config-backup.ts";
import type { Seat } from "./base/lease.ts";
import type { WakeSignal } from "./base/wake-signal.ts";
import type { PriceSource } from "./contract/costs.ts";
import type { BlobStore, HealthCheck } from "./contract/ports.ts";
import type { ScheduledJob, SkillJobs } from "./contract/skill.ts";
import * as seals from "./core/access/seals.ts";
import * as ledger from "./core/accounts/ledger.ts";
import { tellAlarms } from "./core/alarms/tell.ts";
import { archiveOld } from "./core/archive/write.ts";
import { keepBilled } from "./core/costs/billed.ts";
import { foldCosts } from "./core/costs/fold.ts";
import * as disks from "./core/health/disks.ts";
import { checkProviders } from "./core/health/provider-checks.ts";
import { keepIncident, watchHealth } from "./core/health/watch.ts";
import { wake } from "./core/inbox/waiting.ts";
import { pruneWebhooks } from "./core/ingest/prune.ts";
import { sweep } from "./core/live/sweep.ts";
import { deliverDue, type Senders, sweepStaffMessages } from "./core/mail/queue.ts";
import type { Files } from "./core/media/keep.ts";
import { sweepFiles } from "./core/media/sweep.ts";
import { rollUp } from "./core/reports/rollups.ts";
import { sweepLeftovers } from "./core/retention/leftovers.ts";
import { deleteOld } from "./core/retention/run.ts";
import { kindsOf } from "./core/retention/settings.ts";
import { createTemplateSync, type TemplateSources } from "./core/templates/sync.ts";
import { finishErasures } from "./erasure-job.ts";
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
    /** When and where backups are made; without it none are. */
    backup?: BackupConfig;
    /** Opens the place of the backups; null: there is none. */
    backupPlace?(): Promise<BlobStore | null>;
    /** The skills whose jobs are run. */
    plugins: readonly Plugin[];
    checks: readonly HealthCheck[];
    /** What tells what providers charged. */
    prices: readonly PriceSource[];
    /** By which ways mails and alarms leave. */
    senders: Senders;
    /** Who gets alarms by mail; null: all admins. */
    alarmEmail: string | null;
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
  {
    name: "mail.sweep",
    cron: "50 3 * * *",
    run: async () => `${await sweepStaffMessages(db, clock())} old mails and alarms were deleted.`,
  },
  {
    name: "leftovers.sweep",
    cron: "55 3 * * *",
    run: async () => `${await sweepLeftovers(db, clock())} leftovers were deleted.`,
  },
];

/** The jobs that prove, add up and tidy what is in the database. */
const dataJobs = (options: ScheduleOptions, ofSkills: readonly SkillJobs[]): ScheduledJob[] => {
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
        const summary = faults.length === 0 ? null : `Faults found: ${faults.length}.`;
        await keepIncident(db, { kind: "ledger_faulty", summary }, clock());
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

/** The jobs that watch Bellhop itself, and tell what they and others found. */
const watchJobs = ({ db, senders, alarmEmail, plugins, clock }: ScheduleOptions): ScheduledJob[] => [
  {
    name: "health.watch",
    cron: "* * * * *",
    async run() {
      const found = await watchHealth(db, await disks.list(db), clock());
      return `${found} incidents of Bellhop itself are open.`;
    },
  },
  {
    name: "alarms.tell",
    cron: "*/10 * * * * *",
    async run() {
      const { mailer, webhook, keys } = senders;
      const skillKinds = plugins.flatMap(({ incidentKinds = [] }) => incidentKinds);
      const outlets = {
        mail: mailer !== null,
        webhook: webhook !== null,
        key: keys[0]!,
        email: alarmEmail,
        skillKinds,
      };
      return `${await tellAlarms(db, outlets, clock())} alarms were told.`;
    },
  },
];

/** Reads templates. It is not waited for: a provider may be slow, and other jobs are due meanwhile. */
function templateJob(options: ScheduleOptions): ScheduledJob {
  const sync = createTemplateSync(options);
  return { name: "templates.sync", cron: "*/10 * * * * *", run: async () => sync() };
}

/** A job that is not waited for either, because it may take minutes. It never runs twice at once; what is under way ends with the lease. */
function unawaited(
  job: Pick<ScheduledJob, "name" | "cron"> & { work(): Promise<unknown>; failure: string },
  { log }: ScheduleOptions,
  signal: AbortSignal,
): ScheduledJob {
  let running = false;
  const work = async () => {
    running = true;
    try {
      await job.work();
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, job.failure);
    } finally {
      running = false;
    }
  };
  return {
    name: job.name,
    cron: job.cron,
    async run() {
      if (running) return "The run before is still under way.";
      void work();
      return "It was begun.";
    },
  };
}

/** The jobs that other servers answer (the providers, the mail server, the webhook for alarms), and those that may have much to move or delete. */
function longJobs(options: ScheduleOptions, signal: AbortSignal): ScheduledJob[] {
  const { db, files, archiveAfterMonths: months, plugins, checks, prices, own, senders, clock, log } = options;
  const jobs = [
    {
      name: "rows.backfill",
      cron: "*/10 * * * * *",
      work: () =>
        runBackfills(db, backfills, {
          ...{ now: clock, signal },
          tell: ({ name, share }) =>
            log.info(`Rows are being changed for ${name}: ${Math.round(share * 100)} % are done.`),
        }),
      failure: "a change of many rows was interrupted, it goes on where it was",
    },
    {
      name: "providers.check",
      cron: "17 * * * *",
      work: () => checkProviders(db, checks, own, clock(), signal),
      failure: "the providers could not be asked how accounts and numbers are",
    },
    {
      name: "mail.deliver",
      cron: "*/10 * * * * *",
      work: () => deliverDue({ db, senders, clock, log }, signal),
      failure: "mails and alarms could not be sent",
    },
    {
      name: "costs.billed",
      cron: "47 * * * *",
      work: () => keepBilled(db, prices, clock(), signal),
      failure: "what the providers charged could not be read, it is tried again in an hour",
    },
    {
      name: "messages.archive",
      cron: "25 * * * *",
      work: async () => months === 0 || (await archiveOld(db, files, { months, now: clock(), signal })),
      failure: "old months could not be archived, it is tried again in an hour",
    },
    {
      name: "retention.run",
      cron: "35 2 * * *",
      work: () => deleteOld({ db, blobs: files.blobs, kinds: kindsOf(plugins), now: clock(), log, signal }),
      failure: "old data could not be deleted, it is tried again tomorrow",
    },
    {
      name: "people.erase",
      cron: "*/10 * * * * *",
      work: () => finishErasures(options, signal),
      failure: "the erasure of a person could not be finished, it is tried again",
    },
  ];
  return jobs.map((job) => unawaited(job, options, signal));
}

/** The scheduled jobs of the core. What is under way ends with `signal`. */
export const coreJobs = (
  options: ScheduleOptions,
  ofSkills: readonly SkillJobs[],
  signal: AbortSignal,
): ScheduledJob[] => [
  ...dataJobs(options, ofSkills),
  ...watchJobs(options),
  templateJob(options),
  ...longJobs(options, signal),
  ...backupJob(options, signal),
];
