#!/usr/bin/env node
// The command `bellhop` of an installed package: without arguments or with `start` it starts Bellhop in the current folder, otherwise it is the
// command line. Plain JavaScript, so that any Node can run it; Bellhop itself runs on the Node that is installed with it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The Node that is installed with Bellhop, or else this one if it can run TypeScript files. */
function nodeOf() {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve("node/package.json"));
    const file = path.join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    if (existsSync(file)) return file;
  } catch {
    // The package is not installed, as in a container that brings its own Node.
  }
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  console.error(`Bellhop needs Node 24, and this is ${process.version}. Install the package again, with its scripts.`);
  process.exit(1);
}

const given = process.argv.slice(2);
const starts = given.length === 0 || given[0] === "start";
const preload = (file) => ["--import", pathToFileURL(path.join(root, file)).href];
const args = [
  ...preload("bin/strip-types.js"),
  ...(starts ? ["--max-semi-space-size=8", ...preload("server/compile-cache.ts")] : []),
  path.join(root, starts ? "server/main.ts" : "server/cli.ts"),
  ...(starts ? given.slice(1) : given),
];
const child = spawn(nodeOf(), args, { stdio: "inherit" });
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`Bellhop could not start. ${error.message}`);
  process.exitCode = 1;
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 15);
});
