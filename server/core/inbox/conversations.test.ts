// Conversations on a real database: one per channel and contact; counters stay right after merges; answers go to the address that wrote last.
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { at, makeEcho, makeInboundMessage, makeKeys, noon, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { dump, wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import * as contacts from "./contacts.ts";
import { markConversationsRead } from "./read-state.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const all = async () => (await dump(database.db)).conversations as Record<string, unknown>[];
const markRead = async (contactId: number) => {
  const ids = await contacts.conversationsOf(database.db, contactId);
  return { conversations: ids.length, messages: await markConversationsRead(database.db, ids, noon) };
};

test("counts what customers wrote, not what we said", async () => {
  const { db } = database;
  await record(db, [
    makeInboundMessage({ sentAt: at(1) }),
    makeInboundMessage({ sentAt: at(3) }),
    makeEcho({ sentAt: at(9) }),
    makeInboundMessage({ sentAt: at(2) }),
  ]);
  expect(await all()).toEqual([
    {
      talk: "meta:800000000000001 wa_id=15550100001",
      address: "wa_id 15550100001",
      address_at: "2026-01-01T12:00:03+00:00",
      count: 3,
      unread: 3,
      last_inbound_at: "2026-01-01T12:00:03+00:00",
      window_maybe_at: null,
      first_message_at: "2026-01-01T12:00:01+00:00",
      last_message_at: "2026-01-01T12:00:09+00:00",
    },
  ]);
});

test("each number of ours has its own conversation with a person, each group its own with nobody", async () => {
  await record(database.db, [
    makeInboundMessage(),
    makeInboundMessage({ channel: twilioChannel }),
    makeInboundMessage({ groupId: "g1" }),
    makeInboundMessage({ groupId: "g1", from: "15550100002" }),
  ]);
  expect((await all()).map(({ talk, address, count }) => [talk, address, count])).toEqual([
    ["meta:800000000000001 group g1", "group g1", 2],
    ["meta:800000000000001 wa_id=15550100001", "wa_id 15550100001", 1],
    ["twilio:+14155238886 wa_id=15550100001", "wa_id 15550100001", 1],
  ]);
});

test("an answer goes to the key that wrote last, by the provider's clock", async () => {
  const both = makeKeys({ waId: "15550100001", bsuid: "US.1" });
  await record(database.db, [makeInboundMessage({ sender: both, sentAt: at(1) })]);
  await record(database.db, [makeInboundMessage({ sender: makeKeys({ bsuid: "US.1" }), sentAt: at(5) })]);
  expect(await all()).toMatchObject([{ address: "bsuid US.1" }]);
  await record(database.db, [makeInboundMessage({ sender: both, sentAt: at(4) })]);
  expect(await all()).toMatchObject([{ address: "bsuid US.1", count: 3 }]);
});

test("Brazil: the spelling that wrote is the one that is answered", async () => {
  await record(database.db, [makeInboundMessage({ from: "5511987654321", sentAt: at(1) })]);
  await record(database.db, [makeInboundMessage({ from: "551187654321", sentAt: at(2) })]);
  expect(await all()).toMatchObject([{ address: "wa_id 551187654321", count: 2 }]);
});

test("what the shop's own phone wrote gives an address only until the customer writes", async () => {
  await record(database.db, [makeEcho({ sender: makeKeys({ waId: "15550100001", bsuid: "US.1" }), sentAt: at(90) })]);
  await record(database.db, [makeInboundMessage({ sender: makeKeys({ bsuid: "US.1" }), sentAt: at(1) })]);
  expect(await all()).toMatchObject([{ address: "bsuid US.1" }]);
});

test("merging two conversations adds up, keeps the newest address, moves messages and what waits to go out", async () => {
  const { db } = database;
  const one = await openConversation(db, { sender: makeKeys({ bsuid: "US.1" }), sentAt: at(1) });
  const two = await openConversation(db, { from: "15550100001", sentAt: at(5) });
  const [read] = [await markRead(one.contactId)];
  expect(read).toEqual({ conversations: 1, messages: 1 });
  const [queued] = await queue(db, [two]);
  await db.updateTable("conversations").set({ notes: "vip" }).where("id", "=", one.conversationId).execute();
  await db
    .updateTable("conversations")
    .set({ notes: "rush", customer_email: "a@b.c", first_message_at: at(0) })
    .where("id", "=", two.conversationId)
    .execute();

  await record(db, [makeInboundMessage({ sender: makeKeys({ waId: "15550100001", bsuid: "US.1" }), sentAt: at(3) })]);

  expect(await all()).toMatchObject([
    {
      count: 3,
      unread: 2,
      address: "wa_id 15550100001",
      last_inbound_at: "2026-01-01T12:00:05+00:00",
      first_message_at: "2026-01-01T12:00:00+00:00",
    },
  ]);
  const left = await db.selectFrom("conversations").selectAll().executeTakeFirstOrThrow();
  expect(left).toMatchObject({
    id: one.conversationId,
    contact_id: one.contactId,
    notes: "vip\nrush",
    customer_email: "a@b.c",
  });
  expect(await db.selectFrom("outbox").select(["message_id", "conversation_id"]).execute()).toEqual([
    { message_id: queued, conversation_id: one.conversationId },
  ]);
  const homes = await db.selectFrom("messages").select(["conversation_id", "contact_id"]).distinct().execute();
  expect(homes).toEqual([{ conversation_id: one.conversationId, contact_id: one.contactId }]);
});

test("marking as read is for all conversations of a person, and only for what is unread", async () => {
  const { db } = database;
  const { contactId } = await openConversation(db);
  await record(db, [makeInboundMessage({ channel: twilioChannel }), makeInboundMessage(), makeEcho()]);
  await record(db, [makeInboundMessage({ from: "15550100002" })]);
  expect(await markRead(contactId)).toEqual({ conversations: 2, messages: 3 });
  expect(await markRead(contactId)).toEqual({ conversations: 2, messages: 0 });
  expect((await all()).map(({ unread, count }) => [unread, count])).toEqual([
    [0, 2],
    [1, 1],
    [0, 1],
  ]);
  expect(await markRead(999)).toEqual({ conversations: 0, messages: 0 });
});

test("reading and receiving at once: the counter is the number of unread messages", async () => {
  const { db } = database;
  const { contactId, conversationId } = await openConversation(db);
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      index % 3 === 0 ? markRead(contactId) : record(db, [makeInboundMessage()]),
    ),
  );
  const { n } = await db
    .selectFrom("messages")
    .select(db.fn.countAll<number>().as("n"))
    .where("conversation_id", "=", conversationId)
    .where("read_at", "is", null)
    .executeTakeFirstOrThrow();
  expect(await all()).toMatchObject([{ unread: n, count: 21 }]);
});

test("a batch that has inserted messages, but not yet ended, does not hold up reading, nor the other way round", async () => {
  const { db } = database;
  const { contactId } = await openConversation(db);
  await db.transaction().execute(async (batch) => {
    // The lock that the foreign key of a new message takes.
    await sql`select from conversations for key share`.execute(batch);
    await markRead(contactId);
  });
});

test("reading a person's two conversations does not deadlock with batches that write into both", async () => {
  const { db } = database;
  const { contactId } = await openConversation(db);
  await record(db, [makeInboundMessage({ channel: twilioChannel })]);
  let more = true;
  const reading = [0, 1].map(async () => {
    while (more) await markRead(contactId);
  });
  for (let round = 0; round < 40; round += 1) {
    const both = [makeInboundMessage(), makeInboundMessage({ channel: twilioChannel })];
    await record(db, round % 2 === 0 ? both : both.toReversed());
  }
  more = false;
  await Promise.all(reading);
  expect((await all()).map(({ count }) => count)).toEqual([41, 41]);
});
