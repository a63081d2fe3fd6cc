// Rules in the whole flow: what they do with messages, what else sets them off, what they do later, and what ends that.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { makeEcho, makeInboundMessage, noon, wordsOf } from "../test/support/build.ts";
import { useFlow } from "../test/support/flow.ts";
import { makeRule } from "../test/support/rules.ts";
import { createLog } from "./base/log.ts";
import { changeIn } from "./core/inbox/update-conversation.ts";
import { ruleJobs } from "./core/rules/due.ts";
import type { Action, RuleBody } from "./core/rules/rule.ts";
import * as rules from "./core/rules/rules.ts";
import { factsOf, plugins } from "./skills.ts";

const world = useFlow();
const by = { by: "test", now: noon };
const says = (text: string) => world.receive([makeInboundMessage({ text })]);
const sent = () => world.meta.sent.map(wordsOf);
const rule = (given: Parameters<typeof makeRule>[0]) =>
  rules.create(world.db, makeRule({ position: -1, ...given }), by);
const answer = (text: string): Action => ({ do: "answer", text, draft: null });
const conversation = () => world.db.selectFrom("conversations").selectAll().executeTakeFirstOrThrow();
const runs = () => world.db.selectFrom("rule_runs").select(["rule_id", "fault"]).orderBy("id").execute();

/** Does what is due, and looks for silence. */
async function work(): Promise<void> {
  await world.settled();
  const jobs = ruleJobs(
    {
      ...{ db: world.db, clock: world.clock, log: createLog("silent"), senders: { keys: [Buffer.alloc(32)] } },
      config: { skills: ["keywords"], botBudget: { perHour: 0, perDay: 0 } },
    },
    factsOf(plugins),
  );
  await jobs.lookAround!(new AbortController().signal);
  for (let n = 0; n < 5; n++) await jobs.runDue!(world.clock());
  await world.settled();
}

async function label(name: string): Promise<number> {
  const made = world.db.insertInto("labels").values({ name, colour: "#f2b544", created_at: noon }).returning("id");
  return (await made.executeTakeFirstOrThrow()).id;
}
const labels = async () =>
  (await world.db.selectFrom("conversation_labels").select("label_id").execute()).map(({ label_id }) => label_id);

beforeEach(async () => {
  await world.db.deleteFrom("keyword_rules").where("id", ">", 3).execute();
  await world.db.deleteFrom("labels").execute();
});

test("a rule answers and does the rest within the same moment; each once", async () => {
  const vip = await label("vip");
  const actions: Action[] = [
    answer("Our prices: 3"),
    { do: "add_label", id: vip },
    { do: "note", text: "asked prices" },
  ];
  const { id } = await rule({ keyword: "price", actions });
  await says("what is the price?");
  await world.settled();
  expect(sent()).toEqual(["Our prices: 3"]);
  expect(await labels()).toEqual([]);
  await work();
  expect(await labels()).toEqual([vip]);
  expect(await world.db.selectFrom("conversation_notes").select("body").execute()).toEqual([{ body: "asked prices" }]);
  expect(await runs()).toEqual([{ rule_id: id, fault: null }]);
  await work();
  expect(await world.db.selectFrom("conversation_notes").select("body").execute()).toHaveLength(1);
});

test("a rule that only acts does so whoever answers, and stops or goes on as it says", async () => {
  const [one, two] = [await label("one"), await label("two")];
  await rule({ when: { on: "message" }, goes_on: true, actions: [{ do: "add_label", id: one }], position: -3 });
  await rule({ keyword: "menu", actions: [{ do: "add_label", id: two }], position: -2 });
  await says("menu");
  await work();
  // The second one stops: the rule that answers "menu" is not asked.
  expect(sent().join()).not.toContain("Here is what you can write");
  expect((await labels()).toSorted()).toEqual([one, two]);
});

test.each<[string, Partial<RuleBody>, string, boolean]>([
  ["any message", { when: { on: "message" } }, "xyz", true],
  ["a button by its id", { when: { on: "button", id: "buy" } }, "buy", false],
  [
    "a name that begins so",
    { conditions: [{ about: "field", field: "name", test: "begins", value: "an" }] },
    "valet",
    true,
  ],
  ["another name", { conditions: [{ about: "field", field: "name", test: "is", value: "Bo" }] }, "valet", false],
  ["no e-mail", { conditions: [{ about: "field", field: "email", test: "empty" }] }, "valet", true],
  ["an open window", { conditions: [{ about: "window", open: false }] }, "valet", false],
  ["a booking", { conditions: [{ about: "fact", name: "booking", test: "is", value: false }] }, "valet", true],
  ["a balance", { conditions: [{ about: "fact", name: "balance", test: "less", value: 100 }] }, "valet", false],
  ["the language", { conditions: [{ about: "language", is: "en" }] }, "valet", true],
  ["another language", { conditions: [{ about: "language", is: "de" }] }, "valet", false],
  [
    "the language in which this is written",
    { conditions: [{ about: "language", is: "es" }] },
    "hay valet hoy pero también mañana",
    true,
  ],
])("asks for %s", async (_, given, text, applies) => {
  await rule({ answer: "It applied.", ...given });
  await says(text);
  await world.settled();
  expect(sent().includes("It applied.")).toBe(applies);
});

test("a tapped button is known by its id", async () => {
  await rule({ when: { on: "button", id: "buy" }, answer: "Sold." });
  await world.receive([makeInboundMessage({ text: "I take it", payload: "buy", type: "interactive" })]);
  await world.settled();
  expect(sent()).toEqual(["Sold."]);
});

test("the first message on a number, and none after it", async () => {
  await rule({ when: { on: "first_message" }, answer: "Welcome!" });
  await says("abc");
  await says("def");
  await world.settled();
  expect(sent().filter((text) => text === "Welcome!")).toHaveLength(1);
});

test("an away message goes out once a day and person, by the hours of the number, and people are told", async () => {
  await rule({
    ...{ when: { on: "out_of_hours" }, once: "day" },
    actions: [answer("We are closed: {{hours}}."), { do: "hand_over", to: "people" }],
  });
  await says("hello");
  await world.settled();
  expect(sent().join()).not.toContain("closed");
  const week = [{ day: "friday", opens: "09:00", closes: "17:00" }];
  const hours = JSON.stringify({ time_zone: "Europe/Berlin", week, holidays: [] });
  await sql`update channels set opening_hours = ${hours}::jsonb`.execute(world.db);
  try {
    await world.receive([makeInboundMessage({ text: "a" }), makeInboundMessage({ text: "b" })]);
    await says("c");
    await world.settled();
    expect(sent().filter((text) => text?.includes("closed"))).toEqual(["We are closed: opens tomorrow 9:00."]);
    expect(await conversation()).toMatchObject({ stage: "waiting" });
    world.clock.advance(12 * 3_600_000);
    await says("d");
    await world.settled();
    expect(sent().filter((text) => text?.includes("closed"))).toHaveLength(2);
  } finally {
    await sql`update channels set opening_hours = null`.execute(world.db);
  }
});

test("hours are said in the language of the customer, at once and later", async () => {
  const actions: Action[] = [
    answer("Now {{hours}}."),
    { do: "wait", minutes: 1, unless: null },
    answer("Later {{hours}}."),
  ];
  await rule({ keyword: "open", conditions: [{ about: "language", is: "de" }], actions });
  await says("deutsch");
  await world.settled();
  await says("open");
  await work();
  world.clock.advance(61_000);
  await work();
  expect(sent().slice(1)).toEqual(["Now rund um die Uhr geöffnet.", "Later rund um die Uhr geöffnet."]);
});

test("a file that only an action of a rule sends stays a file of the rule", async () => {
  const made = world.db.insertInto("attachments").values({ position: 0, state: "ready" }).returning("id");
  const { id: file } = await made.executeTakeFirstOrThrow();
  const draft = { type: "media", kind: "image", file } as const;
  const { id } = await rule({ when: { on: "call_missed" }, actions: [{ do: "answer", text: "", draft }] });
  const { rows } = await sql`select file_ids::int[], keyword from keyword_rules where id = ${id}`.execute(world.db);
  expect(rows).toEqual([{ file_ids: [file], keyword: "-" }]);
});

describe("later", () => {
  test("what comes after a wait is said when its time has come", async () => {
    await rule({ actions: [answer("now"), { do: "wait", minutes: 60, unless: null }, answer("later, {{name}}")] });
    await says("valet");
    await work();
    expect(sent()).toEqual(["now"]);
    world.clock.advance(61 * 60_000);
    await work();
    expect(sent()).toEqual(["now", "later, Ana"]);
    expect(await world.db.selectFrom("rule_steps").select("id").execute()).toEqual([]);
  });

  test.each(["customer_writes", "team_answers"] as const)("not when it ends because %s", async (unless) => {
    await rule({ actions: [{ do: "hand_over", to: "people" }, { do: "wait", minutes: 60, unless }, answer("later")] });
    await says("valet");
    await work();
    const echo = makeEcho({ text: "Here I am" });
    await world.receive([unless === "customer_writes" ? makeInboundMessage({ text: "zzz" }) : echo]);
    await world.settled();
    world.clock.advance(61 * 60_000);
    await work();
    expect(sent()).not.toContain("later");
  });

  test("a text after the window has closed is a fault of the run, and nothing is sent", async () => {
    await rule({ actions: [answer("now"), { do: "wait", minutes: 1_500, unless: null }, answer("later")] });
    await says("valet");
    await work();
    world.clock.advance(1_501 * 60_000);
    await work();
    expect(sent()).toEqual(["now"]);
    expect((await runs())[0]!.fault).toContain("answer: The customer last wrote more than 24 hours ago");
  });

  test("a rule that is switched off meanwhile does nothing more", async () => {
    const { id } = await rule({ actions: [answer("now"), { do: "wait", minutes: 60, unless: null }, answer("later")] });
    await says("valet");
    await work();
    await rules.change(world.db, id, () => ({ enabled: false }), by);
    world.clock.advance(61 * 60_000);
    await work();
    expect(sent()).toEqual(["now"]);
  });
});

describe("set off by", () => {
  const change = (given: Parameters<typeof changeIn>[2]) =>
    world.db.transaction().execute(async (tx) => changeIn(tx, (await conversation()).id, given, by));

  test("a label, a field and the end of a conversation, whoever changes them", async () => {
    const vip = await label("vip");
    const note = (text: string): Action[] => [{ do: "note", text }];
    await rule({ when: { on: "label_added", id: vip }, actions: note("labelled") });
    await rule({ when: { on: "label_removed", id: vip }, actions: note("unlabelled") });
    await rule({ when: { on: "field_changed", field: "email" }, actions: note("mailed") });
    await rule({ when: { on: "field_changed", field: "name" }, actions: note("named") });
    await rule({ when: { on: "done" }, actions: note("over") });
    await says("hi");
    await world.settled();
    await change({ label_ids: [vip] });
    await change({ customer_email: "a@b.test", label_ids: [] });
    await change({ state: "done" });
    await change({ given_name: "Bo" });
    await work();
    const notes = await world.db.selectFrom("conversation_notes").select(["body", "author"]).orderBy("id").execute();
    expect(notes.map(({ body }) => body).toSorted()).toEqual(["labelled", "mailed", "named", "over", "unlabelled"]);
    expect(notes[0]!.author).toBe("bot:rules");
  });

  test("silence of the customer, once until they write again", async () => {
    await rule({ when: { on: "idle", who: "customer", minutes: 30 }, answer: "Still there?" });
    world.clock.advance(1_000);
    await says("menu");
    await work();
    expect(sent()).toHaveLength(1);
    for (const _ of [1, 2, 3]) {
      world.clock.advance(31 * 60_000);
      await work();
    }
    expect(sent().filter((text) => text === "Still there?")).toHaveLength(1);
  });

  test("silence of the team", async () => {
    await rule({ when: { on: "idle", who: "team", minutes: 30 }, actions: [{ do: "note", text: "overdue" }] });
    await says("person");
    await work();
    world.clock.advance(31 * 60_000);
    await work();
    await work();
    expect(await world.db.selectFrom("conversation_notes").select("body").execute()).toEqual([{ body: "overdue" }]);
  });

  test("each other: at most three deep, and then the team is told", async () => {
    const [a, b] = [await label("a"), await label("b")];
    const swap = (to: number, from: number): Action[] => [
      { do: "add_label", id: to },
      { do: "remove_label", id: from },
    ];
    await rule({ when: { on: "label_added", id: a }, actions: swap(b, a) });
    await rule({ when: { on: "label_added", id: b }, actions: swap(a, b) });
    await says("hi");
    await world.settled();
    await change({ label_ids: [a] });
    await work();
    expect(await runs()).toHaveLength(3);
    const [incident] = await world.db.selectFrom("incidents").select(["kind", "detail"]).execute();
    expect(incident).toMatchObject({ kind: "rules_failing", detail: { summary: expect.stringContaining("3 times") } });
  });
});

test("an action that fails loses only itself, and after three faults within an hour the team is told", async () => {
  const { id } = await world.db
    .insertInto("users")
    .values({ name: "Vi", email: "vi@desk.test", role: "viewer" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await rule({
    actions: [
      { do: "assign", user_id: id },
      { do: "note", text: "kept" },
    ],
  });
  for (const _ of [1, 2, 3]) await says("valet");
  await work();
  expect((await runs()).map(({ fault }) => fault?.slice(0, 30))).toEqual(
    Array(3).fill("assign: There is no colleague "),
  );
  expect(await world.db.selectFrom("conversation_notes").select("body").execute()).toHaveLength(3);
  expect(await world.db.selectFrom("incidents").select("kind").execute()).toEqual([{ kind: "rules_failing" }]);
});

test("an e-mail to an address waits in the queue, encrypted", async () => {
  await rule({ actions: [{ do: "email", to: "boss@desk.test", subject: "Asked", text: "Look" }] });
  await says("valet");
  await work();
  const mails = await world.db.selectFrom("staff_messages").select(["recipient", "contact_id", "content"]).execute();
  const { contact_id } = await conversation();
  expect(mails).toMatchObject([{ recipient: "boss@desk.test", contact_id }]);
  expect(mails[0]!.content!.toString()).not.toContain("Look");
});

test("while the bot of a number is off, no rule runs", async () => {
  await rule({ when: { on: "message" }, actions: [{ do: "note", text: "no" }] });
  await says("hi");
  await world.settled();
  await sql`update channels set bot_enabled = false`.execute(world.db);
  await says("valet");
  await work();
  await sql`update channels set bot_enabled = true`.execute(world.db);
  expect(await runs()).toHaveLength(1);
});
