// Waiting for a spot by chat, and taking or leaving the one that is offered.
import { beforeEach, describe, expect, test } from "vitest";
import type * as spots from "../spots.ts";
import { choices, type Driver, textOf, useChat } from "./chat.fixture.ts";

const chat = useChat();
const { say, ask, makeDriver, openOf, setBalance, fill } = chat;

let ana: Driver;
let own: spots.Spot[];
beforeEach(() => {
  ana = chat.ana;
  own = chat.own;
});

describe("waiting", () => {
  let others: Driver[];
  beforeEach(async () => {
    others = await fill();
    await say(ana, "wait");
    chat.told = [];
  });
  const giveBack = async (seconds = 10) => {
    await say(others[0]!, "cancel", { seconds });
    await say(others[0]!, "yes", { seconds });
  };

  test("who waited is told when somebody cancels, and yes books the spot", async () => {
    await giveBack();
    expect(chat.told).toMatchObject([{ contactId: ana.contactId, draft: { type: "buttons" } }]);
    expect(textOf(chat.told[0]!.draft)).toContain("spot *A* at Market Square is free now");
    expect(await ask(ana, "yes", { seconds: 20 })).toContain("Spot *A* at Market Square is booked for you");
    expect(await openOf(ana)).toMatchObject({ spot_id: own[0]!.id });
  });

  test("what the offer's buttons come back as books it too, and others cannot", async () => {
    await giveBack();
    expect(await ask(await makeDriver(), "book A", { seconds: 11 })).toContain("is booked by somebody else");
    const [payload] = choices(chat.told[0]!.draft);
    expect(await ask(ana, "Book A", { payload: payload!, seconds: 20 })).toContain(
      "Spot *A* at Market Square is booked",
    );
  });

  test("keep it is no refusal of an offer", async () => {
    await giveBack();
    expect(await say(ana, "keep it", { seconds: 11 })).toBeNull();
    expect(await ask(ana, "status", { seconds: 12 })).toContain("Spot *A* at Market Square is kept for you");
  });

  test("no passes the offer on", async () => {
    const ben = await makeDriver();
    await say(ben, "wait");
    await giveBack();
    chat.told = [];
    expect(await ask(ana, "no thanks", { seconds: 20 })).toContain("You no longer wait");
    expect(chat.told).toMatchObject([{ contactId: ben.contactId }]);
    expect(await say(ana, "yes", { seconds: 21 })).toBeNull();
  });

  test.each(["stop waiting", "cancel", "leave the waitlist"])("%j ends it", async (text) => {
    expect(await ask(ana, text)).toContain("You no longer wait for a spot at Market Square.");
    expect(await ask(ana, "status")).toContain("You have no booking");
    expect(await ask(ana, "stop waiting")).toContain("You have no booking");
  });

  test("a question is answered before an offer", async () => {
    await giveBack();
    await say(ana, "slots", { seconds: 11 });
    expect(await ask(ana, "A", { seconds: 12 })).toContain("Spot *A* at Market Square is booked");
    await say(ana, "cancel", { seconds: 13 });
    expect(await ask(ana, "yes", { seconds: 14 })).toContain("is cancelled");
  });

  test("asked again it is the same place; with a booking there is none", async () => {
    expect(await ask(ana, "wait")).toContain("You are next in line");
    expect(await ask(others[1]!, "wait")).toContain("You have booked *B*");
  });

  test("who cannot pay cannot wait", async () => {
    const ben = await makeDriver();
    await setBalance(ben, 50);
    expect(await ask(ben, "wait")).toContain("needs at least $1.00");
  });
});
