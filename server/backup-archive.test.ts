// The archive in backups: what left the database for files is restored with it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DB } from "../db/rows.ts";
import { useDatabase } from "../test/support/database.ts";
import { useFiles } from "../test/support/files.ts";
import { openConversation } from "../test/support/record.ts";
import { createPool, overPool } from "./base/db.ts";
import type { BlobStore } from "./contract/ports.ts";
import { archiveKey } from "./core/archive/month.ts";
import { findArchived, verifyArchives } from "./core/archive/read.ts";
import { archiveOld } from "./core/archive/write.ts";
import { check, copyIn } from "./core/backup/files.ts";
import { make } from "./core/backup/make.ts";
import { prune } from "./core/backup/prune.ts";
import { begin, fill } from "./core/backup/restore.ts";
import { blobKey } from "./core/media/keep.ts";
import { createDiskStore } from "./edge/blobs/disk.ts";
import { plugins } from "./skills.ts";

const source = useDatabase();
const files = useFiles();
const restored = useDatabase({ empty: true });
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const sentAt = new Date("2025-01-31T12:00:00Z");
const raw = { id: "wamid.1", text: { body: "hello" } };
let folder: string;
let place: BlobStore;
let messageId: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-backup-archive-"));
  place = createDiskStore(path.join(folder, "backups"), { tidy: true });
  ({ messageId } = await openConversation(source.db, { providerId: "wamid.1", sentAt, raw }));
  const given = { months: 1, now: new Date("2025-03-05T10:00:00Z"), signal: new AbortController().signal };
  expect(await archiveOld(source.db, files, given)).toEqual(["2025-01"]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const where = () => ({ place, temporary: path.join(folder, "tmp") });
const backUp = (blobs = files.blobs) =>
  make(
    { url: source.url, store: { blobs, keyOf: blobKey }, appSecretKeys: [] },
    { ...where(), passphrase: "correct horse battery staple" },
    new Date(),
  );

test("an archived message has its raw data after a restore onto an empty machine", async () => {
  await backUp();
  const { manifest, copied, lost } = await backUp();
  expect({ copied, lost }).toEqual({ copied: 0, lost: [] });
  await prune(where(), { count: 1 }, new Date());
  expect(await check(manifest, where())).toEqual([]);

  const blobs = createDiskStore(path.join(folder, "media"));
  await begin(restored.url, manifest, plugins);
  expect(await copyIn(manifest, { blobs, keyOf: blobKey }, where())).toEqual([]);
  await fill(restored.url, plugins, { manifest, from: where(), secrets: null, hold: true });
  const pool = createPool(restored.url, "test", 1, "errand");
  const db = overPool<DB>(pool);
  expect(await verifyArchives(db, blobs)).toEqual([]);
  expect(await findArchived(db, blobs, { id: messageId, sent_at: sentAt })).toMatchObject({ raw });
  await pool.end();
});

test.each(["messages.ndjson.gz", "manifest.json"])(
  "a lost %s of the archive is told, and all else is backed up",
  async (name) => {
    const key = archiveKey("2025-01", name);
    place = createDiskStore(path.join(folder, `without-${name}`), { tidy: true });
    const made = await backUp({ ...files.blobs, read: async (of) => (of === key ? null : files.blobs.read(of)) });
    expect(made.lost).toEqual([key]);
    expect(await check(made.manifest, where())).toEqual([]);
  },
);

test("a month that the store has lost stays whole in the backups that come after", async () => {
  place = createDiskStore(path.join(folder, "lost-later"), { tidy: true });
  const before = await backUp();
  const isOfArchive = (key: string) => key.startsWith("archive/");
  const after = await backUp({ ...files.blobs, read: async (of) => (isOfArchive(of) ? null : files.blobs.read(of)) });
  expect(after.manifest.archive).toEqual(before.manifest.archive);
  await prune(where(), { count: 1 }, new Date());
  expect(await check(after.manifest, where())).toEqual([]);
});
