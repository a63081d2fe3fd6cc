// Everything that must hold, in order: format and lint, types, walls, dead code, generated files, the Desk's build, then the tests on a
// real PostgreSQL, then those in a browser. The last line counts them. `node test/all.ts check` stops before the tests.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

type Count = { passed: number; failed: number };
type Step = { name: string; tool: string[]; env?: Record<string, string> };

const root = path.join(import.meta.dirname, "..");
const reports = path.join(root, ".tmp/reports");
/** What Node has compiled: tests start Bellhop a hundred times. */
const compiled = path.join(root, ".tmp/compiled");
const report = (name: string): string => path.join(reports, `${name}.json`);
const total: Count = { passed: 0, failed: 0 };

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
      total[ok ? "passed" : "failed"] += 1;
      console.log(`${ok ? "ok    " : "FAILED"} ${step.name} (${((performance.now() - since) / 1_000).toFixed(1)} s)`);
      if (!ok) console.log(`${said.trimEnd()}\n`);
    }
  };
  await Promise.all([lane(), lane()]);
}

/** Runs tests, showing what they say as they say it, and counts them by their report. */
async function test(step: Step, count: () => Count): Promise<void> {
  console.log(`\n${step.name}`);
  const { ok } = await run(step, "inherit");
  let counted: Count = { passed: 0, failed: 0 };
  try {
    counted = count();
  } catch {
    // No report: it did not come so far as to write one.
  }
  // What fails outside of a test (a file that does not load, a connection left open) counts as one.
  total.passed += counted.passed;
  total.failed += Math.max(counted.failed, ok ? 0 : 1);
}

const read = (name: string) => JSON.parse(readFileSync(report(name), "utf8"));

await check();
if (process.argv[2] !== "check") {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  await test(
    {
      name: "tests",
      tool: [
        program("vitest/vitest.mjs"),
        "run",
        ...["--reporter=default", "--reporter=json", `--outputFile.json=${report("tests")}`],
      ],
    },
    () => ({ passed: read("tests").numPassedTests, failed: read("tests").numFailedTests }),
  );
  await test(
    {
      name: "tests in a browser",
      tool: [program("@playwright/test/cli.js"), "test", "-c", "test/browser/playwright.config.ts"],
      env: { BROWSER_REPORT: report("browser") },
    },
    () => ({
      passed: read("browser").stats.expected,
      failed: read("browser").stats.unexpected + read("browser").stats.flaky,
    }),
  );
}

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
