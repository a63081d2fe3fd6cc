// Words that are nearly a command, and those that are none.
import { beforeEach, describe, expect, test } from "vitest";
import { type Driver, useChat } from "./chat.fixture.ts";

const chat = useChat();
const { say, ask, car, hear, openOf } = chat;

let ana: Driver;
beforeEach(() => {
  ana = chat.ana;
});

describe("words that are nearly a command", () => {
  test.each([
    ["boook A", /Did you mean \*book A\*/],
    ["bok a", /Did you mean \*book A\*/],
    ["A", /do you want to book it\?/],
    ["spot A", /do you want to book it\?/],
    ["book A tomorrow", /I can only book for now/],
    ["book A at 5pm", /I can only book for now/],
    ["book A on Friday", /I can only book for now/],
    ["reserve spot A for tomorrow at 9:30", /I can only book for now/],
    ["book A from 5 to 7", /I can only book for now/],
    ["book A on 3 December", /I can only book for now/],
  ])("%j asks first, and yes books", async (text, question) => {
    expect(await ask(ana, text)).toMatch(question);
    expect(await openOf(ana)).toBeNull();
    expect(await ask(ana, "yes", { seconds: 1 })).toContain("Spot *A* at Market Square is booked");
  });

  test.each(["book A for 2 hours", "book a for 30 min", "book A for two hours please"])("%j books", async (text) => {
    expect(await ask(ana, text)).toContain("Spot *A* at Market Square is booked");
  });

  test("another day without a spot shows what is free now", async () => {
    expect(await ask(ana, "book tomorrow")).toMatch(/^I can only book for now.*Which spot would you like now\?/);
  });

  test.each([
    ["stat", "You have booked nothing", /You have no booking/],
    ["statsu", "", /You have no booking/],
    ["balanc", "", /Your balance is/],
    ["hisotry", "", /You have no bookings yet/],
    ["slost", "", /Market Square/],
  ])("%j shows what was meant", async (text, _, answer) => {
    expect(await ask(ana, text)).toMatch(answer);
  });

  test("cancell asks as cancel does, and only who has something to cancel", async () => {
    expect(await say(ana, "cancell")).toBeNull();
    await say(ana, "book A");
    expect(await ask(ana, "cancell")).toContain("Cancel booking?");
  });

  test.each(["look at A", "what", "cook", "hello there", "lift", "Anna", "take it", "boooooook"])(
    "%j is left alone",
    async (text) => {
      expect(await say(ana, text)).toBeNull();
    },
  );

  test.each(["done", "leaving", "stop", "finish", "checkout", "exit", "I'm done", "end my stay"])(
    "%j says how a stay ends",
    async (text) => {
      expect(await say(ana, text)).toBeNull();
      await say(ana, "book A");
      expect(await ask(ana, text, { seconds: 1 })).toContain("has not begun");
      await car(60, true);
      expect(await ask(ana, text, { seconds: 61 })).toContain("Just drive off");
      await hear(62, { kind: "presence", online: false });
      expect(await ask(ana, text, { seconds: 63 })).toContain("When you have driven off, write *left*");
      expect(await openOf(ana)).toMatchObject({ status: "active" });
    },
  );

  test("slots of one lot by its name, and each spot once where choices are written out", async () => {
    expect(await ask(ana, "slots market")).toContain("*Market Square*");
    expect(await ask(ana, "slots nowhere")).toMatch(/^I know no lot \*nowhere\*/);
    const [draft] = (await say(ana, "slots", { line: "twilio" }))!;
    expect(draft).toMatchObject({ type: "text", text: expect.stringMatching(/Free: A, B\n/) });
  });
});
