// The guide docs/install/npx.md, followed: the package is packed, installed into an empty folder, and started there. The files are those that npm
// packs; their dependencies are links to the ones that are installed here, and only to those of an installation without development.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { root, textOf } from "../house/files.ts";
import { blocksOf } from "../support/guides.ts";
import { freePort } from "../support/port.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const { version } = JSON.parse(textOf("package.json")) as { version: string };
const file = `bellhop-${version}.tgz`;
const [pack, trial, install] = blocksOf("npx.md", "run") as [string, string, string];
let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "bellhop-package-"));
  const tools = path.join(home, "tools");
  mkdirSync(tools);
  const [npm, npx] = ["npm", "npx"].map((name) => execFileSync("which", [name], { encoding: "utf8" }).trim());
  // What would ask npm's registry is answered by what is installed here.
  tool(
    path.join(tools, "npm"),
    `case "$*" in
  "install --omit=dev") ;;
  "install ./${file}") test -f "./${file}" && cp -R "${home}/installed/node_modules" . ;;
  *) exec "${npm}" "$@" ;;
esac`,
  );
  tool(
    path.join(tools, "npx"),
    `case "$*" in
  "--yes ./${file} "*) test -f "./${file}" && shift 2 && exec "${home}/installed/node_modules/.bin/bellhop" "$@" ;;
  *) exec "${npx}" "$@" ;;
esac`,
  );
  env = {
    PATH: `${tools}${path.delimiter}${process.env.PATH}`,
    HOME: home,
    PORT: String(await freePort()),
    MQTT_PORT: String(await freePort()),
    LOG_LEVEL: "warn",
  };
});
afterAll(() => rm(home, { recursive: true, force: true }));

function tool(at: string, text: string): void {
  writeFileSync(at, `#!/bin/sh\n${text}\n`);
  chmodSync(at, 0o755);
}

/** Runs commands of the guide in a folder and returns what they say. */
function follow(commands: string, cwd: string, more: NodeJS.ProcessEnv = {}): string {
  return execFileSync("bash", ["-euc", commands], { cwd, env: { ...env, ...more }, encoding: "utf8", stdio: "pipe" });
}

/** Unpacks the package into `node_modules` of a folder, beside links to what it depends on. */
function unpack(folder: string): void {
  const modules = path.join(folder, "node_modules");
  mkdirSync(path.join(modules, "bellhop"), { recursive: true });
  execFileSync("tar", ["xzf", path.join(home, file), "-C", path.join(modules, "bellhop"), "--strip-components=1"]);
  const { packages } = JSON.parse(textOf("package-lock.json")) as { packages: Record<string, { dev?: boolean }> };
  for (const [at, { dev }] of Object.entries(packages)) {
    const own = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(at)?.[1];
    if (dev || own === undefined || !existsSync(path.join(root, at))) continue;
    mkdirSync(path.dirname(path.join(modules, own)), { recursive: true });
    symlinkSync(path.join(root, at), path.join(modules, own));
  }
  mkdirSync(path.join(modules, ".bin"));
  symlinkSync("../bellhop/bin/bellhop.js", path.join(modules, ".bin/bellhop"));
}

test("the guide packs a small file without tests and without what builds the Desk", () => {
  // The Desk's build is in the repository; npm's scripts would make it anew.
  follow(pack, root, { npm_config_pack_destination: home, npm_config_ignore_scripts: "true" });
  const packed = execFileSync("tar", ["tzf", path.join(home, file)], { encoding: "utf8" }).split("\n");
  expect(packed).toContain("package/web/dist/index.html");
  expect(packed.filter((one) => /\.test\.ts$|\.fixture\.ts$|\/(test|bench|web\/desk)\//.test(one))).toEqual([]);
  unpack(path.join(home, "installed"));
  expect(existsSync(path.join(home, "installed/node_modules/vite"))).toBe(false);
});

test("it is tried and installed in an empty folder, and serves the Desk there", async () => {
  const folder = path.join(home, "empty");
  mkdirSync(folder);
  cpSync(path.join(home, file), path.join(folder, file));
  expect(follow(trial, folder)).toContain("Usage: bellhop [options] [command]");
  expect(follow(install, folder)).toMatch(/Usage: bellhop[\s\S]*bh_/);
  const child = spawn("bash", ["-euc", blocksOf("npx.md", "start").join("")], {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = once(child, "exit");
  try {
    while (!said.includes("Bellhop is ready")) {
      expect(child.exitCode, said).toBeNull();
      await sleep(50);
    }
    expect(said).toContain("bellhop keys create NAME");
    expect(said).not.toMatch(/Warning/);
    const desk = await fetch(`http://127.0.0.1:${env.PORT}/desk/`);
    const [, script] = /src="(\/desk\/assets\/[^"]+\.js)"/.exec(await desk.text())!;
    expect((await fetch(`http://127.0.0.1:${env.PORT}${script}`)).status).toBe(200);
  } finally {
    // As Ctrl+C does: to all processes of the terminal.
    process.kill(-child.pid!, "SIGINT");
  }
  await ended;
  expect(existsSync(path.join(folder, "data/postgres/PG_VERSION"))).toBe(true);
  expect(existsSync(path.join(folder, "data/postgres/postmaster.pid"))).toBe(false);
});
