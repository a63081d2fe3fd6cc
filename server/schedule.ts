// Runs what happens by itself: scheduled jobs (schedule-jobs.ts) and due jobs, the core's own and those of the skills. One process runs them for all.
import { Cron } from "croner";
import { LOOK_EVERY_MS } from "./base/due-jobs.ts";
import { joinElection, type LeaderLease, pause } from "./base/lease.ts";
import type { ScheduledJob, SkillJobs } from "./contract/skill.ts";
import { coreJobs, type ScheduleOptions } from "./schedule-jobs.ts";

/** Joins the election for the process that runs the schedule. */
export function startSchedule(options: ScheduleOptions): LeaderLease {
  const { url, plugins, dueJobs, clock, log } = options;
  const lead = async (_: unknown, signal: AbortSignal) => {
    const ofSkills = plugins.flatMap((plugin) => plugin.jobs?.(options) ?? []);
    const scheduled = [...coreJobs(options, ofSkills, signal), ...ofSkills.flatMap((jobs) => jobs.scheduled ?? [])];
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
