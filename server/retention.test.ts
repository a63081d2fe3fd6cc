// Old data goes by kind and by number, in the database and in the store, and nothing else does.
import { Readable } from "node:stream";
import { beforeEach, expect, test } from "vitest";
import { makeInboundMessage, makeStatus, metaChannel } from "../test/support/build.ts";
import { useDatabase } from "../test/support/database.ts";
import { wipe } from "../test/support/dump.ts";
import { useFiles } from "../test/support/files.ts";
import { openConversation, queue, record } from "../test/support/record.ts";
import { createLog } from "./base/log.ts";
import { bringBack, listArchives, verifyArchives } from "./core/archive/read.ts";
import { archiveOld } from "./core/archive/write.ts";
import { keepFile } from "./core/media/keep.ts";
import { deleteOld, lastRuns } from "./core/retention/run.ts";
import { change, type Duration, durations, kindsOf, preview } from "./core/retention/settings.ts";

const database = useDatabase();
const files = useFiles();
const now = new Date("2026-06-30T12:00:00Z");
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
const kinds = kindsOf([]);
const log = createLog("silent");

beforeEach(async () => {
  await wipe(database.db);
  await database.pool.query("delete from retention_rules; delete from retention_runs; delete from archives");
});

const set = (kind: string, days: number | null, numbers: Duration["numbers"] = []) =>
  database.db.transaction().execute((tx) => change({ tx, now, by: "desk:Ada" }, kinds, { kind, days, numbers }));
const run = (of = kinds) =>
  deleteOld({ db: database.db, blobs: files.blobs, kinds: of, now, log, signal: new AbortController().signal });
const texts = async () =>
  (await database.db.selectFrom("messages").select("text_body").orderBy("sent_at").execute()).map((m) => m.text_body);
const conversation = (id: number) =>
  database.db.selectFrom("conversations").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

let count = 0;
/** A message that came some days ago. */
function write(days: number, text: string, message: Parameters<typeof openConversation>[1] = {}) {
  count += 1;
  return openConversation(database.db, { providerId: `wamid.${count}`, sentAt: ago(days), text, ...message });
}

/** A file of a message, as if it had come with it. */
async function attach(messageId: number, days: number, content: string): Promise<string> {
  const blob = await keepFile(database.db, files, Readable.from([content]));
  await database.db
    .insertInto("attachments")
    .values({ message_id: messageId, position: 0, blob_id: blob.id, state: "ready", created_at: ago(days) })
    .execute();
  return blob.sha256;
}

test("by default everything is kept for ever", async () => {
  await write(3_000, "old");
  expect(await run()).toEqual(new Map());
  expect(await texts()).toEqual(["old"]);
  expect(
    (await durations(database.db, kinds)).every(({ days, numbers }) => days === null && numbers.length === 0),
  ).toBe(true);
});

test("old messages go with all that hangs on them, and the conversation counts what is left", async () => {
  const { conversationId, messageId } = await write(100, "old");
  await attach(messageId, 100, "a picture");
  await write(91, "less old");
  await write(10, "young");
  await set("messages", 90);
  expect(await preview(database.db, kinds, { kind: "messages", days: 90, numbers: [] }, now)).toEqual([
    { kind: "messages", count: 2, oldest: ago(100) },
    { kind: "archive", count: 0, oldest: null },
  ]);
  expect(await run()).toEqual(
    new Map([
      ["messages", 2],
      ["archive", 0],
    ]),
  );
  expect(await texts()).toEqual(["young"]);
  expect(await conversation(conversationId)).toMatchObject({
    ...{ message_count: 1, unread_count: 1, first_message_at: ago(10), last_message_at: ago(10) },
  });
  expect(await database.db.selectFrom("attachments").select("id").execute()).toEqual([]);
  expect(await lastRuns(database.db)).toMatchObject([
    { kind: "archive" },
    { kind: "messages", deleted: 2, total: 2, failure: null },
  ]);
  expect(await run()).toEqual(
    new Map([
      ["messages", 0],
      ["archive", 0],
    ]),
  );
  expect((await lastRuns(database.db))[1]).toMatchObject({ deleted: 0, total: 2 });
});

test("a conversation of which nothing is left is in no list, and its person is still known", async () => {
  const { conversationId, contactId } = await write(100, "old");
  await set("messages", 90);
  await run();
  expect(await conversation(conversationId)).toMatchObject({
    ...{ contact_id: contactId, message_count: 0, unread_count: 0, first_message_at: null, last_message_at: null },
    ...{ stage: "done", waiting_since: null, attention_id: null },
  });
  await write(1, "again");
  expect(await conversation(conversationId)).toMatchObject({
    message_count: 1,
    last_message_at: ago(1),
    state: "open",
  });
});

test("many messages of one conversation go in many transactions", async () => {
  const items = Array.from({ length: 1_203 }, (_, n) =>
    makeInboundMessage({ providerId: `wamid.many.${n}`, sentAt: ago(100) }),
  );
  await record(database.db, items);
  await set("messages", 90);
  expect((await run()).get("messages")).toBe(1_203);
  expect(await texts()).toEqual([]);
});

test("what is not sent yet stays, and so does the conversation of somebody who is in the middle of something", async () => {
  const busy = await write(100, "busy", { from: "15550100007" });
  const other = await write(100, "other");
  await queue(database.db, [other], ago(100));
  await set("messages", 90);
  await run(kindsOf([{ contactsInUse: async (_, ids) => ids.filter((id) => id === busy.contactId) }]));
  expect((await texts()).sort()).toEqual(["busy", "hello back"]);
});

test("a number can have a duration of its own, and be an exception from all others", async () => {
  const second = { ...metaChannel, externalId: "800000000000002" };
  const { channelId } = await write(50, "first");
  const other = await write(50, "second", { channel: second });
  await set("messages", null, [{ number_id: other.channelId, days: 30 }]);
  await run();
  expect(await texts()).toEqual(["first"]);
  await set("messages", 30, [{ number_id: channelId, days: null }]);
  await run();
  expect(await texts()).toEqual(["first"]);
  await set("messages", 30);
  await run();
  expect(await texts()).toEqual([]);
});

test("old files go by what they are, their messages stay and say so, and the store is freed", async () => {
  const gif = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAA=", "base64");
  const { messageId } = await write(100, "look");
  const blob = await keepFile(database.db, files, Readable.from([gif]));
  const row = { message_id: messageId, blob_id: blob.id, state: "ready", created_at: ago(100) };
  await database.db
    .insertInto("attachments")
    .values({ ...row, position: 1 })
    .execute();
  await attach(messageId, 100, "a text file");
  await set("pictures", 30);
  await run();
  const states = () =>
    database.db.selectFrom("attachments").select(["state", "reason", "blob_id"]).orderBy("position").execute();
  expect(await states()).toMatchObject([
    { state: "ready", reason: null },
    { state: "deleted", reason: "Deleted after 30 days, as set.", blob_id: null },
  ]);
  await set("documents", 30);
  expect((await run()).get("documents")).toBe(1);
  expect((await run()).get("documents")).toBe(0);
  expect(await texts()).toEqual(["look"]);
});

test("a conversation without messages is done, and no rule is asked about that", async () => {
  const { pool } = database;
  await pool.query(`insert into keyword_rules (position, keyword, match, answer, definition)
    values (1, '-', 'exact', '-', '{"when": {"on": "done"}}')`);
  const old = await write(100, "hi");
  const young = await write(1, "hi", { from: "15550009999" });
  await set("messages", 30);
  expect((await run()).get("messages")).toBe(1);
  expect(await conversation(old.conversationId)).toMatchObject({ state: "done", last_message_at: null });
  await pool.query("update conversations set state = 'done' where id = $1", [young.conversationId]);
  const { rows } = await pool.query("delete from rule_triggers returning kind, conversation_id");
  expect(rows).toEqual([{ kind: "done", conversation_id: young.conversationId }]);
});

test("delivery steps go once their cost is counted, and the message keeps its status", async () => {
  const opened = await write(100, "hi");
  const [answer] = await queue(database.db, [opened], ago(100));
  await database.db.deleteFrom("outbox").execute();
  await database.db
    .updateTable("messages")
    .set({ provider_id: "wamid.OUT", status: "accepted" })
    .where("id", "=", answer!)
    .execute();
  await record(database.db, [makeStatus({ providerId: "wamid.OUT", status: "delivered", at: ago(100) })], ago(100));
  const counted = (status_id: number) => database.db.updateTable("cost_progress").set({ status_id }).execute();
  await set("statuses", 60);
  await counted(0);
  expect((await run()).get("statuses")).toBe(0);
  await counted(1_000_000);
  expect((await run()).get("statuses")).toBe(1);
  const { status } = await database.db
    .selectFrom("messages")
    .select("status")
    .where("id", "=", answer!)
    .executeTakeFirstOrThrow();
  expect(status).toBe("delivered");
});

test("notes, closed incidents and what is over of the news go; what is open stays", async () => {
  const { conversationId } = await write(100, "hi");
  const { pool } = database;
  await pool.query(
    "insert into conversation_notes (conversation_id, author, body, created_at) values ($1, 'Ada', 'a', $2), ($1, 'Ada', 'b', $3)",
    [conversationId, ago(100), ago(1)],
  );
  await pool.query(
    "insert into incidents (kind, opened_at, closed_at, closed_by) values ('disk_low', $1, $1, 'x'), ('backup_failed', $1, null, null)",
    [ago(100)],
  );
  for (const kind of ["notes", "incidents"]) await set(kind, 30);
  expect(Object.fromEntries(await run())).toEqual({ notes: 1, incidents: 1 });
  const { rows } = await pool.query(
    "select body as left from conversation_notes union all select kind from incidents where opened_at = $1",
    [ago(100)],
  );
  expect(rows).toEqual([{ left: "b" }, { left: "backup_failed" }]);
});

test("an archived month goes at the latest with the messages of all numbers, and the chain of the others holds", async () => {
  await write(150, "january");
  await write(100, "march");
  await database.db.updateTable("cost_progress").set({ status_id: 1_000_000 }).execute();
  const signal = new AbortController().signal;
  await archiveOld(database.db, files, { months: 1, now, signal });
  expect((await listArchives(database.db)).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["2026-01", "2026-03"]),
  );
  await set("messages", 110);
  await run();
  const left = await listArchives(database.db);
  expect(left.filter(({ deleted_at }) => deleted_at !== null).map(({ name }) => name)).toEqual(["2026-01", "2026-02"]);
  expect(await files.blobs.read("archive/2026-01/messages.ndjson.gz")).toBeNull();
  expect(await verifyArchives(database.db, files.blobs)).toEqual([]);
  await expect(bringBack(database.db, files.blobs, "2026-01", now)).rejects.toThrow("was deleted from the archive");
  expect(await texts()).toEqual(["march"]);
});

test("a kind that fails is noted, and the others go on", async () => {
  await write(100, "old");
  const broken = {
    ...kinds.find(({ name }) => name === "notes")!,
    deleteSome: () => Promise.reject(new Error("no luck")),
  };
  for (const kind of ["notes", "messages"]) await set(kind, 30);
  await run([broken, ...kinds.filter(({ name }) => name !== "notes")]);
  expect(await lastRuns(database.db)).toMatchObject([
    { kind: "archive" },
    { kind: "messages", deleted: 1 },
    { kind: "notes", failure: "no luck" },
  ]);
});

test.each([
  [{ kind: "dreams", days: 30, numbers: [] }, "There is no kind of data dreams."],
  [{ kind: "audit", days: 30, numbers: [{ number_id: 1, days: 30 }] }, "belong to no number"],
  [{ kind: "messages", days: 30, numbers: [{ number_id: 99, days: 30 }] }, "There is no number 99."],
])("a wrong setting is refused with what to do: %j", async (wanted, sentence) => {
  await expect(set(wanted.kind, wanted.days, wanted.numbers)).rejects.toThrow(sentence);
});

test("every change is in the audit log with before and after", async () => {
  await set("messages", 90);
  await set("messages", 365);
  const entry = await database.db
    .selectFrom("audit_log")
    .select(["actor", "before", "after"])
    .orderBy("id", "desc")
    .executeTakeFirst();
  expect(entry).toEqual({
    actor: "desk:Ada",
    before: { retention: { kind: "messages", days: 90, numbers: [] } },
    after: { retention: { kind: "messages", days: 365, numbers: [] } },
  });
});
