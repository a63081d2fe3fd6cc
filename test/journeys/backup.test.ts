// A backup as operators make it, prove it and bring it back: the command line on one machine and on another, then a start.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { useBucket } from "../support/bucket.ts";
import { freePort } from "../support/port.ts";
import { launch } from "../support/process.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

const bucket = useBucket();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-backups-"));
  await mkdir(path.join(folder, "empty"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const passphrase = { BACKUP_PASSPHRASE: "correct horse battery" };
const on = (machine: string) => path.join(folder, machine);

/** Runs a command on a machine, which is a folder of data. */
function bellhop(machine: string, env: Record<string, string>, ...args: string[]) {
  const { promise, resolve } = Promise.withResolvers<{ code: number; out: string; err: string }>();
  const given = { PATH: process.env.PATH, DATA_DIR: on(machine), ...env };
  const file = path.join(import.meta.dirname, "../../server/cli.ts");
  execFile(process.execPath, [file, ...args], { cwd: folder, env: given }, (error, out, err) =>
    resolve({ code: error ? Number(error.code) : 0, out, err }),
  );
  return promise;
}

test("from one machine to another", async () => {
  const place = on("backups");
  await bellhop("old", {}, "seed", "--messages", "400", "--conversations", "20", "--days", "9");
  const unset = await bellhop("old", {}, "backup", "--to", place);
  expect(unset).toMatchObject({ code: 1, err: expect.stringMatching(/BACKUP_PASSPHRASE is not set/) });
  const nowhere = await bellhop("old", passphrase, "backup");
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/Say where the backups are/) });
  const made = await bellhop("old", passphrase, "backup", "--to", place);
  expect(made).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^Backup \S+ is in .*: [\d,]+ rows/) });
  const [id] = await readdir(place);

  const proved = await bellhop("elsewhere", passphrase, "verify-backup", place);
  expect(proved).toMatchObject({ code: 0, err: "", out: expect.stringMatching(`^Backup ${id} is whole`) });
  expect(await readdir(on("elsewhere"))).not.toContain("verify-backup");

  const wrong = await bellhop("new", { BACKUP_PASSPHRASE: "another passphrase" }, "restore", place);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/BACKUP_PASSPHRASE is not the one/) });
  const none = await bellhop("new", passphrase, "restore", on("empty"));
  expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/no complete backup/) });
  const restored = await bellhop("new", passphrase, "restore", path.join(place, id!));
  expect(restored).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/Start Bellhop. It sends nothing/) });
  const [key, keyBefore] = await Promise.all(
    ["new", "old"].map((machine) => readFile(path.join(on(machine), "app-secret-key"), "utf8")),
  );
  expect(key).toBe(keyBefore);
  const twice = await bellhop("new", passphrase, "restore", place);
  expect(twice).toMatchObject({ code: 1, err: expect.stringMatching(/The database is not empty/) });

  const [port, mqtt] = [await freePort(), await freePort()];
  const apiKey = "a".repeat(32);
  const inBucket = {
    ...passphrase,
    BACKUP_TO: "s3://backups/desk",
    BACKUP_S3_ENDPOINT: bucket.endpoint,
    BACKUP_S3_REGION: bucket.region,
    BACKUP_S3_ACCESS_KEY_ID: bucket.accessKeyId,
    BACKUP_S3_SECRET_ACCESS_KEY: bucket.secretAccessKey,
  };
  const env = { DATA_DIR: on("new"), PORT: String(port), MQTT_PORT: String(mqtt), BELLHOP_API_KEY: apiKey, SIM: "off" };
  const bellhopThere = await launch({ ...env, ...inBucket }, port);
  try {
    const ask = async (what: string, body?: FormData) => {
      const headers = { authorization: `Bearer ${apiKey}` };
      const given = body ? { method: "POST", body } : {};
      return (await fetch(`http://127.0.0.1:${port}${what}`, { headers, ...given })).json();
    };
    expect(await ask("/api/incidents?kind=restored")).toMatchObject({
      incidents: [{ kind: "restored", closed_at: null, detail: { backup: id } }],
    });
    expect(await ask("/api/inbox/conversations?limit=1")).toMatchObject({ conversations: [{}] });
    const upload = new FormData();
    upload.set("file", new Blob(["a receipt"], { type: "text/plain" }), "receipt.txt");
    expect(await ask("/api/media", upload)).toMatchObject({ id: expect.anything() });
    // The first one that is made by itself.
    const isMade = () => [...bucket.objects.keys()].some((key) => /^desk\/[^/]+\/manifest\.json$/.test(key));
    await vi.waitFor(() => expect(isMade()).toBe(true), { timeout: 240_000, interval: 200 });
  } finally {
    // So that it ends its database too.
    bellhopThere.child.kill("SIGTERM");
    await once(bellhopThere.child, "exit");
    await bellhopThere.end();
  }
  expect(await bellhop("elsewhere", inBucket, "verify-backup")).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringMatching(/is whole/),
  });

  await rm(path.join(on("new"), "media"), { recursive: true });
  const lacking = await bellhop("new", passphrase, "backup", "--to", on("lacking"));
  expect(lacking).toMatchObject({
    code: 74,
    out: expect.stringMatching(/^Backup \S+ is in/),
    err: expect.stringMatching(
      /^The store has lost a file that a message or the archive needs: [0-9a-f]{2}\/[0-9a-f]{64}\n$/,
    ),
  });
});
