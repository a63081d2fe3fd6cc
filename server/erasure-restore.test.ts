// A backup that is older than an erasure does not bring the person back.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DB } from "../db/rows.ts";
import { useDatabase } from "../test/support/database.ts";
import { type Customer, makeCustomer } from "../test/support/erasure.ts";
import { useFiles } from "../test/support/files.ts";
import { createPool, overClient, overPool } from "./base/db.ts";
import type { BlobStore } from "./contract/ports.ts";
import { make } from "./core/backup/make.ts";
import { prune } from "./core/backup/prune.ts";
import { begin as beginRestore, fill } from "./core/backup/restore.ts";
import { blobKey } from "./core/media/keep.ts";
import { eraseAgain, keepErased, noteErasures, readNotes } from "./core/privacy/backups.ts";
import { begin } from "./core/privacy/begin.ts";
import { dataOf } from "./core/privacy/person.ts";
import { finish, finishAll, type StepParts } from "./core/privacy/steps.ts";
import { createDiskStore } from "./edge/blobs/disk.ts";
import { plugins } from "./skills.ts";

const source = useDatabase();
const files = useFiles();
const [restored, again] = [useDatabase({ empty: true }), useDatabase({ empty: true })];
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const data = dataOf(plugins);
const secret = Buffer.alloc(32, 7);
const erasing = () => ({ by: "desk:Cleo", now: new Date(), data, secret });
let folder: string;
let place: BlobStore;
let [ana, bob]: Customer[] = [];
let manifest: Awaited<ReturnType<typeof make>>["manifest"];

const parts = (db: StepParts["db"]): StepParts => ({
  ...{ db, data, files, clock: () => new Date() },
  place: async () => place,
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellhop-erasure-"));
  place = createDiskStore(path.join(folder, "backups"), { tidy: true });
  ana = await makeCustomer(source.db, files, { phone: "15550100001", name: "Anahita" });
  bob = await makeCustomer(source.db, files, { phone: "15550100002", name: "Bohumil" });
  const temporary = path.join(folder, "tmp");
  const from = { url: source.url, store: { blobs: files.blobs, keyOf: blobKey }, appSecretKeys: [secret] };
  const target = { place, temporary, passphrase: "correct horse battery staple" };
  ({ manifest } = await make(from, target, new Date()));
  const id = await begin(source.db, ana.contactId, erasing());
  await finish(parts(source.db), id);
  await noteErasures(source.db, place, temporary);
  await prune(target, { count: 1 }, new Date());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Restores the backup up to where the rows are there. */
async function restore(url: string, secrets: readonly Buffer[]) {
  await beginRestore(url, manifest, plugins);
  let found = 0;
  await fill(url, plugins, {
    ...{ manifest, from: { place, temporary: path.join(folder, "tmp") }, secrets: null, hold: true },
    also: async (client) => {
      found = await keepErased(overClient<DB>(client), await readNotes(place), secrets);
    },
  });
  const pool = createPool(url, "test", 2, "errand");
  return { found, pool, db: overPool<DB>(pool) };
}

test("what lies beside the backups says nothing of who was erased", async () => {
  const notes = await readNotes(place);
  expect(notes).toMatchObject([{ contact_ids: [ana!.contactId] }]);
  expect(JSON.stringify(notes)).not.toMatch(/15550100001|Anahita/);
});

test("a restore erases the person again, also when it was cut off in between", async () => {
  const { found, pool, db } = await restore(restored.url, [secret]);
  expect(found).toBe(1);
  const texts = async () => (await db.selectFrom("messages").select("text_body").execute()).map((row) => row.text_body);
  // The process was killed here: what follows is what the next start does.
  expect(await texts()).toContain("january, says Anahita");
  await eraseAgain(db, erasing());
  await eraseAgain(db, erasing());
  expect(await finishAll(parts(db))).toBe(1);
  // The note keeps the time of the erasure, before which the person was another customer than after.
  const noted = await readNotes(place);
  await noteErasures(db, place, path.join(folder, "tmp"));
  expect(await readNotes(place)).toEqual(noted);
  expect(await texts()).not.toContain("january, says Anahita");
  expect(await texts()).toContain("january, says Bohumil");
  expect(await db.selectFrom("contact_identities").select("value").execute()).toEqual([{ value: bob!.phone }]);
  await pool.end();
});

test("without the key of the digests a restore knows the person by the contact's id", async () => {
  const { found, pool } = await restore(again.url, []);
  expect(found).toBe(1);
  await pool.end();
});
