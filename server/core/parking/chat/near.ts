// Corrects misspelled commands: the command that an unknown word probably stands for. Pure.
import { near } from "../../../base/near.ts";
import { type Language, languages } from "../../../contract/skill.ts";
import { readIn } from "./sentence.ts";
import { type OtherLanguage, vocabularyOf } from "./vocabulary.ts";

/** Commands by their first word. */
const verbs = [
  "book",
  "reserve",
  "cancel",
  "status",
  "slots",
  "balance",
  "history",
  "extend",
  "parked",
  "left",
] as const;

/** Words that resemble a command but mean something else. */
const others: ReadonlySet<string> = new Set(
  "look cook took back hook boot boots books lift let lest felt lent cancer parker parks market barked state static plots shots lots spots extent reverse deserve".split(
    " ",
  ),
);

/** Longer messages, in words, are not taken for a misspelled command. */
const MAX_WORDS = 4;

/**
 * `start`: only a beginning of at least 4 letters counts as the command, because `can` begins too many sentences to mean cancel. `short`:
 * one slip in a word of three letters is allowed, so that `bok` before a spot means book.
 */
const leniency = { start: 4, short: 1 };

/**
 * The message with its misspelled word corrected, in a language or in English, and in any when that is English; null when it resembles no command, or
 * two. In English the verb comes first, elsewhere it may stand anywhere.
 */
export function correctedCommand(plain: string, own: Language = "en"): string | null {
  for (const language of own === "en" ? languages : [own, "en" as const]) {
    const corrected = language === "en" ? correctedEnglish(plain) : correctedIn(language, plain);
    if (corrected !== null) return corrected;
  }
  return null;
}

function correctedEnglish(plain: string): string | null {
  const [first = "", ...rest] = plain.split(" ");
  if (rest.length >= MAX_WORDS || others.has(first) || !/^\p{L}+$/u.test(first)) return null;
  const verb = near(first, verbs, leniency);
  return verb && [verb, ...rest].join(" ");
}

/** Letters of a word that may have a slip. */
const MIN_LETTERS = 4;

function correctedIn(language: OtherLanguage, plain: string): string | null {
  const { fold, near: known, unlike } = vocabularyOf(language);
  const words = fold(plain).split(" ");
  if (words.length > MAX_WORDS) return null;
  for (const [index, word] of words.entries()) {
    if ([...word].length < MIN_LETTERS || unlike.has(word) || !/^[\p{L}\p{M}]+$/u.test(word)) continue;
    const meant = near(word, known, { start: MIN_LETTERS, short: 0 });
    const corrected = meant && words.with(index, meant).join(" ");
    if (corrected && readIn(language, corrected) !== null) return corrected;
  }
  return null;
}
