// Whole messages that are the bot's own in each language: greetings, goodbyes, requests for a person, for the menu, for help and for a language. Pure.
import { command, normalizeText } from "../../base/normalize-text.ts";
import { type Language, languages } from "../../contract/skill.ts";
import { messagesIn } from "../texts/catalogue.ts";
import { wordsOf } from "../texts/words.ts";
import type { Words } from "../texts/words-shape.ts";

/** What a message of one of these phrases wants. */
export type Wanted = "greeting" | "closing" | "person" | "menu" | "help" | "choose";

const talks = ["talk", "speak", "chat"].flatMap((verb) =>
  ["a person", "a human", "an agent", "someone", "somebody", "a real person", "the team", "support", "staff"].flatMap(
    (whom) => [`${verb} to ${whom}`, `i want to ${verb} to ${whom}`, `can i ${verb} to ${whom}`],
  ),
);

/** The phrases in English. */
const english: Record<Wanted, string> = {
  greeting:
    "hi, hello, hey, ciao, buongiorno, good morning, good afternoon, good evening, good day, hi there, hello there, hey there, start, hii, hiii, helo, yo, salam, merhaba",
  closing:
    "thanks, thank you, thank you very much, many thanks, thx, ty, ok, okay, k, great, perfect, nice, cool, good, fine, all right, alright, bye, goodbye, see you, got it, grazie",
  person: [
    "person, a person, human, a human, agent, an agent, operator, representative, staff, colleague, real person, live agent, human agent",
    "help me, help me please, i need help, i need help please, can someone help me, can you help me, someone help",
    ...talks,
  ].join(","),
  menu: "menu",
  help: "help",
  choose: "language, languages, change language, another language, other language",
};

/** How a wish is called in the tables of the other languages. */
const tables: Record<Wanted, keyof Words> = {
  greeting: "greetings",
  closing: "closings",
  person: "person",
  menu: "menu",
  help: "help",
  choose: "choose",
};

/** What the catalogue tells to type for it, or shows on a button. */
const shown = (language: Language): Partial<Record<Wanted, string>> => {
  const { bot, typed } = messagesIn(language);
  return { person: bot.talkToPerson, menu: `${bot.menu},${typed.menu}`, help: typed.help };
};

const listed = (list: string): string[] =>
  list.split(/[,،]/u).flatMap((phrase) => [normalizeText(phrase), command(phrase)].filter(Boolean));

/** From a phrase to the languages that have it, by what it wants. */
const known = new Map(
  (Object.keys(tables) as Wanted[]).map((wanted) => {
    const phrases = new Map<string, Language[]>();
    for (const language of languages) {
      const own = language === "en" ? english[wanted] : (wordsOf[language][tables[wanted]] as string);
      for (const phrase of new Set(listed(`${own},${shown(language)[wanted] ?? ""}`)))
        phrases.set(phrase, [...(phrases.get(phrase) ?? []), language]);
    }
    return [wanted, phrases];
  }),
);

/** The languages in which a text wants this; empty when it does not. */
function languagesWanting(wanted: Wanted, text: string): readonly Language[] {
  const phrases = known.get(wanted)!;
  return phrases.get(normalizeText(text)) ?? phrases.get(command(text)) ?? [];
}

/** Whether a text wants this, in whatever language. */
export const wants = (wanted: Wanted, text: string): boolean => languagesWanting(wanted, text).length > 0;

/** The languages in which a text is any of these phrases. */
export const languagesOfPhrase = (text: string): Language[] =>
  [...known.keys()].flatMap((wanted) => [...languagesWanting(wanted, text)]);
