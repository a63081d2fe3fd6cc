// Messages on a real database: each stored once, in the order received, with all of its content.
import { beforeEach, expect, test } from "vitest";
import { at, makeEcho, makeInboundMessage, makeKeys, metaChannel, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { queue, record } from "../../../test/support/record.ts";
import { quotedBy } from "./inbound-messages.ts";
import * as messages from "./messages.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

const texts = async () =>
  (await database.db.selectFrom("messages").select("text_body").orderBy("id").execute()).map((row) => row.text_body);

test("a message told twice is one, inside a batch and across batches; the first telling stays", async () => {
  const { db } = database;
  const told = (text: string) => makeInboundMessage({ providerId: "wamid.1", text });
  const first = await record(db, [told("first"), told("second")]);
  expect(first.messages).toHaveLength(1);
  expect((await record(db, [told("third"), makeInboundMessage({ text: "other" })])).messages).toHaveLength(1);
  expect(await texts()).toEqual(["first", "other"]);
});

test("the same id at another number is another message", async () => {
  await record(database.db, [
    makeInboundMessage({ providerId: "x" }),
    makeInboundMessage({ providerId: "x", channel: twilioChannel }),
    makeInboundMessage({ providerId: "x", channel: { ...metaChannel, externalId: "2" } }),
  ]);
  expect(await texts()).toHaveLength(3);
});

test("they get their ids, and are told, in the order received, whatever the provider's clock says", async () => {
  const words = Array.from({ length: 300 }, (_, index) => `m${index}`);
  const { messages: fresh } = await record(
    database.db,
    words.map((text, index) => makeInboundMessage({ text, sentAt: at(-index), from: `1555010${1_000 + (index % 7)}` })),
  );
  expect(await texts()).toEqual(words);
  expect(fresh.map(({ message }) => message.text)).toEqual(words);
  expect(fresh.map(({ id }) => id)).toEqual(fresh.map(({ id }) => id).sort((a, b) => a - b));
});

test("everything that a message says is kept", async () => {
  const { db } = database;
  const { messages: fresh } = await record(db, [
    makeInboundMessage({
      type: "document",
      text: "text",
      caption: "caption",
      payload: "payload",
      location: { latitude: -34.6037, longitude: -58.3816, name: "Obelisco", address: "Av. 9 de Julio" },
      media: [
        { providerId: "7", url: "https://x.test/a", mimeType: "application/pdf", sha256: "ab", fileName: "a.pdf" },
        { providerId: null, url: "https://x.test/b", mimeType: null, sha256: null, fileName: null },
      ],
      replyTo: "wamid.OUT",
      target: "wamid.T",
      content: { forwarded: true },
      raw: { as: ["it", "came", { "k\u00e9y": 1e21 }] },
    }),
  ]);
  const found = await messages.find(db, fresh[0]!.id);
  expect(found).toMatchObject({
    direction: "in",
    type: "document",
    text_body: "text",
    caption: "caption",
    payload: "payload",
    latitude: -34.6037,
    longitude: -58.3816,
    location_name: "Obelisco",
    location_address: "Av. 9 de Julio",
    reply_to: "wamid.OUT",
    target: "wamid.T",
    content: { forwarded: true },
    raw: { as: ["it", "came", { "k\u00e9y": 1e21 }] },
    status: null,
    sender: "15550100001",
    sender_name: "Ana",
  });
  expect(found!.attachments).toMatchObject([
    { provider_id: "7", mime_type: "application/pdf", file_name: "a.pdf", size: null, state: "waiting" },
    { provider_id: null, mime_type: null, file_name: null, state: "waiting" },
  ]);
});

test("what has no time of its own was sent when it was received", async () => {
  await record(database.db, [makeInboundMessage({ sentAt: null })], at(77));
  expect(await database.db.selectFrom("messages").select(["sent_at", "received_at"]).execute()).toEqual([
    { sent_at: at(77), received_at: at(77) },
  ]);
});

test("hostile but lawful values do no harm", async () => {
  const { messages: fresh } = await record(database.db, [
    makeInboundMessage({
      text: `'); drop table messages; -- \\u0000 \\ " ${"\u{1F600}".repeat(2_000)}`,
      location: { latitude: Number.NaN, longitude: Number.POSITIVE_INFINITY, name: null, address: null },
      raw: JSON.parse('{"__proto__": {"x": 1}, "constructor": null, "toJSON": "no", "": 1e400}'),
    }),
    makeInboundMessage({
      type: "unsupported",
      providerId: "w".repeat(1_024),
      sender: makeKeys({ bsuid: `US.${"x".repeat(128)}` }),
    }),
    makeInboundMessage({ sentAt: new Date("9999-12-31T23:59:59.999Z") }),
  ]);
  expect(fresh).toHaveLength(3);
  expect(await texts()).toHaveLength(3);
});

test("a thousand messages in one webhook are a thousand messages", async () => {
  const { messages: fresh } = await record(
    database.db,
    Array.from({ length: 1_000 }, (_, index) => makeInboundMessage({ from: `1555${1_000_000 + (index % 500)}` })),
  );
  expect(fresh).toHaveLength(1_000);
});

test("an echo is ours: sent, by the shop's phone, read by nobody here", async () => {
  await record(database.db, [makeEcho()]);
  expect(await database.db.selectFrom("messages").selectAll().executeTakeFirstOrThrow()).toMatchObject({
    direction: "out",
    status: "sent",
    origin: "phone",
    sender: null,
    sender_name: null,
  });
});

test("an echo in a group names nobody, and is kept all the same", async () => {
  const group = makeEcho({ sender: makeKeys(), groupId: "g1" });
  await record(database.db, [makeInboundMessage({ text: "first" }), group, makeInboundMessage({ text: "last" })]);
  expect(await texts()).toEqual(["first", "from the shop", "last"]);
  const row = await database.db
    .selectFrom("messages")
    .selectAll()
    .where("origin", "=", "phone")
    .executeTakeFirstOrThrow();
  expect(row.contact_id).toBeNull();
});

test("what a message refers to is found in its conversation, with the question that it answered", async () => {
  const { db } = database;
  const [asked, stranger] = [makeInboundMessage({ text: "slots" }), makeInboundMessage({ from: "15550100002" })];
  const { messages: first } = await record(db, [asked, stranger]);
  const [question, other] = first;
  const [answer] = await queue(db, [{ ...question!, answersId: question!.id }]);
  await db.updateTable("messages").set({ provider_id: "wamid.A" }).where("id", "=", answer!).execute();
  const { messages: fresh } = await record(db, [
    makeInboundMessage({ replyTo: "wamid.A", payload: "yes" }),
    makeInboundMessage({ replyTo: asked.providerId }),
    makeInboundMessage({ replyTo: stranger.providerId }),
    makeInboundMessage({ replyTo: null }),
  ]);
  const quoted = await db.transaction().execute((tx) => quotedBy(tx, fresh));
  expect(fresh.map(({ id }) => quoted.get(id))).toEqual([
    { id: answer, answers: question!.id },
    { id: question!.id, answers: null },
    { id: 0, answers: null },
    undefined,
  ]);
  expect(other!.conversationId).not.toBe(question!.conversationId);
});

test("what is tapped before its provider has told its id is found, once it is on its way", async () => {
  const { db } = database;
  const { messages: asked } = await record(db, [makeInboundMessage({ text: "cancel" })]);
  const [question] = asked;
  const [answer] = await queue(db, [{ ...question!, answersId: question!.id }]);
  const { messages: fresh } = await record(db, [makeInboundMessage({ replyTo: "wamid.UNTOLD", payload: "no" })]);
  const told = async () => (await db.transaction().execute((tx) => quotedBy(tx, fresh))).get(fresh[0]!.id);
  expect(await told()).toEqual({ id: 0, answers: null });
  for (const state of ["sending", "unanswered"]) {
    await db.updateTable("outbox").set({ state }).where("message_id", "=", answer!).execute();
    expect(await told(), state).toEqual({ id: answer, answers: question!.id });
  }
});
