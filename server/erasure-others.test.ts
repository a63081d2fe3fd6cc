// An erasure takes nothing of others who share something with the person: a longer number, a webhook, a month that is being archived or was deleted.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { useDatabase } from "../test/support/database.ts";
import { archive, type Customer, forgetCustomers, makeCustomer, today } from "../test/support/erasure.ts";
import { useFiles } from "../test/support/files.ts";
import { unzip } from "../test/support/unzip.ts";
import { removeExpired } from "./core/archive/expire.ts";
import { archiveFiles, archiveKey, linesOf } from "./core/archive/month.ts";
import { writeMonth } from "./core/archive/write.ts";
import { eraseAgain } from "./core/privacy/backups.ts";
import { begin } from "./core/privacy/begin.ts";
import { withExport } from "./core/privacy/export.ts";
import { dataOf, patternOf } from "./core/privacy/person.ts";
import { finish, finishAll, type StepParts } from "./core/privacy/steps.ts";
import { plugins } from "./skills.ts";

const database = useDatabase();
const files = useFiles();
const data = dataOf(plugins);
const erasing = { by: "desk:Cleo", now: today, data, secret: Buffer.alloc(32, 7) };
const parts = (): StepParts => ({
  ...{ db: database.db, data, files, place: async () => null },
  clock: () => today,
});
let ana: Customer;

const proofOf = async (id: number) =>
  (await database.db.selectFrom("erasures").select("proof").where("id", "=", id).executeTakeFirstOrThrow()).proof;

beforeEach(async () => {
  await forgetCustomers(database.db, files);
  ana = await makeCustomer(database.db, files, { phone: "15550100001", name: "Anahita" });
  await database.db.updateTable("cost_progress").set({ status_id: 1_000_000 }).execute();
});

test("a customer whose number contains the person's keeps everything, and the erasure ends", async () => {
  const { db, pool } = database;
  await makeCustomer(db, files, { phone: "4915550100001", name: "Carla" });
  const id = await begin(db, ana.contactId, erasing);
  await finish(parts(), id);
  expect(await proofOf(id)).toMatchObject({ search: { keys: {} }, deleted: { webhooks: 1, dead_letters: 1 } });
  const left = async (from: string) => (await pool.query(`select from ${from}`)).rowCount;
  expect(await left("webhooks where convert_from(body, 'UTF8') = '{\"from\":\"4915550100001\"}'")).toBe(1);
  expect(await left("dead_letters")).toBe(1);
  expect(await left("provider_notices")).toBe(1);
  const { rows } = await pool.query(
    "select after from audit_log where action = 'messages.export' and after is not null",
  );
  expect(rows).toEqual([{ after: { q: "4915550100001" } }]);
});

test.each([
  ["+15550100001", true],
  ["0015550100001", true],
  [String.raw`{"body":"call\u00a015550100001"}`, true],
  [String.raw`call\302\24015550100001.`, true],
  ["4915550100001", false],
  ["155501000012", false],
])("the number stands in %s: %s", async (text, found) => {
  const { rows } = await database.pool.query("select $1 ~ $2 as found", [text, patternOf("15550100001")]);
  expect(rows).toEqual([{ found }]);
  expect(new RegExp(patternOf("15550100001")).test(text)).toBe(found);
});

test("what somebody else sent in the same webhook and could not be read is still there", async () => {
  const { db, pool } = database;
  const both = JSON.stringify([{ from: ana.phone }, { from: "15550100002" }]);
  const { rows } = await pool.query(
    "insert into webhooks (source, body, received_at) values ('meta', $1, now()) returning id",
    [both],
  );
  await pool.query(
    "insert into dead_letters (webhook_id, source, path, reason, raw, fingerprint) values ($1, 'meta', '/1', 'odd', $2, 'other')",
    [rows[0].id, { from: "15550100002" }],
  );
  await pool.query("update webhook_cursor set position = $1", [rows[0].id]);
  await finish(parts(), await begin(db, ana.contactId, erasing));
  expect(await db.selectFrom("dead_letters").select(["raw", "webhook_id", "resolved_at"]).execute()).toEqual([
    { raw: { from: "15550100002" }, webhook_id: null, resolved_at: null },
  ]);
  expect(await db.selectFrom("webhooks").select("id").where("id", "=", rows[0].id).execute()).toEqual([]);
});

test("a month that is being archived when the erasure begins has nothing of the person in the end", async () => {
  const { db } = database;
  let id = 0;
  const { blobs } = files;
  const put = async (key: string, from: string) => {
    // The moment that is archived was before.
    if (id === 0) id = await begin(db, ana.contactId, erasing);
    await blobs.put(key, from);
  };
  await writeMonth(db, { ...files, blobs: { ...blobs, put } }, "2025-01", today);
  await finish(parts(), id);
  for (const name of Object.values(archiveFiles))
    for await (const line of linesOf(blobs, "2025-01", name)) expect(line).not.toMatch(/15550100001|Anahita/);
  expect(await proofOf(id)).toMatchObject({ search: { archive: {} }, verified: { archive: [] } });
});

test("what was wrong with the archive before its months were rewritten stays in the proof", async () => {
  const { db } = database;
  await archive(db, files);
  const key = archiveKey("2025-01", archiveFiles.messages);
  const lines: string[] = [];
  for await (const line of linesOf(files.blobs, "2025-01", archiveFiles.messages)) lines.push(`${line}\n`);
  const forged = path.join(files.temporary, "forged");
  await writeFile(forged, gzipSync(lines.join("").replace('"text"', '"image"')));
  await files.blobs.remove(key);
  await files.blobs.put(key, forged);
  const id = await begin(db, ana.contactId, erasing);
  await finish(parts(), id);
  const wrong = /^Before the erasure: .*2025-01.*is not as it was written/;
  expect(await proofOf(id)).toMatchObject({ verified: { archive: [expect.stringMatching(wrong)] } });
});

test("months that were deleted from the archive keep nobody from exporting and erasing", async () => {
  const { db, pool } = database;
  await archive(db, files);
  await pool.query("update archives set expired_at = now() where month = '2025-01-01'");
  await removeExpired(db, files.blobs);
  await withExport(db, files, data, { contactId: ana.contactId, by: "desk:Cleo", now: today }, async () => {});
  const id = await begin(db, ana.contactId, erasing);
  await finish(parts(), id);
  expect(await proofOf(id)).toMatchObject({ archive_lines_deleted: { "2025-02": 1 }, search: { archive: {} } });
});

test("an erasure that cannot be finished keeps no other from it", async () => {
  const { db, pool } = database;
  const bob = await makeCustomer(db, files, { phone: "15550100002", name: "Bohumil" });
  const stuck = await begin(db, ana.contactId, erasing);
  const other = await begin(db, bob.contactId, erasing);
  await pool.query("insert into settings (name, value, updated_at) values ('odd', '\"15550100001\"', now())");
  await expect(finishAll(parts())).rejects.toThrow(`Erasure ${stuck} has left something in: settings.`);
  expect(await proofOf(other)).not.toBeNull();
  await pool.query("delete from settings where name = 'odd'");
  expect(await finishAll(parts())).toBe(1);
});

test("somebody whom a restore brought back and who was erased by hand since is not erased again", async () => {
  const { db, pool } = database;
  await pool.query("insert into settings (name, value, updated_at) values ('erase_again', $1::jsonb, now())", [
    JSON.stringify([987_654, ana.contactId]),
  ]);
  await eraseAgain(db, erasing);
  expect((await pool.query("select value from settings where name = 'erase_again'")).rows).toEqual([{ value: [] }]);
  expect(await finishAll(parts())).toBe(1);
});

test("messages that the archive alone still has are erased, wherever the work is cut off", async () => {
  const { db, pool } = database;
  await makeCustomer(db, files, { phone: "15550100002", name: "Bohumil" });
  await archive(db, files);
  const old = "in (select id from messages where sent_at < '2025-02-01')";
  for (const what of ["attachments where message_id", "messages where id"])
    await pool.query(`delete from ${what} ${old}`);
  const exporting = { contactId: ana.contactId, by: "desk:Cleo", now: today };
  const zip = unzip(await withExport(db, files, data, exporting, (place) => readFile(place)));
  expect(String(zip.get("archive/2025-01-messages.ndjson"))).toContain("january, says Anahita");
  expect(String(zip.get("archive/2025-01-messages.ndjson"))).not.toContain("Bohumil");
  const id = await begin(db, ana.contactId, erasing);
  for (let n = 1, done = false; !done; n += 1) {
    let changes = 0;
    const put = async (key: string, from: string) => {
      if (++changes === n) throw new Error("killed");
      await files.blobs.put(key, from);
    };
    const cutOff = { ...parts(), files: { ...files, blobs: { ...files.blobs, put } } };
    done = await finish(cutOff, id).then(
      () => true,
      () => false,
    );
  }
  let lines = "";
  for (const name of Object.values(archiveFiles))
    for await (const line of linesOf(files.blobs, "2025-01", name)) lines += line;
  expect(lines).not.toMatch(/15550100001|Anahita/);
  expect(lines).toContain("january, says Bohumil");
  expect(await proofOf(id)).toMatchObject({ search: { archive: {} }, verified: { archive: [] } });
});
