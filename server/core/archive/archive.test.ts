// The archive on a real database and a real folder: nothing is lost on the way out, no message is harder to find, and all of it comes back.
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { beforeEach, expect, test } from "vitest";
import { makeInboundMessage, makeStatus } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { useFiles } from "../../../test/support/files.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import { keepFile } from "../media/keep.ts";
import { archiveKey, dayOf, linesOf } from "./month.ts";
import { bringBack, findArchived, listArchives, verifyArchives } from "./read.ts";
import { archiveOld, writeMonth } from "./write.ts";

const database = useDatabase();
const files = useFiles();
beforeEach(async () => {
  await wipe(database.db);
  await database.db.deleteFrom("archives").execute();
  for (const month of ["2025-01", "2025-02", "2025-03"])
    for (const name of ["manifest.json", "messages.ndjson.gz", "statuses.ndjson.gz", "media.ndjson.gz"])
      await files.blobs.remove(archiveKey(month, name));
});

const january = new Date("2025-01-31T23:59:59.999Z");
const february = new Date("2025-02-01T00:00:00.000Z");
const now = new Date("2026-03-05T10:00:00.000Z");
const signal = new AbortController().signal;
const archive = (months = 12) => archiveOld(database.db, files, { months, now, signal });

/** A question of January with a number that JavaScript would round, and our answer with its statuses. */
async function exchange(): Promise<{ question: number; answer: number }> {
  const { db } = database;
  const raw = { id: "wamid.1", text: { body: "hello" } };
  const opened = await openConversation(db, { providerId: "wamid.1", sentAt: january, raw });
  await database.pool.query(`update messages set raw = raw || '{"odd": 12345678901234567890}' where id = $1`, [
    opened.messageId,
  ]);
  const [answer] = await queue(db, [opened]);
  await db.deleteFrom("outbox").execute();
  await db
    .updateTable("messages")
    .set({ provider_id: "wamid.OUT", status: "accepted", sent_at: january })
    .where("id", "=", answer!)
    .execute();
  await record(db, [
    makeStatus({ providerId: "wamid.OUT", status: "sent", at: january }),
    makeStatus({ providerId: "wamid.OUT", status: "delivered", at: february }),
  ]);
  await costsCountedUpTo(1_000_000);
  return { question: opened.messageId, answer: answer! };
}

const costsCountedUpTo = (status_id: number) => database.db.updateTable("cost_progress").set({ status_id }).execute();

async function linesIn(name: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(files.blobs, "2025-01", name)) lines.push(line);
  return lines;
}

/** All that the archive takes, as PostgreSQL writes it. */
async function rows(): Promise<unknown[]> {
  const { rows } = await database.pool.query(`
    select to_jsonb(m)::text as row from messages m union all select to_jsonb(s)::text from message_statuses s order by 1`);
  return rows;
}

test("old months are written into files and leave the database; what is younger stays", async () => {
  const { question, answer } = await exchange();
  const { messageId: young } = await openConversation(database.db, { sentAt: new Date("2026-03-01T00:00:00Z") });
  expect(await archive()).toEqual(expect.arrayContaining(["2025-01", "2025-02"]));

  const { db } = database;
  const left = await db
    .selectFrom("messages")
    .select(["id", "raw", "content", "text_body", "status"])
    .orderBy("id")
    .execute();
  expect(left).toMatchObject([
    { id: question, raw: null, text_body: "hello" },
    { id: answer, raw: null, content: {}, text_body: "hello back", status: "delivered" },
    { id: young, raw: { id: expect.any(String) } },
  ]);
  expect(await db.selectFrom("message_statuses").select("id").execute()).toEqual([]);
  expect(await findArchived(db, files.blobs, { id: question, sent_at: january })).toMatchObject({
    raw: { id: "wamid.1", text: { body: "hello" } },
    statuses: [],
  });
  const archived = await findArchived(db, files.blobs, { id: answer, sent_at: january });
  expect(archived).toMatchObject({ raw: null, statuses: [{ status: "sent" }, { status: "delivered" }] });
  expect(await findArchived(db, files.blobs, { id: young, sent_at: now })).toBeNull();
});

test("files of which only a part was read are closed", async () => {
  const { question } = await exchange();
  await archive();
  const opened: Readable[] = [];
  const read = async (key: string) => {
    const stream = (await files.blobs.read(key)) as Readable;
    opened.push(stream);
    return stream;
  };
  await findArchived(database.db, { ...files.blobs, read }, { id: question, sent_at: january });
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, true]);
});

test("each line can be read alone: who wrote, on which number, when and what", async () => {
  await exchange();
  await archive();
  const [line] = await linesIn("messages.ndjson.gz");
  expect(JSON.parse(line!)).toMatchObject({
    direction: "in",
    text_body: "hello",
    sent_at: expect.stringMatching(/^2025-01-31T23:59:59\.999/),
    provider: "meta",
    number: "15550100000",
    customer: { phone: "15550100001", name: "Ana" },
  });
});

test("a month comes back to what it was, to the last digit, and is not archived again", async () => {
  await exchange();
  const before = await rows();
  await archive();
  expect(await rows()).not.toEqual(before);
  expect(await bringBack(database.db, files.blobs, "2025-01", now)).toEqual({ messages: 2, statuses: 2 });
  expect(await rows()).toEqual(before);
  await bringBack(database.db, files.blobs, "2025-01", now);
  expect(await archive()).toEqual([]);
  expect(await rows()).toEqual(before);
});

test("a month that is brought back while it is being freed stays whole", async () => {
  await exchange();
  const before = await rows();
  // The statuses are read back after the messages are freed: just then somebody brings the month back.
  const read = async (key: string) => {
    const [{ freed }] = (await database.pool.query("select every(raw is null) as freed from messages")).rows;
    if (freed && key.endsWith("statuses.ndjson.gz")) await bringBack(database.db, files.blobs, "2025-01", now);
    return files.blobs.read(key);
  };
  await archiveOld(database.db, { ...files, blobs: { ...files.blobs, read } }, { months: 12, now, signal });
  expect(await rows()).toEqual(before);
  expect((await listArchives(database.db))[0]).toMatchObject({ name: "2025-01", brought_back_at: now });
});

test("several that archive at once write each month once, and lose nothing", async () => {
  const { question } = await exchange();
  await Promise.all([archive(), archive(), archive()]);
  expect(await verifyArchives(database.db, files.blobs)).toEqual([]);
  const found = await findArchived(database.db, files.blobs, { id: question, sent_at: january });
  expect(found).toMatchObject({ raw: { text: { body: "hello" } } });
});

test("a month that another process has written and freed meanwhile is not written again", async () => {
  const { question } = await exchange();
  await archive();
  await writeMonth(database.db, files, "2025-01", now);
  const found = await findArchived(database.db, files.blobs, { id: question, sent_at: january });
  expect(found).toMatchObject({ raw: { text: { body: "hello" } } });
});

test("a month that is not archived cannot come back, and says so", async () => {
  await expect(bringBack(database.db, files.blobs, "2024-12", now)).rejects.toThrow("2024-12 is not archived");
});

test("what is written into a month after its files stays in the database", async () => {
  await exchange();
  await writeMonth(database.db, files, "2025-01", now);
  const { messageId } = await openConversation(database.db, { sentAt: january, from: "15550100009" });
  await archive();
  const late = await database.db.selectFrom("messages").select("raw").where("id", "=", messageId).executeTakeFirst();
  expect(late!.raw).not.toBeNull();
});

test("a status whose cost is not counted yet stays until it is", async () => {
  await exchange();
  await costsCountedUpTo(0);
  await archive();
  expect(await database.db.selectFrom("message_statuses").select("status").execute()).toHaveLength(2);
});

test("an archive that was cut off while it was written is written anew", async () => {
  await exchange();
  const place = path.join(files.temporary, "..", "cut-off");
  await writeFile(place, "half of a file");
  await files.blobs.put(archiveKey("2025-01", "messages.ndjson.gz"), place);
  await files.blobs.put(archiveKey("2025-01", "manifest.json"), place);
  await rm(place);
  await archive();
  expect(await verifyArchives(database.db, files.blobs)).toEqual([]);
});

test("media are listed with their file, and a missing one is told", async () => {
  const { db } = database;
  const { messageId } = await openConversation(db, { sentAt: january });
  const blob = await keepFile(db, files, Readable.from([Buffer.from("a receipt")]));
  await db
    .insertInto("attachments")
    .values({ message_id: messageId, position: 0, blob_id: blob.id, file_name: "receipt.txt", state: "ready" })
    .execute();
  await archive();
  const [line] = await linesIn("media.ndjson.gz");
  const listed = JSON.parse(line!);
  expect(listed).toMatchObject({ message_id: messageId, name: "receipt.txt", bytes: 9, mime_type: "text/plain" });
  expect(await text(Readable.from((await files.blobs.read(listed.file))!))).toBe("a receipt");
  expect(await verifyArchives(db, files.blobs)).toEqual([]);
  await files.blobs.remove(listed.file);
  expect(await verifyArchives(db, files.blobs)).toEqual([expect.stringContaining(`message ${messageId}`)]);
});

test.each(["messages.ndjson.gz", "statuses.ndjson.gz", "manifest.json"])("a changed %s is told", async (name) => {
  await exchange();
  await archive();
  const key = archiveKey("2025-01", name);
  const changed = path.join(files.temporary, "..", "changed");
  const was = await text(Readable.from((await files.blobs.read(key))!));
  await writeFile(changed, `${was}\n`);
  await files.blobs.remove(key);
  await files.blobs.put(key, changed);
  await rm(changed);
  expect(await verifyArchives(database.db, files.blobs)).toEqual([
    expect.stringContaining("The archive of 2025-01 is damaged"),
  ]);
});

test("a manifest of which the chain was broken is told", async () => {
  await exchange();
  await record(database.db, [makeInboundMessage({ sentAt: february })]);
  await archive();
  await database.db
    .updateTable("archives")
    .set({ manifest_sha256: "0".repeat(64) })
    .where("month", "=", dayOf("2025-01"))
    .execute();
  const faults = await verifyArchives(database.db, files.blobs);
  expect(faults).toEqual([expect.stringContaining("2025-01"), expect.stringContaining("does not follow on 2025-01")]);
  expect((await listArchives(database.db)).map(({ name }) => name).slice(0, 2)).toEqual(["2025-01", "2025-02"]);
});
