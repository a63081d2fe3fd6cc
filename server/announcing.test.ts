// Events for live views while messages travel: one per transaction, naming what is new or has changed, and nothing else.
import { beforeEach, expect, test } from "vitest";
import {
  at,
  makeEcho,
  makeIdentityChange,
  makeInboundMessage,
  makeKeys,
  makeStatus,
  metaChannel,
} from "../test/support/build.ts";
import { useFlow } from "../test/support/flow.ts";
import { until } from "../test/support/until.ts";

const world = useFlow();
beforeEach(async () => {
  await world.pool.query("truncate events");
});

/** Reads the events since the last call. `asked` is the id of the last event read. */
let asked = 0;
async function news(): Promise<{ type: string; data: Record<string, number[]> }[]> {
  const { rows } = await world.pool.query("select id, type, data from events where id > $1 order by id", [asked]);
  asked = rows.at(-1)?.id ?? asked;
  return rows.map(({ type, data }) => ({ type, data }));
}

/** Messages with their conversation, oldest first. */
async function messages(): Promise<{ id: number; conversation: number; direction: string; status: string | null }[]> {
  const { rows } = await world.pool.query(
    "select id, conversation_id as conversation, direction, status from messages order by id",
  );
  return rows;
}

const changed = (...touched: { id: number; conversation: number }[]) => ({
  type: "inbox.changed",
  data: {
    conversation_ids: [...new Set(touched.map(({ conversation }) => conversation))],
    message_ids: touched.map(({ id }) => id),
  },
});

test("a message and its answer are one event, what became of the answer is the next, its ticks are one each", async () => {
  await world.receive([makeInboundMessage({ text: "menu" })]);
  await world.settled();
  const [question, answer] = await messages();
  expect(await news()).toEqual([changed(question!, answer!), changed(answer!)]);
  const providerId = `wamid.SENT0`;
  const { rows } = await world.pool.query("select provider_id from messages where id = $1", [answer!.id]);
  await world.receive([makeStatus({ providerId: rows[0]!.provider_id ?? providerId, status: "delivered" })]);
  await world.settled();
  await until("the tick", async () => (await messages())[1]!.status === "delivered");
  expect(await news()).toEqual([changed(answer!)]);
  // A repeated status, and one that the message has already passed, change nothing: no event for them.
  await world.receive([
    makeStatus({ providerId: rows[0]!.provider_id, status: "delivered" }),
    makeStatus({ providerId: rows[0]!.provider_id, status: "sent" }),
    makeStatus({ status: "read" }),
  ]);
  await world.settled();
  expect(await news()).toEqual([]);
});

test("a batch is one event, and what comes again is none", async () => {
  const batch = Array.from({ length: 20 }, (_, n) =>
    makeInboundMessage({
      from: `1555010${1_000 + (n % 7)}`,
      groupId: `group-${n % 7}`,
      text: "hello there",
      sentAt: at(n),
    }),
  );
  await world.receive(batch);
  await world.settled();
  expect(await news()).toEqual([changed(...(await messages()))]);
  await world.receive(batch);
  await world.settled();
  expect(await news()).toEqual([]);
  await world.receive([makeEcho({ to: "15550101000" })]);
  await world.settled();
  const echo = (await messages()).at(-1)!;
  // The colleague who wrote is assigned the conversation.
  const taken = { type: "conversation.changed", data: { conversation_ids: [echo.conversation] } };
  expect(await news()).toEqual([taken, changed(echo)]);
});

test("more than can be named is all", async () => {
  await world.receive(
    Array.from({ length: 501 }, (_, n) =>
      makeInboundMessage({ from: "15550101000", groupId: "group-1", text: "hello there", sentAt: at(n) }),
    ),
  );
  await world.settled();
  expect(await news()).toEqual([{ type: "inbox.changed", data: { all: true } }]);
  await world.receive(
    Array.from({ length: 500 }, (_, n) =>
      makeInboundMessage({ from: "15550101000", groupId: "group-1", text: "hello there", sentAt: at(n) }),
    ),
  );
  await world.settled();
  expect((await news())[0]!.data.message_ids).toHaveLength(500);
});

test("a send that fails, and one that is tried again, are told; one that is only held back is not", async () => {
  const error = { code: 131026, title: "Undeliverable", details: null };
  const advice = { action: "never", scope: "message", operator: false, remedy: "" } as const;
  world.meta.answers.push({ outcome: "refused", error, advice, retryAfterMs: null });
  await world.receive([makeInboundMessage({ text: "menu" })]);
  await world.settled();
  const [question, answer] = await messages();
  expect(answer!.status).toBe("failed");
  // The conversation now waits for a person.
  const waits = { type: "conversation.changed", data: { conversation_ids: [answer!.conversation] } };
  expect(await news()).toEqual([changed(question!, answer!), waits, changed(answer!)]);
});

test("two who turn out to be one: their conversations are told of", async () => {
  await world.receive([
    makeInboundMessage({ from: "15550101001", text: "hello there" }),
    makeInboundMessage({ from: "15550101002", text: "hello there" }),
  ]);
  await world.settled();
  const [one, two] = await messages();
  await news();
  const [previous, current] = ["15550101001", "15550101002"].map((waId) => makeKeys({ waId }));
  await world.receive([makeIdentityChange({ previous: previous!, current: current!, channel: metaChannel })]);
  await world.settled();
  const told = await news();
  expect(told.map(({ type }) => type)).toEqual(["conversation.changed"]);
  expect(new Set(told[0]!.data.conversation_ids)).toEqual(new Set([one!.conversation, two!.conversation]));
});
