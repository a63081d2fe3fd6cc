// Sending on request: by which channel, to whom, what is refused, and repeated requests.
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { at, makeInboundMessage, makeKeys, metaChannel, noon, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { dump, wipe } from "../../../test/support/dump.ts";
import { makeChannel } from "../../../test/support/fake-channel.ts";
import { openConversation, record } from "../../../test/support/record.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Draft } from "../../contract/outbound.ts";
import * as channels from "../inbox/channels.ts";
import * as contacts from "../inbox/contacts.ts";
import { type Post, type SendRequest, send } from "./send.ts";

const database = useDatabase();
const meta = makeChannel("meta");
let post: Post;
let ids: Map<string, number>;
beforeAll(() => {
  post = {
    channels: new Map([
      ["meta", meta],
      ["twilio", makeChannel("twilio")],
    ] as [Provider, ReturnType<typeof makeChannel>][]),
    own: [metaChannel, twilioChannel],
  };
});
beforeEach(async () => {
  await wipe(database.db);
  meta.faults = [];
  ids = await channels.ensure(database.db, [metaChannel, twilioChannel]);
});

const ask = (given: Partial<SendRequest> = {}, world: Partial<Post> = {}, now = noon) =>
  database.db.transaction().execute((tx) =>
    send(
      tx,
      {
        to: "15550100001",
        draft: { type: "text", text: "hi" },
        channel: null,
        origin: "api:x",
        idempotencyKey: null,
        ...given,
      },
      { ...post, ...world },
      now,
    ),
  );
const template: Draft = { type: "template", name: "t", language: "en", parameters: [] };
const channelOf = async (id: number) => {
  const { channel_id } = await database.db
    .selectFrom("messages")
    .select("channel_id")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return channel_id;
};
const queued = async () => (await database.db.selectFrom("outbox").select("message_id").execute()).length;

test("to a customer who wrote: queued in their conversation, everything they wrote counts as replied", async () => {
  const place = await openConversation(database.db);
  await record(database.db, [makeInboundMessage()]);
  const id = await ask();
  const row = await database.db.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  expect(row).toMatchObject({
    conversation_id: place.conversationId,
    contact_id: place.contactId,
    origin: "api:x",
    status: "queued",
  });
  const open = await database.db
    .selectFrom("messages")
    .select("id")
    .where("direction", "=", "in")
    .where("replied_at", "is", null)
    .execute();
  expect(open).toEqual([]);
});

describe("through which number", () => {
  const meta = () => ids.get("meta:800000000000001")!;
  const twilio = () => ids.get("twilio:+14155238886")!;

  test("the one on which the customer wrote last", async () => {
    await record(database.db, [
      makeInboundMessage({ sentAt: at(0) }),
      makeInboundMessage({ sentAt: at(5), channel: twilioChannel }),
    ]);
    expect(await channelOf(await ask())).toBe(twilio());
    await record(database.db, [makeInboundMessage({ sentAt: at(9) })]);
    expect(await channelOf(await ask())).toBe(meta());
  });

  test("the one asked for, by provider or by id", async () => {
    await record(database.db, [makeInboundMessage(), makeInboundMessage({ channel: twilioChannel })]);
    expect(await channelOf(await ask({ channel: "twilio" }))).toBe(twilio());
    expect(await channelOf(await ask({ channel: meta() }))).toBe(meta());
  });

  test("to a stranger, the preferred one", async () => {
    expect(await channelOf(await ask({ draft: template }))).toBe(meta());
    expect(
      await channelOf(await ask({ draft: template, to: "15550100002" }, { own: [twilioChannel, metaChannel] })),
    ).toBe(twilio());
  });

  test.each<[Partial<SendRequest>, Partial<Post>]>([
    [{ channel: 999 }, {}],
    [{ channel: "meta" }, { channels: new Map([["twilio", makeChannel("twilio")]]) }],
    [{}, { own: [] }],
    [{}, { channels: new Map() }],
  ])("%j without one: CHANNEL_NOT_CONFIGURED", async (given, world) => {
    await expect(ask({ draft: template, ...given }, world)).rejects.toMatchObject({ code: "CHANNEL_NOT_CONFIGURED" });
  });
});

describe("refused, and nothing is left behind", () => {
  test.each<[Partial<SendRequest>, string]>([
    [{ to: "nobody" }, "BAD_RECIPIENT"],
    [{ to: "" }, "BAD_RECIPIENT"],
    [{}, "WINDOW_CLOSED"],
  ])("%j: %s", async (given, code) => {
    const before = await dump(database.db);
    await expect(ask(given)).rejects.toMatchObject({ code });
    expect(await dump(database.db)).toEqual(before);
  });

  test("free text a day after the customer wrote; a template passes", async () => {
    await openConversation(database.db, { sentAt: at(-86_400) });
    await expect(ask()).rejects.toMatchObject({
      code: "WINDOW_CLOSED",
      message: expect.stringContaining("2026-01-01T11:59:00"),
    });
    await ask({ draft: template });
    expect(await queued()).toBe(1);
  });

  test("the window is the conversation's, not the person's", async () => {
    await openConversation(database.db, { channel: twilioChannel });
    await expect(ask({ channel: "meta" })).rejects.toMatchObject({ code: "WINDOW_CLOSED" });
  });

  test("what the provider's limits rule out, all faults together", async () => {
    await openConversation(database.db);
    meta.faults = ["Too long.", "Too loud."];
    await expect(ask()).rejects.toMatchObject({ code: "BAD_DRAFT", message: "Too long. Too loud." });
  });
});

describe("an idempotency key", () => {
  test("the same request again, also at the same time, is the same message", async () => {
    await openConversation(database.db);
    const all = await Promise.all(Array.from({ length: 6 }, () => ask({ idempotencyKey: "k" })));
    expect(new Set(all).size).toBe(1);
    expect(await queued()).toBe(1);
  });

  test("the same template to a stranger, many times at once, is one message to one contact", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => ask({ draft: template, idempotencyKey: "k" })));
    expect(new Set(all).size).toBe(1);
    expect((await dump(database.db)).contacts).toHaveLength(1);
  });

  test.each<[string, Partial<SendRequest>]>([
    ["other words", { draft: { type: "text", text: "other" } }],
    ["another recipient", { to: "15550100002" }],
    ["a stranger", { to: "15550100009" }],
  ])("with %s is a mismatch", async (_, given) => {
    await openConversation(database.db);
    await openConversation(database.db, { from: "15550100002" });
    await ask({ idempotencyKey: "k" });
    await expect(ask({ idempotencyKey: "k", ...given })).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    expect(await queued()).toBe(1);
  });

  test("of another caller, or none, is another message", async () => {
    await openConversation(database.db);
    await ask({ idempotencyKey: "k" });
    await ask({ idempotencyKey: "of another" });
    await ask();
    await ask();
    expect(await queued()).toBe(4);
  });

  test("still holds when the window has closed since, and in another spelling of the number", async () => {
    await openConversation(database.db);
    const id = await ask({ idempotencyKey: "k" });
    expect(await ask({ idempotencyKey: "k", to: "+1 (555) 010-0001" }, {}, at(90_000))).toBe(id);
  });
});

test("a stranger becomes a contact, in the spelling that was asked for", async () => {
  await ask({ to: "+55 11 98765-4321", draft: template });
  expect((await dump(database.db)).conversations).toMatchObject([{ address: "wa_id 5511987654321", count: 0 }]);
  expect(await contacts.find(database.db, makeKeys({ waId: "551187654321" }))).not.toBeNull();
});

test("sends race a merge of the two contacts: each is queued in the conversation that is left, or says try again", async () => {
  const { db } = database;
  for (let round = 0; round < 10; round += 1) {
    const [waId, bsuid] = [`1555010${1_000 + round}`, `US.${round}`];
    await record(db, [makeInboundMessage({ from: waId }), makeInboundMessage({ sender: makeKeys({ bsuid }) })]);
    const outcomes = await Promise.allSettled([
      ask({ to: bsuid }),
      ask({ to: waId }),
      record(db, [makeInboundMessage({ sender: makeKeys({ waId, bsuid }) })]),
      ask({ to: bsuid }),
      ask({ to: bsuid }),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(["23503", "40001", "40P01"]).toContain(outcome.reason.code);
    }
  }
});
