// Provider outages of each kind, with a real database, a virtual clock and a provider that counts. No message is lost or sent a third time,
// a second time only when the first may not have arrived; the order is kept; and after the outage everything is sent within a minute.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeInboundMessage, twilioChannel, wordsOf } from "../../../test/support/build.ts";
import { useDispatcher } from "../../../test/support/dispatcher.ts";
import { accepted, refused, unanswered, unreachable } from "../../../test/support/fake-channel.ts";
import { openConversation, queue, record } from "../../../test/support/record.ts";
import { until } from "../../../test/support/until.ts";
import { openIncident, settleIncident } from "../../base/incidents.ts";
import type { Outbound, SendResult } from "../../contract/outbound.ts";
import { waitingFor } from "./claim.ts";
import { tryNow } from "./holds.ts";
import { cancel } from "./reply.ts";

const world = useDispatcher();

const text = (words: string) => ({ draft: { type: "text" as const, text: words } });
const out = () => world.db.selectFrom("messages").selectAll().where("direction", "=", "out").orderBy("id").execute();
const waiting = () => world.db.selectFrom("outbox").selectAll().orderBy("message_id").execute();
const channel = async () => (await world.db.selectFrom("channels").selectAll().orderBy("id").execute())[0]!;
const incidents = () => world.db.selectFrom("incidents").selectAll().where("kind", "=", "sending_held").execute();

async function people(count: number) {
  const places = [];
  for (let person = 0; person < count; person += 1)
    places.push(await openConversation(world.db, { from: `1555010${1_000 + person}` }));
  return places;
}

/** Advances the clock in steps and lets the dispatcher finish after each. */
async function live(seconds: number, step = 5): Promise<void> {
  for (let gone = 0; gone < seconds; gone += step) {
    world.pass(step);
    await world.idle();
  }
}

/** How often each message was sent while the provider took messages or may have. */
const copies = (might: (index: number) => boolean) => {
  const counts = new Map<string, number>();
  world.meta.sent.forEach((sent, index) => {
    if (might(index)) counts.set(sent.key, (counts.get(sent.key) ?? 0) + 1);
  });
  return [...counts.values()];
};

const rate = {
  ...refused({ action: "retry", scope: "channel" }, { code: 130429 }),
  retryAfterMs: 3_600_000,
} as SendResult;
const shapes: [string, SendResult, boolean][] = [
  // name, the provider's answer, whether the message may have arrived then
  ["HTML 502", { outcome: "unanswered", reason: "HTTP 502 without Meta's error" }, true],
  ["JSON 503 or 131000", refused({ action: "retry" }), false],
  ["a storm of 429 that asks to wait for an hour", rate, false],
  ["error 4, the quota", refused({ action: "wait", scope: "channel" }, { code: 4 }), false],
  ["connections refused", unreachable, false],
  ["a revoked token", refused({ scope: "channel", operator: true }, { code: 190 }), false],
];

describe("ten minutes of", () => {
  test.each(shapes)("%s", { timeout: 120_000 }, async (_, answer, doubt) => {
    const places = await people(8);
    let broken = true;
    const maybe: boolean[] = [];
    world.meta.always = () => {
      maybe.push(broken ? doubt : true);
      return broken ? answer : accepted();
    };
    world.meta.found = { found: "unknown" };
    world.start();
    for (let round = 0; round < 6; round += 1) {
      await queue(
        world.db,
        places.map((place) => ({ ...place, ...text(`${place.conversationId} ${round}`) })),
        world.clock(),
      );
      await live(100, 10);
    }
    expect((await out()).every(({ status }) => ["queued", "unanswered"].includes(status!))).toBe(true);
    // Only one message at a time is sent as a probe, less and less often.
    expect(world.meta.sent.length).toBeLessThan(60);
    expect((await incidents()).map(({ closed_at }) => closed_at)).toEqual([null]);
    broken = false;
    world.meta.found = { found: "no" };
    await live(60);
    expect((await out()).map(({ status }) => status)).toEqual(Array.from({ length: 48 }, () => "accepted"));
    expect(Math.max(...copies((index) => maybe[index]!))).toBeLessThanOrEqual(doubt ? 2 : 1);
    const through = world.meta.sent.filter((__, index) => !broken && maybe[index]).map(wordsOf);
    for (const { conversationId } of places) {
      const own = [...new Set(through.filter((said) => said.startsWith(`${conversationId} `)))];
      expect(own).toEqual([...own].sort());
    }
    expect(await channel()).toMatchObject({ held_since: null, paused_until: null });
    expect((await incidents()).map(({ closed_by }) => closed_by)).toEqual(["sending"]);
  });
});

test("answers that take 30 s: no more is sent into the silence, each answer counts, nothing is sent twice", async () => {
  const places = await people(6);
  const late: (() => void)[] = [];
  world.meta.always = () => new Promise((resolve) => late.push(() => resolve(accepted())));
  world.start();
  await queue(
    world.db,
    places.slice(0, 3).map((place) => ({ ...place, ...text("a") })),
  );
  await world.sent(3);
  world.pass(6);
  await queue(
    world.db,
    places.slice(3).map((place) => ({ ...place, ...text("b") })),
    world.clock(),
  );
  world.pass(10);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(world.meta.sent).toHaveLength(3);
  world.pass(14);
  for (const answer of late.splice(0)) answer();
  world.meta.always = null;
  await world.sent(6);
  await world.idle();
  expect((await out()).every(({ status }) => status === "accepted")).toBe(true);
});

test("after a restore nothing is sent until somebody settles the incident, and then it is", async () => {
  const [place] = await people(1);
  const incident = await openIncident(world.db, "restored", {}, { backup: "20260101T023000Z-aaaa" }, world.clock());
  const [id] = await queue(world.db, [{ ...place!, ...text("1") }]);
  expect(await waitingFor(world.db, id!)).toMatchObject({
    held_reason: expect.stringMatching(/restored from a backup/),
  });
  world.start();
  for (let looks = 0; looks < 5; looks += 1) {
    world.pass(5);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(world.meta.sent).toEqual([]);
  expect((await out())[0]!.status).toBe("queued");
  await world.db
    .transaction()
    .execute((tx) => settleIncident(tx, "desk:Ada", incident!, "All of it may go out.", world.clock()));
  await world.sent(1);
  await world.idle();
  expect((await out())[0]!.status).toBe("accepted");
});

describe("held", () => {
  const revoked = refused(
    { scope: "channel", operator: true, remedy: "Renew the token." },
    { code: 190, title: "Expired" },
  );

  test("it is visible at once, outlives the dispatcher, and is tried at the next start", async () => {
    const [place] = await people(1);
    await queue(world.db, [{ ...place!, ...text("1") }]);
    world.meta.always = revoked;
    world.start();
    await world.sent(1);
    await until("noted", async () => (await incidents()).length === 1);
    expect(await channel()).toMatchObject({
      held_operator: true,
      held_remedy: "Renew the token.",
      pause_reason: "190 Expired",
    });
    expect((await incidents())[0]!.detail).toMatchObject({ reason: "190 Expired", remedy: "Renew the token." });
    await live(300, 10);
    const tried = world.meta.sent.length;
    await world.stop();
    world.meta.always = null;
    world.start();
    await world.sent(tried + 1);
    await world.idle();
    expect((await out())[0]!.status).toBe("accepted");
  });

  test("asked by hand, it is tried at once", async () => {
    const [place] = await people(1);
    await queue(world.db, [{ ...place!, ...text("1") }]);
    world.meta.always = revoked;
    world.start();
    await live(200, 10);
    const tried = world.meta.sent.length;
    world.meta.always = null;
    const asked = await world.db
      .transaction()
      .execute((tx) => tryNow({ tx, now: world.clock(), by: "desk:Ada" }, null));
    expect(asked).toHaveLength(1);
    await world.sent(tried + 1);
  });

  test("what makes no sense any more fails meanwhile, says why, and makes its conversation wait for people", async () => {
    const [place] = await people(1);
    await queue(world.db, [
      { ...place!, ...text("in ten minutes"), kind: "notice", until: new Date(world.clock().getTime() + 600_000) },
    ]);
    world.meta.always = revoked;
    world.start();
    await live(620, 10);
    await until("failed", async () => (await out())[0]!.status === "failed");
    expect((await out())[0]).toMatchObject({
      error_title: expect.stringContaining("while it made sense"),
      error_details: expect.stringContaining("190 Expired"),
    });
    expect(await world.db.selectFrom("conversations").select("waiting_reason").execute()).toEqual([
      { waiting_reason: "send_failed" },
    ]);
  });

  test("one number that is refused holds up no other", async () => {
    const [meta] = await people(1);
    const twilio = await openConversation(world.db, { channel: twilioChannel });
    world.meta.always = revoked;
    await queue(world.db, [
      { ...meta!, ...text("m") },
      { ...twilio, ...text("t") },
    ]);
    world.start();
    await world.idle();
    expect(world.twilio.sent.map(wordsOf)).toEqual(["t"]);
  });

  test("a message that alone is refused as if the number were does not stop the others, and fails in the end", {
    timeout: 60_000,
  }, async () => {
    const places = await people(3);
    world.meta.always = (sent) => (wordsOf(sent) === "poison" ? revoked : accepted());
    await queue(world.db, [{ ...places[0]!, ...text("poison") }]);
    world.start();
    for (let round = 0; round < 70; round += 1) {
      await queue(
        world.db,
        [
          { ...places[1]!, ...text("a") },
          { ...places[2]!, ...text("b") },
        ],
        world.clock(),
      );
      await live(15, 15);
    }
    await live(60);
    const states = await out();
    expect(states[0]).toMatchObject({ status: "failed", error_code: 190 });
    expect(states.slice(1).every(({ status }) => status === "accepted")).toBe(true);
  });
});

describe("the window", () => {
  const day = 86_400;
  const late = async (kind: "receipt" | "message" | "notice") => {
    const [place] = await people(1);
    world.clock.advance(day * 1_000);
    await queue(world.db, [{ ...place!, ...text(kind), kind, windowExempt: false }], world.clock());
    world.start();
    await until("it waits for the window", async () => (await waiting())[0]?.state === "window");
    expect(world.meta.sent).toEqual([]);
    return place!;
  };

  test("a receipt waits until the driver writes again, and goes before the answer to that", async () => {
    await late("receipt");
    world.clock.advance(3 * day * 1_000);
    const again = makeInboundMessage({ from: "15550101000", sentAt: world.clock() } as never);
    const { messages } = await record(world.db, [{ ...again, sentAt: world.clock() }], world.clock());
    await queue(
      world.db,
      [{ channelId: messages[0]!.channelId, conversationId: messages[0]!.conversationId, ...text("answer") }],
      world.clock(),
    );
    await world.sent(2);
    expect(world.meta.sent.map(wordsOf)).toEqual(["receipt", "answer"]);
  });

  test("a notice that is stale by then fails instead", async () => {
    await late("notice");
    world.pass(3_700);
    await until("failed", async () => {
      world.pass(1);
      return (await out())[0]!.status === "failed";
    });
    expect((await out())[0]).toMatchObject({ error_title: expect.stringContaining("24-hour window") });
  });

  test("what waits holds up no template behind it, and can be cancelled by hand", async () => {
    const place = await late("message");
    const draft = { type: "template" as const, name: "hello", language: "en", parameters: [] };
    await queue(world.db, [{ ...place, draft, windowExempt: false }], world.clock());
    await world.sent(1);
    expect(world.meta.sent[0]!.draft.type).toBe("template");
    const [first] = await out();
    await world.db
      .transaction()
      .execute((tx) =>
        cancel({ tx, by: "desk:Ada", personId: null, channels: new Map(), now: world.clock() }, first!.id),
      );
    expect((await out())[0]).toMatchObject({ status: "failed", error_title: "Cancelled by Ada" });
    expect(await waiting()).toEqual([]);
  });
});

test("stopping while a provider hangs cuts the requests off, and the next start settles them", {
  timeout: 20_000,
}, async () => {
  const [place] = await people(1);
  await queue(world.db, [{ ...place!, ...text("1") }]);
  const send = world.meta.send;
  world.meta.send = (message, signal) =>
    new Promise((resolve) => {
      void send(message);
      signal?.addEventListener("abort", () => resolve(unanswered));
    });
  world.start();
  await world.sent(1);
  const began = Date.now();
  await world.stop();
  expect(Date.now() - began).toBeLessThan(8_000);
  expect((await waiting())[0]).toMatchObject({ state: "unanswered", copies: 1 });
  // A request that we aborted says nothing about the channel.
  expect(await channel()).toMatchObject({ held_since: null });
});

test("whatever a provider answers: at most two copies, each conversation in order, nothing lost", {
  timeout: 300_000,
}, async () => {
  const kinds = ["accepted", "doubt", "taken without an answer", "busy", "rate", "down", "token"] as const;
  const verdict = (kind: (typeof kinds)[number], arrived: Set<string>, sent: Outbound): SendResult => {
    if (kind === "accepted" || kind === "taken without an answer") arrived.add(sent.key);
    if (kind === "accepted") return accepted();
    if (kind === "busy") return refused({ action: "retry" });
    if (kind === "rate") return rate;
    if (kind === "down") return unreachable;
    if (kind === "token") return refused({ scope: "channel", operator: true }, { code: 190 });
    return unanswered;
  };
  const script = fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(script, async (answers) => {
      await world.stop();
      world.meta.sent.length = 0;
      const places = (await people(3)).map((place) => ({ ...place }));
      const arrived = new Set<string>();
      const left = new Map<string, number>();
      const heard: string[] = [];
      const script = [...answers];
      world.meta.always = (sent) => {
        const kind = script.shift() ?? "accepted";
        const count = kind === "accepted" || kind === "doubt" || kind === "taken without an answer";
        if (count) left.set(sent.key, (left.get(sent.key) ?? 0) + 1);
        if (kind !== "doubt" && count && !arrived.has(sent.key)) heard.push(wordsOf(sent));
        return verdict(kind, arrived, sent);
      };
      world.start();
      const ids: number[] = [];
      for (const word of ["1", "2", "3"])
        ids.push(
          ...(await queue(
            world.db,
            places.map((place) => ({ ...place, ...text(`${place.conversationId} ${word}`) })),
            world.clock(),
          )),
        );
      await live(600, 20);
      expect(Math.max(...left.values())).toBeLessThanOrEqual(2);
      for (const { conversationId } of places) {
        const own = heard.filter((said) => said.startsWith(`${conversationId} `));
        expect(own).toEqual([...own].sort());
      }
      const rows = (await out()).filter(({ id }) => ids.includes(id));
      expect(rows).toHaveLength(9);
      for (const { key, status, error_title } of rows) {
        if (status === "failed") expect(error_title).toContain("did not say");
        else expect([status, arrived.has(key!)]).toEqual(["accepted", true]);
      }
    }),
    { numRuns: 12 },
  );
});
