// What a batch stores besides messages: notices, dead letters, channels; and the column names of the documented SQL views.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import {
  at,
  makeInboundMessage,
  makeKeys,
  makeNotice,
  makeStatus,
  makeUnreadable,
  metaChannel,
} from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { dump, wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import * as channels from "./channels.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

test("news are kept once, however often they are told", async () => {
  const { db } = database;
  const told = [
    makeNotice({ topic: "calls", raw: { a: 1 } }),
    makeNotice({ topic: "calls", raw: { a: 2 }, channel: metaChannel }),
    makeNotice({ topic: "account_update", raw: { a: 1 } }),
    makeNotice({ topic: "account_alerts", raw: null }),
  ];
  await record(db, [...told, told[0]!]);
  await record(db, told);
  const kept = await db.selectFrom("provider_notices").select(["topic", "raw"]).orderBy("id").execute();
  expect(kept).toEqual([
    { topic: "calls", raw: { a: 1 } },
    { topic: "calls", raw: { a: 2 } },
    { topic: "account_update", raw: { a: 1 } },
    { topic: "account_alerts", raw: null },
  ]);
});

test("what cannot be read becomes a dead letter once, beside the rest of its batch", async () => {
  const { db } = database;
  const odd = makeUnreadable({ raw: { odd: true } });
  await record(db, [odd, makeInboundMessage(), odd, makeUnreadable({ raw: null })]);
  await record(db, [odd]);
  const letters = await db
    .selectFrom("dead_letters")
    .select(["reason", sql`raw is null`.as("whole")])
    .execute();
  expect(letters).toEqual([
    { reason: "Expected an object.", whole: false },
    // JSON's null is an unreadable part, not a missing one.
    { reason: "Expected an object.", whole: false },
  ]);
  expect((await dump(db)).messages).toHaveLength(1);
});

test("a number that nobody configured is kept, and learns its name later", async () => {
  const { db } = database;
  const bare = { ...metaChannel, displayNumber: null, accountId: null };
  await record(db, [makeInboundMessage({ channel: bare })]);
  expect(await channels.list(db)).toMatchObject([{ externalId: "800000000000001", displayNumber: null }]);
  await record(db, [makeStatus({ channel: bare }), makeStatus({ channel: metaChannel })]);
  await record(db, [makeStatus({ channel: bare })]);
  expect(await channels.list(db)).toMatchObject([{ displayNumber: "15550100000", accountId: "900000000000001" }]);
});

test("an empty batch is nothing", async () => {
  expect(await record(database.db, [])).toEqual({
    optOuts: new Set(),
    ...{ messages: [], arrivals: [], named: [], touched: [], calls: [] },
  });
});

describe("the SQL that people write runs as it is written", async () => {
  test.each([
    "SELECT * FROM whatsapp_whatsappmessage \nORDER BY timestamp DESC",
    "SELECT from_number, text_body, timestamp \nFROM whatsapp_whatsappmessage \nWHERE from_number = '919876543210'\nORDER BY timestamp DESC",
    "SELECT \n  phone_number, \n  contact_name, \n  message_count, \n  unread_count,\n  last_message_at\nFROM whatsapp_whatsappconversation\nORDER BY last_message_at DESC",
  ])("%s", async (query) => {
    await record(database.db, [makeInboundMessage({ from: "919876543210" }), makeStatus()]);
    const { rows } = await sql.raw<object>(query).execute(database.db);
    expect(rows).toHaveLength(1);
  });
});

describe("the views", () => {
  test("a message, field for field", async () => {
    const { db } = database;
    await record(db, [
      makeInboundMessage({
        providerId: "wamid.HBgNMTU1",
        from: "919876543210",
        senderName: "John Doe",
        type: "image",
        text: null,
        caption: "look",
        media: [{ providerId: "abc123", url: "https://x.test/a", mimeType: null, sha256: null, fileName: null }],
        raw: { whole: "webhook" },
        sentAt: at(0),
      }),
    ]);
    const { rows } = await sql<object>`select * from whatsapp_whatsappmessage`.execute(db);
    expect(rows).toEqual([
      {
        id: 1,
        message_id: "wamid.HBgNMTU1",
        from_number: "919876543210",
        from_name: "John Doe",
        message_type: "image",
        text_body: "",
        caption: "look",
        media_id: "abc123",
        media_url: "https://x.test/a",
        latitude: null,
        longitude: null,
        name: null,
        address: null,
        timestamp: at(0),
        status: "received",
        raw_payload: { whole: "webhook" },
        conversation_id: 1,
        created_at: at(1),
      },
    ]);
  });

  test("a message is received, then read, then replied; ours are not in the list", async () => {
    const { db } = database;
    const { messageId, ...place } = await openConversation(db);
    const status = async () =>
      (await sql<{ status: string }>`select status from whatsapp_whatsappmessage`.execute(db)).rows;
    await db
      .updateTable("messages")
      .set({ read_at: at(2) })
      .execute();
    expect(await status()).toEqual([{ status: "read" }]);
    await queue(db, [{ ...place, answersId: messageId }]);
    expect(await status()).toEqual([{ status: "replied" }]);
  });

  test("a status and a conversation, field for field", async () => {
    const { db } = database;
    await record(db, [
      makeInboundMessage({ sender: makeKeys({ waId: "1", bsuid: "US.1" }), senderName: "Ana", sentAt: at(5) }),
      makeStatus({
        providerId: "msg_123",
        status: "failed",
        at: at(1),
        recipient: makeKeys({ waId: "1" }),
        error: { code: 5, title: "short", details: "long" },
      }),
    ]);
    expect((await sql<object>`select * from whatsapp_whatsappmessagestatus`.execute(db)).rows).toEqual([
      {
        id: 1,
        message_id: "msg_123",
        recipient_number: "1",
        status: "failed",
        timestamp: at(1),
        error_code: 5,
        error_message: "long",
        created_at: at(1),
      },
    ]);
    expect((await sql<object>`select * from whatsapp_whatsappconversation`.execute(db)).rows).toEqual([
      {
        id: 1,
        phone_number: "1",
        contact_name: "Ana",
        message_count: 1,
        unread_count: 1,
        last_message_at: at(5),
        customer_email: null,
        notes: "",
        channel: "meta",
        created_at: expect.any(Date),
      },
    ]);
  });
});
