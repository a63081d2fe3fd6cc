// Booking by chat: what is free, which spot is meant, and giving back and extending what is booked.
import { beforeEach, describe, expect, test } from "vitest";
import * as bookings from "../bookings.ts";
import * as lots from "../lots.ts";
import * as spots from "../spots.ts";
import * as staffActions from "../staff-actions.ts";
import * as waitlist from "../waitlist.ts";
import { choices, type Driver, ownId, textOf, useChat } from "./chat.fixture.ts";

const chat = useChat();
const { say, ask, car, hear, command, makeDriver, makeSpots, empty, accountOf, openOf, setBalance, fill } = chat;

let ana: Driver;
let own: spots.Spot[];
beforeEach(() => {
  ana = chat.ana;
  own = chat.own;
});

describe("slots", () => {
  test("has each free spot as a row that books it", async () => {
    const [draft] = (await say(ana, "slots"))!;
    expect(choices(draft)).toEqual(["book A", "book B"]);
    expect(await ask(ana, "Book B", { payload: "book B" })).toContain("Spot *B* at Market Square is booked");
  });

  test("leaves out what is taken, out of service, or out of reach", async () => {
    await say(await makeDriver(), "book B");
    expect(await ask(ana, "slots")).toContain("1 free, 1 taken");
    await hear(1, { kind: "presence", online: false });
    expect(await ask(ana, "slots", { seconds: 2 })).toContain(
      "no spot can be booked right now, as 1 of 2 cannot be seen",
    );
  });

  test("offers to wait when nothing is free, and a plain yes waits", async () => {
    await fill();
    const [draft] = (await say(ana, "slots"))!;
    expect(choices(draft)).toEqual(["wait"]);
    expect(await ask(ana, "yes")).toContain("You are next in line for a spot at Market Square.");
  });

  test("a no to waiting is understood as well", async () => {
    await fill();
    await say(ana, "slots");
    expect(await ask(ana, "no")).toContain("I will not put you in line");
    expect(await waitlist.openOf(chat.db, (await accountOf(ana)).id)).toBeNull();
  });

  test("a lot that is not there is said so", async () => {
    expect(await ask(ana, "slots at Atlantis")).toMatch(/^I know no lot \*Atlantis\*\.\n\n\*Market Square\*/);
  });

  test("there are no spots yet", async () => {
    await empty();
    expect(await ask(ana, "slots")).toBe("There are no parking spots yet.");
    expect(await ask(ana, "book A")).toContain("There are no parking spots yet.");
    await makeSpots({}, []);
    expect(await ask(ana, "slots")).toBe("There are no parking spots yet.");
    expect(await ask(ana, "wait")).toBe("There are no parking spots yet.");
  });
});

describe("book", () => {
  test.each(["Could you book A please?", "BOOK  a!", "bookA", "reserve spot A", "book A at market square"])(
    "is understood in %j",
    async (text) => {
      expect(await ask(ana, text)).toContain("Spot *A* at Market Square is booked");
      expect(await openOf(ana)).toMatchObject({ spot_id: own[0]!.id, status: "reserved", created_by: "driver" });
    },
  );

  test("alone asks which, and the bare code answers", async () => {
    expect(await ask(ana, "book")).toMatch(/^Which spot would you like\?/);
    expect(await openOf(ana)).toBeNull();
    expect(await ask(ana, "the B please")).toContain("Spot *B* at Market Square is booked");
  });

  test("a bare code counts for ten minutes after the spots were shown, and only then", async () => {
    await say(ana, "slots");
    expect(await ask(ana, "B", { seconds: 600 })).toContain("do you want to book it?");
    await say(ana, "slots", { seconds: 700 });
    expect(await say(ana, "where is the lift", { seconds: 800 })).toBeNull();
    expect(await openOf(ana)).toBeNull();
    expect(await ask(ana, "b", { seconds: 1_299 })).toContain("Spot *B* at Market Square is booked");
  });

  test("one line's question is not answered on the other", async () => {
    await say(ana, "slots", { line: "meta" });
    expect(await ask(ana, "A", { line: "twilio" })).toContain("do you want to book it?");
    expect(await openOf(ana)).toBeNull();
  });

  test("the same message twice books once and is confirmed again", async () => {
    const id = ownId();
    const first = await say(ana, "book A", { id });
    expect(await say(ana, "book A", { id })).toEqual(first);
    const all = await chat.db.selectFrom("bookings").selectAll().execute();
    expect(all).toMatchObject([{ key: `message:${id}` }]);
  });

  test("an impatient second message is told that it is booked already", async () => {
    await say(ana, "book A");
    expect(await ask(ana, "book A!!")).toBe("Spot *A* at Market Square is booked for you already, until Fri 00:00.");
    await car(60, true);
    expect(await ask(ana, "book a", { seconds: 61 })).toBe("You are parked on *A* at Market Square already.");
  });

  test("another spot beside the own one is refused, with what to do", async () => {
    await say(ana, "book A");
    expect(await ask(ana, "book B")).toMatch(/^You have booked \*A\* at Market Square.*write \*cancel\*/);
    expect(await ask(ana, "book")).toMatch(/^You have booked \*A\*/);
    await say(ana, "slots");
    expect(await ask(ana, "B")).toMatch(/^You have booked \*A\*/);
    await car(60, true);
    expect(await ask(ana, "book B", { seconds: 61 })).toContain("drive off first");
  });

  test("a spot that is taken is said so, with those that are free", async () => {
    await say(await makeDriver(), "book A");
    const [draft] = (await say(ana, "book A"))!;
    expect(textOf(draft)).toMatch(/^Spot \*A\* at Market Square is booked by somebody else\./);
    expect(choices(draft)).toEqual(["book B"]);
    expect(await ask(ana, "b")).toContain("Spot *B* at Market Square is booked");
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["with a car on it", () => car(1, true), "is taken"],
    ["out of reach", () => hear(1, { kind: "presence", online: false }), "cannot be booked right now"],
    [
      "out of service",
      () => command(1, (one) => staffActions.maintain(one, own[0]!.id, { on: true, reason: "paint" })),
      "is out of service",
    ],
  ])("a spot %s is refused", async (_, happen, why) => {
    await happen();
    expect(await ask(ana, "book A", { seconds: 2 })).toContain(`Spot *A* at Market Square ${why}.`);
    expect(await openOf(ana)).toBeNull();
  });

  test("when all is taken it offers to wait", async () => {
    await fill();
    const [draft] = (await say(ana, "book A"))!;
    expect(choices(draft)).toEqual(["wait"]);
  });

  test("an unknown spot is said so, with those that are free; a letter is left to people", async () => {
    const [draft] = (await say(ana, "book Z9"))!;
    expect(textOf(draft)).toMatch(/^I know no spot \*Z9\*\./);
    expect(choices(draft)).toEqual(["book A", "book B"]);
    expect(await say(ana, "book a table for two at eight in the evening")).toBeNull();
    expect(await openOf(ana)).toBeNull();
  });

  test("hostile words book nothing and harm nothing", async () => {
    for (const text of [
      "book A'; drop table spots; --",
      "book \\ud800",
      `book ${"A".repeat(200)}`,
      "book %s%n",
      "book *_~`",
    ])
      await say(ana, text);
    expect(await openOf(ana)).toBeNull();
    expect(await spots.list(chat.db, chat.lot.id)).toHaveLength(2);
  });

  test("too low a balance is told with the lot's minimum, and nothing is booked", async () => {
    await setBalance(ana, 99);
    expect(await ask(ana, "book A")).toMatch(
      /^Your balance is \$0\.99, and booking at Market Square needs at least \$1\.00\./,
    );
    await setBalance(ana, -500);
    expect(await ask(ana, "book A")).toMatch(/^You owe \$5\.00, and booking/);
    expect(await openOf(ana)).toBeNull();
    await setBalance(ana, 100);
    expect(await ask(ana, "book A")).toContain("is booked");
  });

  test("a spot without a board is started and ended by the driver's word", async () => {
    expect(await ask(ana, "book B")).toContain("Write *parked* when your car is there.");
    expect(await ask(ana, "I'm here!", { seconds: 60 })).toContain(
      "You are parked on *B* at Market Square since 12:01.",
    );
    expect(await ask(ana, "I left", { seconds: 60 + 3_600 })).toContain("Total: *$3.00*");
    expect(await openOf(ana)).toBeNull();
  });
});

describe("cancel", () => {
  test("asks first, and yes gives the spot back", async () => {
    await say(ana, "book A");
    const [draft] = (await say(ana, "Cancel my booking please"))!;
    expect(textOf(draft)).toContain("Cancel booking?");
    expect(choices(draft)).toEqual(["yes", "no"]);
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
    expect(await ask(ana, "Yes, cancel", { payload: "yes" })).toContain("is cancelled");
    expect(await openOf(ana)).toBeNull();
    expect((await spots.get(chat.db, own[0]!.id)).light_desired).toBe("green");
    expect(await say(ana, "yes")).toBeNull();
  });

  test.each(["no", "No, keep it", "keep it"])("%j keeps it", async (text) => {
    await say(ana, "book A");
    await say(ana, "cancel");
    expect(await ask(ana, text)).toMatch(/^Kept\. Spot \*A\*/);
    expect(await say(ana, "yes")).toBeNull();
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
  });

  test("the question stays open beside other words, for ten minutes", async () => {
    await say(ana, "book A");
    await say(ana, "cancel");
    expect(await say(ana, "let me think", { seconds: 10 })).toBeNull();
    await say(ana, "status", { seconds: 20 });
    expect(await say(ana, "yes", { seconds: 600 })).toBeNull();
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
    await say(ana, "cancel", { seconds: 700 });
    await say(ana, "balance", { seconds: 800 });
    // Something else came between, so it is asked again.
    expect(await ask(ana, "👍", { seconds: 900 })).toContain("Cancel booking?");
    expect(await ask(ana, "👍", { seconds: 910 })).toContain("is cancelled");
  });

  test("yes gives back only what was asked about", async () => {
    await say(ana, "book A");
    await say(ana, "cancel");
    const first = (await openOf(ana))!;
    await command(1, (one) => bookings.cancel(one, first.id));
    await say(ana, "book B", { line: "twilio", seconds: 2 });
    expect(await ask(ana, "yes", { seconds: 3 })).toContain("That question is over.");
    expect(await openOf(ana)).toMatchObject({ spot_id: own[1]!.id, status: "reserved" });
  });

  test("yes after the car has come ends nothing", async () => {
    await say(ana, "book A");
    await say(ana, "cancel");
    await car(60, true);
    expect(await ask(ana, "yes", { seconds: 61 })).toContain("It ends by itself when you drive off.");
    expect(await openOf(ana)).toMatchObject({ status: "active" });
  });

  test("of a stay says how it ends; without a booking it says so; of a spot by name too", async () => {
    expect(await ask(ana, "cancel")).toContain("You have no booking to cancel.");
    await say(ana, "book A");
    expect(await ask(ana, "cancel spot B")).toContain("Cancel booking? Spot *A*");
    expect(await say(ana, "cancel my gym membership")).toBeNull();
    await car(60, true);
    expect(await ask(ana, "cancel", { seconds: 61 })).toContain("write *left*");
  });
});

describe("extend", () => {
  test("holds the spot longer, once", async () => {
    expect(await ask(ana, "extend")).toContain("You have no booking to extend.");
    await say(ana, "book A");
    expect(await ask(ana, "Can you extend it?")).toContain("is now booked for you until Fri 01:00");
    expect(await ask(ana, "extend")).toContain("A booking can be extended once");
    await car(60, true);
    expect(await ask(ana, "extend", { seconds: 61 })).toContain("as long as you like");
  });

  test("not while somebody waits, and then nothing offers it", async () => {
    const [first] = await fill();
    await say(ana, "wait");
    const [status] = (await say(first!, "status"))!;
    expect(choices(status)).toEqual(["cancel"]);
    expect(await ask(first!, "extend")).toContain("Somebody else is waiting");
  });
});

test("a spot of the code Y or N is a spot where spots were shown", async () => {
  await command(0, (one) => lots.addSpots(one, chat.lot.id, ["Y", "N"]));
  await say(ana, "slots");
  expect(await ask(ana, "y")).toContain("Spot *Y* at Market Square is booked");
});
