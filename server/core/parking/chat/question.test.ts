// An answer belongs to its question: what a yes, a no or a tap on an older message does.
import { beforeEach, describe, expect, test } from "vitest";
import { type Driver, useChat } from "./chat.fixture.ts";

const chat = useChat();
const { say, ask, car, makeDriver, written, lastTo, openOf, openKinds } = chat;

let ana: Driver;
beforeEach(() => {
  ana = chat.ana;
});

describe("an answer belongs to its question", () => {
  test("a tap on yes under an older question does nothing and says so", async () => {
    await say(ana, "book A");
    await say(ana, "cancel", { seconds: 1 });
    const old = await lastTo(ana);
    await say(ana, "no", { seconds: 2 });
    await say(ana, "cancel", { seconds: 3 });
    const fresh = await lastTo(ana);
    const tap = { payload: "yes", seconds: 4 };
    expect(await ask(ana, "Yes, cancel", { ...tap, under: old })).toMatch(/^That question is over\. Spot \*A\*/);
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
    await say(ana, "cancel", { seconds: 5 });
    expect(await ask(ana, "Yes, cancel", { ...tap, under: fresh })).toMatch(/^That question is over/);
    await say(ana, "cancel", { seconds: 6 });
    expect(await ask(ana, "Yes, cancel", { ...tap, under: 999_999_999 })).toMatch(/^That question is over/);
    await say(ana, "cancel", { seconds: 7 });
    expect(await ask(ana, "Yes, cancel", { ...tap, seconds: 8, under: await lastTo(ana) })).toContain("is cancelled");
  });

  test("a quoted yes answers what it quotes, whatever came between", async () => {
    await say(ana, "book A");
    await say(ana, "cancel", { seconds: 1 });
    const question = await lastTo(ana);
    await say(ana, "balance", { seconds: 2 });
    expect(await ask(ana, "yes", { seconds: 3, under: await lastTo(ana) })).toMatch(/^That question is over/);
    await say(ana, "cancel", { seconds: 4 });
    const again = await lastTo(ana);
    await say(ana, "balance", { seconds: 5 });
    expect(await ask(ana, "yes", { seconds: 6, under: question })).toMatch(/^That question is over/);
    await say(ana, "cancel", { seconds: 7 });
    expect(await ask(ana, "yes", { seconds: 8, under: again })).toMatch(/^That question is over/);
  });

  test("a yes to a colleague's question is for the colleague", async () => {
    await say(ana, "book A");
    await say(ana, "cancel", { seconds: 1 });
    await written(ana.conversations.meta, { text: "Shall I call you?", seconds: 2, answers: null, origin: "desk:Ada" });
    expect(await say(ana, "yes", { seconds: 3 })).toBeNull();
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
  });

  test.each(["cancel", "extend", "left", "not my car", "parked"])(
    "%j under a message of an earlier booking does nothing",
    async (payload) => {
      await say(ana, "book A");
      const old = await lastTo(ana);
      await say(ana, "cancel", { seconds: 1 });
      await say(ana, "yes", { seconds: 2 });
      await say(ana, "book A", { seconds: 60 });
      if (payload !== "cancel" && payload !== "extend" && payload !== "parked") await car(70, true);
      const before = await openOf(ana);
      expect(await ask(ana, payload, { payload, seconds: 80, under: old })).toMatch(
        /^That message was about an earlier booking, which is over\./,
      );
      expect(await openOf(ana)).toEqual(before);
      expect(await openKinds()).toEqual([]);
    },
  );

  test("an offer is taken by a yes under it, and not by one to a colleague or under an older message", async () => {
    const [ben, cleo] = [await makeDriver(), await makeDriver()];
    await say(ben, "book A");
    await say(cleo, "book B");
    await say(ana, "wait", { seconds: 1 });
    const old = await lastTo(ana);
    await say(ben, "cancel", { seconds: 2 });
    await say(ben, "yes", { seconds: 3 });
    expect(await ask(ana, "yes", { seconds: 4, under: old })).toMatch(/^That question is over/);
    await say(ana, "balance", { seconds: 5 });
    expect(await ask(ana, "yes", { seconds: 6 })).toContain("is kept for you");
    expect(await openOf(ana)).toBeNull();
    await written(ana.conversations.meta, { text: "Shall I call you?", seconds: 7, answers: null, origin: "desk:Ada" });
    expect(await say(ana, "no", { seconds: 8 })).toBeNull();
    expect(await ask(ana, "status", { seconds: 9 })).toContain("is kept for you");
    expect(await ask(ana, "yes", { seconds: 10 })).toContain("Spot *A* at Market Square is booked");
  });
});
