// The command that looks at all steps of setting up.
import type { Command } from "commander";
import { wallClock } from "./base/clock.ts";
import type { WithDatabase } from "./cli-options.ts";
import { lookAtSetup, type SetupStep } from "./core/health/setup.ts";
import { setupOf } from "./setup.ts";

const marks: Record<SetupStep["state"], string> = {
  done: "[ok]  ",
  open: "[todo]",
  failed: "[FAIL]",
  unknown: "[?]   ",
};

/** Adds `doctor`, which ends with code 1 when a step fails. */
export function addDoctorCommand(program: Command, withDatabase: WithDatabase): void {
  program
    .command("doctor")
    .description("look whether Bellhop is set up: what is done, what fails, and what to do next")
    .action(() =>
      withDatabase(async (db, config) => {
        const steps = await lookAtSetup({ db, clock: wallClock, ...setupOf(config) });
        for (const { name, state, says, remedy } of steps) {
          console.log(`${marks[state]} ${name.replace("_", " ").padEnd(12)} ${says}`);
          if (remedy !== null) console.log(`${" ".repeat(20)}${remedy}`);
        }
        if (steps.some(({ state }) => state === "failed")) process.exitCode = 1;
      }),
    );
}
