// Backups that are made by themselves: the command `backup`, in a process of its own, which lets everything else go first.
import { execFile } from "node:child_process";
import { constants, setPriority } from "node:os";
import path from "node:path";
import type { BackupConfig } from "./base/config-backup.ts";
import type { ScheduledJob } from "./contract/skill.ts";
import { FILES_LOST, UNDER_WAY } from "./core/backup/make.ts";
import { lastMade, nextDue, tell } from "./core/backup/watch.ts";
import type { SkillParts } from "./skills.ts";

/** After how long a backup that failed is tried again, in ms. */
const RETRY_MS = 60 * 60 * 1000;

type Options = Pick<SkillParts, "db" | "clock" | "log"> & {
  backup?: BackupConfig;
  /** Makes a backup. Tests pass their own. */
  makeBackup?: typeof runCommand;
};

/** How the command ended. `fault`: what people must know, null: nothing; `made`: whether there is a backup, be it without files that the store has lost. */
export type Outcome = { fault: string | null; made: boolean };

/**
 * The job, if backups are configured. It looks each minute whether one is due since the last one that was made, so one that was interrupted is made
 * anew at once. What is under way ends with the lease.
 */
export function backupJob(
  { db, backup, clock, log, makeBackup = runCommand }: Options,
  signal: AbortSignal,
): ScheduledJob[] {
  if (!backup || backup.to === null) return [];
  let running = false;
  let failedAt: number | null = null;
  const run = async () => {
    running = true;
    try {
      const { fault, made } = await makeBackup(signal);
      if (signal.aborted) return;
      failedAt = made ? null : performance.now();
      if (fault === null) return;
      log.error({ reason: fault }, made ? "the backup lacks files" : "the backup failed, it is tried again in an hour");
      await tell(db, backup.at, fault, clock());
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, "what is wrong with the backup could not be written down");
    } finally {
      running = false;
    }
  };
  return [
    {
      name: "backup",
      cron: "* * * * *",
      async run() {
        const now = clock();
        await tell(db, backup.at, null, now);
        if (running) return "A backup is being made.";
        const due = nextDue(backup.at, await lastMade(db), now);
        if (due > now) return `The next backup is due at ${due.toISOString()}.`;
        if (failedAt !== null && performance.now() - failedAt < RETRY_MS) return "The last backup failed.";
        void run();
        return "A backup is being made.";
      },
    },
  ];
}

/** Runs the command. */
function runCommand(signal: AbortSignal): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const command = [path.join(import.meta.dirname, "cli.ts"), "backup"];
  const child = execFile(process.execPath, command, { signal }, (error, _, said) => {
    // One that a killed Bellhop began is still being made.
    if (error === null || error.code === UNDER_WAY) resolve({ fault: null, made: true });
    else resolve({ fault: said.trim().slice(-2_000) || error.message, made: error.code === FILES_LOST });
  });
  // From the beginning: the start of a process takes more of the processor than a small backup.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return promise;
}
