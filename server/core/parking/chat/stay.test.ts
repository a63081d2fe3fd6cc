// What drivers say about their car against what the sensor sees, and what they are told of their stay.
import { beforeEach, describe, expect, test } from "vitest";
import { at } from "../../../../test/support/build.ts";
import { type Driver, useChat } from "./chat.fixture.ts";

const chat = useChat();
const { say, ask, car, openOf, openKinds } = chat;

let ana: Driver;
beforeEach(() => {
  ana = chat.ana;
});

describe("what is said of a stay follows what the driver claimed", () => {
  const commands = ["status", "cancel", "extend", "book B", "done", "parked", "not my car", "balance"];
  test.each(commands)("after not my car, %j says neither that billing runs nor to drive off", async (text) => {
    await say(ana, "book A");
    await car(60, true);
    await say(ana, "not my car", { seconds: 70 });
    const answer = await ask(ana, text, { seconds: 80 });
    expect(answer).not.toMatch(/drive off|Billing runs|driven off/);
    expect(answer).toMatch(/[Oo]ur team/);
  });
  test.each([...commands.filter((one) => one !== "not my car"), "left"])(
    "after left that the sensor denies, %j says that people look at it",
    async (text) => {
      await say(ana, "book A");
      await car(60, true);
      await say(ana, "left", { seconds: 70 });
      const answer = await ask(ana, text, { seconds: 80 });
      expect(answer).not.toMatch(/drive off|Billing runs|driven off/);
      expect(answer).toMatch(/[Oo]ur team/);
    },
  );
  test("the claim outlives the stay, and the receipt says that it is checked", async () => {
    await say(ana, "book A");
    await car(60, true);
    await say(ana, "not my car", { seconds: 70 });
    await car(3_660, false);
    expect(await ask(ana, "left", { seconds: 3_670 })).toContain("Our team checks this bill");
    expect(await openKinds()).toEqual(["driver_says_not_parked"]);
  });
});

describe("what drivers say about their car", () => {
  test("parked, while the sensor sees nothing, starts the stay and is told to staff", async () => {
    await say(ana, "book A");
    expect(await ask(ana, "parked", { seconds: 60 })).toContain("The sensor does not see your car yet.");
    expect(await openOf(ana)).toMatchObject({ status: "active", started_at: at(60) });
    expect(await openKinds()).toEqual(["sensor_says_empty"]);
    expect(await ask(ana, "arrived", { seconds: 120 })).toContain("You are parked on *A*");
  });

  test("parked on another spot than the booked one starts nothing", async () => {
    await say(ana, "book A");
    expect(await ask(ana, "parked at B", { seconds: 60 })).toContain("Your booking is for *A* at Market Square.");
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
    expect(await ask(ana, "parked at A", { seconds: 61 })).toContain("You are parked on *A*");
  });

  test("left, while the sensor sees a car, goes on and is told to staff", async () => {
    await say(ana, "book A");
    await car(60, true);
    expect(await ask(ana, "left", { seconds: 120 })).toContain("The sensor still sees a car on *A*");
    expect(await openOf(ana)).toMatchObject({ status: "active" });
    expect(await openKinds()).toEqual(["driver_says_left"]);
    expect(await ask(ana, "that's not my car", { seconds: 130 })).toContain("Our team will look");
    expect(await openKinds()).toEqual(["driver_says_not_parked", "driver_says_left"]);
  });

  test("left with an empty spot ends the stay with the receipt alone", async () => {
    await say(ana, "book A");
    await car(60, true);
    await car(60 + 3_600, false);
    const text = await ask(ana, "I left", { seconds: 60 + 3_605 });
    expect(text).toMatch(/^\*Receipt\*/);
    expect(text).toContain("Total: *$3.00*");
  });

  test("without a stay nothing is ended", async () => {
    expect(await ask(ana, "left")).toContain("You have no running stay");
    expect(await ask(ana, "not me")).toContain("You have no running stay");
    expect(await ask(ana, "parked")).toContain("You have no booking");
    await say(ana, "book A");
    expect(await ask(ana, "left")).toContain("has not begun");
    expect(await ask(ana, "not my car")).toContain("has not begun");
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
  });
});
