// Parking by chat on a real database: who gets an account, the whole way on both providers' lines, and what is told of bookings and money.
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { at } from "../../../../test/support/build.ts";
import { closeIncident, openIncident } from "../../../base/incidents.ts";
import type { MessageType } from "../../../contract/inbound.ts";
import type { Draft } from "../../../contract/outbound.ts";
import * as accounts from "../../accounts/accounts.ts";
import * as ledger from "../../accounts/ledger.ts";
import { en } from "../../texts/messages.en.ts";
import { welcomeNewcomers } from "../newcomers.ts";
import * as spots from "../spots.ts";
import { choices, type Driver, ownId, textOf, useChat } from "./chat.fixture.ts";
import { draftOf } from "./notices.ts";
import * as replies from "./replies.ts";

const chat = useChat();
const { say, ask, car, hear, look, command, makeDriver, makeSpots, written, turnOf, accountOf, openOf, fill } = chat;

let ana: Driver;
let own: spots.Spot[];
beforeEach(() => {
  ana = chat.ana;
  own = chat.own;
});

describe("whoever writes", () => {
  test.each<[string | null, MessageType]>([
    ["slots", "text"],
    ["what a lovely day", "text"],
    ["menu", "text"],
    ["x".repeat(5_000), "text"],
    [null, "image"],
  ])("gets a guest account with credit by %j", async (text, type) => {
    await say(ana, text, { type });
    const account = await accountOf(ana);
    expect(account).toMatchObject({ username: `whatsapp_${ana.phone}`, currency: "USD" });
    expect(await ledger.balanceOf(chat.db, account.id, "USD")).toBe(10_000);
  });

  test("who was booked for by staff gets the credit with the first message, once", async () => {
    await command(0, (one) => accounts.guest(one, { id: ana.contactId, phone: ana.phone }, "USD", null));
    const { id } = await accountOf(ana);
    expect(await ledger.balanceOf(chat.db, id, "USD")).toBe(0);
    expect(await ask(ana, "balance")).toBe("Your balance is *$100.00*.");
    expect(await ask(ana, "balance", { seconds: 1 })).toBe("Your balance is *$100.00*.");
    expect((await accountOf(ana)).id).toBe(id);
  });

  test("has one account on both lines, and one credit", async () => {
    await say(ana, "balance", { line: "twilio" });
    expect(await ask(ana, "balance")).toBe("Your balance is *$100.00*.");
  });

  test.each([
    "what a lovely day",
    "menu",
    "help",
    "I read a book",
    "yes",
    "no",
    "Market Square",
    "take it easy",
    "wait for me",
    "",
    "🚗",
  ])("says nothing of ours with %j", async (text) => {
    expect(await say(ana, text)).toBeNull();
  });

  test("in a crowd that writes for the first time gets an account at once for what parking answers, else a little later", async () => {
    const texts = ["slots", "blance", "B", ...Array.from({ length: 12 }, () => "hello, is anybody there?")];
    const crowd = await Promise.all(
      texts.map(async (text) => {
        const driver = await makeDriver();
        return { driver, text, id: await written(driver.conversations.meta, { text, seconds: 0 }) };
      }),
    );
    const answers = await chat.db.transaction().execute(async (tx) => {
      const turns = crowd.map(({ driver, text, id }) => turnOf(tx, driver, { id, text }));
      await chat.skill.prepare!(turns);
      const drafts: (Draft[] | null)[] = [];
      for (const turn of turns) drafts.push(await chat.skill.answer(turn));
      return drafts;
    });
    expect(answers.map((drafts) => drafts !== null)).toEqual(texts.map((_, n) => n < 3));
    const owned = async () =>
      (
        await accounts.ofContacts(
          chat.db,
          crowd.map(({ driver }) => driver.contactId),
        )
      ).size;
    expect(await owned()).toBe(3);
    await chat.db
      .updateTable("conversations")
      .set({ last_inbound_at: at(0) })
      .where(
        "id",
        "in",
        crowd.map(({ driver }) => driver.conversations.meta),
      )
      .execute();
    await command(1, (one) => welcomeNewcomers(one, 0));
    expect(await owned()).toBe(texts.length);
    for (const { driver } of crowd)
      expect(await ledger.balanceOf(chat.db, (await accountOf(driver)).id, "USD")).toBe(10_000);
    expect(await ledger.verify(chat.db)).toEqual([]);
  });

  test("is left to people with a picture or a voice message", async () => {
    expect(await say(ana, null, { type: "image" })).toBeNull();
  });
});

describe.each(["meta", "twilio"] as const)("the whole way on %s", (line) => {
  test("slots, book, park, status, drive off", async () => {
    expect(await ask(ana, "slots", { line })).toBe(
      "*Market Square*: 2 free, 0 taken\n$3.00 an hour\nFree: A, B\n\nChoose a spot, or write *book A*.",
    );
    const booked = await ask(ana, "book A", { line });
    expect(booked).toMatch(/booked/i);
    for (const part of [
      "*A* at Market Square",
      "until Fri 00:00",
      "blue",
      "sensor sees your car",
      "$3.00 an hour",
      "$100.00",
    ])
      expect(booked).toContain(part);
    expect((await spots.get(chat.db, own[0]!.id)).light_desired).toBe("blue");
    await car(60, true);
    expect(await ask(ana, "status", { line, seconds: 60 + 3_600 })).toContain("(1 h).\nSo far: *$3.00*");
    await car(60 + 3_600, false);
    await look(60 + 3_600 + 30);
    expect(textOf(draftOf(en, chat.notices.at(-1)!, at(0)))).toContain("Total: *$3.00*");
    expect(await ask(ana, "history", { line, seconds: 7_200 })).toContain(
      "Thu 1 Jan: *A* at Market Square\n1 h, $3.00",
    );
    expect(await ask(ana, "balance", { line, seconds: 7_200 })).toBe("Your balance is *$97.00*.");
    expect(await ask(ana, "status", { line, seconds: 7_200 })).toContain("You have no booking");
  });
});

describe("status", () => {
  test("of a booking, a stay, a place in line and an offer", async () => {
    const [first] = await fill();
    expect(await ask(first!, "status")).toContain("Spot *A* at Market Square is booked for you until Fri 00:00.");
    await say(ana, "wait");
    expect(await ask(ana, "my status")).toContain("You are next in line");
    const ben = await makeDriver();
    await say(ben, "wait");
    expect(await ask(ben, "status")).toContain("You are number 2 in line");
    await say(first!, "cancel");
    await say(first!, "yes");
    const [offer] = (await say(ana, "status"))!;
    expect(textOf(offer)).toContain("Spot *A* at Market Square is kept for you until 12:10.");
    expect(choices(offer)).toEqual(["book A", "no"]);
  });

  test("says nothing technical when the board is away during the stay", async () => {
    await say(ana, "book A");
    await car(60, true);
    await hear(90, { kind: "presence", online: false });
    const text = await ask(ana, "status", { seconds: 120 });
    expect(text).toContain("You are parked on *A*");
    expect(text).not.toMatch(/offline|board|device|sensor/i);
  });
});

test("the balance tells what a stay costs so far", async () => {
  await say(ana, "book A");
  await car(60, true);
  expect(await ask(ana, "balance", { seconds: 60 + 1_800 })).toBe(
    "Your balance is *$100.00*.\nYour stay so far: $1.50, charged when it ends.",
  );
  expect(await ask(await makeDriver(), "history")).toBe("You have no bookings yet. Write *slots* to see what is free.");
});

test("the last five bookings are told, the newest first", async () => {
  for (let i = 0; i < 6; i += 1) {
    await say(ana, i % 2 === 0 ? "book A" : "book B", { seconds: i * 10 });
    await say(ana, "cancel", { seconds: i * 10 + 1 });
    await say(ana, "yes", { seconds: i * 10 + 2 });
  }
  const lines = (await ask(ana, "history", { seconds: 100 })).split("\n\n").slice(1);
  expect(lines.map((line) => /\*(.)\*/.exec(line)?.[1])).toEqual(["B", "A", "B", "A", "B"]);
});

test("the menu names the commands with a spot that is free", async () => {
  const commands = () => chat.db.transaction().execute((tx) => chat.skill.commands(tx, "en"));
  expect((await commands()).map(({ example }) => example)).toEqual([
    "slots",
    "book A",
    "status",
    "cancel",
    "extend",
    "balance",
    "history",
  ]);
  await say(ana, "book A");
  expect((await commands())[1]).toMatchObject({ example: "book B" });
  for (const { example } of await commands()) expect(await say(await makeDriver(), example)).not.toBeNull();
});

test("a message that is taken again after its booking is over books nothing and says how things stand", async () => {
  const id = ownId();
  await say(ana, "book A", { id });
  await say(ana, "cancel");
  await say(ana, "yes");
  expect(await ask(ana, "book A", { id, seconds: 60 })).toContain("You have no booking at the moment.");
  expect(await openOf(ana)).toBeNull();
});

test("whatever is said in whatever state, it is answered or left to people", async () => {
  await makeSpots({ name: "Harbour" }, ["A", "C 1"]);
  const words = [
    "book",
    "A",
    "a",
    "C 1",
    "at",
    "harbour",
    "slots",
    "cancel",
    "yes",
    "no",
    "wait",
    "for",
    "stop waiting",
  ];
  const more = [
    "parked",
    "left",
    "not me",
    "extend",
    "status",
    "balance",
    "history",
    "please",
    "🚗",
    "\u202e",
    "'",
    "menu",
  ];
  const text = fc.array(fc.constantFrom(...words, ...more), { maxLength: 4 }).map((parts) => parts.join(" "));
  const driver = await makeDriver();
  let seconds = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.string({ unit: "grapheme" })), async (said) => {
      seconds += 30;
      const drafts = await say(driver, said, { seconds });
      expect(drafts === null || drafts.length > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(await ledger.verify(chat.db)).toEqual([]);
}, 60_000);

describe("somebody of whom it is in doubt who they are", () => {
  test.each(["balance", "book B", "extend", "cancel", "status", "history", "parked", "left", "wait", "slots"])(
    "%j is answered with who will look at it, and nothing is done or shown",
    async (text) => {
      await say(ana, "book A");
      const before = await openOf(ana);
      const entries = () => chat.db.selectFrom("ledger_entries").select("id").execute();
      const money = await entries();
      await chat.db
        .transaction()
        .execute((tx) => openIncident(tx, "identity_doubt", { contactId: ana.contactId }, {}, at(5)));
      expect(await say(ana, text, { seconds: 10 })).toEqual([replies.doubted(en)]);
      expect(await openOf(ana)).toEqual(before);
      expect(await entries()).toEqual(money);
      const place = chat.db.selectFrom("waitlist").select("id").where("closed_at", "is", null);
      expect(await place.execute()).toEqual([]);
      await chat.db
        .transaction()
        .execute((tx) => closeIncident(tx, "identity_doubt", { contactId: ana.contactId }, "test", at(20)));
      expect(await ask(ana, "balance", { seconds: 30 })).toBe("Your balance is *$100.00*.");
    },
  );

  test("a newcomer in doubt gets neither account nor credit before it is settled", async () => {
    const driver = await makeDriver();
    await chat.db
      .transaction()
      .execute((tx) => openIncident(tx, "identity_doubt", { contactId: driver.contactId }, {}, at(5)));
    expect(await say(driver, "book B")).toEqual([replies.doubted(en)]);
    expect(await accounts.ofContact(chat.db, driver.contactId)).toBeUndefined();
  });

  test("a tap on an earlier button does nothing either", async () => {
    await chat.db
      .transaction()
      .execute((tx) => openIncident(tx, "identity_doubt", { contactId: ana.contactId }, {}, at(5)));
    expect(await say(ana, "Book B", { payload: "book B" })).toEqual([replies.doubted(en)]);
    expect(await spots.list(chat.db, chat.lot.id)).toMatchObject([{ booking_id: null }, { booking_id: null }]);
  });
});
