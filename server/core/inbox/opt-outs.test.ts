// Opt-outs on a real database: by WhatsApp, by word, by a refusal; whose they are when contacts become one or two.
import { beforeEach, describe, expect, test } from "vitest";
import { at, makeInboundMessage, makeKeys, makeNotice, makeStatus, metaChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import type { InboundItem, InboundMessage } from "../../contract/inbound.ts";
import type { MarketingChoice } from "../../contract/opt-outs.ts";
import * as joining from "./joining.ts";
import { choiceIn } from "./opt-out-words.ts";
import { optOutOf } from "./opt-outs.ts";

const world = useDatabase();
beforeEach(() => wipe(world.db));

const ana = "15550100001";
const preference = (choice: MarketingChoice, seconds: number, waId = ana): InboundItem =>
  makeNotice({
    ...{ channel: metaChannel, topic: "user_preferences", at: at(seconds), raw: { choice, seconds, waId } },
    marketing: { person: makeKeys({ waId }), choice },
  });
const says = (text: string, seconds: number, given: Partial<InboundMessage> & { from?: string } = {}) =>
  makeInboundMessage({ text, sentAt: at(seconds), ...given });
const standing = async () =>
  (await world.db.selectFrom("opt_outs").select(["contact_id", "since", "source", "note"]).execute()).map(
    ({ since, ...one }) => ({ ...one, since: since!.toISOString() }),
  );

test("what a customer chose in WhatsApp stands until they take it back", async () => {
  const { contactId } = await openConversation(world.db, {});
  const { optOuts } = await record(world.db, [preference("stop", 5)]);
  expect([...optOuts]).toEqual([contactId]);
  expect(await optOutOf(world.db, contactId)).toEqual({
    ...{ since: at(5), source: "whatsapp", note: null, madeBy: null },
  });
  expect((await record(world.db, [preference("stop", 5), preference("stop", 7)])).optOuts.size).toBe(0);
  expect((await optOutOf(world.db, contactId))!.since).toEqual(at(5));
  expect([...(await record(world.db, [preference("resume", 9)])).optOuts]).toEqual([contactId]);
  expect(await standing()).toEqual([]);
});

test("somebody who never wrote is kept with their opt-out", async () => {
  await record(world.db, [preference("stop", 5)]);
  expect(await standing()).toMatchObject([{ source: "whatsapp" }]);
});

test("whatever the order in which they come, the later choice counts", async () => {
  await record(world.db, [preference("resume", 9)]);
  await record(world.db, [preference("stop", 5)]);
  expect(await standing()).toEqual([]);
  await record(world.db, [preference("stop", 10)]);
  expect(await standing()).toMatchObject([{ since: at(10).toISOString() }]);
});

describe("words", () => {
  test("START takes back STOP", async () => {
    await record(world.db, [says("Stop!", 1)]);
    expect(await standing()).toMatchObject([{ source: "word", note: "Stop!", since: at(1).toISOString() }]);
    await record(world.db, [says("start", 2)]);
    expect(await standing()).toEqual([]);
  });

  test("START does not take back what was chosen in WhatsApp", async () => {
    await record(world.db, [preference("stop", 1), says("STOP", 2), says("START", 3)]);
    expect(await standing()).toMatchObject([{ source: "whatsapp", since: at(1).toISOString() }]);
  });

  test.each<[string, MarketingChoice | null, Partial<InboundMessage>]>([
    ["STOP", "stop", {}],
    [" unsubscribe. ", "stop", {}],
    ["Stop promotions", "stop", { type: "button", payload: "Stop promotions" }],
    ["Unstop", "resume", {}],
    ["stop", "stop", { content: { passive: "standby" } }],
    ["stop", null, { content: { passive: "history" } }],
    ["stop", null, { echo: true }],
    ["stop", null, { groupId: "group" }],
    ["stop it, please come to the stop sign", null, {}],
    ["cancel", null, {}],
    ["end", null, {}],
    ["yes", null, {}],
    ["stop", null, { type: "reaction" }],
  ])("%s: %s", (text, choice, given) => {
    expect(choiceIn(makeInboundMessage({ text, ...given }))).toBe(choice);
  });
});

test("a refusal by the provider is an opt-out, which START takes back", async () => {
  const { channelId, conversationId } = await openConversation(world.db, {});
  const [id] = await queue(world.db, [{ channelId, conversationId }]);
  await world.db.updateTable("messages").set({ provider_id: "wamid.OUT" }).where("id", "=", id!).execute();
  const error = { code: 131050, title: "User has stopped marketing", details: null };
  const failed = makeStatus({ providerId: "wamid.OUT", status: "failed", error, optedOut: true, at: at(4) });
  await record(world.db, [failed]);
  expect(await standing()).toMatchObject([{ source: "refused", since: at(4).toISOString() }]);
  await record(world.db, [says("START", 8)]);
  expect(await standing()).toEqual([]);
});

test("live views hear of an opt-out", async () => {
  const { conversationId } = await openConversation(world.db, {});
  await record(world.db, [preference("stop", 5)]);
  const events = await world.db
    .selectFrom("events")
    .select("data")
    .where("type", "=", "conversation.changed")
    .execute();
  expect(events.map(({ data }) => data)).toContainEqual({ conversation_ids: [conversationId] });
});

test("an opt-out goes with its person when contacts become one, and two again", async () => {
  const first = await openConversation(world.db, { from: ana });
  const second = await openConversation(world.db, { from: "15550100002", senderName: "Anna" });
  await record(world.db, [says("STOP", 5, { from: "15550100002" })]);
  const ctx = { by: "desk:Eva", now: at(60) };
  const kept = await world.db
    .transaction()
    .execute((tx) => joining.merge({ tx, ...ctx }, first.contactId, second.contactId, null));
  expect(kept).toBe(first.contactId);
  expect(await standing()).toMatchObject([{ contact_id: first.contactId }]);
  await world.db
    .transaction()
    .execute((tx) => joining.split({ tx, ...ctx }, first.contactId, { gone: second.contactId }, null));
  expect(await standing()).toMatchObject([{ contact_id: second.contactId }]);
});
