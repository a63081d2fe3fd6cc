// Builds the image's stages in plain folders and tries what comes of it as a container would run it: as an ordinary user, with nothing writable but
// /data and /tmp, as process 1. Needs Linux, root, and npm's registry, and no container engine. What is not tried so: the images that the Dockerfile
// begins with (this machine's /usr stands for them), another architecture, and the engine itself.
//   node deploy/try-image.ts [folder]
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/support/port.ts";
import { readCommand, readDockerfile, readDockerignore } from "./dockerfile.ts";
import { type Built, build, inRoot } from "./plain-root.ts";

const repository = path.join(import.meta.dirname, "..");
const folder = path.resolve(process.argv[2] ?? path.join(repository, ".tmp/image"));
const PORT = String(await freePort());
const MQTT_PORT = String(await freePort());
const address = `http://127.0.0.1:${PORT}`;

/** The size of debian:bookworm-slim for amd64 as its registry states it, in MB. */
const BASE_MB = 75;
const MAX_MB = 400;

/** How long a start may take on a busy machine before it counts as failed. */
const READY_TIMEOUT_MS = 300_000;

let failed = 0;

/** Notes whether something is as it should be. */
function check(what: string, holds: boolean, found = ""): void {
  console.log(`${holds ? "ok    " : "FAILED"} ${what}${found === "" ? "" : `: ${found}`}`);
  if (!holds) failed += 1;
}

/** The bytes of all files of a folder, without what is mounted into it. */
function sizeOf(at: string): number {
  const found = lstatSync(at);
  if (!found.isDirectory()) return found.size;
  return readdirSync(at).reduce((sum, name) => sum + sizeOf(path.join(at, name)), 0);
}

const MB = (bytes: number): number => Math.round(bytes / 1_000_000);

/** Says how large the image is, and what takes the room. */
function weigh({ root, usr }: Built): void {
  const parts = {
    Node: sizeOf(usr),
    packages: sizeOf(path.join(root, "app/node_modules")),
    all: sizeOf(path.join(root, "app")),
  };
  const sum = BASE_MB + MB(parts.Node + parts.all);
  console.log(
    `\nNode ${MB(parts.Node)} MB, packages ${MB(parts.packages)} MB, Bellhop ${MB(parts.all - parts.packages)} MB`,
  );
  check(`the image with its base of ${BASE_MB} MB has at most ${MAX_MB} MB`, sum <= MAX_MB, `${sum} MB`);
}

type Running = { pid: number; said: () => string; ended: Promise<unknown>; kill: () => void };

/** Starts what the image starts. `volume`: the folder that is mounted at /data. */
function run(image: Built, volume: string, env: Record<string, string>): Running {
  const command = [...(image.entrypoint === "" ? [] : readCommand(image.entrypoint)), ...readCommand(image.command)];
  const id = image.user === "root" ? "0" : inRoot(image, ["id", "-u", image.user], "root").trim();
  const inner = ["setpriv", `--reuid=${id}`, `--regid=${id}`, "--clear-groups", "--", ...command];
  const script = [
    `mount --rbind "$1" "$1"`,
    `mount --bind "$2" "$1/data"`,
    `mount -t tmpfs tmpfs "$1/tmp"`,
    `mount -o remount,ro,bind "$1"`,
    `mount -o remount,ro,bind "$1/usr"`,
    `root="$1"`,
    `shift 2`,
    `exec unshare --pid --fork --kill-child --root="$root" --wd=${image.workdir} --mount-proc=/proc "$@"`,
  ].join("\n");
  const child = spawn("unshare", ["--mount", "--", "/bin/sh", "-euc", script, "sh", image.root, volume, ...inner], {
    env: { ...image.env, HOME: "/data", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  // Takes process 1 with it, and that all others.
  const kill = () => void child.kill("SIGKILL");
  process.on("exit", kill);
  return { pid: child.pid!, said: () => said, ended: once(child, "exit"), kill };
}

/** A process and all below it. */
function family(pid: number): number[] {
  const children = `/proc/${pid}/task/${pid}/children`;
  const below = existsSync(children)
    ? readFileSync(children, "utf8").trim().split(" ").filter(Boolean).map(Number)
    : [];
  return [pid, ...below.flatMap(family)];
}

/** The memory of processes in MB, with what several share counted once. */
const memoryOf = (pids: number[]): number =>
  Math.round(
    pids.reduce((sum, pid) => {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      return sum + Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    }, 0) / 1_024,
  );

async function untilReady(running: Running): Promise<number | null> {
  const since = performance.now();
  let over = false;
  void running.ended.then(() => (over = true));
  while (!over && performance.now() - since < READY_TIMEOUT_MS) {
    if (
      await fetch(`${address}/readyz`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return performance.now() - since;
    await sleep(25);
  }
  console.log(running.said());
  return null;
}

/** Starts, looks and stops. */
async function live(name: string, image: Built, volume: string, env: Record<string, string>): Promise<void> {
  console.log(`\n${name}`);
  const running = run(image, volume, { PORT, MQTT_PORT, ...env });
  const took = await untilReady(running);
  check("it is ready", took !== null, took === null ? "" : `after ${Math.round(took)} ms`);
  if (took === null) return running.kill();
  const [first = 0, ...others] = family(running.pid).filter((pid) =>
    /^node |\/postgres |^postgres: /.test(commandOf(pid)),
  );
  const users = [first, ...others].map((pid) => statSync(`/proc/${pid}`).uid);
  check("no process is root's", users.length > 1 && users.every((uid) => uid === 1000), `users ${[...new Set(users)]}`);
  check("it is process 1", /NSpid:\s+\d+\s+1$/m.test(readFileSync(`/proc/${first}/status`, "utf8")));
  const desk = await fetch(`${address}/desk/`);
  const script = /src="(\/desk\/assets\/[^"]+\.js)"/.exec(await desk.text())?.[1];
  const asset = await fetch(`${address}${script}`, { headers: { "accept-encoding": "br" } });
  check("it serves the Desk, compressed beforehand", asset.ok && asset.headers.get("content-encoding") === "br");
  const probe = (command: string[], more: object = {}) =>
    tries(() => execIn(first, command, { ...image.env, PORT, ...env, ...more }));
  check("its health check finds it", probe(readCommand(image.health)));
  check("the health check finds nothing at another port", !probe(readCommand(image.health), { PORT: MQTT_PORT }));
  check("its command line makes a key", probe(["bellhop", "keys", "create", `key-${Date.now()}`]));
  check("nothing can be written beside /data and /tmp", !probe(["touch", "/app/x"]) && !probe(["touch", "/usr/x"]));
  await sleep(10_000);
  const memory = memoryOf(family(running.pid));
  check("all in one takes at most 300 MB of memory when nobody writes", memory <= 300, `${memory} MB`);
  const since = performance.now();
  process.kill(first, "SIGTERM");
  await Promise.race([running.ended, sleep(30_000, undefined, { ref: false })]);
  const stopped = Math.round(performance.now() - since);
  check(
    "it stops within 10 s",
    stopped <= 10_000 && !existsSync(path.join(volume, "postgres/postmaster.pid")),
    `${stopped} ms`,
  );
}

/** Runs a command in the container of a process, as `docker exec` does. */
function execIn(pid: number, command: string[], env: Record<string, string>): void {
  const enter = ["--target", String(pid), "--mount", "--pid", "--root", "--wd"];
  const as = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"];
  execFileSync("nsenter", [...enter, ...as, ...command], { env, stdio: "ignore" });
}

const commandOf = (pid: number): string =>
  existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") : "";

function tries(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

function makeVolume(name: string, owner: number): string {
  const at = path.join(folder, name);
  mkdirSync(at);
  chownSync(at, owner, owner);
  chmodSync(at, 0o700);
  return at;
}

async function main(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const sent = readDockerignore(readFileSync(path.join(repository, ".dockerignore"), "utf8"));
  const stages = new Map<string, Built>();
  for (const stage of readDockerfile(readFileSync(path.join(repository, "Dockerfile"), "utf8"))) {
    const given = { folder: path.join(folder, stage.name), context: repository, sent, tell: console.log };
    stages.set(stage.name, build(stage, stages, given));
  }
  const image = [...stages.values()].at(-1)!;
  weigh(image);
  const volume = makeVolume("volume", 1000);
  const before = sizeOf(path.join(image.root, "app"));
  await live("A first start", image, volume, {});
  await live("A start on data, under a public address", image, volume, { PUBLIC_URL: "https://desk.example.com" });
  check("nothing was written outside of the volume", sizeOf(path.join(image.root, "app")) === before);
  await live("A volume that is root's", stages.get("root-volumes")!, makeVolume("of-root", 0), {});
  console.log(failed === 0 ? "\nAll is as it should be." : `\n${failed} failed.`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (process.platform !== "linux" || process.getuid?.() !== 0) {
  console.error("This needs Linux and root: it mounts file systems, in a name space that ends with it.");
  process.exitCode = 1;
} else if (process.env.IN_NAMESPACE === undefined) {
  const env = { ...process.env, IN_NAMESPACE: "1" };
  const inside = ["--mount", "--propagation=private", process.execPath, ...process.argv.slice(1)];
  try {
    execFileSync("unshare", inside, { stdio: "inherit", env });
  } catch {
    process.exitCode = 1;
  }
} else await main();
