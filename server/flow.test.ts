// The whole flow on a real database: a message arrives, is logged, recorded, answered and sent; and what can go wrong on the way.
import { describe, expect, test } from "vitest";
import {
  makeEcho,
  makeIdentityChange,
  makeInboundMessage,
  makeKeys,
  makeStatus,
  makeUnreadable,
  noon,
  wordsOf,
} from "../test/support/build.ts";
import { dump } from "../test/support/dump.ts";
import { unanswered } from "../test/support/fake-channel.ts";
import { useFlow } from "../test/support/flow.ts";
import { until } from "../test/support/until.ts";
import type { InboundItem } from "./contract/inbound.ts";
import { replay } from "./core/ingest/dead-letters.ts";
import { send } from "./core/outbox/send.ts";

const world = useFlow();

const say = (text: string, given: Parameters<typeof makeInboundMessage>[0] = {}) =>
  makeInboundMessage({ text, ...given });
const incoming = () =>
  world.db.selectFrom("messages").selectAll().where("direction", "=", "in").orderBy("id").execute();
const deadLetters = () => world.db.selectFrom("dead_letters").selectAll().orderBy("id").execute();

test("menu: the answer goes to the one who wrote, as a reply to it, and both are in the inbox", async () => {
  await world.receive([say("Menu please 🙂")]);
  await world.settled();
  expect(world.meta.sent).toHaveLength(1);
  expect(world.meta.sent[0]).toMatchObject({ to: { kind: "wa_id", value: "15550100001" }, draft: { type: "text" } });
  expect(wordsOf(world.meta.sent[0]!)).toContain("*help* – how this works");
  const [asked] = await incoming();
  const answer = await world.db
    .selectFrom("messages")
    .selectAll()
    .where("direction", "=", "out")
    .executeTakeFirstOrThrow();
  expect(answer).toMatchObject({ origin: "bot:keywords", answers_id: asked!.id, status: "accepted" });
  expect(asked!.replied_at).not.toBeNull();
});

test("a skill knows the person by name and phone, also when a message carries neither", async () => {
  await world.pool.query("update keyword_rules set answer = 'Hello {{name}}' where keyword = 'help'");
  try {
    await world.receive([say("👋", { type: "reaction", sender: makeKeys({ waId: "15550100007", bsuid: "US.7" }) })]);
    await world.receive([say("help", { senderName: null, sender: makeKeys({ waId: null, bsuid: "US.7" }) })]);
    await world.settled();
    expect(world.meta.sent.map(wordsOf)).toEqual(["Hello Ana"]);
  } finally {
    await world.pool.query(
      "update keyword_rules set answer = E'Write *menu* to see what I can do by myself.' where keyword = 'help'",
    );
  }
});

test("after a change of number answers go to the new one, and whoever writes from the old one is somebody else", async () => {
  const [old, now] = [makeKeys({ waId: "15550100008" }), makeKeys({ waId: "15550100009" })];
  const minute = (n: number) => new Date(noon.getTime() + n * 60_000);
  const queue = async (to: string, text: string) => {
    const post = { channels: new Map([["meta", world.meta] as const]), own: [] };
    const asked = { to, channel: null, origin: "api:test", idempotencyKey: null };
    await world.db
      .transaction()
      .execute((tx) => send(tx, { ...asked, draft: { type: "text", text } }, post, world.clock()));
    await world.settled();
  };
  await world.receive([makeIdentityChange({ previous: old, current: now, at: minute(2) })]);
  await world.receive([say("👋", { type: "reaction", sender: old, sentAt: minute(1) })]);
  await world.settled();
  await queue("+15550100009", "one");
  await world.receive([say("👋", { type: "reaction", sender: old, sentAt: minute(3) })]);
  await world.settled();
  await queue("+15550100008", "two");
  expect(world.meta.sent.map(({ to }) => to.value)).toEqual(["15550100009", "15550100008"]);
  const { rows } = await world.pool.query(
    "select conversation_id as id from messages where direction = 'out' order by id",
  );
  expect(rows[0].id).not.toBe(rows[1].id);
});

test.each([
  ["an echo", makeEcho({ text: "menu" })],
  ["words in a group", say("menu", { groupId: "g1" })],
  ["a reaction", say("menu", { type: "reaction" })],
  ["an edit", say("menu", { type: "edit" })],
  ["a system notice", say("menu", { type: "system" })],
  ["what another application answers", say("menu", { content: { passive: "standby" } })],
  ["the history of the phone", say("menu", { content: { passive: "history" } })],
  ["the answer whether it may call", say("", { type: "interactive", content: { shown_as: "call_permission" } })],
])("the bot keeps quiet about %s", async (_, item) => {
  await world.receive([item]);
  await world.settled();
  expect(world.meta.sent).toEqual([]);
});

test("on a number without the bot every message waits for people, and nothing is answered", async () => {
  await world.receive([say("👋", { type: "reaction" })]);
  await world.settled();
  await world.db.updateTable("channels").set({ bot_enabled: false }).execute();
  await world.receive([say("menu")], [say("thanks")]);
  await world.settled();
  expect(world.meta.sent).toEqual([]);
  const { rows } = await world.pool.query("select stage, waiting_reason from conversations");
  expect(rows).toEqual([{ stage: "waiting", waiting_reason: "unanswered" }]);
  await world.db.updateTable("channels").set({ bot_enabled: true }).execute();
  await world.receive([say("menu")]);
  await world.settled();
  expect(world.meta.sent).toHaveLength(1);
});

test("what another application says does not take the conversation from the bot", async () => {
  await world.receive([makeEcho({ text: "Hello", content: { passive: "standby" } })], [say("menu")]);
  await world.settled();
  expect(world.meta.sent).toHaveLength(1);
  const [row] = (await world.pool.query("select origin from messages where direction = 'out' order by id")).rows;
  expect(row).toEqual({ origin: "app" });
});

test("the same message again, in the same webhook, another one, or by a replay, is answered once", async () => {
  const item = say("menu");
  await world.receive([item, item], [item]);
  await world.settled();
  await world.receive([item]);
  await world.settled();
  expect(world.meta.sent).toHaveLength(1);
});

test("one conversation's messages are answered in the order received", async () => {
  const asked = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? "menu" : "help"));
  await world.receive(...asked.map((text) => [say(text)]));
  await world.settled();
  const answered = world.meta.sent.map((sent) => (wordsOf(sent).startsWith("Here is") ? "menu" : "help"));
  expect(answered).toEqual(asked);
});

test("one poisoned webhook becomes a dead letter and stops nobody, before or behind it", async () => {
  const ids = await world.receive(
    [say("menu", { providerId: "a" })],
    null,
    [say("help", { providerId: "b" })],
    [makeUnreadable()],
  );
  await world.settled();
  expect((await incoming()).map(({ provider_id }) => provider_id)).toEqual(["a", "b"]);
  expect(world.meta.sent).toHaveLength(2);
  expect((await deadLetters()).map(({ webhook_id, reason }) => [webhook_id, reason])).toEqual([
    [ids[1], "It could not be recorded: this webhook is poison"],
    [ids[3], "Expected an object."],
  ]);
});

describe("a skill that fails", () => {
  const spoil = () =>
    world.pool.query(
      "alter table keyword_rules drop constraint keyword_rules_match_check; update keyword_rules set match = 'odd' where keyword = 'help'",
    );
  const mend = () =>
    world.pool.query(
      "update keyword_rules set match = 'exact' where keyword = 'help'; alter table keyword_rules add constraint keyword_rules_match_check check (match in ('exact', 'word', 'prefix', 'contains'))",
    );

  test("keeps the message, says so, and costs nobody else an answer", async () => {
    await spoil();
    try {
      await world.receive(
        [say("menu", { providerId: "a" })],
        [say("anything", { providerId: "b" })],
        [say("menu", { providerId: "c" })],
      );
      await world.settled();
      expect((await incoming()).map(({ provider_id }) => provider_id)).toEqual(["a", "b", "c"]);
      expect(world.meta.sent.map(wordsOf)).toEqual([
        expect.stringContaining("Here is"),
        "That did not work just now. A colleague will answer you here.",
        expect.stringContaining("Here is"),
      ]);
      expect(await deadLetters()).toMatchObject([
        { reason: expect.stringContaining("A skill failed, so nobody answered"), resolved_at: null },
      ]);
    } finally {
      await mend();
    }
  });

  test("is asked again by a replay, once it works, and answers then", async () => {
    await spoil();
    try {
      await world.receive([say("anything", { providerId: "a" }), say("help", { providerId: "b" })]);
      await world.settled();
      await replay(world.db, { what: "dead" });
      await world.settled();
      expect(world.meta.sent.map(wordsOf)).toEqual(["That did not work just now. A colleague will answer you here."]);
      expect(await deadLetters()).toMatchObject([{ resolved_at: null }]);
    } finally {
      await mend();
    }
    await replay(world.db, { what: "dead" });
    await world.settled();
    expect(world.meta.sent.slice(1).map(wordsOf)).toEqual([expect.stringContaining("Write *menu*")]);
    expect(await deadLetters()).toMatchObject([{ resolved_at: noon }]);
    await replay(world.db, { what: "all" });
    await world.settled();
    expect(world.meta.sent).toHaveLength(2);
  });

  test("to say what there is to say keeps the message too", async () => {
    await world.pool.query("alter table keyword_rules rename to keyword_rules_away");
    try {
      await world.receive([say("menu", { providerId: "a" })]);
      await world.settled();
      expect((await incoming()).map(({ provider_id }) => provider_id)).toEqual(["a"]);
      expect(await deadLetters()).toMatchObject([
        { reason: expect.stringContaining("A skill failed"), resolved_at: null },
      ]);
    } finally {
      await world.pool.query("alter table keyword_rules_away rename to keyword_rules");
    }
  });

  test("by saying what cannot be sent is told of, and the message is kept", async () => {
    world.meta.faults = ["Too long by half."];
    await world.receive([say("menu", { providerId: "a" })]);
    await world.settled();
    expect((await incoming()).map(({ provider_id }) => provider_id)).toEqual(["a"]);
    expect(world.meta.sent).toEqual([]);
    expect(await deadLetters()).toMatchObject([{ reason: expect.stringContaining("Too long by half.") }]);
  });
});

test("transient errors are tried again: nothing is lost and nothing is doubled when connections are cut", async () => {
  const items = Array.from({ length: 60 }, (_, index) =>
    say("menu", { providerId: `m${index}`, from: `1555010${1_000 + (index % 12)}` }),
  );
  for (let step = 0; step < 3; step += 1) {
    await world.receive(...items.slice(step * 20, step * 20 + 20).map((item) => [item]));
    await world.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'bellhop lease%'",
    );
  }
  await until("everything in the inbox", async () => {
    await world.receive();
    return (await incoming()).length === 60;
  });
  // Sends that were interrupted when a connection was cut are settled later; here only the number of answers matters.
  const answers = await world.db.selectFrom("messages").select("answers_id").where("direction", "=", "out").execute();
  expect(new Set(answers.map((row) => row.answers_id)).size).toBe(60);
  expect(answers).toHaveLength(60);
  expect(new Set(world.meta.sent.map(({ key }) => key)).size).toBe(world.meta.sent.length);
});

describe("storage that refuses for a while holds everything, loses nothing and doubles nothing:", () => {
  const crowd = () =>
    Array.from({ length: 6 }, (_, n) => [say("menu", { providerId: `s${n}`, from: `1555010${2_000 + n}` })]);
  const expectEachOnce = async () => {
    await world.settled();
    expect((await incoming()).map(({ provider_id }) => provider_id).sort()).toEqual([
      "s0",
      "s1",
      "s2",
      "s3",
      "s4",
      "s5",
    ]);
    expect(world.meta.sent).toHaveLength(6);
    expect(new Set(world.meta.sent.map(({ key }) => key)).size).toBe(6);
    expect(await deadLetters()).toEqual([]);
  };

  test.each([
    ["a full disk", "53100"],
    ["no connection left", "53300"],
    ["statements that take too long", "57014"],
    ["locks that do not come in time", "55P03"],
    ["a standby that only reads", "25006"],
  ])("%s", async (_, code) => {
    // A sequence is not reset when the transaction is rolled back.
    await world.pool.query(`
      create sequence refusals;
      create function refuse() returns trigger language plpgsql as $$
        begin perform nextval('refusals'); raise exception 'refused' using errcode = '${code}'; end $$;
      create trigger refuse before insert or update on messages for each statement execute function refuse()`);
    try {
      await world.receive(...crowd());
      await until("it was tried again", async () => {
        const { rows } = await world.pool.query("select last_value::int as n from refusals");
        return rows[0].n >= 3;
      });
      expect(await incoming()).toEqual([]);
    } finally {
      await world.pool.query("drop trigger refuse on messages; drop function refuse; drop sequence refusals");
    }
    await expectEachOnce();
  });

  test("an exclusive lock on the messages", async () => {
    const holder = await world.pool.connect();
    try {
      await holder.query("begin; lock table messages in access exclusive mode");
      await world.receive(...crowd());
      await until("somebody waits for the lock", async () => {
        const { rows } = await world.pool.query("select 1 from pg_locks where not granted limit 1");
        return rows.length > 0;
      });
      await holder.query("rollback");
    } finally {
      holder.release();
    }
    await expectEachOnce();
  });
});

test("two processes share the work: one drains, one dispatches, everything is done once", async () => {
  world.start();
  world.start();
  await world.receive(...Array.from({ length: 20 }, (_, index) => [say("menu", { from: `1555010${1_000 + index}` })]));
  await world.settled();
  expect(world.meta.sent).toHaveLength(20);
});

test("an echo settles what hung, and what stood behind it leaves", async () => {
  world.meta.answers = [unanswered];
  await world.receive([say("menu"), say("help")]);
  await until("the first attempt", () => world.meta.sent.length === 1);
  await until("its result", async () =>
    (await world.db.selectFrom("outbox").select("state").execute()).some(({ state }) => state === "unanswered"),
  );
  await world.receive([makeStatus({ providerId: "wamid.E", echoKey: world.meta.sent[0]!.key, status: "delivered" })]);
  await until(
    "it named",
    async () =>
      (await world.db.selectFrom("messages").select("id").where("provider_id", "=", "wamid.E").execute()).length === 1,
  );
  world.clock.advance(50_000);
  await world.settled();
  expect(world.meta.sent).toHaveLength(2);
});

test("a replay of the whole log changes nothing and sends nothing", async () => {
  await world.receive([say("menu"), makeStatus()], [makeEcho(), makeStatus({ status: "failed" })], [say("nothing")]);
  await world.settled();
  const [before, sent] = [await dump(world.db), world.meta.sent.length];
  expect(await replay(world.db, { what: "all" })).toBe(3);
  await world.receive();
  await world.settled();
  expect(await dump(world.db)).toEqual(before);
  expect(world.meta.sent).toHaveLength(sent);
});

test("a replay of what was dead closes the dead letter once it can be used", async () => {
  const [id] = await world.receive(null);
  await world.settled();
  expect(await deadLetters()).toMatchObject([{ webhook_id: id, resolved_at: null }]);
  await world.db
    .updateTable("webhooks")
    .set({ body: Buffer.from("1") })
    .execute();
  await world.receive([say("menu")]);
  await replay(world.db, { what: "dead" });
  await world.settled();
  expect(await deadLetters()).toMatchObject([{ resolved_at: noon }]);
  expect(world.meta.sent).toHaveLength(1);
});

test("a replay answers what is new beside what had failed", async () => {
  const poison: InboundItem[] = [];
  poison.map = () => {
    throw new Error("this webhook is poison for now");
  };
  const late: InboundItem[] = [];
  await world.receive(poison, late);
  await world.settled();
  expect(await deadLetters()).toMatchObject([{ resolved_at: null }]);
  poison.map = Array.prototype.map;
  poison.push(say("menu", { sender: makeKeys({ waId: "15550100021" }) }));
  late.push(say("menu", { sender: makeKeys({ waId: "15550100022" }) }));
  await replay(world.db, { what: "all" });
  await world.settled();
  expect(world.meta.sent.map(({ to }) => to.value).sort()).toEqual(["15550100021", "15550100022"]);
});
