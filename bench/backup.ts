// Backups under load, killed, and at size.
// npm run bench -- backup flow [messages] [seconds]: acknowledgements while a backup is made, against without.
// npm run bench -- backup kill [times]: kill -9 during backup and during restore; what is there afterwards is whole.
// npm run bench -- backup size [messages] [files] [folder]: how long backup, verification and restore take. A folder that is seeded already is taken as it is.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { constants, setPriority, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../server/base/db.ts";
import { createLog } from "../server/base/log.ts";
import { startPostgres } from "../server/base/postgres.ts";
import { complete, readManifest } from "../server/core/backup/manifest.ts";
import { compare } from "../server/core/backup/verify.ts";
import { blobKey } from "../server/core/media/keep.ts";
import { createDiskStore } from "../server/edge/blobs/disk.ts";
import { load, stage } from "./stage.ts";

const [part = "flow", ...numbers] = process.argv.slice(2);
const root = path.join(import.meta.dirname, "..");
const folder = await mkdtemp(path.join(tmpdir(), "bellhop-bench-backup-"));
const place = path.join(folder, "backups");
const BACKUP_PASSPHRASE = "correct horse battery staple";

type Command = { child: ChildProcess; ended: Promise<{ code: number | null; said: string; seconds: number }> };

/** Runs a command of the command line. */
function bellhop(dataDir: string, ...args: string[]): Command {
  const since = performance.now();
  const child = spawn(process.execPath, [path.join(root, "server/cli.ts"), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, BACKUP_PASSPHRASE },
  });
  // As the schedule does.
  if (args[0] === "backup") setPriority(child.pid!, constants.priority.PRIORITY_LOW);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream!.on("data", (text: Buffer) => {
      said += text.toString();
    });
  const ended = once(child, "close").then(([code]) => ({ code, said, seconds: (performance.now() - since) / 1_000 }));
  return { child, ended };
}

/** Runs a command to its end. Throws when it fails. */
async function done(dataDir: string, ...args: string[]): Promise<{ said: string; seconds: number }> {
  const { code, said, seconds } = await bellhop(dataDir, ...args).ended;
  if (code !== 0) throw new Error(`${args.join(" ")} ended with code ${code}: ${said}`);
  return { said: said.trim(), seconds };
}

/** Runs something on the database of a folder that no Bellhop uses. */
async function onDatabase<T>(dataDir: string, act: (url: string) => Promise<T>): Promise<T> {
  const server = await startPostgres({ directory: path.join(dataDir, "postgres"), log: createLog("silent") });
  return act(server.url).finally(() => server.stop());
}

/** Made-up messages, and files as if messages had brought them; returns the size of the database in bytes. */
async function fill(dataDir: string, messages: number, files: number, bytes: number): Promise<number> {
  if (!existsSync(dataDir)) await done(dataDir, "seed", "--messages", String(messages), "--conversations", "1000");
  return onDatabase(dataDir, async (url) => {
    const client = createClient(url, "bench", "errand");
    await client.connect();
    const { rows: kept } = await client.query("select count(*) as files from blobs");
    const sums: string[] = [];
    for (let n = kept[0].files; n < files; n += 1) {
      const content = randomBytes(bytes);
      const sha256 = createHash("sha256").update(content).digest("hex");
      const at = path.join(dataDir, "media", blobKey(sha256));
      await mkdir(path.dirname(at), { recursive: true });
      await writeFile(at, content);
      sums.push(sha256);
    }
    await client.query(
      "insert into blobs (sha256, size, mime_type) select unnest($1::text[]), $2, 'application/octet-stream'",
      [sums, bytes],
    );
    const { rows } = await client.query("select pg_database_size(current_database()) as bytes");
    await client.end();
    return rows[0].bytes;
  });
}

async function flow(messages: number, seconds: number): Promise<void> {
  const dataDir = path.join(folder, "flow");
  const size = await fill(dataDir, messages, 200, 200_000);
  const bellhopUp = await stage({ dataDir });
  const traffic = { port: bellhopUp.port, seconds, rate: 300, connections: 32 };
  try {
    await load({ ...traffic, seconds: 5 });
    const without = await load(traffic);
    const backup = (async () => {
      let made = 0;
      for (const until = performance.now() + seconds * 1_000; performance.now() < until; made += 1)
        await done(dataDir, "backup", "--to", place, "--keep", "1");
      return made;
    })();
    const during = await load(traffic);
    console.log(
      `${await backup} backups of ${Math.round(size / 1e6)} MB during ${seconds} s of 300 webhooks a second. Without: p50 ${without.p50}, p99 ${without.p99}, ` +
        `max ${without.max} ms; meanwhile: p50 ${during.p50}, p99 ${during.p99}, max ${during.max} ms, refused ${JSON.stringify(during.failures)} ` +
        `(goal: p99 at most 100 ms more; ${(during.p99 - without.p99).toFixed(1)} ms)`,
    );
  } finally {
    await bellhopUp.stop();
  }
}

async function kill(times: number): Promise<void> {
  const dataDir = path.join(folder, "kill");
  await fill(dataDir, 20_000, 100, 100_000);
  const store = createDiskStore(place);
  const { seconds } = await done(dataDir, "backup", "--to", place);
  let interrupted = 0;
  for (let n = 0; n < times; n += 1) {
    const { child, ended } = bellhop(dataDir, "backup", "--to", place, "--keep", "100");
    await sleep(Math.random() * seconds * 1_000);
    child.kill("SIGKILL");
    if ((await ended).code === null) interrupted += 1;
  }
  const keys: string[] = [];
  for await (const key of store.list()) keys.push(key);
  for (const id of complete(keys)) {
    const { tables } = await readManifest(store, id);
    const lost = tables.flatMap(({ parts }) => parts).filter(({ name }) => !keys.includes(`${id}/${name}`));
    if (lost.length > 0) throw new Error(`Backup ${id} looks complete and is not.`);
  }
  await done(dataDir, "backup", "--to", place, "--keep", "1");
  console.log(`${interrupted} of ${times} backups were killed. ${(await done(dataDir, "verify-backup", place)).said}`);

  interrupted = 0;
  const there = path.join(folder, "there");
  const { seconds: whole } = await done(there, "restore", place);
  for (let n = 0; n < times; n += 1) {
    const target = path.join(folder, `there-${n}`);
    const { child, ended } = bellhop(target, "restore", place);
    await sleep(Math.random() * whole * 1_000);
    child.kill("SIGKILL");
    if ((await ended).code === null) interrupted += 1;
    const { code, said } = await bellhop(target, "restore", place).ended;
    if (code !== 0 && !said.includes("The database is not empty")) throw new Error(said);
    await judge(target);
    await rm(target, { recursive: true, force: true });
  }
  console.log(`${interrupted} of ${times} restores were killed. All ran again, and had all rows afterwards.`);
}

/** Throws unless a restored folder has what the backup has, but for the incident that holds the outbox. */
async function judge(dataDir: string): Promise<void> {
  const store = createDiskStore(place);
  const keys: string[] = [];
  for await (const key of store.list()) keys.push(key);
  const manifest = await readManifest(store, complete(keys).at(-1)!);
  const faults = await onDatabase(dataDir, (url) => compare(url, manifest));
  const [held, ...others] = faults;
  if (!held?.startsWith("The table incidents has 1 rows") || others.length > 0) throw new Error(faults.join(" "));
}

async function size(messages: number, files: number, given: string | undefined): Promise<void> {
  const dataDir = given ?? path.join(folder, "size");
  const bytes = await fill(dataDir, messages, files, 200_000);
  const seconds: Record<string, number> = {};
  ({ seconds: seconds.backup } = await done(dataDir, "backup", "--to", place));
  ({ seconds: seconds.again } = await done(dataDir, "backup", "--to", place, "--keep", "1"));
  ({ seconds: seconds.restore } = await done(path.join(folder, "restored"), "restore", place));
  ({ seconds: seconds.verify } = await done(path.join(folder, "elsewhere"), "verify-backup", place));
  const said = Object.entries(seconds).map(([what, took]) => `${what} ${took.toFixed(1)} s`);
  console.log(`A database of ${Math.round(bytes / 1e6)} MB with ${files} files of 0.2 MB: ${said.join(", ")}.`);
}

try {
  const [first, second, third] = numbers;
  if (part === "flow") await flow(Number(first ?? 100_000), Number(second ?? 30));
  else if (part === "kill") await kill(Number(first ?? 20));
  else if (part === "size") await size(Number(first ?? 400_000), Number(second ?? 5_000), third);
  else throw new Error("Say flow, kill or size.");
} finally {
  await rm(folder, { recursive: true, force: true });
}
