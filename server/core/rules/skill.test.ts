// The keyword skill with the rules of a new database, and the placeholders in its answers.
import type { Transaction } from "kysely";
import { expect, test } from "vitest";
import type { DB } from "../../../db/rows.ts";
import { noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { makeRule } from "../../../test/support/rules.ts";
import { fill } from "./fill.ts";
import * as rules from "./rules.ts";
import { createRuleSkill } from "./skill.ts";

const database = useDatabase();
const by = { by: "test", now: noon };

const turn = (tx: Transaction<DB>, text: string | null, payload: string | null = null, quiet = false) => ({
  tx,
  now: noon,
  channel: { id: 1, provider: "meta" as const, language: "en" as const },
  conversation: { id: 1 },
  contact: { id: 1, name: "Ana", phone: null, language: null },
  message: { id: 1, type: "text" as const, text, payload, repliesTo: null, repliesToAnswerOf: null, sentAt: noon },
  quiet,
  notify: () => {},
  handOver: () => {},
  afterwards: () => {},
  commands: [{ example: "book A", does: "books a spot" }],
});

const say = (text: string | null, payload: string | null = null) =>
  database.db.transaction().execute((tx) => createRuleSkill().answer(turn(tx, text, payload)));

test("menu names the commands that skills told, not the rules themselves", async () => {
  expect(await say("Menu please!")).toEqual([
    { type: "text", text: "Here is what you can write:\n\n*book A* – books a spot" },
  ]);
});

test("what is no keyword is left to the next skill", async () => {
  expect(await say("I recall my headphones")).toBeNull();
  expect(await say(null)).toBeNull();
});

test("while a colleague talks only what the menu names is answered", async () => {
  const quietly = (text: string) =>
    database.db.transaction().execute((tx) => createRuleSkill().answer(turn(tx, text, null, true)));
  expect(await quietly("menu")).not.toBeNull();
  expect(await quietly("Can you call me?")).toBeNull();
  expect(await say("Can you call me?")).not.toBeNull();
  const { db } = database;
  const hidden = {
    keyword: "menu",
    match: "contains",
    answer: "hidden",
    enabled: true,
    describes: null,
    hands_over: false,
  } as const;
  const { id } = await rules.create(db, makeRule({ ...hidden, position: 0 }), by);
  expect(await quietly("menu")).toEqual([{ type: "text", text: expect.stringContaining("Here is what") }]);
  await rules.remove(db, id, by);
});

test("the rules that come with Bellhop speak the language of whoever writes, until their answer is changed", async () => {
  const { db } = database;
  const inSpanish = (text: string) =>
    db.transaction().execute(async (tx) => {
      const skill = createRuleSkill();
      const contact = { id: 1, name: "Ana", phone: null, language: "es" as const };
      return { answer: await skill.answer({ ...turn(tx, text), contact }), menu: await skill.commands(tx, "es") };
    });
  expect(await inSpanish("¡Menú!")).toEqual({
    answer: [{ type: "text", text: "Esto es lo que puedes escribir:\n\n*book A* – books a spot" }],
    menu: [
      { example: "menú", does: "muestra esta lista" },
      { example: "ayuda", does: expect.any(String) },
    ],
  });
  // What somebody asks for in one language is understood whichever they write.
  expect(await say("मेनू")).toEqual([{ type: "text", text: expect.stringContaining("Here is what") }]);
  const menu = (await rules.list(db)).find(({ when }) => when.on === "message" && when.words === "menu")!;
  const answer = (text: string) => () => ({ actions: [{ do: "answer" as const, text, draft: null }] });
  await rules.change(db, menu.id, answer("Ask us."), by);
  expect(await say("मेनू")).toBeNull();
  expect(await inSpanish("menu")).toMatchObject({
    answer: [{ type: "text", text: "Ask us." }],
    menu: [{ example: "menu", does: "shows this list" }, { example: "ayuda" }],
  });
  await rules.change(db, menu.id, () => ({ actions: menu.actions }), by);
});

test("the payload of a tapped choice counts like typed words", async () => {
  expect(await say("Show me everything", "menu")).not.toBeNull();
});

test("commands are the rules that say what they do, by their first alternative", async () => {
  const skill = createRuleSkill();
  const commands = await database.db.transaction().execute((tx) => skill.commands(tx, "en"));
  expect(commands).toEqual([
    { example: "menu", does: "shows this list" },
    { example: "help", does: "how this works" },
  ]);
});

test("the first rule by position answers; a rule that is off does not; a change counts from the next batch on", async () => {
  const { db } = database;
  const given = { match: "word", answer: "yes", describes: null, hands_over: false, position: null } as const;
  const off = await rules.create(db, makeRule({ ...given, keyword: "valet", enabled: false }), by);
  const skill = createRuleSkill();
  const ask = () => db.transaction().execute((tx) => skill.answer(turn(tx, "valet")));
  expect(await ask()).toBeNull();
  await rules.change(db, off.id, () => ({ enabled: true }), by);
  expect(await ask()).toEqual([{ type: "text", text: "yes" }]);
  await rules.create(db, makeRule({ ...given, keyword: "valet", answer: "first", enabled: true, position: 0 }), by);
  expect(await ask()).toEqual([{ type: "text", text: "first" }]);
});

test("a rule of a number answers on that number alone, and is in its menu alone", async () => {
  const { db } = database;
  const made = await db
    .insertInto("channels")
    .values(["1", "2"].map((external_id) => ({ provider: "meta", external_id })))
    .returning("id")
    .execute();
  const [here, there] = made.map(({ id }) => id);
  const given = { match: "word", describes: "opens", hands_over: false, position: 0, enabled: true } as const;
  const rule = await rules.create(
    db,
    makeRule({ ...given, keyword: "gate", answer: "It opens.", channel_id: there! }),
    by,
  );
  const skill = createRuleSkill();
  const ask = (id: number) =>
    db.transaction().execute(async (tx) => ({
      answer: await skill.answer({ ...turn(tx, "gate"), channel: { id, provider: "meta", language: "en" } }),
      menu: (await skill.commands(tx, "en", id)).map(({ example }) => example),
    }));
  expect(await ask(here!)).toEqual({ answer: null, menu: ["menu", "help"] });
  expect(await ask(there!)).toEqual({ answer: [{ type: "text", text: "It opens." }], menu: ["gate", "menu", "help"] });
  await expect(
    rules.change(db, rule.id, () => ({ conditions: [{ about: "number", ids: [99] }] }), by),
  ).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
  await rules.change(db, rule.id, () => ({ conditions: [] }), by);
  expect((await ask(here!)).answer).not.toBeNull();
  await rules.remove(db, rule.id, by);
});

test("an answer is filled once: what a customer is called cannot smuggle in a list", () => {
  const contact = { id: 1, name: "$& {{commands}}", phone: null, language: null };
  expect(fill("Hi {{name}}: {{commands}}", { commands: [{ example: "a", does: "b" }], contact })).toBe(
    "Hi $& {{commands}}: *a* – b",
  );
  expect(fill("Hi {{name}}!", { commands: [], contact: { ...contact, name: null } })).toBe("Hi !");
  expect(fill("We are {{hours}}.", { commands: [], contact }, { hours: "open {{name}}" })).toBe(
    "We are open {{name}}.",
  );
});

test("an answer of other content, with the placeholders in its text; one whose file is gone is no answer", async () => {
  const { db } = database;
  const given = { match: "exact", answer: "Hi {{name}}", enabled: true, describes: null, hands_over: false } as const;
  const buttons = [{ id: "menu", title: "Menu" }];
  const offer = { type: "buttons", text: "Hi {{name}}", buttons } as const;
  const made = await rules.create(db, makeRule({ ...given, keyword: "offer", draft: offer }), by);
  expect(await say("offer")).toEqual([{ type: "buttons", text: "Hi Ana", buttons }]);
  const { id: file } = await db
    .insertInto("attachments")
    .values({ position: 0, state: "ready" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const draft = { type: "media", kind: "image", file, caption: "For {{name}}" } as const;
  const sends = () => ({ actions: [{ do: "answer" as const, text: "For {{name}}", draft }] });
  await rules.change(db, made.id, sends, by);
  expect(await say("offer")).toEqual([{ ...draft, caption: "For Ana" }]);
  await db.updateTable("attachments").set({ state: "quarantined" }).where("id", "=", file).execute();
  await expect(say("offer")).rejects.toThrow('the file of the rule "offer" is no longer here');
  await expect(rules.change(db, made.id, sends, by)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  await rules.remove(db, made.id, by);
});
