// Contacts on a real database: found by any identity key, created once, merged when a payload shows that two are one person.
import { beforeEach, describe, expect, test } from "vitest";
import { at, makeIdentityChange, makeInboundMessage, makeKeys } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { dump, wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import type { IdentityKeys } from "../../contract/inbound.ts";
import * as contacts from "./contacts.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const see = (...people: (Partial<IdentityKeys> & { name?: string; at?: Date })[]) =>
  database.db.transaction().execute((tx) =>
    contacts.resolve(
      tx,
      people.map(({ name = null, at: when = at(0), ...keys }) => ({ keys: makeKeys(keys), name, at: when })),
    ),
  );

const all = async () => (await dump(database.db)).contacts as Record<string, unknown>[];

test("a stranger becomes a contact, the same keys find it again, in the order asked", async () => {
  const [ana, beto, again] = await see({ waId: "1" }, { waId: "2" }, { waId: "1" });
  expect(again).toBe(ana);
  expect(beto).not.toBe(ana);
  expect(await see({ waId: "2" }, { waId: "1" })).toEqual([beto, ana]);
});

test.each([
  ["5511987654321", "551187654321"],
  ["551187654321", "5511987654321"],
  ["5215512345678", "525512345678"],
  ["5491112345678", "541112345678"],
])("%s is the person known as %s, and both spellings are kept", async (written, stored) => {
  const [known] = await see({ waId: stored });
  expect(await see({ waId: written })).toEqual([known]);
  expect(await all()).toMatchObject([
    {
      who: [stored, written]
        .sort()
        .map((value) => `wa_id=${value}`)
        .join(" "),
    },
  ]);
});

test("a landline and strangers with the same last eight digits stay apart", async () => {
  await see({ waId: "551133334444" }, { waId: "5511933334444" }, { waId: "447700900123" }, { waId: "15700900123" });
  expect(await all()).toHaveLength(4);
});

test("one payload with a BSUID and a number merges the two contacts that had one each, into the older", async () => {
  const [first] = await see({ bsuid: "US.1", name: "Ana", at: at(5) });
  await see({ waId: "1", name: "Old name", at: at(1) });
  expect(await see({ waId: "1", bsuid: "US.1", at: at(6) })).toEqual([first]);
  expect(await all()).toEqual([
    expect.objectContaining({
      who: "bsuid=US.1 wa_id=1",
      name: "Ana",
      phone: "1",
      phone_at: "2026-01-01T12:00:06+00:00",
    }),
  ]);
});

test("a merge of three takes everything along", async () => {
  await see(
    { waId: "1", username: "ana" },
    { bsuid: "US.1", username: "ana.2" },
    { bsuid: "US.2", parentBsuid: "US.ENT.1" },
  );
  await see({ waId: "1", bsuid: "US.1", parentBsuid: "US.ENT.1" });
  expect(await all()).toMatchObject([
    { who: "bsuid=US.1 bsuid=US.2 parent_bsuid=US.ENT.1 wa_id=1", usernames: ["ana", "ana.2"] },
  ]);
});

test("a username identifies nobody: it can pass to another person", async () => {
  const [one, other] = await see({ waId: "1", username: "ana" }, { waId: "2", username: "ana" });
  expect(one).not.toBe(other);
});

describe("a changed number", () => {
  const change = (from: string, to: string, when: number) =>
    makeIdentityChange({ previous: makeKeys({ waId: from }), current: makeKeys({ waId: to }), at: at(when) });
  const written = (from: string, when: number, name: string) =>
    makeInboundMessage({ from, sentAt: at(when), senderName: name, providerId: `wamid.${from}.${when}` });
  const story = [
    written("1", 0, "Ana"),
    written("1", 4, "Ana"),
    change("1", "2", 10),
    written("1", 20, "Stranger"),
    written("2", 30, "Ana"),
  ];

  test.each([
    ["in the order of time", [0, 1, 2, 3, 4]],
    ["the notice comes last", [0, 1, 3, 4, 2]],
    ["the stranger comes first", [3, 0, 1, 4, 2]],
    ["what was sent before comes after", [2, 3, 4, 0, 1]],
    ["twice", [0, 1, 2, 3, 4, 2, 0, 3]],
  ])("the first owner keeps thread and name, a stranger with the old number is new: %s", async (_, order) => {
    const { db } = database;
    for (const place of order) await record(db, [story[place]!]);
    const { contacts: people, conversations } = await dump(db);
    expect(people).toMatchObject([
      { who: "wa_id=1 from 12:00:10.001", name: "Stranger", phone: "1" },
      { who: "wa_id=1 until 12:00:10.001 wa_id=2", name: "Ana", phone: "2" },
    ]);
    expect(conversations).toMatchObject([
      { address: "wa_id 1", count: 1, unread: 1 },
      { address: "wa_id 2", count: 3, unread: 3 },
    ]);
    const [stranger, ana] = [
      await contacts.find(db, makeKeys({ waId: "1" })),
      await contacts.find(db, makeKeys({ waId: "2" })),
    ];
    expect(stranger).not.toBe(ana);
  });

  test("answers to the first owner go to the new number from then on, over a chain too", async () => {
    const { db } = database;
    await record(db, [written("1", 0, "Ana"), change("1", "2", 10)]);
    expect((await dump(db)).conversations).toMatchObject([{ address: "wa_id 2" }]);
    await record(db, [change("2", "3", 20)]);
    expect((await dump(db)).conversations).toMatchObject([{ address: "wa_id 3" }]);
  });

  test("what the bot answered to the stranger goes with the stranger's message", async () => {
    const { db } = database;
    const { conversationId, channelId, contactId } = await openConversation(db, written("1", 0, "Ana"));
    const { messages } = await record(db, [written("1", 20, "Stranger")]);
    const [answer] = await queue(db, [{ channelId, conversationId, answersId: messages[0]!.id }]);
    await record(db, [change("1", "2", 10)]);
    const row = await db.selectFrom("messages").selectAll().where("id", "=", answer!).executeTakeFirstOrThrow();
    expect(row.conversation_id).not.toBe(conversationId);
    const letter = await db
      .selectFrom("outbox")
      .selectAll()
      .where("message_id", "=", answer!)
      .executeTakeFirstOrThrow();
    expect(letter.conversation_id).toBe(row.conversation_id);
    expect(await contacts.find(db, makeKeys({ waId: "2" }))).toBe(contactId);
  });
});

test("the number that somebody without one gave when asked for it is theirs, and finds them", async () => {
  const { db } = database;
  const asked = makeKeys({ bsuid: "US.1" });
  const { contactId } = await openConversation(db, { sender: asked, sentAt: at(0) });
  await record(db, [
    makeIdentityChange({ previous: asked, current: makeKeys({ waId: "1", bsuid: "US.1" }), at: at(5) }),
  ]);
  expect(await all()).toMatchObject([{ who: "bsuid=US.1 wa_id=1", phone: "1" }]);
  expect(await contacts.find(db, makeKeys({ waId: "1" }))).toBe(contactId);
});

describe("another BSUID on a known number, without a notice", () => {
  test("is a new contact, and an incident that names the other; their conversation waits for people", async () => {
    const { db } = database;
    const first = await openConversation(db, { sender: makeKeys({ waId: "1", bsuid: "US.1" }), sentAt: at(0) });
    const second = await openConversation(db, { sender: makeKeys({ waId: "1", bsuid: "US.2" }), sentAt: at(5) });
    expect(second.contactId).not.toBe(first.contactId);
    const incidents = await db.selectFrom("incidents").selectAll().execute();
    expect(incidents).toMatchObject([
      { kind: "identity_doubt", contact_id: second.contactId, detail: { other_contact_id: first.contactId } },
    ]);
    const waits = await db.selectFrom("conversations").select(["id", "waiting_reason"]).orderBy("id").execute();
    expect(waits).toEqual([
      { id: first.conversationId, waiting_reason: null },
      { id: second.conversationId, waiting_reason: "incident" },
    ]);
    // The number alone now belongs to the last one who wrote; answers to the first contact go to their BSUID.
    const third = await openConversation(db, { sender: makeKeys({ waId: "1" }), sentAt: at(6) });
    expect(third.contactId).toBe(second.contactId);
    expect((await dump(db)).conversations).toMatchObject([{ address: "bsuid US.1" }, { address: "wa_id 1" }]);
    // Another message opens no second incident, and a notice that explains the new BSUID closes the first.
    expect(await db.selectFrom("incidents").selectAll().execute()).toHaveLength(1);
    const explains = { previous: makeKeys({ bsuid: "US.1" }), current: makeKeys({ bsuid: "US.2" }), at: at(4) };
    await record(db, [makeIdentityChange(explains)]);
    expect(await all()).toHaveLength(1);
    expect(await db.selectFrom("incidents").selectAll().where("closed_at", "is", null).execute()).toEqual([]);
  });
});

test("keys that were put down before there was evidence are not taken over by a newcomer", async () => {
  const { db } = database;
  const { id } = await db.insertInto("contacts").values({ phone: "1" }).returning("id").executeTakeFirstOrThrow();
  const key = { contact_id: id, first_seen_at: at(-100) };
  await db
    .insertInto("contact_identities")
    .values([
      { ...key, kind: "wa_id", value: "1" },
      { ...key, kind: "bsuid", value: "US.1" },
    ])
    .execute();
  expect(await see({ waId: "1", bsuid: "US.1" })).toEqual([id]);
  expect(await see({ waId: "1", bsuid: "US.2", at: at(5) })).not.toEqual([id]);
});

describe("what is newest is shown", () => {
  test.each([
    [[0, 1], "later"],
    [[1, 0], "later"],
  ])("whatever comes first (%j)", async (order, name) => {
    const told = [
      { waId: "1", name: "earlier", at: at(1) },
      { waId: "1", name: "later", at: at(2) },
    ];
    for (const index of order) await see(told[index]!);
    expect(await all()).toMatchObject([{ name }]);
  });

  test("a payload without a name takes none away", async () => {
    await see({ waId: "1", name: "Ana", at: at(1) });
    await see({ waId: "1", at: at(2) });
    expect(await all()).toMatchObject([{ name: "Ana" }]);
  });
});

test("many creators at once make one contact", async () => {
  const found = await Promise.all(
    Array.from({ length: 8 }, (_, index) => see({ waId: "1", ...(index % 2 ? { bsuid: "US.1" } : {}) })),
  );
  expect(new Set(found.flat()).size).toBe(1);
  expect(await all()).toHaveLength(1);
});

test("find looks through other spellings, and makes nobody up", async () => {
  const [known] = await see({ waId: "551187654321" });
  expect(await contacts.find(database.db, makeKeys({ waId: "5511987654321" }))).toBe(known);
  expect(await contacts.find(database.db, makeKeys({ waId: "9" }))).toBeNull();
  expect(await all()).toHaveLength(1);
});
