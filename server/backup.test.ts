// Backups: what is restored is what was there, row by row and byte by byte; what is damaged is found, and never restored in part.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { zstdDecompressSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dump } from "../db/dump.ts";
import { useBucket } from "../test/support/bucket.ts";
import { useDatabase } from "../test/support/database.ts";
import { useFiles } from "../test/support/files.ts";
import { makeKeptFile } from "../test/support/kept-file.ts";
import { createClient } from "./base/db.ts";
import { lockOf } from "./base/lease.ts";
import { migrate } from "./base/migrate.ts";
import type { BlobStore } from "./contract/ports.ts";
import * as backupFiles from "./core/backup/files.ts";
import { BackupUnderWay, make } from "./core/backup/make.ts";
import { complete, manifestKey, readManifest } from "./core/backup/manifest.ts";
import { prune } from "./core/backup/prune.ts";
import { begin, fill, secretsOf } from "./core/backup/restore.ts";
import { compare } from "./core/backup/verify.ts";
import { blobKey } from "./core/media/keep.ts";
import { seed } from "./core/seed/seed.ts";
import { createDiskStore } from "./edge/blobs/disk.ts";
import { createS3Store } from "./edge/blobs/s3.ts";
import { plugins } from "./skills.ts";

const source = useDatabase();
const files = useFiles();
const restored = useDatabase({ empty: true });
const bucket = useBucket();
const again = useDatabase({ empty: true });
const interrupted = useDatabase({ empty: true });

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const passphrase = "correct horse battery staple";
const appSecretKeys = [randomBytes(32)];
let folder: string;
let temporary: string;
let root: string;
let place: BlobStore;

const backUp = (now = new Date()) =>
  make(
    { url: source.url, store: { blobs: files.blobs, keyOf: blobKey }, appSecretKeys },
    { place, passphrase, temporary },
    now,
  );

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-backup-"));
  temporary = path.join(folder, "tmp");
  const numbers = { meta: "800000000000001", twilio: "+14155238886" };
  await seed(source.db, { messages: 3_000, conversations: 60, days: 20, now: new Date(), numbers }, () => {});
  await makeKeptFile(source.db, files, "a receipt", { fileName: "tab\tnew\nline\\back.txt" });
  const sealed = { secrets: randomBytes(60), added_at: new Date(), changed_at: new Date() };
  await source.db
    .insertInto("number_credentials")
    .values({ channel_id: 1, ...sealed })
    .execute();
  await source.db.insertInto("secrets").values({ name: "second-factor", value: "shh-second-factor" }).execute();
});

beforeEach(() => {
  root = path.join(folder, "places", randomBytes(4).toString("hex"));
  place = createDiskStore(root, { tidy: true });
});

async function keys(): Promise<string[]> {
  const all: string[] = [];
  for await (const key of place.list()) all.push(key);
  return all;
}

afterAll(() => rm(folder, { recursive: true, force: true }));

async function schemaOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return dump(client).finally(() => client.end());
}

/** All rows of all tables as text, in an order of their own. */
async function everything(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname !~ '^schema_migrations'
        and relname <> 'event_stream_epoch' order by 1`,
    );
    const all: Record<string, string[]> = { schema: (await schemaOf(url)).split("\n") };
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t order by 1`);
      all[name] = rows.map(({ row }) => row);
    }
    const { rows: sequences } = await client.query<{ row: string }>(
      "select c.relname || ' ' || coalesce(pg_sequence_last_value(c.oid), 0) as row from pg_class c where relkind = 'S' order by 1",
    );
    all.sequences = sequences.map(({ row }) => row);
    return all;
  } finally {
    await client.end();
  }
}

test("what is restored is what was there: the schema, every row, every sequence", async () => {
  const before = await everything(source.url);
  const { manifest } = await backUp();
  const secrets = await secretsOf(manifest, { place, temporary }, passphrase);
  await begin(restored.url, manifest, plugins);
  await fill(restored.url, plugins, { manifest, from: { place, temporary }, secrets, hold: false });
  const after = await everything(restored.url);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const name of Object.keys(before)) expect({ [name]: after[name] }).toEqual({ [name]: before[name] });
});

test("files that cannot be copied leave the mark, and the restore runs again", async () => {
  const { manifest } = await backUp();
  const given = { manifest, from: { place, temporary }, secrets: null, hold: false };
  const full = async () => {
    throw new Error("The disk is full.");
  };
  await begin(interrupted.url, manifest, plugins);
  await expect(fill(interrupted.url, plugins, { ...given, copyFiles: full })).rejects.toThrow("The disk is full.");
  await expect(migrate(interrupted.url, plugins)).rejects.toThrow(/Run the restore again/);
  await begin(interrupted.url, manifest, plugins);
  await fill(interrupted.url, plugins, given);
  expect(await migrate(interrupted.url, plugins)).toEqual([]);
});

test.each([
  ["a partitioned table", "create table odd (id int) partition by range (id)", "drop table odd"],
  ["a materialized view", "create materialized view odd as select 1 as id", "drop materialized view odd"],
])("%s is told and not left out", async (_, make, drop) => {
  await source.pool.query(make);
  await expect(backUp()).rejects.toThrow(/the database has odd\./);
  await source.pool.query(drop);
});

test("a file of a message is copied once, and what no backup needs any more is deleted", async () => {
  const first = await backUp(new Date("2026-01-01T02:30:00Z"));
  expect(first).toMatchObject({ copied: 1, lost: [], manifest: { files: { count: 1, missing: [] } } });
  const extra = await makeKeptFile(source.db, files, "a second receipt");
  const second = await backUp(new Date("2026-01-02T02:30:00Z"));
  expect(second).toMatchObject({ copied: 1, manifest: { files: { count: 2 } } });
  await source.db.deleteFrom("attachments").where("id", "=", extra).execute();
  await source.db.deleteFrom("blobs").where("size", "=", "a second receipt".length).execute();
  const third = await backUp(new Date("2026-01-03T02:30:00Z"));
  expect(third).toMatchObject({ copied: 0, manifest: { files: { count: 1 } } });
  const where = { place, temporary };
  expect((await prune(where, { count: 2 }, new Date())).deleted).toEqual([first.manifest.id]);
  expect((await keys()).filter((key) => key.startsWith("files/"))).toHaveLength(2);
  expect((await prune(where, { count: 1 }, new Date())).deleted).toEqual([second.manifest.id]);
  expect((await keys()).filter((key) => key.startsWith("files/"))).toHaveLength(1);
  expect(complete(await keys())).toEqual([third.manifest.id]);
});

test("a backup that was interrupted is none, and the next one deletes what it left", async () => {
  const { manifest } = await backUp();
  await place.remove(manifestKey(manifest.id));
  await expect(readManifest(place, manifest.id)).rejects.toThrow(/There is no backup/);
  expect(complete(await keys())).toEqual([]);
  const next = await backUp();
  await prune({ place, temporary }, { count: 9 }, new Date());
  expect((await keys()).filter((key) => key.startsWith(manifest.id))).toEqual([]);
  expect(complete(await keys())).toEqual([next.manifest.id]);
});

test("a bucket takes backups under a prefix, and leaves alone what else is in it", async () => {
  bucket.objects.set("desk-2/20260101T023000Z-aaaa/manifest.json", Buffer.from("{}"));
  place = createS3Store({ ...bucket, prefix: "desk/" });
  const first = await backUp();
  const second = await backUp();
  const from = { place, temporary };
  expect(complete(await keys())).toEqual([first.manifest.id, second.manifest.id].sort());
  expect(await backupFiles.check(await readManifest(place, second.manifest.id), from)).toEqual([]);
  expect(second.copied).toBe(0);
  await prune(from, { count: 1 }, new Date());
  expect(complete(await keys())).toHaveLength(1);
  expect(await secretsOf(await readManifest(place, complete(await keys())[0]!), from, passphrase)).toBeDefined();
  expect([...bucket.objects.keys()].filter((key) => !key.startsWith("desk/"))).toEqual([
    "desk-2/20260101T023000Z-aaaa/manifest.json",
  ]);
});

test("two backups of one database are not made at once", async () => {
  const client = createClient(source.url, "test", "errand");
  await client.connect();
  await client.query("select pg_advisory_lock($1, $2)", lockOf("backup"));
  await expect(backUp()).rejects.toThrow(BackupUnderWay);
  await client.end();
});

test("a file that the store has lost is told, and its backup is restored without it", async () => {
  const lost = await makeKeptFile(source.db, files, "soon gone");
  const { sha256 } = await source.db
    .selectFrom("attachments as a")
    .innerJoin("blobs as b", "b.id", "a.blob_id")
    .select("b.sha256")
    .where("a.id", "=", lost)
    .executeTakeFirstOrThrow();
  await files.blobs.remove(blobKey(sha256));
  const made = await backUp();
  expect(made).toMatchObject({ lost: [blobKey(sha256)], manifest: { files: { missing: [sha256] } } });
  expect(await backupFiles.check(made.manifest, { place, temporary })).toEqual([]);
});

describe("what is damaged", () => {
  const damage = async (key: string) => {
    const file = path.join(root, key);
    const bytes = await readFile(file);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(file, bytes);
  };

  test("a part of a table stops the restore, which runs again from the beginning", async () => {
    const { manifest } = await backUp();
    const [part] = manifest.tables.find(({ name }) => name === "messages")!.parts;
    const file = path.join(root, manifest.id, part!.name);
    const good = await readFile(file);
    await damage(`${manifest.id}/${part!.name}`);
    const restore = async () =>
      fill(again.url, plugins, { manifest, from: { place, temporary }, secrets: null, hold: true });
    await begin(again.url, manifest, plugins);
    await expect(restore()).rejects.toThrow(`${manifest.id}/messages.1.zst is damaged`);
    await expect(migrate(again.url, plugins)).rejects.toThrow(/Run the restore again/);
    await rm(file);
    await expect(restore()).rejects.toThrow(/messages.1.zst is missing/);
    await writeFile(file, good);
    await begin(again.url, manifest, plugins);
    await restore();
    expect(await compare(again.url, manifest)).toEqual([
      "The table incidents has 1 rows and should have 0.",
      "The table number_credentials has 0 rows and should have 1.",
    ]);
    const [schema, schemaBefore] = await Promise.all([again.url, source.url].map(schemaOf));
    expect(schema).toBe(schemaBefore);
    await expect(begin(again.url, manifest, plugins)).rejects.toThrow(/The database is not empty/);
  });

  test("a file of a message is named", async () => {
    const { manifest } = await backUp();
    const key = (await keys()).find((one) => one.startsWith("files/"))!;
    await damage(key);
    expect(await backupFiles.check(manifest, { place, temporary })).toEqual([
      `${key} is damaged: its checksum is not what it was.`,
    ]);
  });

  test("the manifest, or the passphrase, is told apart", async () => {
    const { manifest } = await backUp();
    const from = { place, temporary };
    await expect(secretsOf(manifest, from, "another passphrase")).rejects.toThrow(/BACKUP_PASSPHRASE is not the one/);
    await damage(`${manifest.id}/secrets.bin`);
    await expect(secretsOf(manifest, from, passphrase)).rejects.toThrow(/secrets.bin is damaged/);
    await writeFile(path.join(root, manifestKey(manifest.id)), "{");
    await expect(readManifest(place, manifest.id)).rejects.toThrow(/damaged/);
  });

  test("rows that were altered after the restore are found", async () => {
    const { manifest } = await backUp();
    await source.db.updateTable("contacts").set({ name: "Somebody else" }).where("id", "=", 1).execute();
    expect(await compare(source.url, manifest)).toContainEqual("The rows of contacts are not those of the backup.");
  });
});

test("no secret lies open in a backup", async () => {
  const { manifest } = await backUp();
  for (const key of await keys()) {
    const bytes = await readFile(path.join(root, key));
    const text = key.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes;
    for (const secret of ["shh-second-factor", appSecretKeys[0]!.toString("hex"), passphrase])
      expect(text.includes(secret), key).toBe(false);
  }
  expect(await secretsOf(manifest, { place, temporary }, passphrase)).toMatchObject({
    appSecretKeys: [appSecretKeys[0]!.toString("hex")],
    rows: [{ name: "second-factor", value: "shh-second-factor" }],
  });
});

test("a backup of a newer version is refused", async () => {
  const { manifest } = await backUp();
  const newer = {
    ...manifest,
    migrations: { schema_migrations: [...manifest.migrations.schema_migrations!, "9999_new"] },
  };
  await expect(begin(again.url, newer, plugins)).rejects.toThrow(/made by a newer Bellhop.*9999_new/);
});
