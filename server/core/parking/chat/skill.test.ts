// Parking by chat on a real database: every command in every state, on both providers' lines, with the clock in the
// test's hand.
import fc from "fast-check";
import { sql, type Transaction } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { DB } from "../../../../db/rows.ts";
import { at, metaChannel, next, twilioChannel } from "../../../../test/support/build.ts";
import { useDatabase } from "../../../../test/support/database.ts";
import { openConversation } from "../../../../test/support/record.ts";
import { closeIncident, openIncident } from "../../../base/incidents.ts";
import { createLog } from "../../../base/log.ts";
import type { MessageType } from "../../../contract/inbound.ts";
import type { Draft } from "../../../contract/outbound.ts";
import type { Notification, Turn } from "../../../contract/skill.ts";
import * as accounts from "../../accounts/accounts.ts";
import * as ledger from "../../accounts/ledger.ts";
import * as devices from "../../devices/devices.ts";
import * as state from "../../devices/state.ts";
import { en } from "../../texts/messages.en.ts";
import * as bookings from "../bookings.ts";
import type { CommandContext } from "../command-context.ts";
import * as incidents from "../incidents.ts";
import * as lots from "../lots.ts";
import { welcomeNewcomers } from "../newcomers.ts";
import type { Notice } from "../notices.ts";
import { createParkingPlugin } from "../plugin.ts";
import { reconcile } from "../reconcile.ts";
import * as spots from "../spots.ts";
import * as staffActions from "../staff-actions.ts";
import * as waitlist from "../waitlist.ts";
import { faultsOf, makeLot } from "./facts.fixture.ts";
import { draftOf } from "./notices.ts";
import * as replies from "./replies.ts";
import { createParkingSkill } from "./skill.ts";

const database = useDatabase();
const skill = createParkingSkill();

type Driver = { contactId: number; phone: string; conversations: Record<"meta" | "twilio", number> };

let notices: Notice[] = [];
let told: Notification[] = [];
const command = <T>(seconds: number, run: (ctx: CommandContext) => Promise<T>) =>
  database.db.transaction().execute((tx) => run({ tx, now: at(seconds), by: "test", notices }));

/** Somebody with a conversation on either line. */
async function makeDriver(): Promise<Driver> {
  const from = String(15_550_400_000 + next());
  const meta = await openConversation(database.db, { from, channel: metaChannel });
  const twilio = await openConversation(database.db, { from, channel: twilioChannel });
  const conversations = { meta: meta.conversationId, twilio: twilio.conversationId };
  return { contactId: meta.contactId, phone: from, conversations };
}

/** An id for a message that the database, which counts from one, does not come to give to another. */
const ownId = (): number => 1_000_000_000 + next();

/** Writes a message of the conversation down; one with an id that is there already is the same. */
async function written(
  conversation: number,
  given: { text: string | null; seconds: number; id?: number | undefined; answers?: number | null; origin?: string },
): Promise<number> {
  const { text, seconds, id, answers, origin = "bot:parking" } = given;
  const out = answers !== undefined;
  const { rows } = await sql<{ id: number }>`
    insert into messages (${id === undefined ? sql`` : sql`id, `}channel_id, conversation_id, direction, type, text_body, sent_at, received_at, status,
      origin, answers_id)
    overriding system value
    select ${id === undefined ? sql`` : sql`${id}::bigint, `}channel_id, id, ${out ? "out" : "in"}, 'text', ${text}, ${at(seconds)}, ${at(seconds)},
      ${out ? "sent" : null}, ${out ? origin : null}, ${answers ?? null}::bigint from conversations where id = ${conversation}
    on conflict do nothing returning id`.execute(database.db);
  return rows[0]?.id ?? id!;
}

/** What was told to others since, each on the line on which they wrote first. */
let delivered = 0;
async function deliver(seconds: number): Promise<void> {
  if (told.length < delivered) delivered = 0;
  for (const { contactId, draft } of told.slice(delivered)) {
    const find = database.db.selectFrom("conversations").select("id").where("contact_id", "=", contactId).orderBy("id");
    const { id } = await find.executeTakeFirstOrThrow();
    await written(id, { text: textOf(draft), seconds, answers: null });
  }
  delivered = told.length;
}

/** What a message says of the one under which it stands. */
async function referring(under: number | null) {
  if (under === null) return { repliesTo: null, repliesToAnswerOf: null };
  const find = database.db.selectFrom("messages").select("answers_id").where("id", "=", under);
  const row = await find.executeTakeFirst();
  return { repliesTo: row ? under : 0, repliesToAnswerOf: row?.answers_id ?? null };
}

/** The id of the message that was sent last to a driver on a line. */
async function lastTo(driver: Driver, line: "meta" | "twilio" = "meta"): Promise<number> {
  const find = database.db
    .selectFrom("messages")
    .select("id")
    .where("conversation_id", "=", driver.conversations[line]);
  return (await find.where("direction", "=", "out").orderBy("id", "desc").executeTakeFirstOrThrow()).id;
}

type Said = {
  /** The message under which it stands. */
  under?: number;
  seconds?: number;
  line?: "meta" | "twilio";
  payload?: string;
  id?: number;
  type?: MessageType;
};

/** The turn of a message that is written down. */
function turnOf(
  tx: Transaction<DB>,
  driver: Driver,
  given: Pick<Said, "seconds" | "line" | "payload" | "type"> & {
    id: number;
    text: string | null;
    refers?: Awaited<ReturnType<typeof referring>>;
  },
): Turn<Transaction<DB>> {
  const { seconds = 0, line = "meta", payload, type = "text", id, text, refers } = given;
  return {
    tx,
    now: at(seconds),
    channel: { id: 1, provider: line },
    conversation: { id: driver.conversations[line] },
    contact: { id: driver.contactId, name: "Ana", phone: driver.phone },
    message: {
      id,
      type,
      text,
      payload: payload ?? null,
      ...(refers ?? { repliesTo: null, repliesToAnswerOf: null }),
      sentAt: at(seconds),
    },
    quiet: false,
    commands: [],
    tell: (one) => void told.push(one),
    handOver: () => {},
  };
}

/** One message and what the skill answers. */
async function say(driver: Driver, text: string | null, said: Said = {}): Promise<Draft[] | null> {
  const { seconds = 0, line = "meta", under = null, payload, type } = said;
  const conversation = driver.conversations[line];
  const refers = await referring(under);
  const id = await written(conversation, { id: said.id, text, seconds });
  const drafts = await database.db.transaction().execute((tx) =>
    skill.answer(
      turnOf(tx, driver, {
        ...(payload ? { payload } : {}),
        ...(type ? { type } : {}),
        id,
        text,
        seconds,
        line,
        refers,
      }),
    ),
  );
  for (const draft of drafts ?? []) await written(conversation, { text: textOf(draft), seconds, answers: id });
  await deliver(seconds);
  expect((drafts ?? []).flatMap(faultsOf)).toEqual([]);
  return drafts;
}

const textOf = (draft: Draft | undefined) => (draft && "text" in draft ? draft.text : "");
/** The words of the one draft that a message is answered with. */
async function ask(driver: Driver, text: string, said: Said = {}): Promise<string> {
  const drafts = await say(driver, text, said);
  expect(drafts).toHaveLength(1);
  return textOf(drafts![0]);
}
const choices = (draft: Draft | undefined) => {
  if (draft?.type === "buttons") return draft.buttons.map(({ id }) => id);
  return draft?.type === "list" ? draft.sections.flatMap(({ rows }) => rows.map(({ id }) => id)) : [];
};

let lot: lots.Lot;
let own: spots.Spot[];
let board: number;
let ana: Driver;

const makeSpots = async (given: Partial<lots.LotInput>, codes: string[]) => {
  const { id, created_at, updated_at, ...input } = makeLot(given);
  const made = await command(0, (one) => lots.create(one, input, codes));
  return { lot: made, spots: await spots.list(database.db, made.id) };
};

/** Takes away every lot with all that is in it. */
async function empty(): Promise<void> {
  const inOrder = ["incidents", "waitlist", "bookings", "device_readings", "devices", "spots", "lots"] as const;
  for (const table of inOrder) await database.db.deleteFrom(table).execute();
}

beforeEach(async () => {
  notices = [];
  told = [];
  await empty();
  const made = await makeSpots({}, ["A", "B"]);
  lot = made.lot;
  own = made.spots;
  board = (await command(0, (one) => devices.create(one, { name: "Post A", spotId: own[0]!.id }))).id;
  await hear(0, { kind: "presence", online: true });
  await car(0, false);
  ana = await makeDriver();
});

const hear = (seconds: number, what: { kind: "presence"; online: boolean } | { kind: "reading"; occupied: boolean }) =>
  command(seconds, async (one) => {
    const message = { deviceId: board, retained: false, at: at(seconds), receivedAt: at(seconds), ...what };
    const { spots: changed } = await state.note(one.tx, [{ ...message, transport: "mqtt" }]);
    await reconcile(one, [...changed.keys()]);
  });
const car = (seconds: number, occupied: boolean) => hear(seconds, { kind: "reading", occupied });
const look = (seconds: number) =>
  command(seconds, (one) =>
    reconcile(
      one,
      own.map(({ id }) => id),
    ),
  );
const accountOf = async (driver: Driver) => (await accounts.ofContact(database.db, driver.contactId))!;
const openOf = async (driver: Driver) => bookings.openOf(database.db, (await accountOf(driver)).id);
const openKinds = async () => {
  const { rows } = await incidents.list(database.db, {
    open: true,
    lotId: null,
    bookingId: null,
    limit: 9,
    before: null,
  });
  return rows.map(({ kind }) => kind);
};
/** Sets what somebody has. */
async function setBalance(driver: Driver, cents: number): Promise<void> {
  await say(driver, "hi there");
  const { id } = await accountOf(driver);
  const before = await ledger.balanceOf(database.db, id, "USD");
  const change = {
    kind: "adjustment",
    cents: cents - before,
    currency: "USD",
    reason: "test",
    key: `set${next()}`,
  } as const;
  await command(0, (one) => accounts.adjust(one, id, change));
}
/** Takes every spot of the lot by others. */
async function fill(seconds = 0): Promise<Driver[]> {
  const others: Driver[] = [];
  for (const spot of own) {
    const other = await makeDriver();
    await say(other, `book ${spot.code} at ${lot.name}`, { seconds });
    expect(await openOf(other)).toMatchObject({ spot_id: spot.id });
    others.push(other);
  }
  return others;
}

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
    expect(await ledger.balanceOf(database.db, account.id, "USD")).toBe(10_000);
  });

  test.each([0, 2_500])("gets the credit that the house set: %i cents", async (welcomeCreditCents) => {
    const config = { skills: ["parking"], welcomeCreditCents };
    const set = createParkingPlugin(() => () => Promise.reject(new Error("no job runs here"))).create({
      ...{ db: database.db, config, clock: () => at(0), log: createLog("silent") },
    });
    const id = await written(ana.conversations.meta, { text: "balance", seconds: 0 });
    await database.db.transaction().execute(async (tx) => {
      const turn = turnOf(tx, ana, { id, text: "balance" });
      await set.prepare!([turn]);
      await set.answer(turn);
    });
    expect(await ledger.balanceOf(database.db, (await accountOf(ana)).id, "USD")).toBe(welcomeCreditCents);
    // Whoever had theirs gets no other, whatever the house sets later.
    await say(ana, "balance", { seconds: 1 });
    expect(await ledger.balanceOf(database.db, (await accountOf(ana)).id, "USD")).toBe(welcomeCreditCents);
  });

  test("who was booked for by staff gets the credit with the first message, once", async () => {
    await command(0, (one) => accounts.guest(one, { id: ana.contactId, phone: ana.phone }, "USD", null));
    const { id } = await accountOf(ana);
    expect(await ledger.balanceOf(database.db, id, "USD")).toBe(0);
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
    const answers = await database.db.transaction().execute(async (tx) => {
      const turns = crowd.map(({ driver, text, id }) => turnOf(tx, driver, { id, text }));
      await skill.prepare!(turns);
      const drafts: (Draft[] | null)[] = [];
      for (const turn of turns) drafts.push(await skill.answer(turn));
      return drafts;
    });
    expect(answers.map((drafts) => drafts !== null)).toEqual(texts.map((_, n) => n < 3));
    const owned = async () =>
      (
        await accounts.ofContacts(
          database.db,
          crowd.map(({ driver }) => driver.contactId),
        )
      ).size;
    expect(await owned()).toBe(3);
    await database.db
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
      expect(await ledger.balanceOf(database.db, (await accountOf(driver)).id, "USD")).toBe(10_000);
    expect(await ledger.verify(database.db)).toEqual([]);
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
    expect((await spots.get(database.db, own[0]!.id)).light_desired).toBe("blue");
    await car(60, true);
    expect(await ask(ana, "status", { line, seconds: 60 + 3_600 })).toContain("(1 h).\nSo far: *$3.00*");
    await car(60 + 3_600, false);
    await look(60 + 3_600 + 30);
    expect(textOf(draftOf(en, notices.at(-1)!, at(0)))).toContain("Total: *$3.00*");
    expect(await ask(ana, "history", { line, seconds: 7_200 })).toContain(
      "Thu 1 Jan: *A* at Market Square\n1 h, $3.00",
    );
    expect(await ask(ana, "balance", { line, seconds: 7_200 })).toBe("Your balance is *$97.00*.");
    expect(await ask(ana, "status", { line, seconds: 7_200 })).toContain("You have no booking");
  });
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
    expect(await waitlist.openOf(database.db, (await accountOf(ana)).id)).toBeNull();
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
    const all = await database.db.selectFrom("bookings").selectAll().execute();
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
    expect(await spots.list(database.db, lot.id)).toHaveLength(2);
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

describe("cancel", () => {
  test("asks first, and yes gives the spot back", async () => {
    await say(ana, "book A");
    const [draft] = (await say(ana, "Cancel my booking please"))!;
    expect(textOf(draft)).toContain("Cancel booking?");
    expect(choices(draft)).toEqual(["yes", "no"]);
    expect(await openOf(ana)).toMatchObject({ status: "reserved" });
    expect(await ask(ana, "Yes, cancel", { payload: "yes" })).toContain("is cancelled");
    expect(await openOf(ana)).toBeNull();
    expect((await spots.get(database.db, own[0]!.id)).light_desired).toBe("green");
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

describe("waiting", () => {
  let others: Driver[];
  beforeEach(async () => {
    others = await fill();
    await say(ana, "wait");
    told = [];
  });
  const giveBack = async (seconds = 10) => {
    await say(others[0]!, "cancel", { seconds });
    await say(others[0]!, "yes", { seconds });
  };

  test("who waited is told when somebody cancels, and yes books the spot", async () => {
    await giveBack();
    expect(told).toMatchObject([{ contactId: ana.contactId, draft: { type: "buttons" } }]);
    expect(textOf(told[0]!.draft)).toContain("spot *A* at Market Square is free now");
    expect(await ask(ana, "yes", { seconds: 20 })).toContain("Spot *A* at Market Square is booked for you");
    expect(await openOf(ana)).toMatchObject({ spot_id: own[0]!.id });
  });

  test("what the offer's buttons come back as books it too, and others cannot", async () => {
    await giveBack();
    expect(await ask(await makeDriver(), "book A", { seconds: 11 })).toContain("is booked by somebody else");
    const [payload] = choices(told[0]!.draft);
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
    told = [];
    expect(await ask(ana, "no thanks", { seconds: 20 })).toContain("You no longer wait");
    expect(told).toMatchObject([{ contactId: ben.contactId }]);
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
  const commands = () => database.db.transaction().execute((tx) => skill.commands(tx, "en"));
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
  expect(await ledger.verify(database.db)).toEqual([]);
}, 60_000);

test("a spot of the code Y or N is a spot where spots were shown", async () => {
  await command(0, (one) => lots.addSpots(one, lot.id, ["Y", "N"]));
  await say(ana, "slots");
  expect(await ask(ana, "y")).toContain("Spot *Y* at Market Square is booked");
});

describe("somebody of whom it is in doubt who they are", () => {
  test.each(["balance", "book B", "extend", "cancel", "status", "history", "parked", "left", "wait", "slots"])(
    "%j is answered with who will look at it, and nothing is done or shown",
    async (text) => {
      await say(ana, "book A");
      const before = await openOf(ana);
      const entries = () => database.db.selectFrom("ledger_entries").select("id").execute();
      const money = await entries();
      await database.db
        .transaction()
        .execute((tx) => openIncident(tx, "identity_doubt", { contactId: ana.contactId }, {}, at(5)));
      expect(await say(ana, text, { seconds: 10 })).toEqual([replies.doubted(en)]);
      expect(await openOf(ana)).toEqual(before);
      expect(await entries()).toEqual(money);
      const place = database.db.selectFrom("waitlist").select("id").where("closed_at", "is", null);
      expect(await place.execute()).toEqual([]);
      await database.db
        .transaction()
        .execute((tx) => closeIncident(tx, "identity_doubt", { contactId: ana.contactId }, "test", at(20)));
      expect(await ask(ana, "balance", { seconds: 30 })).toBe("Your balance is *$100.00*.");
    },
  );

  test("a newcomer in doubt gets neither account nor credit before it is settled", async () => {
    const driver = await makeDriver();
    await database.db
      .transaction()
      .execute((tx) => openIncident(tx, "identity_doubt", { contactId: driver.contactId }, {}, at(5)));
    expect(await say(driver, "book B")).toEqual([replies.doubted(en)]);
    expect(await accounts.ofContact(database.db, driver.contactId)).toBeUndefined();
  });

  test("a tap on an earlier button does nothing either", async () => {
    await database.db
      .transaction()
      .execute((tx) => openIncident(tx, "identity_doubt", { contactId: ana.contactId }, {}, at(5)));
    expect(await say(ana, "Book B", { payload: "book B" })).toEqual([replies.doubted(en)]);
    expect(await spots.list(database.db, lot.id)).toMatchObject([{ booking_id: null }, { booking_id: null }]);
  });
});
