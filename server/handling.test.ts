// Who has to act in a conversation: what the bot keeps, what waits for people and why, answers by other means, and the bot's budget of answers.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, makeEcho, makeInboundMessage, noon, wordsOf } from "../test/support/build.ts";
import { refused } from "../test/support/fake-channel.ts";
import { useFlow } from "../test/support/flow.ts";
import { makeRule } from "../test/support/rules.ts";
import { openIncident } from "./base/incidents.ts";
import type { InboundMessage } from "./contract/inbound.ts";
import * as updateConversation from "./core/inbox/update-conversation.ts";
import { wake } from "./core/inbox/waiting.ts";
import { answer } from "./core/outbox/reply.ts";
import * as rules from "./core/rules/rules.ts";

const world = useFlow();
const unlimited = { perHour: 0, perDay: 0 };

let seconds = 0;
const says = (text: string | null, given: Parameters<typeof makeInboundMessage>[0] = {}): InboundMessage => {
  seconds += 1;
  return makeInboundMessage({ text, sentAt: at(seconds), ...given });
};
/** Receives items as one batch; returns the texts that were sent in response. */
async function receive(...items: InboundMessage[]): Promise<string[]> {
  const before = world.meta.sent.length;
  await world.receive(items);
  await world.settled();
  return world.meta.sent.slice(before).map(wordsOf);
}
const say = (text: string | null, given: Parameters<typeof makeInboundMessage>[0] = {}) => receive(says(text, given));
const conversation = () => world.db.selectFrom("conversations").selectAll().executeTakeFirstOrThrow();
const change = async (changes: updateConversation.Changes) =>
  updateConversation.change(world.db, (await conversation()).id, changes, { by: "desk:Eva", now: world.clock() });
const reply = async (text: string, seen: number | null = null, by = "desk:Eva") => {
  const { id } = await conversation();
  const ctx = { by, personId: null, channels: new Map([["meta", world.meta] as const]), now: world.clock() };
  const sent = await world.db
    .transaction()
    .execute((tx) => answer({ tx, ...ctx }, id, { draft: { type: "text", text }, replyTo: null, key: null, seen }));
  await world.settled();
  return sent;
};
const incoming = () =>
  world.db.selectFrom("messages").selectAll().where("direction", "=", "in").orderBy("sent_at").execute();

const helps = "ask for a person";
const people = "A colleague will answer you here.";

describe("the bot", () => {
  test("keeps what it has answered: nobody waits and nothing is to be read", async () => {
    await say("menu");
    expect(await conversation()).toMatchObject({
      stage: "bot",
      waiting_since: null,
      attention_id: null,
      unread_count: 1,
    });
  });

  test.each([
    ["a question", says("where is my umbrella"), "Sorry, I did not understand that."],
    ["a greeting", says("Hello!"), "Hello! I answer by myself here."],
    ["a greeting in capitals", says("GOOD MORNING"), "Hello! I answer by myself here."],
    ["a voice note", says(null, { type: "audio" }), "I cannot listen to voice messages."],
    ["a sticker", says(null, { type: "sticker" }), "I cannot look at stickers."],
    ["a picture", says(null, { type: "image", caption: "look" }), "I cannot look at pictures."],
    ["what WhatsApp does not pass on", says(null, { type: "unsupported" }), "I cannot read this kind of message."],
    ["a slip of the finger", says("mennu"), "Did you mean *menu*?"],
    ["a beginning", says("hel"), "Did you mean *help*?"],
    ["an emoji", says("🙏"), "Glad to help."],
  ])("helps along once: %s", async (_, message, opening) => {
    const [said, ...more] = await receive(message);
    expect(said).toContain(opening);
    expect(said).toContain(helps);
    expect(more).toEqual([]);
    expect(await conversation()).toMatchObject({ stage: "bot" });
  });

  test("says once that people will answer, then nothing until a command or people", async () => {
    expect(await say("where is my umbrella")).toEqual([expect.stringContaining(helps)]);
    expect(await say("the blue one")).toEqual([people]);
    expect(await conversation()).toMatchObject({
      stage: "waiting",
      waiting_reason: "unanswered",
      waiting_since: at(seconds),
    });
    const since = at(seconds);
    expect(await say("hello?")).toEqual([]);
    expect(await say(null, { type: "audio" })).toEqual([]);
    expect(await say("menu")).toHaveLength(1);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_since: since });
    await change({ state: "bot" });
    expect(await say("hello again")).toEqual([expect.stringContaining(helps)]);
  });

  test("says no more in one batch than in many", async () => {
    const said = await receive(says("one"), says("two"), says("three"), says("four"));
    expect(said).toEqual([expect.stringContaining(helps), people]);
  });

  test("forgets after a day what it did not understand", async () => {
    await say("where is my umbrella");
    world.clock.advance(25 * 3_600_000);
    expect(await say("and my hat")).toEqual([expect.stringContaining(helps)]);
  });

  test("does not nag whoever rounds off", async () => {
    await say("umbrella");
    expect(await say("thanks")).toEqual([]);
    expect(await conversation()).toMatchObject({ stage: "bot" });
  });

  test("without a skill leaves everything to people", async () => {
    world.start({ config: { skills: [] } });
    expect(await say("menu")).toEqual([]);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "unanswered" });
  });

  test.each(["human", "I want to talk to a person", "help me!", "AGENT please", "person"])(
    "hands over to people at %s, and says so once",
    async (text) => {
      expect(await say(text)).toEqual([people]);
      expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "handed_over" });
      expect(await say(text)).toEqual([]);
    },
  );

  test("hands over at its own button", async () => {
    expect(await say("Talk to a person", { type: "interactive", payload: "person" })).toEqual([people]);
  });

  test("hands over where a rule says so, with the rule's answer", async () => {
    const rule = {
      keyword: "refund",
      match: "word",
      answer: "We will look at it.",
      enabled: true,
      describes: null,
    } as const;
    const { id } = await rules.create(world.db, makeRule({ ...rule, position: 0, hands_over: true }), {
      by: "x",
      now: noon,
    });
    try {
      expect(await say("I want a refund")).toEqual(["We will look at it."]);
      expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "handed_over" });
    } finally {
      await rules.remove(world.db, id, { by: "x", now: noon });
    }
  });

  test.each(["reaction", "edit", "revoke", "system"] as const)("lets a %s wait for nobody", async (type) => {
    await say("👍", { type });
    expect(await conversation()).toMatchObject({ stage: "bot" });
  });

  test("leaves groups to people", async () => {
    expect(await say("hello all", { groupId: "g1" })).toEqual([]);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "unanswered" });
  });
});

describe("waiting", () => {
  const wait = async () => {
    await say("umbrella");
    await say("the blue one");
    expect(await conversation()).toMatchObject({ stage: "waiting" });
  };

  test("ends with an answer, which reads everything for everybody", async () => {
    await wait();
    await reply("Here it is.");
    expect(await conversation()).toMatchObject({
      stage: "bot",
      waiting_since: null,
      attention_id: null,
      unread_count: 0,
    });
    expect((await incoming()).every((message) => message.replied_at !== null && message.read_at !== null)).toBe(true);
    expect(await say("thank you, and when do you close?")).toEqual([]);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "customer_wrote" });
  });

  test.each([
    { state: "done" },
    { state: "bot" },
    { quiet: false },
    { state: "snoozed", snoozed_until: at(9_999_999) },
  ] as const)("ends with %j", async (changes) => {
    await wait();
    await change(changes);
    expect(await conversation()).toMatchObject({ waiting_since: null, attention_id: null });
  });

  test("comes back when what was put off is due, or the customer writes", async () => {
    await wait();
    const until = new Date(world.clock().getTime() + 3_600_000);
    await change({ state: "snoozed", snoozed_until: until });
    expect(await conversation()).toMatchObject({ stage: "snoozed" });
    expect(await wake(world.db, new Date(until.getTime() - 1))).toBe(0);
    expect(await wake(world.db, until)).toBe(1);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "snoozed", waiting_since: until });
    await change({ state: "snoozed", snoozed_until: until });
    expect(await say("menu")).toHaveLength(1);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "snoozed", snoozed_until: null });
  });

  test("refuses to put off until what is past, or without a time", async () => {
    await wait();
    await expect(change({ state: "snoozed" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(change({ state: "snoozed", snoozed_until: at(-1) })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(change({ snoozed_until: at(9_999_999) })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("begins with a failed send, and ends when it is answered", async () => {
    await say("menu", { sentAt: at(-60) });
    world.meta.answers = [refused()];
    await reply("Hello");
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "send_failed" });
    await reply("Hello again");
    expect(await conversation()).toMatchObject({ stage: "bot" });
  });

  test("begins with an incident of the person, and passes with it unless the customer wrote", async () => {
    await say("menu");
    const { contact_id: contactId } = await conversation();
    const open = () =>
      world.db.transaction().execute((tx) => openIncident(tx, "identity_doubt", { contactId }, {}, at(50)));
    const close = () =>
      world.db
        .updateTable("incidents")
        .set({ closed_at: at(60), closed_by: "x" })
        .execute();
    await open();
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "incident", waiting_since: at(50) });
    await close();
    expect(await conversation()).toMatchObject({ stage: "bot" });
    await open();
    await say("what is that?");
    expect(await conversation()).toMatchObject({ waiting_reason: "unanswered" });
    await close();
    expect(await conversation()).toMatchObject({ stage: "waiting" });
  });

  test("what was done waits again when people are needed", async () => {
    await wait();
    await change({ state: "done" });
    expect(await say("menu")).toHaveLength(1);
    expect(await conversation()).toMatchObject({ stage: "bot" });
    await change({ state: "done" });
    await say("human");
    expect(await conversation()).toMatchObject({ stage: "waiting" });
  });
});

describe("a colleague who answers on the business's own phone", () => {
  const echo = (text: string, given: Parameters<typeof makeEcho>[0] = {}) => {
    seconds += 1;
    return makeEcho({ text, sentAt: at(seconds), ...given });
  };

  test("has answered: the message is replied to, the bot is quiet, nobody waits", async () => {
    await receive(says("umbrella"), says("the blue one"));
    await receive(echo("We have it here."));
    expect(await conversation()).toMatchObject({ stage: "bot", unread_count: 0, attention_id: null });
    expect((await conversation()).bot_quiet_since).not.toBeNull();
    expect((await incoming()).every((message) => message.replied_at !== null)).toBe(true);
    expect(await say("call me")).toEqual([]);
    expect(await say("menu")).toHaveLength(1);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "customer_wrote" });
  });

  test("has taken over from the next message of the same batch on", async () => {
    expect(await receive(says("menu"), echo("Ada here."), says("call me"))).toHaveLength(1);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "customer_wrote" });
  });

  test("has not answered what came after: a late echo, or one told twice, silences nothing", async () => {
    const late = echo("We have it here.");
    await receive(says("umbrella"), says("the blue one"));
    await receive(late);
    expect(await conversation()).toMatchObject({ stage: "waiting", bot_quiet_since: null, unread_count: 2 });
    expect((await incoming()).at(-1)).toMatchObject({ replied_at: null });
    const now = echo("Here.");
    await receive(now);
    await change({ state: "bot" });
    await say("umbrella again");
    await receive(now, late);
    expect(await conversation()).toMatchObject({ stage: "bot", bot_quiet_since: null });
  });

  test("does not answer by a reaction", async () => {
    await receive(says("umbrella"), says("the blue one"));
    await receive(echo("👍", { type: "reaction" }));
    expect(await conversation()).toMatchObject({ stage: "waiting", bot_quiet_since: null });
  });
});

describe("two answers at once", () => {
  test("the second asks first when it was written before the first was seen", async () => {
    await say("umbrella");
    const seen = (await world.db.selectFrom("messages").select("id").orderBy("id", "desc").executeTakeFirstOrThrow())
      .id;
    await reply("One moment.", seen, "desk:Ada");
    await expect(reply("It is here.", seen)).rejects.toMatchObject({
      code: "ANSWERED_MEANWHILE",
      message: expect.stringContaining("Ada has just answered: “One moment.”"),
    });
    await reply("It is here.");
    await reply("And clean.", seen, "desk:Eva2").catch(() => "refused");
    expect(world.meta.sent.map(wordsOf).slice(-2)).toEqual(["One moment.", "It is here."]);
  });

  test("neither the bot nor one's own answer is somebody else's", async () => {
    await say("umbrella");
    await reply("One moment.", 1);
    await reply("It is here.", 1);
    expect(world.meta.sent).toHaveLength(3);
  });
});

describe("the budget", () => {
  const budget = { perHour: 20, perDay: 60 };
  const words = (place: number) => (place % 2 === 0 ? "menu" : "help");

  test("three hundred times help in one batch get three answers and one that says why not more", async () => {
    world.start({ config: { botBudget: budget } });
    const said = await receive(...Array.from({ length: 300 }, () => says("help")));
    expect(said).toEqual([
      ...Array.from({ length: 3 }, () => expect.stringContaining("Write *menu*")),
      expect.stringContaining("several times now"),
    ]);
    expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "budget" });
    expect(await say("menu")).toHaveLength(1);
  });

  test("the same over many batches, and again after ten minutes", async () => {
    world.start({ config: { botBudget: budget } });
    const said = [];
    for (let time = 0; time < 6; time += 1) said.push(...(await say("help")));
    expect(said).toHaveLength(4);
    world.clock.advance(11 * 60_000);
    expect(await say("help")).toHaveLength(1);
  });

  test("twenty answers in an hour, then a pause, a mark on the conversation, and people", async () => {
    world.start({ config: { botBudget: budget } });
    const { rows: made } = await world.pool.query(`
      insert into keyword_rules (position, keyword, match, answer)
      select 100 + n, 'q' || n, 'exact', 'answer ' || n from generate_series(1, 40) n returning id`);
    try {
      const said = await receive(...Array.from({ length: 30 }, (_, place) => says(`q${place + 1}`)));
      expect(said).toHaveLength(21);
      expect(said.at(-1)).toContain("I am pausing");
      const { out_of_answers_until } = await world.db.selectFrom("bot_states").selectAll().executeTakeFirstOrThrow();
      expect(out_of_answers_until).toEqual(new Date(world.clock().getTime() + 3_600_000));
      expect(await conversation()).toMatchObject({ stage: "waiting", waiting_reason: "budget" });
      world.clock.advance(50 * 60_000);
      expect(await say("q31")).toEqual([]);
      world.clock.advance(11 * 60_000);
      expect(await say("q32")).toEqual(["answer 32"]);
    } finally {
      await world.pool.query("delete from keyword_rules where id = any($1)", [made.map(({ id }) => id)]);
    }
  });

  test("used up it lasts an hour, though an answer would be free sooner", async () => {
    world.start({ config: { botBudget: { perHour: 2, perDay: 0 } } });
    await say("menu");
    world.clock.advance(40 * 60_000);
    await say("help");
    world.clock.advance(10 * 60_000);
    expect(await say("menu")).toEqual([expect.stringContaining("I am pausing")]);
    world.clock.advance(15 * 60_000);
    expect(await say("menu")).toEqual([]);
    world.clock.advance(46 * 60_000);
    expect(await say("menu")).toHaveLength(1);
  });

  test("is new when somebody gives the conversation back to the bot", async () => {
    world.start({ config: { botBudget: { perHour: 2, perDay: 0 } } });
    for (let time = 0; time < 4; time += 1) await say(words(time));
    expect(await say("menu")).toEqual([]);
    world.clock.advance(1_000);
    await change({ state: "bot" });
    world.clock.advance(1_000);
    expect(await say("menu")).toHaveLength(1);
  });

  test("a turn over budget is not taken: what it asks for is not done", async () => {
    world.start({ config: { botBudget: { perHour: 1, perDay: 0 }, skills: ["parking", "keywords"] } });
    await say("menu");
    await say("balance");
    expect(await world.db.selectFrom("parking_chat_states").selectAll().execute()).toEqual([]);
    expect(await conversation()).toMatchObject({ waiting_reason: "budget" });
  });

  test("of one conversation is nobody else's", async () => {
    world.start({ config: { botBudget: { perHour: 1, perDay: 0 } } });
    const said = await receive(says("menu"), says("menu"), says("menu", { from: "15550100002" }));
    expect(said).toHaveLength(3);
  });

  test("whatever two machines say to each other ends", async () => {
    world.start({ config: { botBudget: budget } });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("menu", "help", "call me", "hello", "what?"), { minLength: 30, maxLength: 60 }),
        fc.integer({ min: 10_000, max: 99_999 }),
        async (texts, line) => {
          const said = await receive(...texts.map((text) => says(text, { from: `155501${line}` })));
          expect(said.length).toBeLessThanOrEqual(budget.perHour + 2);
        },
      ),
      { numRuns: 10 },
    );
  });
});

test("without limits the same is said as often as it is asked", async () => {
  world.start({ config: { botBudget: unlimited } });
  expect(await receive(...Array.from({ length: 10 }, () => says("help")))).toHaveLength(10);
});
