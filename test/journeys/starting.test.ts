// Starts that cannot succeed: each ends at once, with an exit code and one sentence that says what to do.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useDatabase } from "../support/database.ts";
import { freePort } from "../support/port.ts";
import { launch } from "../support/process.ts";

const run = promisify(execFile);
const database = useDatabase();
let home: string;
let taken: Server;
let takenPort: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "bellhop-starting-"));
  taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  takenPort = String((taken.address() as { port: number }).port);
});
afterAll(async () => {
  taken.close();
  await rm(home, { recursive: true, force: true });
});

/** Starts Bellhop and waits for its end; fails if it keeps running. */
async function attempt(more: Record<string, string>, cwd = home): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "../../server/main.ts")], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      PORT: "0",
      MQTT_PORT: "0",
      LOG_LEVEL: "silent",
      ...more,
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const late = setTimeout(() => child.kill("SIGKILL"), 110_000);
  const [code] = await once(child, "close");
  clearTimeout(late);
  return { code: code as number | null, said: said.trim() };
}

const refused = (said: string, sentence: RegExp) => {
  expect(said).toMatch(sentence);
  expect(said.split("\n").length, said).toBe(1);
  expect(said).not.toMatch(/\n\s+at /);
};

test("the port of the web server is taken", async () => {
  const { code, said } = await attempt({ PORT: takenPort, DATABASE_URL: database.url });
  refused(said, /Port \d+ on 127\.0\.0\.1 is taken\. Stop what listens there, or set PORT/);
  expect(code).toBe(1);
}, 120_000);

test("the port of the broker is taken", async () => {
  const { code, said } = await attempt({ MQTT_PORT: takenPort, DATABASE_URL: database.url, SIM: "off" });
  refused(said, /Port \d+ on 127\.0\.0\.1 is taken\. It is where boards connect \(MQTT\)\. Free it, or set MQTT_PORT/);
  expect(code).toBe(1);
}, 120_000);

test("HOST is no address of this machine", async () => {
  const { code, said } = await attempt({ HOST: "203.0.113.7", DATABASE_URL: database.url });
  refused(said, /HOST is 203\.0\.113\.7, which is no address of this machine/);
  expect(code).toBe(1);
}, 120_000);

test("a public address without https, data among temporary files, a secret from an example", async () => {
  const { code, said } = await attempt({
    PUBLIC_URL: "http://desk.example.com",
    TWILIO_AUTH_TOKEN: "your_auth_token_here",
    DATA_DIR: path.join(home, "never-made"),
  });
  expect(said).toMatch(/^Bellhop could not start\. This cannot go well under a public address:$/m);
  for (const told of [
    /^ {2}- PUBLIC_URL must begin with https/m,
    /^ {2}- TWILIO_AUTH_TOKEN can be/m,
    /^ {2}- DATA_DIR \(/m,
  ])
    expect(said).toMatch(told);
  expect(said).toMatch(/set ALLOW_UNSAFE=http,weak-secrets,temporary-data(,root)?\.$/);
  expect(said).not.toContain("your_auth_token_here");
  expect(code).toBe(1);
}, 120_000);

test.each<[string, (at: string) => Promise<unknown>]>([
  ["a file", (at) => writeFile(at, "")],
  ["a link that leads nowhere", (at) => symlink("/nowhere/at/all", at)],
  ["below a file", async (at) => writeFile(path.dirname(at), "")],
])(
  "DATA_DIR is %s",
  async (name, make) => {
    const at = path.join(home, name.replaceAll(" ", "-"), ...(name === "below a file" ? ["data"] : []));
    await make(at);
    const { code, said } = await attempt({ DATA_DIR: at });
    refused(
      said,
      /^Bellhop could not start\. DATA_DIR \(.*\) cannot be used: .*set DATA_DIR to a folder that can be written to/,
    );
    expect(code).toBe(1);
  },
  120_000,
);

test.runIf(process.getuid?.() !== 0)(
  "DATA_DIR may not be written to",
  async () => {
    const at = path.join(home, "closed");
    await mkdir(at);
    await chmod(at, 0o500);
    const { code, said } = await attempt({ DATA_DIR: at });
    refused(said, /DATA_DIR \(.*\) cannot be used: the user who runs Bellhop may not write there/);
    expect(code).toBe(1);
  },
  120_000,
);

const mayMount = process.platform === "linux" && process.getuid?.() === 0 && (await mounts());

/** Whether this user can mount a disk in memory here. */
async function mounts(): Promise<boolean> {
  const at = await mkdtemp(path.join(tmpdir(), "bellhop-mount-"));
  const works = await mount(at, "size=1m").then(
    () => true,
    () => false,
  );
  if (works) await run("umount", ["-l", at]);
  await rm(at, { recursive: true });
  return works;
}

function mount(at: string, options: string) {
  return run("mount", ["-t", "tmpfs", "-o", options, "none", at]);
}

test.runIf(mayMount).each([
  ["is read-only", "size=100m,ro"],
  ["is full", "size=8m,mode=755"],
])(
  "the disk of DATA_DIR %s",
  async (name, options) => {
    const at = path.join(home, name.replaceAll(" ", "-"));
    await mkdir(at);
    await mount(at, options);
    try {
      const { code, said } = await attempt({ DATA_DIR: path.join(at, "data") });
      refused(said, new RegExp(`DATA_DIR \\(.*\\) cannot be used: the disk ${name}\\. Mend that, or set DATA_DIR`));
      expect(code).toBe(1);
    } finally {
      await run("umount", ["-l", at]);
    }
  },
  120_000,
);

test("a Bellhop runs on DATA_DIR already", async () => {
  const at = path.join(home, "shared");
  const port = await freePort();
  const first = await launch({ DATA_DIR: at, PORT: String(port), MQTT_PORT: String(await freePort()) }, port);
  try {
    const { code, said } = await attempt({ DATA_DIR: at });
    refused(said, /Another Bellhop is running on .*\. Stop it first, or give this one a DATA_DIR of its own/);
    expect(code).toBe(1);
    expect((await fetch(first.readyz)).status).toBe(200);
  } finally {
    first.child.kill("SIGTERM");
    await once(first.child, "exit");
    await first.end();
  }
}, 120_000);

test("something else lies where the database would, or a password is missing beside one", async () => {
  const at = path.join(home, "other");
  await mkdir(path.join(at, "postgres"), { recursive: true });
  await writeFile(path.join(at, "postgres/holiday.jpg"), "");
  const other = await attempt({ DATA_DIR: at });
  refused(other.said, /postgres is in the way: it is not a database of Bellhop's/);
  expect(other.code).toBe(1);
  await writeFile(path.join(at, "postgres/PG_VERSION"), "18\n");
  await rm(path.join(at, "postgres.password"));
  const lost = await attempt({ DATA_DIR: at });
  refused(lost.said, /postgres\.password is missing or empty.*Put the file back/);
  expect(lost.code).toBe(1);
  await writeFile(path.join(at, "postgres.password"), "abc\n");
  await writeFile(path.join(at, "postgres/PG_VERSION"), "19\n");
  const newer = await attempt({ DATA_DIR: at });
  refused(newer.said, /was made by PostgreSQL 19; this Bellhop brings 18\. Use the newer Bellhop/);
  expect(newer.code).toBe(1);
}, 400_000);

test(".env is no text", async () => {
  const cwd = path.join(home, "garbage");
  await mkdir(cwd);
  await writeFile(path.join(cwd, ".env"), Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0, 1, 2]));
  const { code, said } = await attempt({}, cwd);
  expect(said).toMatch(/\.env is not a text file\. Write it anew, as UTF-8/);
  expect(code).toBe(1);
}, 120_000);

test("the simulator is asked for on a database that served real numbers, and is off by itself there", async () => {
  await database.pool.query("insert into production_start (since) values ('2026-01-02')");
  const { code, said } = await attempt({ SIM: "on", DATABASE_URL: database.url });
  refused(
    said,
    /SIM must not be on: this database has served real numbers since 2026-01-02\. Remove SIM\. To try things out, set DATA_DIR/,
  );
  expect(code).toBe(1);
  const port = await freePort();
  const mqtt = await freePort();
  const bellhop = await launch({ PORT: String(port), MQTT_PORT: String(mqtt), DATABASE_URL: database.url }, port);
  try {
    expect(bellhop.log.join("\n")).toContain(
      "The simulator is off: this database has served real numbers since 2026-01-02",
    );
    for (const path of ["/sim/", "/sim/api/state"])
      expect((await fetch(new URL(path, bellhop.readyz))).status, path).toBe(404);
  } finally {
    await bellhop.end();
  }
}, 120_000);
