// The watch on a real database: what waits for too long, what could not be recorded and a full disk are incidents while they are so.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue } from "../../../test/support/record.ts";
import { settleIncident } from "../../base/incidents.ts";
import type { MachineDisk } from "./disks.ts";
import * as disks from "./disks.ts";
import { watchHealth } from "./watch.ts";

const database = useDatabase();
const GB = 1024 ** 3;
const disk = (free: number, size = 100, host = "box"): MachineDisk => ({
  space: { free: free * GB, size: size * GB },
  host,
});
const watch = (seconds: number, ...given: MachineDisk[]) => watchHealth(database.db, given, at(seconds));
const open = async () =>
  (
    await database.db
      .selectFrom("incidents")
      .select(["kind", "detail"])
      .where("closed_at", "is", null)
      .orderBy("id")
      .execute()
  ).map(({ kind, detail }) => `${kind}: ${(detail as { summary: string }).summary}`);

beforeEach(async () => {
  const { db } = database;
  await db.deleteFrom("staff_messages").execute();
  await db.deleteFrom("dead_letters").execute();
  await wipe(db);
  await drained();
});

const drained = () =>
  sql`update webhook_cursor set position = (select coalesce(max(id), 0) from webhooks)`.execute(database.db);

const webhook = (seconds: number) =>
  database.db
    .insertInto("webhooks")
    .values({ source: "meta", body: Buffer.from("{}"), received_at: at(seconds) })
    .returning("id")
    .executeTakeFirstOrThrow();

test("nothing is wrong with a Bellhop at rest", async () => {
  expect(await watch(0, disk(50))).toBe(0);
  expect(await open()).toEqual([]);
});

test("webhooks that wait for a minute are an incident until the drain has caught up", async () => {
  const { id } = await webhook(0);
  await watch(59);
  expect(await open()).toEqual([]);
  await watch(60);
  expect(await open()).toEqual(["drain_lag: 1 webhooks wait to be read, the oldest for 60 seconds."]);
  await sql`update webhook_cursor set position = ${id}`.execute(database.db);
  await webhook(100);
  await watch(111);
  expect(await open()).toHaveLength(1);
  await watch(105);
  expect(await open()).toEqual([]);
});

test("dead letters are an incident until they are resolved; one that a person settled is left alone for a day", async () => {
  const letter = { source: "meta", path: "entry[0]", reason: "unknown", fingerprint: "a" };
  await database.db.insertInto("dead_letters").values(letter).execute();
  await watch(0);
  expect(await open()).toEqual(["dead_letters: Open dead letters: 1."]);
  const { id } = await database.db.selectFrom("incidents").select("id").executeTakeFirstOrThrow();
  await settleIncident(database.db, "desk:Ana", id, "We know.", at(60));
  await watch(120);
  expect(await open()).toEqual([]);
  await watch(60 + 86_400);
  expect(await open()).toHaveLength(1);
  await database.db
    .updateTable("dead_letters")
    .set({ resolved_at: at(100) })
    .execute();
  await watch(86_600);
  expect(await open()).toEqual([]);
});

test("messages that wait for ten minutes are an incident, unless their number is held or they wait for the customer", async () => {
  const { conversationId, channelId } = await openConversation(database.db);
  await drained();
  await queue(database.db, [{ channelId, conversationId }]);
  const written = await database.db
    .selectFrom("messages")
    .select("received_at")
    .where("direction", "=", "out")
    .executeTakeFirstOrThrow();
  const seconds = (written.received_at.getTime() - at(0).getTime()) / 1_000;
  await watch(seconds + 599);
  expect(await open()).toEqual([]);
  await watch(seconds + 660);
  expect(await open()).toEqual(["sends_late: 1 messages wait to be sent, the oldest for 11 minutes."]);
  const hold = (since: Date | null) =>
    database.db
      .updateTable("channels")
      .set({ held_since: since, pause_reason: since && "it is refused" })
      .where("id", "=", channelId)
      .execute();
  await hold(at(0));
  await watch(seconds + 720);
  expect(await open()).toEqual([]);
  await hold(null);
  await database.db.updateTable("outbox").set({ state: "window" }).execute();
  await watch(seconds + 780);
  expect(await open()).toEqual([]);
});

test.each([
  ["a disk with less than 5 % free", disk(4, 100), "4.0 GB of 100.0 GB are free on box."],
  ["a large one with less than 10 GB", disk(9, 4_000), "9.0 GB of 4000.0 GB are free on box."],
  ["a small one with less than 1 GB", disk(0.5, 8), "0.5 GB of 8.0 GB are free on box."],
])("%s is an incident until there is clearly more", async (_, given, summary) => {
  await watch(0, given);
  expect(await open()).toEqual([`disk_low: ${summary}`]);
  const { free, size } = given.space;
  const least = Math.max(1, Math.min((size / GB) * 0.05, 10));
  await watch(60, disk(least * 1.1, size / GB));
  expect(await open()).toHaveLength(1);
  await watch(120, disk(least * 1.3, size / GB));
  expect(await open()).toEqual([]);
  expect(free / GB).toBeLessThan(least);
});

test("each machine with a full disk is named, and one that has room ends nothing", async () => {
  const told = "disk_low: 1.0 GB of 100.0 GB are free on one. 2.0 GB of 100.0 GB are free on two.";
  await watch(0, disk(1, 100, "one"), disk(2, 100, "two"), disk(50));
  expect(await open()).toEqual([told]);
  await watch(60, disk(60, 100, "one"), disk(2, 100, "two"));
  expect(await open()).toEqual([told]);
  await watch(120, disk(60, 100, "one"), disk(50, 100, "two"));
  expect(await open()).toEqual([]);
});

test("what machines note of their disks is there until they have been gone for minutes", async () => {
  const { db } = database;
  await disks.note(db, disk(1, 100, "gone"));
  await sql`update metrics set updated_at = now() - interval '6 minutes' where name = 'disk'`.execute(db);
  await disks.note(db, disk(3, 100, "two"));
  await disks.note(db, disk(1, 100, "one"));
  await disks.note(db, disk(2, 200, "one"));
  expect(await disks.list(db)).toEqual([disk(2, 200, "one"), disk(3, 100, "two")]);
});

test("a mail server that takes nothing is an incident until it does", async () => {
  const message = {
    ...{ way: "mail", recipient: "ops@example.com", key: "6f3b2c1a-0000-4000-8000-000000000001" },
    ...{ content: Buffer.from("x"), created_at: at(0), due_at: at(0), answer: "535 wrong password" },
  };
  await database.db
    .insertInto("staff_messages")
    .values({ ...message, attempts: 2 })
    .execute();
  await watch(60);
  expect(await open()).toEqual([]);
  await database.db.updateTable("staff_messages").set({ attempts: 3 }).execute();
  await watch(120);
  expect(await open()).toEqual(["mail_failing: The mail server: 535 wrong password"]);
  await database.db
    .updateTable("staff_messages")
    .set({ content: null, sent_at: at(130) })
    .execute();
  await watch(180);
  expect(await open()).toEqual([]);
});
