// Two lots with spots of the same code and with two currencies: which of them is meant.
import { beforeEach, describe, expect, test } from "vitest";
import { next } from "../../../../test/support/build.ts";
import * as accounts from "../../accounts/accounts.ts";
import { choices, type Driver, textOf, useChat } from "./chat.fixture.ts";

const chat = useChat();
const { say, ask, command, makeDriver, makeSpots, accountOf, openOf, fill } = chat;

let ana: Driver;
beforeEach(() => {
  ana = chat.ana;
});

describe("two lots", () => {
  let harbour: Awaited<ReturnType<typeof makeSpots>>;
  beforeEach(async () => {
    harbour = await makeSpots({ name: "Harbour", currency: "EUR", time_zone: "Europe/Berlin" }, ["A", "C"]);
    await payEuros(ana);
  });

  /** The welcome credit is in the house's currency; whoever parks for euros has paid some. */
  async function payEuros(driver: Driver): Promise<void> {
    await say(driver, "balance");
    const { id } = await accountOf(driver);
    const paid = { kind: "top_up", cents: 10_000, currency: "EUR", reason: "cash", key: `euros ${next()}` } as const;
    await command(0, (one) => accounts.adjust(one, id, paid));
  }

  test("the welcome credit of one currency does not pay in another", async () => {
    const driver = await makeDriver();
    expect(await ask(driver, "book C")).toMatch(
      /^Your balance is €0\.00, and booking at Harbour needs at least €1\.00\./,
    );
    expect(await openOf(driver)).toBeNull();
    expect(await ask(driver, "balance")).toBe("Your balance is *$100.00*.");
  });

  test("slots tells both, and names the lot where the code is in both", async () => {
    const [draft] = (await say(ana, "slots"))!;
    expect(draft).toMatchObject({ sections: [{ title: "Market Square" }, { title: "Harbour" }] });
    expect(choices(draft)).toEqual(["book A at Market Square", "book B", "book A at Harbour", "book C"]);
    for (const id of ["book A at Harbour", "book C"]) {
      const driver = await makeDriver();
      await payEuros(driver);
      await say(driver, "Book", { payload: id });
      expect(await openOf(driver)).toMatchObject({ lot_id: harbour.lot.id });
    }
  });

  test("book A asks which lot, even when only one is free, and books nothing", async () => {
    await say(await makeDriver(), "book A at Market Square");
    const [draft] = (await say(ana, "book A"))!;
    expect(textOf(draft)).toContain("There is a spot *A* in several lots.");
    expect(choices(draft)).toEqual(["book A at Harbour", "book A at Market Square"]);
    expect(await openOf(ana)).toBeNull();
  });

  test.each(["Harbour", "harb", "A at Harbour", "book A at the harbour"])("%j answers which lot", async (answer) => {
    await say(ana, "book A");
    const booked = await ask(ana, answer);
    expect(booked).toContain("Spot *A* at Harbour is booked for you until Fri 01:00");
    expect(booked).toContain("€3.00 an hour");
    expect(booked).toContain("Your balance is €100.00");
  });

  test("after the slots of one lot its spots are meant", async () => {
    expect(await ask(ana, "slots at harbour")).not.toContain("Market Square");
    expect(await ask(ana, "A")).toContain("Spot *A* at Harbour is booked");
  });

  test("after the slots of all lots a code that is in both is asked about", async () => {
    await say(ana, "slots");
    expect(await ask(ana, "A")).toContain("Which one do you mean?");
    expect(await say(ana, "hmm")).toBeNull();
    expect(await ask(ana, "market square")).toContain("Spot *A* at Market Square is booked");
  });

  test("a second booking is refused before it is asked which lot", async () => {
    await say(ana, "book A at harbour");
    expect(await ask(ana, "book A")).toContain("Spot *A* at Harbour is booked for you already");
  });

  test("a lot's spots that are all taken: others are shown beside the way to wait", async () => {
    await fill();
    const [all] = (await say(ana, "slots"))!;
    expect(textOf(all)).toContain("*Market Square*: all 2 spots are taken");
    const [asked] = (await say(ana, "wait"))!;
    expect(choices(asked)).toEqual(["wait for Market Square"]);
    expect(await ask(ana, "Market Square")).toContain("You are next in line for a spot at Market Square");
    expect(await ask(ana, "wait")).toContain("You are next in line");
  });

  test("waiting for a lot with a free spot shows it instead", async () => {
    const [draft] = (await say(ana, "wait for harbour"))!;
    expect(textOf(draft)).toMatch(/^No need to wait: there is a free spot at Harbour\./);
    expect(await ask(ana, "C")).toContain("Spot *C* at Harbour is booked");
  });

  test("balances are told in each currency, the house's first", async () => {
    await say(ana, "book C");
    expect(await ask(ana, "balance")).toBe("Your balance is *$100.00*.\nYour balance is *€100.00*.");
  });
});
