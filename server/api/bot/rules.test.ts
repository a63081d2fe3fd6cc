// Keyword rules over HTTP: creating, reading, changing, trying and deleting them, and which requests are refused.
import { describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";

const world = useApp();
const url = "/api/bot/rules";
const post = (payload: object) => world.call("admin", { method: "POST", url, payload });
const patch = (id: number, payload: object) => world.call("admin", { method: "PATCH", url: `${url}/${id}`, payload });
const list = async () =>
  (await world.call("viewer", { method: "GET", url })).json.rules as { id: number; keyword: string }[];
const attempt = async (text: string) =>
  (await world.call("viewer", { method: "POST", url: `${url}/try`, payload: { text } })).json.rule;

test("a rule's life", async () => {
  const made = await post({ keyword: "Hours, open", match: "word", answer: "9 to 5" });
  expect(made).toMatchObject({
    status: 201,
    json: { keyword: "Hours, open", match: "word", enabled: true, describes: null, position: 4 },
  });
  const { id } = made.json;
  const runs = { week: 0, last_at: null, faults: 0, fault: null };
  expect((await list()).at(-1)).toEqual({ ...made.json, runs });
  expect((await world.call("viewer", { method: "GET", url: `${url}/${id}` })).json).toEqual(made.json);
  expect((await attempt("When are you OPEN?")).id).toBe(id);

  world.clock.advance(60_000);
  const changed = await patch(id, { answer: "10 to 6", position: 0, describes: "when we are there" });
  expect(changed.json).toEqual({
    ...made.json,
    answer: "10 to 6",
    actions: [{ ...made.json.actions[0], text: "10 to 6" }],
    position: 0,
    describes: "when we are there",
    updated_at: "2026-01-01T12:01:00.000Z",
  });
  expect((await list())[0]!.id).toBe(id);
  expect((await patch(id, { describes: null })).json.describes).toBeNull();

  await patch(id, { enabled: false });
  expect(await attempt("When are you OPEN?")).toBeNull();
  expect(await world.call("admin", { method: "DELETE", url: `${url}/${id}` })).toMatchObject({ status: 204, body: "" });
  expect(await world.call("admin", { method: "DELETE", url: `${url}/${id}` })).toMatchObject({
    status: 404,
    json: { code: "NOT_FOUND" },
  });
  expect((await patch(id, { answer: "x" })).status).toBe(404);
});

test("an empty change changes nothing but says so", async () => {
  const [first] = await list();
  expect((await patch(first!.id, {})).json).toMatchObject({ id: first!.id, keyword: first!.keyword });
});

test("trying sends nothing", async () => {
  expect((await attempt("menu please")).keyword).toBe("menu");
  expect(world.queued).toBe(0);
  expect(await world.db.selectFrom("messages").select("id").execute()).toEqual([]);
});

test("a try takes the turn that a message would, and leaves nothing behind", async () => {
  const park = parkApi(world);
  const { name } = await park.lot();
  const before = await counts();
  const attempt = async (text: string) =>
    (await world.call("viewer", { method: "POST", url: `${url}/try`, payload: { text, name: "Mia" } })).json;
  expect(await attempt("slots")).toMatchObject({ rule: null, answer: { skill: "parking" } });
  expect((await attempt("slots")).answer.messages[0].text).toContain(name);
  for (const _ of [1, 2]) expect((await attempt("book A")).answer.messages[0].text).toMatch(/reserved|booked/i);
  expect(await attempt("menu")).toMatchObject({ rule: { keyword: "menu" }, answer: { skill: "keywords" } });
  expect(await attempt("what a lovely day")).toMatchObject({
    rule: null,
    answer: { skill: "fallback", hands_over: false, messages: [{ choices: ["Menu", "Help", "Talk to a person"] }] },
  });
  expect(await attempt("human")).toMatchObject({ rule: null, answer: { skill: "fallback", hands_over: true } });
  expect(await attempt("")).toMatchObject({ rule: null, answer: { skill: "fallback" } });
  expect((await attempt("book A \u0000 \ud800")).status ?? 200).not.toBe(500);
  expect(await counts()).toEqual(before);
  expect(world.queued).toBe(0);
});

test("a try tells why an answer cannot be sent, as the channel would", async () => {
  const { json: made } = await post({ keyword: "whoami", answer: "{{name}}" });
  world.meta.check = (draft) =>
    draft.type === "text" && draft.text.length > 4_096 ? [`The text has ${draft.text.length} characters.`] : [];
  const ask = async (name: string) =>
    (await world.call("viewer", { method: "POST", url: `${url}/try`, payload: { text: "whoami", name } })).json.answer;
  expect(await ask("Mia")).toMatchObject({ messages: [{ text: "Mia" }], faults: [] });
  await patch(made.id, { answer: "{{name}}".repeat(512) });
  expect((await ask("Mia Miller")).faults).toEqual(["The text has 5120 characters."]);
  await world.call("admin", { method: "DELETE", url: `${url}/${made.id}` });
});

test("what is changed goes to the audit log, with what was before", async () => {
  const made = (await post({ keyword: "valet", answer: "soon" })).json;
  await patch(made.id, { answer: "now" });
  await world.call("admin", { method: "DELETE", url: `${url}/${made.id}` });
  const { entries } = (await world.call("admin", { method: "GET", url: `/api/audit?subject=rule&id=${made.id}` })).json;
  expect(entries).toMatchObject([
    { action: "rule.remove", actor: "api:admin key", before: { answer: "now" }, after: null },
    { action: "rule.change", before: { answer: "soon" }, after: { answer: "now", keyword: "valet" } },
    { action: "rule.create", before: null, after: { answer: "soon" } },
  ]);
});

/** Row counts of all tables that a turn could write to. */
async function counts(): Promise<unknown[]> {
  const tables = [
    "contacts",
    "conversations",
    "messages",
    "accounts",
    "bookings",
    "events",
    "outbox",
    "ledger_lines",
  ] as const;
  return Promise.all(
    tables.map((table) =>
      world.db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as(table))
        .execute(),
    ),
  );
}

describe("refused", () => {
  test.each<[string, object]>([
    ["nothing", {}],
    ["no answer", { keyword: "x" }],
    ["an empty answer", { keyword: "x", answer: "" }],
    ["a blank answer", { keyword: "x", answer: "   " }],
    ["an answer of characters that nobody sees", { keyword: "x", answer: "\u200b\u2060 \n" }],
    ["a blank word in the menu", { keyword: "x", answer: "x", describes: " \t" }],
    ["a keyword without a letter", { keyword: " ,🙂", answer: "x" }],
    ["an unknown match", { keyword: "x", answer: "x", match: "regex" }],
    ["an answer beyond what can be sent", { keyword: "x", answer: "x".repeat(4_097) }],
    ["U+0000 in a keyword", { keyword: "x\0", answer: "x" }],
    ["U+0000 in an answer", { keyword: "x", answer: "\0" }],
    ["half an emoji", { keyword: "x", answer: "\ud800" }],
    ["a position that is no column's", { keyword: "x", answer: "x", position: 3_000_000_000 }],
    ["half a position", { keyword: "x", answer: "x", position: 1.5 }],
  ])("%s", async (_, payload) => {
    expect(await post(payload)).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  });
});
