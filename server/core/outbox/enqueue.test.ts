// Queueing on a real database: in the caller's transaction or not at all, in order, and as the inbox shows it.
import { beforeEach, expect, test } from "vitest";
import { at, makeLetter, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { dump, wipe } from "../../../test/support/dump.ts";
import { openConversation, queue } from "../../../test/support/record.ts";
import type { Draft } from "../../contract/outbound.ts";
import { enqueue } from "./enqueue.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

test("a transaction that is rolled back leaves nothing", async () => {
  const { db } = database;
  const place = await openConversation(db);
  const before = await dump(db);
  const failing = db.transaction().execute(async (tx) => {
    await enqueue(tx, [makeLetter({ ...place, answersId: place.messageId })], at(5));
    throw new Error("the booking failed");
  });
  await expect(failing).rejects.toThrow("the booking failed");
  expect(await dump(db)).toEqual(before);
});

test("ids are in the order given, and messages answered are marked", async () => {
  const { db } = database;
  const one = await openConversation(db);
  const two = await openConversation(db, { from: "15550100002" });
  const ids = await queue(db, [{ ...two, answersId: two.messageId }, one, two, one]);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  const rows = await db.selectFrom("messages").select(["conversation_id", "replied_at"]).orderBy("id").execute();
  expect(rows.slice(2).map((row) => row.conversation_id)).toEqual(
    [two, one, two, one].map((place) => place.conversationId),
  );
  expect(rows.slice(0, 2).map((row) => row.replied_at)).toEqual([null, noon]);
});

test("ours move the conversation's last message, not its window nor its counters", async () => {
  const place = await openConversation(database.db, { sentAt: at(0) });
  await queue(database.db, [place], at(60));
  expect((await dump(database.db)).conversations).toMatchObject([
    {
      count: 1,
      unread: 1,
      last_inbound_at: "2026-01-01T12:00:00+00:00",
      first_message_at: "2026-01-01T12:00:00+00:00",
      last_message_at: "2026-01-01T12:01:00+00:00",
    },
  ]);
});

test.each<[Draft, object]>([
  [
    { type: "text", text: "hi", replyTo: "wamid.1" },
    { type: "text", text_body: "hi", reply_to: "wamid.1" },
  ],
  [
    { type: "buttons", text: "choose", buttons: [{ id: "a", title: "A" }] },
    { type: "interactive", text_body: "choose" },
  ],
  [
    { type: "list", text: "choose", button: "b", sections: [] },
    { type: "interactive", text_body: "choose" },
  ],
  [
    { type: "template", name: "t", language: "en", parameters: ["1", "2"] },
    { type: "template", text_body: "t: 1, 2" },
  ],
  [
    { type: "template", name: "t", language: "en", parameters: [] },
    { type: "template", text_body: "t" },
  ],
  [
    { type: "media", kind: "image", link: "https://x.test/a", caption: "c" },
    { type: "image", text_body: "c", caption: "c" },
  ],
  [
    { type: "media", kind: "sticker", link: "https://x.test/a" },
    { type: "sticker", text_body: null, caption: null },
  ],
  [
    { type: "location", latitude: 1, longitude: 2, name: "n" },
    { type: "location", text_body: "n" },
  ],
])("%j is shown as %j", async (draft, shown) => {
  const place = await openConversation(database.db);
  const [id] = await queue(database.db, [{ ...place, draft }]);
  const row = await database.db.selectFrom("messages").selectAll().where("id", "=", id!).executeTakeFirstOrThrow();
  expect(row).toMatchObject({
    ...shown,
    direction: "out",
    status: "queued",
    content: { draft },
    contact_id: place.contactId,
  });
});

test("a key is used once", async () => {
  const place = await openConversation(database.db);
  const key = "11111111-1111-4111-8111-111111111111";
  await queue(database.db, [{ ...place, key }]);
  await expect(queue(database.db, [{ ...place, key }])).rejects.toMatchObject({ code: "23505" });
});

test("two transactions that queue in one conversation do not interleave", async () => {
  const { db } = database;
  const place = await openConversation(db);
  const sets = await Promise.all(Array.from({ length: 8 }, () => queue(db, [place, place, place, place])));
  for (const ids of sets) expect(ids.at(-1)! - ids[0]!).toBe(3);
});
