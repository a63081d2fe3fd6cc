// The commands for how long data is kept. It is set in the Desk.
import type { Command } from "commander";
import { wallClock } from "./base/clock.ts";
import { createLog } from "./base/log.ts";
import { openBlobStore } from "./blob-store.ts";
import type { WithDatabase } from "./cli-options.ts";
import { deleteOld, lastRuns } from "./core/retention/run.ts";
import { durations, kindsOf } from "./core/retention/settings.ts";
import { plugins } from "./skills.ts";

const inWords = (days: number | null): string => (days === null ? "for ever" : `${days} days`);

/** Adds `retention list` and `run`. */
export function addRetentionCommands(program: Command, withDatabase: WithDatabase): void {
  const command = program.command("retention").description("how long data is kept (set in the Desk, under Settings)");
  const kinds = kindsOf(plugins);
  command
    .command("list")
    .description("for how long each kind of data is kept, and what was deleted")
    .action(() =>
      withDatabase(async (db) => {
        const runs = new Map((await lastRuns(db)).map((run) => [run.kind, run]));
        for (const { kind, days, numbers } of await durations(db, kinds)) {
          const run = runs.get(kind);
          console.log(`${kind}  ${inWords(days)}${run ? `  ${run.total} deleted so far` : ""}`);
          for (const own of numbers) console.log(`  number ${own.number_id}: ${inWords(own.days)}`);
        }
      }),
    );
  command
    .command("run")
    .description("delete what is old by these settings (a running Bellhop does it every night)")
    .action(() =>
      withDatabase(async (db, config) => {
        const blobs = await openBlobStore(config);
        const log = createLog(config.logLevel);
        const { signal } = new AbortController();
        const deleted = await deleteOld({ db, blobs, kinds, now: wallClock(), log, signal });
        if (deleted.size === 0) console.log("Nothing was deleted: all is kept for ever.");
        for (const [kind, count] of deleted) console.log(`${kind}  ${count} deleted`);
        const failed = (await lastRuns(db)).filter(({ failure }) => failure !== null);
        for (const { kind, failure } of failed) console.log(`${kind}  failed: ${failure}`);
        if (failed.length > 0) process.exitCode = 1;
      }),
    );
}
