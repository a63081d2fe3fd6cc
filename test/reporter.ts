// What Vitest found, as the file that all.ts counts by: how many passed, what failed, and what passed only on a second try.
import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** Counts and names of one run of tests. */
export type Outcome = { passed: number; failed: string[]; flaky: string[] };

type Failure = { message: string; stack?: string };

const firstLine = (errors: readonly Failure[] | undefined): string => errors?.[0]?.message.split("\n")[0] ?? "";

/** One line for a test: where it is, its name, and the first line of its first error. */
export const named = (file: string, name: string, error: string): string => `${file} › ${name}${error && `: ${error}`}`;

/** Writes the outcome to the file that TEST_REPORT names. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<Failure>): void {
    const outcome: Outcome = {
      passed: 0,
      failed: unhandled.map((error) => named("outside of a test", firstLine([error]), "")),
      flaky: [],
    };
    for (const module of modules) {
      const file = module.relativeModuleId;
      // A file that does not load has no tests.
      for (const error of module.errors()) outcome.failed.push(named(file, firstLine([error]), ""));
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        const line = named(file, test.fullName, firstLine(errors));
        if (state === "passed") outcome.passed += 1;
        if (state === "failed") outcome.failed.push(line);
        if (test.diagnostic()?.flaky) outcome.flaky.push(line);
      }
    }
    if (process.env.TEST_REPORT) writeFileSync(process.env.TEST_REPORT, JSON.stringify(outcome));
  }
}
