// In which language a contact writes, and their wish for another one. What is not clear changes nothing.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { command, normalizeText } from "../../base/normalize-text.ts";
import type { ButtonsDraft, ListDraft } from "../../contract/outbound.ts";
import { type Language, languages } from "../../contract/skill.ts";
import { inLanguage, languageOf, type Messages } from "../texts/catalogue.ts";
import { noteLanguages } from "../texts/languages.ts";
import { wordsOf } from "../texts/words.ts";
import type { BotSkill, Prompt } from "./answer.ts";
import { languagesOfPhrase, wants } from "./phrases.ts";
import type { State } from "./states.ts";

/** The language's own name, as lists show it. */
export const nameOf = (language: Language): string =>
  language === "en" ? "English" : wordsOf[language].names.split(",")[0]!;

/** The payload of a choice of a language. */
const payloadOf = (language: Language): string => `language ${language}`;

const names = new Map(
  languages.flatMap((language) => {
    const all =
      language === "en"
        ? "English, in english, english please, inglés, inglês, englisch, anglais, अंग्रेज़ी, angrezi, الإنجليزية, انجليزي"
        : wordsOf[language].names;
    return all.split(",").map((name): [string, Language] => [normalizeText(name), language]);
  }),
);

/** The language that a message chooses: by the language's name as the whole message, or by a tap. */
export function languageChosen(said: { text: string | null; payload: string | null }): Language | null {
  const tapped = languages.find((language) => said.payload === payloadOf(language));
  if (tapped || said.text === null) return tapped ?? null;
  return names.get(normalizeText(said.text)) ?? names.get(command(said.text)) ?? null;
}

/** What confirms a choice, in that language. */
export function confirmation(t: Messages): ButtonsDraft {
  return inLanguage(t, {
    type: "buttons",
    text: t.bot.languageChosen,
    buttons: [{ id: "menu", title: t.bot.menu }],
  }) as ButtonsDraft;
}

/** Whether a message asks which languages there are. */
export const asksForLanguages = (said: { text: string | null }): boolean =>
  said.text !== null && wants("choose", said.text);

/** The list of languages to choose from. */
export function languageList(t: Messages): ListDraft {
  const rows = languages.map((language) => ({ id: payloadOf(language), title: nameOf(language) }));
  return inLanguage(t, {
    type: "list",
    text: t.bot.chooseLanguage,
    button: t.bot.languages,
    sections: [{ title: t.bot.languages, rows }],
  }) as ListDraft;
}

/** The prompts with the languages in which people write, where that is clear and not their choice already; what was learnt is noted. */
export async function listen(
  tx: Transaction<DB>,
  prompts: readonly Prompt[],
  skills: readonly BotSkill[],
  stateOf: (prompt: Prompt) => State,
): Promise<Prompt[]> {
  const learnt = new Map<number, Language>();
  const heard = prompts.map((prompt): Prompt => {
    const { contact, message } = prompt;
    const known = learnt.get(contact.id) ?? contact.language;
    if (stateOf(prompt).languages.chosen) return prompt;
    const language =
      message.text === null || message.payload !== null
        ? null
        : languageHeard({ ...prompt, text: message.text, known }, skills);
    if (language !== null) learnt.set(contact.id, language);
    return { ...prompt, contact: { ...contact, language: language ?? known } };
  });
  await noteLanguages(tx, learnt);
  return heard;
}

/** Longer texts are judged by their beginning. */
const MAX_JUDGED = 400;

/** The language in which a text is written, if it is clear and another than the bot talks. */
function languageHeard(
  { text, known, channel, contact }: Prompt & { text: string; known: Language | null },
  skills: readonly BotSkill[],
): Language | null {
  const judged = text.slice(0, MAX_JUDGED);
  const current = languageOf({ contact: { language: known }, channel });
  const found = new Set([
    ...languagesOfPhrase(judged),
    ...skills.flatMap((skill) => [...(skill.languagesOf?.(judged) ?? [])]),
  ]);
  // English commands work in every language and tell nothing of somebody whose language is known.
  if (found.has(current) || (found.has("en") && known !== null)) return null;
  if (found.size === 1) return [...found][0]!;
  if (found.size > 1) return spokenThere(contact.phone, found);
  const written = languageWritten(judged);
  return written === current ? null : written;
}

/** Where Portuguese and Spanish have the same words, the country of the number decides; otherwise nothing does. */
const countries: readonly (readonly [RegExp, Language])[] = [
  [/^(?:55|351)/, "pt_BR"],
  [/^(?:34|5[0-46-9]|50[1-9])/, "es"],
];

function spokenThere(phone: string | null, found: ReadonlySet<Language>): Language | null {
  const there = countries.find(([code]) => phone !== null && code.test(phone))?.[1];
  return there && found.has(there) && !found.has("en") ? there : null;
}

/** Fewer letters of a script, and fewer telling words, are no sign of a language. */
const MIN_LETTERS = 3;
const MIN_TELLING_WORDS = 3;

/** Letters that Persian and Urdu have beside the Arabic ones. */
const notArabic = /[پچژگٹڈڑےںھ]/u;

const telling = new Map(
  languages.map((language) => [
    language,
    new Set(
      (language === "en"
        ? "the is are was were i you he she we they my your his her our their this that these those what when where why how which who can could would should will do does did have has had not and or but because with from for about into there here please want need it's i'm don't car".split(
            " ",
          )
        : wordsOf[language].telling.split(" ")
      ).map(normalizeText),
    ),
  ]),
);

/** The language of a text by its script, or by several frequent words that are most of it; null when it is not clear. */
export function languageWritten(text: string): Language | null {
  const letters = (script: RegExp): number => text.match(script)?.length ?? 0;
  const all = letters(/\p{L}/gu);
  const devanagari = letters(/(?=\p{L})\p{Script=Devanagari}/gu);
  const arabic = letters(/(?=\p{L})\p{Script=Arabic}/gu);
  if (devanagari >= MIN_LETTERS && devanagari * 2 > all) return "hi";
  if (arabic >= MIN_LETTERS && arabic * 2 > all) return notArabic.test(text) ? null : "ar";
  const words = normalizeText(text).split(" ");
  const counts = [...telling]
    .map(([language, own]) => ({ language, count: words.filter((word) => own.has(word)).length }))
    .toSorted((one, other) => other.count - one.count);
  const [first, second] = [counts[0]!, counts[1]!];
  const isClear =
    first.count >= MIN_TELLING_WORDS && first.count * 2 >= words.length && first.count >= second.count * 2;
  return isClear ? first.language : null;
}
