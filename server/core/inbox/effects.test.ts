// The table of effects, applied to a conversation that is done, and that it covers every type of message.
import { beforeEach, describe, expect, test } from "vitest";
import { at, makeEcho, makeInboundMessage, makeKeys, makeStatus } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { queue, record } from "../../../test/support/record.ts";
import type { InboundMessage } from "../../contract/inbound.ts";
import { effects } from "./effects.ts";
import { markConversationRead, markConversationUnread, markMessages } from "./read-state.ts";
import { recount } from "./separate.ts";
import { answeredByPhone } from "./waiting.ts";
import { windowAt } from "./window.ts";

const database = useDatabase();
beforeEach(() => wipe(database.db));

/** The table of docs/decisions/0018-what-opens-the-window.md. */
const table: [keyof typeof effects, "yes" | "probably" | "no", boolean, boolean, string][] = [
  ["text", "yes", true, true, "customer"],
  ["image", "yes", true, true, "customer"],
  ["video", "yes", true, true, "customer"],
  ["audio", "yes", true, true, "customer"],
  ["document", "yes", true, true, "customer"],
  ["sticker", "yes", true, true, "customer"],
  ["location", "yes", true, true, "customer"],
  ["contacts", "yes", true, true, "customer"],
  ["interactive", "yes", true, true, "customer"],
  ["button", "yes", true, true, "customer"],
  ["order", "yes", true, true, "customer"],
  ["call", "yes", true, true, "customer"],
  ["unsupported", "probably", true, true, "customer"],
  ["reaction", "probably", false, false, "mark"],
  ["edit", "probably", false, true, "mark"],
  ["revoke", "no", false, false, "mark"],
  ["request_welcome", "probably", false, false, "notice"],
  ["system", "no", false, false, "notice"],
  ["template", "no", false, false, "notice"],
];

test("the table names every type once", () => {
  expect(table.map(([type]) => type).sort()).toEqual(Object.keys(effects).sort());
});

describe("a day after a conversation was done comes", () => {
  const later = at(2 * 86_400);
  const becomes = async (message: Partial<InboundMessage>) => {
    const { db } = database;
    await record(db, [makeInboundMessage()]);
    await db.updateTable("conversations").set({ state: "done", unread_count: 0 }).execute();
    await record(db, [makeInboundMessage({ sentAt: later, ...message })], later);
    const [conversation] = await db.selectFrom("conversations").selectAll().execute();
    const { open } = windowAt(conversation!, later);
    return [
      open,
      conversation!.message_count - 1 === 1,
      conversation!.unread_count === 1,
      conversation!.state === "open",
    ];
  };

  test.each(table)("%s: window %s, counts %s, reopens %s", async (type, window, counts, reopens, drawn) => {
    expect(effects[type].drawn).toBe(drawn);
    const message: Partial<InboundMessage> =
      type === "request_welcome" ? { type: "system", content: { kind: type } } : { type };
    expect(await becomes(message)).toEqual([window, counts, counts, reopens]);
  });

  test.each([
    ["standby", "yes"],
    ["history", "probably"],
  ] as const)("one that is only looked on at: %s", async (passive, window) => {
    expect(await becomes({ content: { passive } })).toEqual([window, false, false, false]);
    const { db } = database;
    const [{ conversation_id: id }] = (await db.selectFrom("messages").select("conversation_id").execute()) as [
      { conversation_id: number },
    ];
    await db.transaction().execute((tx) => recount(tx, [id]));
    const [row] = await db.selectFrom("conversations").selectAll().where("id", "=", id).execute();
    // Of both messages only the first counts.
    expect([row!.message_count, row!.unread_count]).toEqual([1, 1]);
  });

  test("an echo, which the business wrote itself", async () => {
    expect(await becomes(makeEcho({ sentAt: later }))).toEqual(["no", false, false, false]);
  });

  test("a message in a group, as any other there", async () => {
    const { db } = database;
    await record(db, [makeInboundMessage({ groupId: "g1" })]);
    const [group] = await db.selectFrom("conversations").selectAll().execute();
    expect([group!.message_count, group!.unread_count]).toEqual([1, 1]);
  });
});

test("what does not count is in no number of unread messages, whoever counts", async () => {
  const { db } = database;
  const sent = { sender: makeKeys({ waId: "15550100001" }) };
  const { messages } = await record(db, [
    makeInboundMessage({ ...sent, sentAt: at(0) }),
    makeInboundMessage({ ...sent, sentAt: at(1), type: "reaction" }),
  ]);
  const [{ conversationId }, reaction] = [messages[0]!, messages[1]!];
  const unread = async () => {
    const [row] = await db.selectFrom("conversations").selectAll().execute();
    return [row!.message_count, row!.unread_count];
  };
  expect(await unread()).toEqual([1, 1]);
  await markMessages(db, [reaction.id], true, at(2));
  expect(await unread()).toEqual([1, 1]);
  await markMessages(db, [reaction.id], false, at(2));
  expect(await unread()).toEqual([1, 1]);
  await db.transaction().execute((tx) => markConversationRead(tx, conversationId, at(3)));
  expect(await unread()).toEqual([1, 0]);
  await markConversationUnread(db, conversationId, at(4));
  expect(await unread()).toEqual([1, 1]);
  // The business answers from its phone before the reaction: the reaction is unread then, but is not counted.
  const { messages: echoes } = await record(db, [makeEcho({ ...sent, sentAt: at(0.5) })], at(5));
  const answer = { conversationId, messageId: echoes[0]!.id, sentAt: at(0.5) };
  await db.transaction().execute((tx) => answeredByPhone(tx, [answer], at(5)));
  expect(await unread()).toEqual([1, 0]);
  await db.transaction().execute((tx) => recount(tx, [conversationId]));
  expect(await unread()).toEqual([1, 0]);
});

test("a certain window goes before a probable one", () => {
  const opened = { last_inbound_at: at(0), window_maybe_at: at(3_600) };
  expect(windowAt(opened, at(60))).toEqual({ open: "yes", closesAt: at(86_340) });
  expect(windowAt(opened, at(86_340))).toEqual({ open: "probably", closesAt: at(86_340 + 3_600) });
  expect(windowAt(opened, at(90_000))).toEqual({ open: "no", closesAt: at(86_340) });
  expect(windowAt({ last_inbound_at: null, window_maybe_at: null }, at(0))).toEqual({ open: "no", closesAt: null });
});

test("a delivery that failed makes the conversation wait for people", async () => {
  const { db } = database;
  const { messages } = await record(db, [makeInboundMessage()]);
  const { channelId, conversationId } = messages[0]!;
  const [id] = await queue(db, [{ channelId, conversationId }]);
  await db.updateTable("messages").set({ provider_id: "wamid.OUT", status: "sent" }).where("id", "=", id!).execute();
  const failed = makeStatus({ providerId: "wamid.OUT", status: "failed" });
  await record(db, [failed], at(10));
  const [conversation] = await db.selectFrom("conversations").selectAll().execute();
  expect(conversation).toMatchObject({ waiting_reason: "send_failed", waiting_since: at(10) });
});
