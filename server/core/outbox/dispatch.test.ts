// The dispatcher with a real database and a fake provider: order, the three outcomes, crashes, rates, the window.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { at, makeKeys, makeStatus, twilioChannel, wordsOf } from "../../../test/support/build.ts";
import { useDispatcher } from "../../../test/support/dispatcher.ts";
import { accepted, refused, unanswered, unreachable } from "../../../test/support/fake-channel.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import { until } from "../../../test/support/until.ts";
import { createLog } from "../../base/log.ts";
import type { Draft } from "../../contract/outbound.ts";
import { setThroughput } from "../inbox/throughput.ts";

const world = useDispatcher();

const text = (words: string): { draft: Draft } => ({ draft: { type: "text", text: words } });
const messages = () =>
  world.db.selectFrom("messages").selectAll().where("direction", "=", "out").orderBy("id").execute();
const message = async () => (await messages())[0]!;
const outbox = () => world.db.selectFrom("outbox").selectAll().orderBy("message_id").execute();
const words = () => world.meta.sent.map(wordsOf);

test("a queued message is handed over with our key, once, and gets its name", async () => {
  const [id] = await queue(world.db, [{ ...(await openConversation(world.db)), ...text("hi") }]);
  world.meta.answers = [{ outcome: "accepted", providerId: "wamid.A", waId: "15550100001", bsuid: "US.9" }];
  world.start();
  await world.sent(1);
  await world.idle();
  const row = await message();
  expect(row).toMatchObject({ id, provider_id: "wamid.A", status: "accepted" });
  expect(world.meta.sent[0]).toEqual({
    key: row.key,
    channel: {
      provider: "meta",
      externalId: "800000000000001",
      displayNumber: "15550100000",
      accountId: "900000000000001",
    },
    to: { kind: "wa_id", value: "15550100001" },
    draft: { type: "text", text: "hi" },
    attemptedAt: at(0),
  });
  expect(await outbox()).toEqual([]);
  expect(world.outcomes).toEqual(["accepted"]);
  // The recipient's id in the provider's spelling becomes another identity key of the same person.
  expect(await world.db.selectFrom("contact_identities").select("value").where("kind", "=", "bsuid").execute()).toEqual(
    [{ value: "US.9" }],
  );
});

test("statuses that came before the name are applied with it", async () => {
  await queue(world.db, [await openConversation(world.db)]);
  await record(world.db, [makeStatus({ providerId: "wamid.A", status: "read" })]);
  world.meta.answers = [accepted("wamid.A")];
  world.start();
  await world.sent(1);
  await world.idle();
  expect((await message()).status).toBe("read");
});

describe("order", () => {
  test("one conversation's messages leave in order, each after the verdict on the one before, even when the first is retried", async () => {
    const place = await openConversation(world.db);
    await queue(
      world.db,
      ["1", "2", "3"].map((word) => ({ ...place, ...text(word) })),
    );
    world.meta.answers = [unreachable, refused({ action: "retry" })];
    world.start();
    await world.sent(1);
    await world.idle();
    expect(words()).toEqual(["1"]);
    world.pass(1);
    await world.sent(2);
    await world.idle();
    world.pass(10);
    await world.sent(5);
    expect(words()).toEqual(["1", "1", "1", "2", "3"]);
  });

  test("a conversation that waits holds up no other", async () => {
    const slow = await openConversation(world.db);
    const quick = await openConversation(world.db, { from: "15550100002" });
    await queue(world.db, [
      { ...slow, ...text("slow 1") },
      { ...slow, ...text("slow 2") },
      { ...quick, ...text("quick 1") },
      { ...quick, ...text("quick 2") },
    ]);
    world.meta.always = (sent) => (wordsOf(sent) === "slow 1" ? refused({ action: "retry" }) : accepted());
    world.start();
    await world.sent(3);
    await world.idle();
    expect(words().filter((word) => word.startsWith("quick"))).toEqual(["quick 1", "quick 2"]);
    expect(words()).not.toContain("slow 2");
  });

  test("a message that fails for good lets the next one pass", async () => {
    const place = await openConversation(world.db);
    await queue(
      world.db,
      ["1", "2"].map((word) => ({ ...place, ...text(word) })),
    );
    world.meta.answers = [refused()];
    world.start();
    await world.sent(2);
    await world.idle();
    expect((await messages()).map(({ status }) => status)).toEqual(["failed", "accepted"]);
  });

  test("many conversations at once: nothing is lost, doubled or out of order", async () => {
    const places = [];
    for (let person = 0; person < 20; person += 1)
      places.push(await openConversation(world.db, { from: `1555010${1_000 + person}` }));
    for (let round = 0; round < 5; round += 1)
      await queue(
        world.db,
        places.map((place) => ({ ...place, ...text(`${place.conversationId} ${round}`) })),
      );
    let tries = 0;
    world.meta.always = () => (++tries % 4 === 0 ? unreachable : accepted());
    world.start();
    while ((await outbox()).length > 0) {
      await world.idle();
      world.pass(5);
    }
    await world.idle();
    expect((await messages()).every(({ status }) => status === "accepted")).toBe(true);
    for (const { conversationId } of places) {
      const heard = words().filter((word) => word.startsWith(`${conversationId} `));
      expect(heard).toEqual([...heard].sort());
      expect(new Set(heard).size).toBe(5);
    }
  });
});

describe("refused", () => {
  test("never: it fails with the provider's words and our remedy", async () => {
    await queue(world.db, [await openConversation(world.db)]);
    world.meta.answers = [refused({ remedy: "Ask them." }, { code: 131026, title: "Undeliverable", details: "why" })];
    world.start();
    await world.sent(1);
    await world.idle();
    expect(await message()).toMatchObject({
      status: "failed",
      error_code: 131026,
      error_title: "Undeliverable",
      error_details: "why",
      error_remedy: "Ask them.",
      provider_id: null,
    });
    expect(await outbox()).toEqual([]);
  });

  test("an error number that no column takes does not stop the conversation", async () => {
    const place = await openConversation(world.db);
    await queue(world.db, [place, place]);
    world.meta.answers = [refused({}, { code: 99_999_999_999, title: "huge" })];
    world.start();
    await world.sent(2);
    await world.idle();
    expect((await messages()).map(({ status, error_title }) => [status, error_title])).toEqual([
      ["failed", "huge"],
      ["accepted", null],
    ]);
  });

  test("a name that no index takes does not stop the conversation either", async () => {
    const place = await openConversation(world.db);
    await queue(world.db, [place, place]);
    const huge = Array.from({ length: 10_000 }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join(
      "",
    );
    world.meta.answers = [accepted(huge)];
    world.start();
    await world.sent(2);
    await world.idle();
    expect((await messages()).map(({ status }) => status)).toEqual(["failed", "accepted"]);
  });

  test("the whole number rests when it is the number that was refused", async () => {
    const one = await openConversation(world.db);
    const two = await openConversation(world.db, { from: "15550100002" });
    await queue(world.db, [one]);
    world.meta.answers = [refused({ action: "retry", scope: "channel" })];
    world.start();
    await world.sent(1);
    await world.idle();
    await queue(world.db, [two], world.clock());
    world.pass(0.5);
    expect(world.meta.sent).toHaveLength(1);
    expect(await world.db.selectFrom("channels").select(["paused_until", "pause_reason"]).execute()).toEqual([
      { paused_until: at(1), pause_reason: "131000 Something went wrong" },
    ]);
    world.pass(0.5);
    await world.sent(3);
  });

  test("a message that was being claimed when its number was refused is given back, not sent to it", async () => {
    await queue(world.db, [
      await openConversation(world.db),
      await openConversation(world.db, { from: "15550100002" }),
    ]);
    const lock = await world.pool.connect();
    world.meta.answers = [
      async () => {
        await lock.query("begin; lock table outbox in exclusive mode");
        await until("the next claim waits", async () => {
          const { rows } = await world.pool.query(
            "select from pg_stat_activity where application_name = 'bellhop lease outbox' and wait_event_type = 'Lock'",
          );
          return rows.length > 0;
        });
        // The claim goes on when the refusal is known.
        setTimeout(() => void lock.query("commit"), 100);
        return refused({ action: "retry", scope: "channel" });
      },
    ];
    world.start();
    await world.sent(1);
    await world.idle();
    lock.release();
    expect((await outbox()).map(({ state, attempts }) => ({ state, attempts }))).toEqual([
      { state: "queued", attempts: 0 },
      { state: "queued", attempts: 0 },
    ]);
    expect(world.meta.sent).toHaveLength(1);
    world.pass(1);
    await world.sent(3);
  });

  test("what only an operator can mend is said in the log, with what to do and without the message", async () => {
    let said = "";
    const log = createLog("error", { write: (line: string) => (said += line) });
    await queue(world.db, [{ ...(await openConversation(world.db)), ...text("a private word") }]);
    world.meta.answers = [
      refused({ scope: "channel", operator: true, remedy: "Renew the access token." }, { code: 190, title: "Expired" }),
    ];
    world.start({ log });
    await world.sent(1);
    await world.idle();
    expect(JSON.parse(said)).toMatchObject({
      reason: "190 Expired",
      msg: expect.stringContaining("Renew the access token."),
    });
    expect(said).not.toContain("private");
    expect((await message()).status).toBe("queued");
  });
});

describe("unanswered", () => {
  const hang = async (channel: "meta" | "twilio" = "meta") => {
    const place = await openConversation(world.db, channel === "twilio" ? { channel: twilioChannel } : {});
    await queue(world.db, [
      { ...place, ...text("1") },
      { ...place, ...text("2") },
    ]);
    world[channel].answers = [unanswered];
    world.start();
    await world.idle();
    expect(world[channel].sent.map(wordsOf)).toEqual(["1"]);
    expect(await message()).toMatchObject({ status: "unanswered", provider_id: null });
  };

  test("nothing is repeated, and nothing behind it goes, before it is settled", async () => {
    await hang();
    world.pass(10);
    await world.idle();
    expect(words()).toEqual(["1"]);
    expect((await outbox()).map(({ state }) => state)).toEqual(["unanswered", "queued"]);
  });

  test("the provider's echo settles it: it is not sent again, and the next one goes", async () => {
    await hang();
    const { key } = await message();
    await record(world.db, [makeStatus({ providerId: "wamid.E", status: "delivered", echoKey: key })], world.clock());
    // The next message does not wait for the time that was set when no response came.
    world.pass(1);
    await world.idle();
    await world.sent(2);
    expect(words()).toEqual(["1", "2"]);
    expect(await message()).toMatchObject({ status: "delivered", provider_id: "wamid.E", error_title: null });
  });

  test("Meta, that cannot be asked: it is sent again only after the wait", async () => {
    await hang();
    world.pass(44);
    await world.idle();
    expect(words()).toEqual(["1"]);
    world.pass(2);
    await world.sent(3);
    expect(words()).toEqual(["1", "1", "2"]);
    expect(world.meta.sent[1]!.key).toBe(world.meta.sent[0]!.key);
  });

  test("Twilio found it: it is named, not sent again", async () => {
    await hang("twilio");
    world.twilio.found = { found: "yes", providerId: "SM1" };
    world.pass(4);
    await world.idle();
    expect(world.twilio.sought).toHaveLength(1);
    expect(world.twilio.sought[0]!.attemptedAt).toEqual(at(0));
    expect(world.twilio.sent.map(wordsOf)).toEqual(["1", "2"]);
    expect(await message()).toMatchObject({ status: "accepted", provider_id: "SM1" });
  });

  test("Twilio did not find it: it is sent once more", async () => {
    await hang("twilio");
    world.twilio.found = { found: "no" };
    world.pass(4);
    await world.idle();
    expect(world.twilio.sent.map(wordsOf)).toEqual(["1", "1", "2"]);
  });

  test("Twilio cannot be asked: it is asked again, never sent blindly, and in the end people decide", async () => {
    await hang("twilio");
    world.twilio.found = { found: "unknown" };
    for (let step = 0; step < 13; step += 1) {
      world.pass(3_600);
      await world.idle();
    }
    expect(world.twilio.sent.map(wordsOf)).toEqual(["1"]);
    expect(await message()).toMatchObject({
      status: "failed",
      error_remedy: expect.stringContaining("may have arrived"),
    });
  });

  test("Twilio has several that it may be: nobody can tell, so people decide", async () => {
    await hang("twilio");
    world.twilio.found = { found: "several" };
    world.pass(4);
    await world.idle();
    expect(await message()).toMatchObject({
      status: "failed",
      error_remedy: expect.stringContaining("may have arrived"),
    });
    world.pass(1);
    await world.idle();
    expect(world.twilio.sent.map(wordsOf)).toEqual(["1", "2"]);
  });

  test("a failure told for want of an answer gives way to a later echo", async () => {
    await hang();
    world.meta.always = unanswered;
    for (let step = 0; step < 6; step += 1) {
      world.pass(3_600);
      await world.idle();
    }
    expect(await message()).toMatchObject({ status: "failed", error_title: expect.stringContaining("did not say") });
    await record(world.db, [
      makeStatus({ providerId: "wamid.E", status: "delivered", echoKey: (await message()).key }),
    ]);
    expect(await message()).toMatchObject({ status: "delivered", provider_id: "wamid.E", error_title: null });
  });

  test("an echo that comes while the repeat is under way is stronger than the repeat's refusal", async () => {
    await hang();
    world.meta.answers = [
      async (again) => {
        await record(world.db, [makeStatus({ providerId: "wamid.E", status: "sent", echoKey: again.key })]);
        return refused();
      },
    ];
    world.pass(46);
    await world.sent(3);
    await world.idle();
    expect(await message()).toMatchObject({ status: "sent", provider_id: "wamid.E", error_title: null });
  });
});

test("what a crash left being sent is found out about, not sent again at once", async () => {
  const place = await openConversation(world.db);
  await queue(world.db, [
    { ...place, ...text("1") },
    { ...place, ...text("2") },
  ]);
  await world.db
    .updateTable("outbox")
    .set({ state: "sending", attempts: 1, first_attempt_at: at(-5) })
    .where("message_id", "=", (await message()).id)
    .execute();
  world.start();
  await world.idle();
  expect(words()).toEqual([]);
  expect((await messages()).map(({ status }) => status)).toEqual(["unanswered", "queued"]);
  await record(world.db, [makeStatus({ providerId: "wamid.E", echoKey: (await message()).key })]);
  world.pass(60);
  await world.sent(1);
  expect(words()).toEqual(["2"]);
});

test("stopping finishes what is under way and leaves the rest queued", async () => {
  const place = await openConversation(world.db);
  await queue(
    world.db,
    ["1", "2", "3"].map((said) => ({ ...place, ...text(said) })),
  );
  let release = () => {};
  world.meta.answers = [() => new Promise((resolve) => (release = () => resolve(accepted("wamid.A"))))];
  world.start();
  await world.sent(1);
  const stopped = world.stop();
  release();
  await stopped;
  // A claim that was already running at the stop may have taken the second message; then that is finished too.
  const states = (await messages()).map(({ status }) => status);
  expect(states).toEqual(["accepted", expect.stringMatching(/^(accepted|queued)$/), "queued"]);
  expect((await outbox()).every(({ state }) => state === "queued")).toBe(true);
});

test("a channel that breaks its promise and throws counts as unanswered", async () => {
  await queue(world.db, [await openConversation(world.db)]);
  world.meta.answers = [
    () => {
      throw new Error("oops");
    },
  ];
  world.start();
  await world.sent(1);
  await world.idle();
  expect((await message()).status).toBe("unanswered");
});

test("what no channel can send waits, and says which credentials are missing", async () => {
  await queue(world.db, [await openConversation(world.db)]);
  world.start({ channels: new Map() });
  await world.idle();
  expect((await message()).status).toBe("queued");
  await until("the number is held", async () => {
    const [channel] = await world.db.selectFrom("channels").selectAll().execute();
    return channel!.held_remedy?.includes("number of meta") ?? false;
  });
  await world.stop();
  world.start();
  await world.sent(1);
});

describe("the window", () => {
  test.each([
    ["free text after it closed", 86_400, text("late"), "queued"],
    ["free text within it", 86_000, text("soon"), "accepted"],
    [
      "a template after it closed",
      86_400,
      { draft: { type: "template", name: "t", language: "en", parameters: [] } as Draft },
      "accepted",
    ],
    ["an answer of the bot", 86_400, { ...text("bot"), windowExempt: true }, "accepted"],
  ])("%s", async (_, seconds, letter, status) => {
    const place = await openConversation(world.db, { sentAt: at(0) });
    world.clock.advance(seconds * 1_000);
    await queue(world.db, [{ ...place, windowExempt: false, ...letter }], world.clock());
    world.start();
    await world.idle();
    expect((await message()).status).toBe(status);
    expect(world.meta.sent).toHaveLength(status === "queued" ? 0 : 1);
  });

  test("it is looked at when the message leaves, not when it was queued", async () => {
    const place = await openConversation(world.db, { sentAt: at(0) });
    await queue(world.db, [{ ...place, windowExempt: false }]);
    world.meta.always = unreachable;
    world.start();
    await world.idle();
    world.pass(86_400);
    await until("it waits for the window", async () => {
      world.pass(0);
      return (await outbox())[0]!.state === "window";
    });
    expect((await message()).status).toBe("queued");
    expect((await outbox())[0]).toMatchObject({ state: "window" });
  });
});

describe("rates", () => {
  test("a number sends its burst, then one an interval", async () => {
    world.rate = 4;
    for (let person = 0; person < 6; person += 1)
      await queue(world.db, [await openConversation(world.db, { from: `1555010${1_000 + person}` })]);
    world.start();
    for (let count = 1; count <= 6; count += 1) {
      await world.sent(count);
      world.pass(0.25);
    }
  });

  test("a number sends as fast as it is set, from its next message on and after a restart", async () => {
    for (let person = 0; person < 8; person += 1)
      await queue(world.db, [await openConversation(world.db, { from: `1555010${1_000 + person}` })]);
    const { channel_id: id } = (await outbox())[0]!;
    const set = (messagesPerSecond: number | null) =>
      setThroughput(world.db, id, messagesPerSecond, { by: "ada", now: world.clock() });
    await set(0.5);
    world.start();
    await world.sent(1);
    world.pass(1.9);
    await sleep(50);
    await world.sent(1);
    world.pass(0.1);
    await world.sent(2);
    await set(null);
    await world.stop();
    await set(1);
    world.start();
    await world.sent(3);
    world.pass(0.9);
    await sleep(50);
    await world.sent(3);
    await set(null);
    world.pass(0.1);
    // The next message tells the dispatcher that the number is as fast as the rest again.
    await world.sent(8);
  });

  test("a person gets 45 at once and then one in six seconds", async () => {
    const place = await openConversation(world.db);
    await queue(
      world.db,
      Array.from({ length: 48 }, (_, index) => ({ ...place, ...text(String(index)) })),
    );
    world.start();
    await world.sent(45);
    await world.idle();
    expect(world.meta.sent).toHaveLength(45);
    // A delay is not counted as an attempt.
    expect((await outbox())[0]).toMatchObject({ attempts: 0, state: "queued", due_at: at(6) });
    world.pass(6);
    await world.sent(46);
    await world.idle();
    world.pass(6);
    await world.sent(47);
  });

  test("what a former dispatcher sent to a person counts too", async () => {
    const place = await openConversation(world.db);
    const ids = await queue(
      world.db,
      Array.from({ length: 46 }, () => place),
    );
    await world.db.deleteFrom("outbox").where("message_id", "in", ids.slice(0, 45)).execute();
    await world.db.updateTable("messages").set({ status: "sent" }).where("id", "in", ids.slice(0, 45)).execute();
    world.start();
    await world.idle();
    expect(world.meta.sent).toHaveLength(0);
    world.pass(6);
    await world.sent(1);
  });
});

test("a message goes to the key that wrote last, even when that was after it was queued", async () => {
  const sender = makeKeys({ waId: "15550100001", bsuid: "US.1" });
  const place = await openConversation(world.db, { sender, sentAt: at(0) });
  await queue(world.db, [place]);
  await openConversation(world.db, { sender: makeKeys({ bsuid: "US.1" }), sentAt: at(5) });
  world.start();
  await world.sent(1);
  expect(world.meta.sent[0]!.to).toEqual({ kind: "bsuid", value: "US.1" });
});

describe("a process that may have lost the lease sends nothing", () => {
  const stoodStill = async () => (await outbox())[0]!.last_error?.includes("stood still") ?? false;

  test("and gives the message back, for the next dispatcher", async () => {
    await queue(world.db, [await openConversation(world.db)]);
    world.start({ leads: () => false });
    await until("it is given back", stoodStill);
    await world.stop();
    expect(world.meta.sent).toEqual([]);
    expect((await outbox())[0]).toMatchObject({ state: "queued", attempts: 0, copies: 0 });
    world.pass(2);
    world.start();
    await world.sent(1);
  });

  test("and sends it when it turns out that it still has it", async () => {
    await queue(world.db, [await openConversation(world.db)]);
    let leads = false;
    world.start({ leads: () => leads });
    await until("it is given back", stoodStill);
    leads = true;
    world.pass(2);
    await world.sent(1);
  });

  test("and still has to find out about a message that may have arrived before", async () => {
    world.meta.answers.push(unanswered);
    await queue(world.db, [await openConversation(world.db)]);
    let leads = true;
    world.start({ leads: () => leads });
    await until("it is in doubt", async () => (await outbox())[0]!.state === "unanswered");
    leads = false;
    world.pass(46);
    await until("it is given back", stoodStill);
    expect((await outbox())[0]).toMatchObject({ state: "unanswered", copies: 1 });
    expect(world.meta.sent).toHaveLength(1);
  });
});
