// The words of parking in a language, ready for comparing: normalized as texts are, with the spellings that its readers take for the same. Pure.
import { normalizeText } from "../../../base/normalize-text.ts";
import type { Language } from "../../../contract/skill.ts";
import { messagesIn } from "../../texts/catalogue.ts";
import { wordsOf } from "../../texts/words.ts";
import { inSentences, type Phrased, type Words } from "../../texts/words-shape.ts";

/** Every language but English, which has a grammar of its own. */
export type OtherLanguage = Exclude<Language, "en">;

/** The words of one language. */
export type Vocabulary = ReturnType<typeof build>;

const built = new Map<OtherLanguage, Vocabulary>();

/** The words of a language, built at the first use. */
export function vocabularyOf(language: OtherLanguage): Vocabulary {
  const known = built.get(language) ?? build(language);
  built.set(language, known);
  return known;
}

/** How a German without umlauts on the keyboard writes them. */
const umlauts = new Map([..."äöü"].map((letter, i) => [letter, ["ae", "oe", "ue"][i]!]));
const withoutUmlauts = (text: string): string =>
  text.toLowerCase().replaceAll(/[äöü]/gu, (letter) => umlauts.get(letter)!);

/** The text in lower case, without punctuation and what the language's readers leave out. */
function foldWith(folds: Words["folds"], text: string): string {
  let plain = normalizeText(text);
  for (const [what, by] of folds ?? []) plain = plain.replaceAll(what, by);
  return plain.replaceAll(/ +/g, " ").trim();
}

function build(language: OtherLanguage) {
  const { folds, politeness, borrowed, parking } = wordsOf[language];
  const fold = (text: string): string => foldWith(folds, text);
  const spellings = (text: string): string[] => [fold(text), fold(withoutUmlauts(text))];
  const list = (text: string): string[] => text.split(",").flatMap(spellings).filter(Boolean);
  const set = (text = ""): ReadonlySet<string> => new Set(text.split(" ").flatMap(spellings).filter(Boolean));
  const polite = list(politeness).toSorted((one, other) => other.length - one.length);
  const { time } = parking;
  return {
    fold,
    polite: new RegExp(`(?<= |^)(?:${polite.join("|")})(?= |$)`, "gu"),
    phrases: phrasesOf(language, list),
    sentences: inSentences.map((kind) => ({
      kind,
      one: set(parking.sentences[kind].one),
      beside: set(parking.sentences[kind].beside),
    })),
    book: set(parking.sentences.book.one),
    filler: set(parking.filler),
    not: set(parking.not),
    spot: set(parking.spot),
    at: set(parking.at),
    atFollows: parking.atFollows === true,
    borrowed: set(borrowed),
    near: parking.near.split(" ").map(fold),
    /** Words that are right as they are. */
    unlike: set(
      [
        parking.unlike,
        parking.filler,
        parking.spot,
        ...inSentences.flatMap((kind) => Object.values(parking.sentences[kind])),
      ].join(" "),
    ),
    time: {
      later: set(time.later),
      months: set(time.months),
      soon: set(time.soon),
      units: set(time.units),
      numbers: set(time.numbers),
      before: set(time.before),
      after: set(time.after),
    },
  };
}

/** From whole messages to commands: those of the table, the titles of buttons, and what the catalogue tells to type. */
function phrasesOf(language: OtherLanguage, list: (text: string) => string[]): ReadonlyMap<string, Phrased> {
  const { titles, typed } = messagesIn(language);
  const shown: Partial<Record<Phrased, readonly string[]>> = {
    slots: [titles.slots, titles.freeSpots, typed.slots],
    book: [titles.bookIt],
    status: [titles.status, titles.refresh, typed.status],
    cancel: [titles.cancel, typed.cancel],
    extend: [titles.extend, typed.extend],
    parked: [titles.parked],
    left: [titles.left],
    not_me: [titles.notMine],
    balance: [titles.balance, typed.balance],
    history: [titles.history, typed.history],
    wait: [titles.waitAgain, titles.waitForSpot, typed.wait],
    stop_waiting: [titles.stopWaiting],
    yes: [titles.yes, titles.yesCancel],
    no: [titles.noKeep, titles.noThanks],
  };
  const { phrases } = wordsOf[language].parking;
  const entries = (Object.keys(phrases) as Phrased[]).flatMap((kind) =>
    [...list(phrases[kind]), ...(shown[kind] ?? []).flatMap((title) => list(title.replaceAll(",", " ")))].map(
      (phrase): [string, Phrased] => [phrase, kind],
    ),
  );
  return new Map(entries);
}

export type { Phrased };
