// Trying changed rules on messages of the past, the mission's table of keywords and templates, and what is refused of a rule.
import { afterEach, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { makeInboundMessage, noon } from "../../../test/support/build.ts";
import { record } from "../../core/inbox/record.ts";

const world = useApp();
const post = (url: string, payload: object) => world.call("admin", { method: "POST", url, payload });
const create = (payload: object) => post("/api/bot/rules", payload);

afterEach(async () => {
  await world.db.deleteFrom("keyword_rules").where("id", ">", 3).execute();
});

/** Records messages of customers. */
const says = (...texts: string[]) =>
  world.db.transaction().execute((tx) =>
    record(
      tx,
      texts.map((text, n) => ({
        ...{ webhookId: n + 1, source: "meta" as const, receivedAt: noon },
        item: makeInboundMessage({ text, from: `1555010${1000 + n}` }),
      })),
      () => "",
    ),
  );

test("a trial says which messages would be answered otherwise, page by page, and changes nothing", async () => {
  await says("price?", "hello", "what is the price", "menu");
  const before = await world.db.selectFrom("messages").selectAll().orderBy("id").execute();
  const changes = [
    { id: null, rule: { keyword: "price", match: "word", answer: "It costs 3." } },
    { id: 1, rule: { enabled: false } },
  ];
  const span = { changes, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", limit: 3 };
  const { json: first } = await post("/api/bot/rules/trial", span);
  expect(first).toMatchObject({ total: 4, tried: 3, different: 2, next: expect.any(Number) });
  expect(first.differences[0]).toMatchObject({
    text: "price?",
    before: { rules: [], text: null },
    after: { rules: ["price"], text: "It costs 3." },
  });
  const { json: second } = await post("/api/bot/rules/trial", { ...span, after: first.next });
  expect(second).toMatchObject({ total: null, tried: 1, different: 1, next: null });
  expect(second.differences[0]).toMatchObject({ text: "menu", before: { rules: ["menu"] }, after: { rules: [] } });
  expect(await world.db.selectFrom("messages").selectAll().orderBy("id").execute()).toEqual(before);
  expect((await world.call("viewer", { method: "GET", url: "/api/bot/rules" })).json.rules).toHaveLength(3);
});

test("what another skill answered is not asked of rules that answer", async () => {
  await says("balance");
  const { id, conversation_id } = await world.db
    .selectFrom("messages")
    .select(["id", "conversation_id"])
    .where("text_body", "=", "balance")
    .executeTakeFirstOrThrow();
  const reply = { channel_id: 1, conversation_id, direction: "out", type: "text", status: "sent", sent_at: noon };
  await world.db
    .insertInto("messages")
    .values({ ...reply, received_at: noon, origin: "bot:parking", answers_id: id })
    .execute();
  const changes = [{ id: null, rule: { keyword: "balance", answer: "x" } }];
  const span = { changes, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
  expect((await post("/api/bot/rules/trial", span)).json.different).toBe(0);
});

test("a text is tried in the language in which it is written", async () => {
  const made = await create({
    keyword: "gracias, valet",
    match: "word",
    answer: "Sí.",
    conditions: [{ about: "language", is: "es" }],
  });
  expect(made.status).toBe(201);
  const tried = async (text: string) => (await post("/api/bot/rules/try", { text })).json;
  expect(await tried("valet")).toMatchObject({ rule: null });
  expect(await tried("muchas gracias")).toMatchObject({
    rule: { id: made.json.id },
    answer: { skill: "keywords" },
  });
  expect(await tried("ayuda")).toMatchObject({
    rule: { keyword: "help" },
    answer: { messages: [{ text: expect.stringContaining("Escribe *menú*") }] },
  });
  expect(await tried("español")).toMatchObject({
    answer: { skill: "fallback", messages: [{ text: "A partir de ahora te escribo en español." }] },
  });
});

test("the table of keywords and templates is entered as it stands, and answers what contains a keyword", async () => {
  const table = { order: "order_status_template", help: "help_menu_template", price: "pricing_template" };
  const all = { ...table, hours: "business_hours_template" };
  const rules = Object.entries(all).map(([keyword, name]) => ({ keyword, template: { name } }));
  const made = await post("/api/bot/rules/several", { rules });
  expect(made.status).toBe(201);
  expect(made.json.rules.map((one: { match: string }) => one.match)).toEqual(Array(4).fill("contains"));
  const tried = await post("/api/bot/rules/try", { text: "Where are my ORDERS?" });
  expect(tried.json).toMatchObject({
    rule: { keyword: "order" },
    answer: { skill: "keywords", messages: [{ template: { name: "order_status_template" } }] },
  });
});

test("a try says which rules apply, why others do not, and what else would be done", async () => {
  const { json: later } = await create({
    when: { on: "message", words: "gate" },
    conditions: [{ about: "field", field: "email", test: "filled" }],
    actions: [{ do: "answer", text: "x" }],
    position: -2,
  });
  const { json: made } = await create({
    when: { on: "first_message" },
    actions: [{ do: "answer", text: "Welcome" }, { do: "wait", minutes: 5 }, { do: "done" }],
    position: -1,
  });
  const { json } = await post("/api/bot/rules/try", { text: "gate" });
  expect(json.rules.slice(0, 3)).toEqual([
    { id: later.id, outcome: "misses", miss: { part: "if", index: 0 } },
    { id: made.id, outcome: "applies", miss: null },
    { id: 1, outcome: "misses", miss: { part: "when" } },
  ]);
  expect(json.actions).toEqual([{ rule_id: made.id, after_minutes: 5, do: "done" }]);
});

test("the parts of a rule are kept, changed alone, and shown in short where they fit", async () => {
  const parts = {
    name: "Missed",
    when: { on: "call_missed" },
    conditions: [{ about: "hours", open: false }],
    actions: [{ do: "email", to: "admins", subject: "Call", text: "Call back" }],
  };
  const { json: made, status } = await create({ ...parts, once: "day", goes_on: true });
  expect({ status, ...made }).toMatchObject({
    status: 201,
    ...parts,
    keyword: "",
    answer: "",
    once: "day",
    goes_on: true,
  });
  const patch = (payload: object) =>
    world.call("admin", { method: "PATCH", url: `/api/bot/rules/${made.id}`, payload });
  expect((await patch({ name: null })).json).toMatchObject({ ...parts, name: null });
  expect((await patch({ keyword: "call", answer: "Soon", conditions: [] })).json).toMatchObject({
    when: { on: "message", words: "call" },
    keyword: "call",
    answer: "Soon",
    actions: [{ do: "answer", text: "Soon" }, { do: "email" }],
  });
});

test.each<[string, object, string]>([
  ["no such trigger", { when: { on: "sunrise" }, answer: "x" }, "when"],
  ["both forms", { keyword: "a", when: { on: "done" }, answer: "x" }, 'Give either "when" or "keyword"'],
  ["nothing to do", { when: { on: "done" } }, "answer: is missing"],
  ["an unknown label", { when: { on: "label_added", id: 99 }, answer: "x" }, "There is no label 99"],
  ["an unknown event", { when: { on: "event", event: "sun.rose" }, answer: "x" }, "there is no event sun.rose"],
  [
    "an unknown fact",
    { keyword: "a", answer: "x", conditions: [{ about: "fact", name: "mood", test: "is", value: true }] },
    "there is no fact mood",
  ],
  [
    "a fact compared as it is not",
    { keyword: "a", answer: "x", conditions: [{ about: "fact", name: "balance", test: "is", value: true }] },
    "balance is a sum in cents",
  ],
  ["an answer of nothing", { when: { on: "done" }, actions: [{ do: "answer" }] }, "actions/0: says nothing"],
  [
    "a mail to nobody",
    { when: { on: "done" }, actions: [{ do: "email", to: "x", subject: "a", text: "b" }] },
    "actions/0/to",
  ],
  ["an unknown colleague", { when: { on: "done" }, actions: [{ do: "assign", user_id: 999 }] }, "no colleague 999"],
])("%s is refused", async (_, payload, detail) => {
  const answer = await create(payload);
  expect(answer.status).toBe(400);
  expect(answer.json.detail).toContain(detail);
});
