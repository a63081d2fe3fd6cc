// Everything that must hold, in order: format and lint, types, walls, dead code, generated files, the Desk's build, then the tests on a
// real PostgreSQL, then those in a browser. The last lines name what failed and count. `node test/all.ts check` stops before the tests. A test that
// fails and then passes when it is tried once more passes, and is named: a busy machine is no fault, but a test that needs two tries may hide one.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { JSONReport, JSONReportSuite } from "@playwright/test/reporter";
import { named, type Outcome } from "./reporter.ts";

type Step = { name: string; tool: string[]; env?: Record<string, string> };

const root = path.join(import.meta.dirname, "..");
const reports = path.join(root, ".tmp/reports");
/** What Node has compiled: tests start Bellhop a hundred times. */
const compiled = path.join(root, ".tmp/compiled");
const report = (name: string): string => path.join(reports, `${name}.json`);
const total: Outcome = { passed: 0, failed: [], flaky: [] };

/** A program of a package, as its JavaScript: it then runs on the very Node that runs this. */
const program = (file: string): string => path.join(root, "node_modules", file);

const checks: Step[] = [
  { name: "format and lint", tool: [program("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."] },
  { name: "types", tool: [program("typescript/bin/tsc"), "--noEmit"] },
  { name: "types of the web application", tool: [program("typescript/bin/tsc"), "--noEmit", "-p", "web"] },
  { name: "walls", tool: [path.join(root, "test/house/walls.ts")] },
  { name: "dead code", tool: [program("knip/bin/knip.js"), "--no-progress"] },
  { name: "generated files", tool: [path.join(root, "db/generate.ts"), "--check"] },
  { name: "the Desk's build and its weight", tool: [path.join(root, "web/build.ts"), "--check"] },
];

function run(step: Step, stdio: "pipe" | "inherit"): Promise<{ ok: boolean; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, step.tool, {
      cwd: root,
      env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...step.env },
      stdio: ["ignore", stdio, stdio],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (said += text));
    child.on("error", (error) => resolve({ ok: false, said: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, said }));
  });
}

/** Runs the checks two at a time; one that fails is shown whole. */
async function check(): Promise<void> {
  const waiting = [...checks];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const since = performance.now();
      const { ok, said } = await run(step, "pipe");
      if (ok) total.passed += 1;
      else total.failed.push(step.name);
      console.log(`${ok ? "ok    " : "FAILED"} ${step.name} (${((performance.now() - since) / 1_000).toFixed(1)} s)`);
      if (!ok) console.log(`${said.trimEnd()}\n`);
    }
  };
  await Promise.all([lane(), lane()]);
}

/** Runs tests, showing what they say as they say it, and adds the outcome that they reported. */
async function test(step: Step, outcome: () => Outcome): Promise<void> {
  console.log(`\n${step.name}`);
  const { ok } = await run(step, "inherit");
  let added: Outcome = { passed: 0, failed: [], flaky: [] };
  try {
    added = outcome();
  } catch {
    // No report: it did not come so far as to write one.
  }
  total.passed += added.passed;
  total.failed.push(...added.failed);
  total.flaky.push(...added.flaky);
  // What fails outside of a test (a connection left open) counts as one.
  if (!ok && added.failed.length === 0) total.failed.push(`${step.name}: ended with an error, see above`);
}

const read = (name: string) => JSON.parse(readFileSync(report(name), "utf8"));

/** What Playwright's own report says, in the words of ours. */
function browserOutcome({ stats, suites, errors }: JSONReport): Outcome {
  const outcome: Outcome = { passed: stats.expected + stats.flaky, failed: [], flaky: [] };
  const look = (suite: JSONReportSuite): void => {
    for (const spec of suite.specs) {
      for (const { status, projectName, results } of spec.tests) {
        const error = results.find((result) => result.error)?.error?.message?.split("\n")[0] ?? "";
        const line = named(`${spec.file} [${projectName}]`, spec.title, error);
        if (status === "unexpected") outcome.failed.push(line);
        if (status === "flaky") outcome.flaky.push(line);
      }
    }
    for (const inner of suite.suites ?? []) look(inner);
  };
  for (const suite of suites) look(suite);
  outcome.failed.push(...errors.map((error) => `browser: ${error.message?.split("\n")[0]}`));
  return outcome;
}

await check();
if (process.argv[2] !== "check") {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  await test(
    {
      name: "tests",
      tool: [program("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=./test/reporter.ts", "--retry=1"],
      env: { TEST_REPORT: report("tests") },
    },
    () => read("tests"),
  );
  await test(
    {
      name: "tests in a browser",
      tool: [program("@playwright/test/cli.js"), "test", "-c", "test/browser/playwright.config.ts", "--retries=1"],
      env: { BROWSER_REPORT: report("browser") },
    },
    () => browserOutcome(read("browser")),
  );
}

for (const line of total.flaky) console.log(`passed on the second try: ${line}`);
for (const line of total.failed) console.log(`FAILED: ${line}`);
console.log(`\n${total.passed} passed, ${total.failed.length} failed`);
process.exitCode = total.failed.length === 0 ? 0 : 1;
