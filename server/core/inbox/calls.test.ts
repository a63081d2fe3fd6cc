// One row for each call, whatever the order of its webhooks.
import { expect, test } from "vitest";
import { at, makeCall, makeEcho, makeInboundMessage, next, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { openConversation, record } from "../../../test/support/record.ts";
import type { InboundCall, InboundItem } from "../../contract/inbound.ts";
import { findCalls } from "./calls.ts";
import { everyConversation, find } from "./find-conversations.ts";
import * as readState from "./read-state.ts";
import { one } from "./threads.ts";

const database = useDatabase();
const everyCall = { state: null, direction: null, channelId: null, conversationId: null };
const somebody = () => `1555${String(next()).padStart(7, "0")}`;

/** The message and a step of a call, as the adapter reads them. */
function told(providerId: string, from: string, given: Partial<InboundCall> = {}): InboundItem[] {
  const make = given.direction === "out" ? makeEcho : makeInboundMessage;
  const whom = given.direction === "out" ? { to: from } : { from };
  const message = make({ ...whom, providerId, type: "call", text: null, sentAt: given.at ?? noon });
  return [message, makeCall({ providerId, ...given })];
}

const rings = {};
const unanswered = { step: "terminate", at: at(30), endedAt: at(30), failed: true } as const;
const spoken = { step: "terminate", at: at(30), endedAt: at(30), answeredAt: at(10), durationSeconds: 20 } as const;
const ours = { direction: "out" } as const;

test.each<[string, Partial<InboundCall>[], object]>([
  ["rings", [rings], { state: "rang", ended_at: null, direction: "in" }],
  ["missed", [rings, unanswered], { state: "missed", ended_at: at(30), duration_seconds: null }],
  ["answered", [rings, spoken], { state: "answered", answered_at: at(10), duration_seconds: 20 }],
  [
    "our call, refused",
    [ours, { ...ours, step: "rejected", at: at(9) }, { ...ours, ...unanswered }],
    { state: "rejected" },
  ],
  [
    "our call, taken",
    [
      { ...ours, step: "ringing" },
      { ...ours, step: "accepted", at: at(5), answeredAt: at(5) },
      ours,
      { ...ours, ...spoken },
    ],
    { state: "answered", answered_at: at(5) },
  ],
  [
    "our call, failed",
    [ours, { ...ours, ...unanswered, error: { code: 138021, title: "No media", details: null } }],
    { state: "failed", error_code: 138021 },
  ],
])("%s: in any order, and repeated", async (_, steps, expected) => {
  for (const order of [steps, [...steps].reverse(), [...steps, ...steps]]) {
    const [id, from] = [`wacid.${next()}`, somebody()];
    for (const given of order) await record(database.db, told(id, from, given));
    const all = await findCalls(database.db, everyCall, { limit: 500, before: null });
    const found = all.filter((call) => call.provider_id === id);
    expect(found).toMatchObject([{ ...expected, began_at: noon, message_id: expect.any(Number) }]);
    expect((await one(database.db, found[0]!.message_id!)).call).toMatchObject({ state: found[0]!.state });
  }
});

test("a status that comes before the call is known waits for its message", async () => {
  const [id, from] = [`wacid.${next()}`, somebody()];
  await record(database.db, [makeCall({ providerId: id, direction: "out", step: "ringing" })]);
  const read = async () =>
    (await findCalls(database.db, everyCall, { limit: 500, before: null })).find((one) => one.provider_id === id);
  expect(await read()).toMatchObject({ message_id: null, state: "rang" });
  await record(database.db, told(id, from, ours));
  expect(await read()).toMatchObject({ message_id: expect.any(Number), conversation_id: expect.any(Number) });
});

test("the end of a call announces its message", async () => {
  const [id, from] = [`wacid.${next()}`, somebody()];
  const first = await record(database.db, told(id, from));
  const { touched, messages } = await record(database.db, told(id, from, unanswered));
  expect(messages).toEqual([]);
  expect(touched).toEqual([{ messageId: first.messages[0]!.id, conversationId: first.messages[0]!.conversationId }]);
});

test("a customer who takes our call opens the window; one who does not, does not", async () => {
  const windowOf = async (from: string, step: Partial<InboundCall>) => {
    const recorded = await record(database.db, told(`wacid.${next()}`, from, { ...ours, ...step }), at(1));
    const { conversationId } = recorded.messages[0]!;
    const row = await database.db
      .selectFrom("conversations")
      .select("last_inbound_at")
      .where("id", "=", conversationId)
      .executeTakeFirstOrThrow();
    return row.last_inbound_at;
  };
  expect(await windowOf(somebody(), spoken)).toEqual(at(10));
  expect(await windowOf(somebody(), unanswered)).toBeNull();
});

test("conversations with a missed call are found until somebody has read it", async () => {
  const [id, from] = [`wacid.${next()}`, somebody()];
  const { conversationId } = await openConversation(database.db, { from });
  const missed = async () => {
    const page = { sort: "newest", personId: null, limit: 100, before: null } as const;
    const { rows } = await find(database.db, { ...everyConversation, missedCall: true }, page);
    expect(rows.every((row) => row.missed_call)).toBe(true);
    return rows.map((row) => row.id).includes(conversationId);
  };
  await record(database.db, told(id, from));
  expect(await missed()).toBe(false);
  await record(database.db, told(id, from, unanswered));
  expect(await missed()).toBe(true);
  await database.db.transaction().execute((tx) => readState.markConversationRead(tx, conversationId, at(60)));
  expect(await missed()).toBe(false);
});
