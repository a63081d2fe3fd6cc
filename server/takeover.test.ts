// A colleague takes over a conversation and hands it back while messages arrive: what the bot answers and what it leaves to people.
import { expect, test } from "vitest";
import { at, makeInboundMessage, wordsOf } from "../test/support/build.ts";
import { useFlow } from "../test/support/flow.ts";
import * as updateConversation from "./core/inbox/update-conversation.ts";
import { answer } from "./core/outbox/reply.ts";

const world = useFlow();

let seconds = 0;
/** Receives a customer's message; returns the texts that were sent in response. */
async function say(text: string): Promise<string[]> {
  const before = world.meta.sent.length;
  seconds += 1;
  await world.receive([makeInboundMessage({ text, sentAt: at(seconds) })]);
  await world.settled();
  return world.meta.sent.slice(before).map(wordsOf);
}

const conversation = () => world.db.selectFrom("conversations").selectAll().executeTakeFirstOrThrow();
const change = async (changes: updateConversation.Changes) =>
  updateConversation.change(world.db, (await conversation()).id, changes, { by: "desk:Eva", now: world.clock() });
const reply = async (text: string) => {
  const { id } = await conversation();
  const draft = { type: "text", text } as const;
  await world.db.transaction().execute((tx) =>
    answer({ tx, by: "desk:Eva", personId: null, channels: new Map([["meta", world.meta]]), now: world.clock() }, id, {
      draft,
      replyTo: null,
      key: null,
    }),
  );
  await world.settled();
};

test("the bot keeps quiet but for commands until it gets the conversation back", async () => {
  world.start({ config: { skills: ["parking", "keywords"] } });
  expect(await say("can you call me?")).toEqual([expect.stringContaining("you can call us")]);
  await reply("Eva here, I will look into it.");
  expect(world.meta.sent.map(wordsOf).at(-1)).toBe("Eva here, I will look into it.");

  expect(await say("can you call me?")).toEqual([]);
  expect(await say("what about tomorrow")).toEqual([]);
  expect(await say("menu")).toEqual([expect.stringContaining("Here is what you can write")]);
  expect(await say("balance")).toEqual([expect.stringContaining("100")]);
  expect(await say("slots")).toHaveLength(1);

  await change({ quiet: false });
  expect(await say("can you call me?")).toHaveLength(1);

  await change({ quiet: true });
  expect(await say("can you call me?")).toEqual([]);
  await change({ state: "done" });
  expect(await say("can you call me?")).toHaveLength(1);
  expect(await conversation()).toMatchObject({ state: "open", bot_quiet_since: null });
});

test("of messages drained together each is answered as its own conversation asks", async () => {
  await say("menu");
  await change({ quiet: true });
  const before = world.meta.sent.length;
  const other = { from: "15550100002", sentAt: at(50) };
  await world.receive([
    makeInboundMessage({ text: "call me", sentAt: at(51) }),
    makeInboundMessage({ ...other, text: "call me" }),
  ]);
  await world.settled();
  expect(world.meta.sent.slice(before).map(({ to }) => to.value)).toEqual(["15550100002"]);
});
