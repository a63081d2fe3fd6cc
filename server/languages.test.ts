// A whole stay in each language, from the first word to the receipt, and how the language of a person is found, chosen and kept.
import { sql } from "kysely";
import { expect, test } from "vitest";
import { at, makeInboundMessage, makeKeys, next, wordsOf } from "../test/support/build.ts";
import { useFlow } from "../test/support/flow.ts";
import { type Language, languages } from "./contract/skill.ts";
import * as updateConversation from "./core/inbox/update-conversation.ts";
import { createRunCommand } from "./core/parking/chat/run-command.ts";
import type { CommandContext } from "./core/parking/command-context.ts";
import * as lots from "./core/parking/lots.ts";
import { usual } from "./core/parking/terms.ts";
import { messagesIn } from "./core/texts/catalogue.ts";

const world = useFlow();
const runCommand = <T>(run: (ctx: CommandContext) => Promise<T>) =>
  createRunCommand(world.db, () => world.clock())("test", run);

let code: string;
let phone: string;
let seconds = 0;

async function open() {
  await sql`
    select setval(pg_get_serial_sequence(name, 'id'), ${1_000 * next()}::bigint) from unnest(array['contacts', 'messages']) name`.execute(
    world.db,
  );
  [code, phone] = [`A${next()}`, String(15_550_900_000 + next())];
  world.start({ config: { skills: ["parking", "keywords"] } });
  const input = { name: `Lot ${next()}`, currency: "USD", rate_cents_per_hour: 300, ...usual };
  await runCommand((ctx) => lots.create(ctx, input, [code]));
}

/** Receives a message; returns what was sent in response as one text. */
async function say(text: string, payload: string | null = null): Promise<string> {
  const before = world.meta.sent.length;
  seconds += 1;
  await world.receive([makeInboundMessage({ sender: makeKeys({ waId: phone }), text, payload, sentAt: at(seconds) })]);
  await world.settled();
  return world.meta.sent.slice(before).map(wordsOf).join("\n");
}

const contact = async () => {
  const { rows } = await sql<{ language: Language | null; language_chosen: boolean; conversation: number }>`
    select c.language, c.language_chosen, v.id as conversation from contacts c join conversations v on v.contact_id = c.id
    where c.phone = ${phone}`.execute(world.db);
  return rows[0]!;
};

/** A few words that are in each text of a language, whatever they say. */
const script: Record<Language, RegExp> = {
  en: /[a-z]/,
  es: /plaza|Recibo|saldo|reserva|ampli/i,
  pt_BR: /vaga|Recibo|saldo|reserva|prorrog/i,
  de: /Platz|Plätze|Quittung|Guthaben|Buchung/,
  fr: /place|Reçu|solde|réserv/i,
  hi: /\p{Script=Devanagari}{3}/u,
  ar: /\p{Script=Arabic}{3}/u,
};

const said: Record<
  Language,
  (spot: string) => [slots: string, book: string, parked: string, status: string, left: string]
> = {
  en: (spot) => ["slots", `book ${spot}`, "parked", "status", "left"],
  es: (spot) => [
    "¿Qué plazas hay libres?",
    `Quiero reservar la plaza ${spot}`,
    "ya llegué",
    "¿Cuánto llevo?",
    "ya me fui",
  ],
  pt_BR: (spot) => ["Quais vagas estão livres?", `Quero reservar a vaga ${spot}`, "cheguei", "minha reserva", "já saí"],
  de: (spot) => ["Was ist frei?", `Ich möchte Platz ${spot} buchen`, "ich bin da", "Was kostet es bisher?", "bin weg"],
  fr: (spot) => [
    "Quelles places sont libres ?",
    `Je voudrais réserver ${spot}`,
    "je suis garé",
    "statut",
    "je suis parti",
  ],
  hi: (spot) => ["कोई जगह खाली है क्या?", `${spot} बुक करो`, "गाड़ी लगा दी", "स्थिति", "निकल गया"],
  ar: (spot) => ["هل يوجد موقف شاغر؟", `أريد حجز الموقف ${spot}`, "وصلت", "الحالة", "غادرت"],
};

test.each(languages)("a stay in %s: slots, book, parked, status, left, receipt", async (language) => {
  await open();
  const [slots, book, parked, status, left] = said[language](code);
  const t = messagesIn(language);
  const answers = [await say(slots), await say(book), await say(parked), await say(status), await say(left)];
  expect(answers[0]).toContain(code);
  expect(answers[0]).toContain(t.typed.book("A").split(" ")[0]!);
  expect(answers[1]).toContain(`*${code}*`);
  expect(answers[4]).toContain(t.money(0, "USD"));
  for (const answer of answers) expect(answer).toMatch(script[language]);
  if (language !== "en") for (const answer of answers) expect(answer).not.toMatch(/Spot|parked|Receipt|balance/);
  expect(await world.db.selectFrom("bookings").select("status").orderBy("id", "desc").executeTakeFirst()).toEqual({
    status: "completed",
  });
  if (language !== "en") expect(await contact()).toMatchObject({ language, language_chosen: false });
});

test("menu and help answer in the language, and a notice by staff too", async () => {
  await open();
  expect(await say("¿Qué plazas hay libres?")).toContain("reservar");
  expect(await say("menú")).toContain("*saldo* – muestra tu saldo");
  expect(await say("ayuda")).toContain("Escribe *menú*");
  expect(await say("sdkjfh sdkjfh")).toMatch(/no te he entendido/);
});

test("the name of a language chooses it, and English commands and other languages do not undo it", async () => {
  await open();
  expect(await say("deutsch")).toContain("auf Deutsch");
  expect(await contact()).toMatchObject({ language: "de", language_chosen: true });
  expect(await say("slots")).toContain("Wähl einen Platz");
  expect(await say("¿Qué plazas hay libres?")).toContain("Wähl einen Platz");
  expect(await say("Sprache")).toContain("In welcher Sprache");
  expect(await say("हिन्दी", "language hi")).toContain("हिन्दी");
  expect(await contact()).toMatchObject({ language: "hi", language_chosen: true });
});

test("what staff chose stays; without it the language is found again; a code or an ok changes nothing", async () => {
  await open();
  expect(await say("ok")).not.toBe("");
  await say(code);
  expect(await contact()).toMatchObject({ language: null });
  const { conversation } = await contact();
  const change = (language: Language | null) =>
    updateConversation.change(world.db, conversation, { language }, { by: "test", now: world.clock() });
  await change("fr");
  expect(await say("Was ist frei?")).toContain("Choisissez une place");
  await change(null);
  expect(await say("Was ist frei?")).toContain("Wähl einen Platz");
  expect(await contact()).toMatchObject({ language: "de", language_chosen: false });
});

test("people whose language is not known are answered in that of the number", async () => {
  await open();
  await say("ok");
  await world.db.updateTable("channels").set({ language: "ar" }).execute();
  expect(await say("status")).toMatch(script.ar);
  await world.db.updateTable("channels").set({ language: "en" }).execute();
});
