// What a driver means in any language but English, whose grammar is in parse.ts: a whole phrase, or a sentence with one word of a command among words
// without influence. Pure.
import type { Intent, Naming, When } from "./intent.ts";
import { type OtherLanguage, type Phrased, type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** Longer sentences are for people to read, in words. */
const MAX_WORDS = 10;

/** Reads a message in a language; null when it is no command in it. */
export function readIn(language: OtherLanguage, text: string): Intent | null {
  const words = vocabularyOf(language);
  const whole = words.fold(text);
  const plain = withoutPoliteness(words, whole);
  const phrase = words.phrases.get(whole) ?? words.phrases.get(plain);
  if (phrase !== undefined) return intentOf(phrase, text, plain);
  const tokens = plain.split(" ");
  if (tokens.length > MAX_WORDS || tokens.some((token) => words.not.has(token))) return null;
  if (!tokens.some((token) => words.unlike.has(token) && !words.borrowed.has(token))) return null;
  for (const { kind, one, beside } of words.sentences) {
    if (!tokens.some((token) => one.has(token))) continue;
    const said = { words, one, beside, tokens };
    const intent = kind === "book" ? booking(said) : sentenceOf(kind, said);
    if (intent !== null) return intent;
  }
  return null;
}

/** The text as an answer to a question: without polite words and what stands before a spot's code. */
export function answerIn(language: OtherLanguage, text: string): string {
  const words = vocabularyOf(language);
  const tokens = withoutPoliteness(words, words.fold(text)).split(" ");
  const first = tokens.findIndex((token) => !words.spot.has(token) && !words.at.has(token));
  return tokens.slice(Math.max(first, 0)).join(" ");
}

/** The text without polite words, unless nothing else is left. */
const withoutPoliteness = ({ polite }: Vocabulary, whole: string): string =>
  whole.replaceAll(polite, " ").replaceAll(/ +/g, " ").trim() || whole;

function intentOf(phrase: Phrased, text: string, plain: string): Intent {
  switch (phrase) {
    case "slots":
    case "wait":
      return { kind: phrase, lot: null };
    case "cancel":
    case "parked":
      return { kind: phrase, spot: null };
    case "book":
      return { kind: "book", spot: nothing, lot: null, sure: true, when: null };
    case "yes":
    case "no":
      return { kind: phrase, words: { raw: text.trim(), plain } };
    default:
      return { kind: phrase };
  }
}

type Said = { words: Vocabulary; one: ReadonlySet<string>; beside: ReadonlySet<string>; tokens: readonly string[] };

const nothing: Naming = { raw: "", plain: "" };
const naming = (tokens: readonly string[]): Naming => ({ raw: tokens.join(" "), plain: tokens.join(" ") });

/** Whether words look like the code of a spot: each has a digit, or one or two letters. */
const isCode = (tokens: readonly string[]): boolean =>
  tokens.length > 0 && tokens.length <= 3 && tokens.every((one) => /\p{N}/u.test(one) || one.length <= 2);

/** A sentence of any command but a booking; null when other words remain than the name of a spot or lot where one may stand. */
function sentenceOf(kind: Exclude<Vocabulary["sentences"][number]["kind"], "book">, said: Said): Intent | null {
  const { words, one, tokens } = said;
  const rest = tokens.filter((token) => !isUnderstood(said, token));
  const named = codeIn(
    words,
    tokens.filter((token) => !one.has(token) && !said.beside.has(token)),
  );
  // An article of one letter is a code only at the end.
  const names = named.every((name) => words.filler.has(name) && name !== tokens.at(-1)) ? [] : named;
  const isPlain = rest.length === 0 && names.length === 0;
  if (kind === "slots" || kind === "wait") {
    if (isPlain) return { kind, lot: null };
    const isDirect = one.has(tokens[0]!) && !tokens.some((token) => words.book.has(token));
    const lot = lotIn(said) ?? (isDirect ? naming(tokens.slice(1)) : null);
    return lot && { kind, lot };
  }
  if (kind === "cancel" || kind === "parked") {
    if (isPlain) return { kind, spot: null };
    return isCode(names) ? { kind, spot: naming(names) } : null;
  }
  return isPlain ? { kind } : null;
}

/** Whether a word belongs to the command, or has no influence. */
const isUnderstood = ({ words, one, beside }: Said, token: string): boolean =>
  one.has(token) || beside.has(token) || words.filler.has(token) || words.spot.has(token) || words.at.has(token);

/** The name of a lot, beside the last word that separates it from a sentence that is otherwise understood. */
function lotIn(said: Said): Naming | null {
  const { words, tokens } = said;
  for (const index of [...tokens.keys()].reverse()) {
    if (!words.at.has(tokens[index]!)) continue;
    const [before, behind] = [tokens.slice(0, index), tokens.slice(index + 1)];
    const [name, rest] = words.atFollows ? [before, behind] : [behind, before];
    const first = name.findIndex((token) => !isUnderstood(said, token));
    if (first >= 0 && rest.every((token) => isUnderstood(said, token)))
      return naming(words.atFollows ? name.slice(first) : name);
  }
  return null;
}

/** The name of a spot in words: what remains without fillers, or a last letter that is a filler elsewhere. */
function codeIn({ filler, spot, at }: Vocabulary, tokens: readonly string[]): string[] {
  const isPart = (token: string, index: number) =>
    (!filler.has(token) && !spot.has(token) && !at.has(token)) ||
    // A letter before a number belongs to it: `A 1`.
    (token.length === 1 && /^\p{N}/u.test(tokens[index + 1] ?? ""));
  const kept = tokens.filter(isPart);
  if (kept.length > 0) return kept;
  const last = tokens.findLastIndex((token) => token.length === 1 || !filler.has(token));
  return last >= 0 && tokens[last]!.length === 1 ? [tokens[last]!] : [];
}

function booking({ words, one, tokens }: Said): Intent | null {
  if (words.at.has(tokens[0]!) && !words.atFollows) return null;
  const rest = tokens.filter((token) => !one.has(token));
  const { kind, left } = timeIn(words, rest);
  const { code, lot } = placeIn(words, left);
  const spot = code.length === 0 ? null : naming(lot === null ? code : [...code, "at", ...lot]);
  const when: When | null = kind && { kind, spot };
  return {
    kind: "book",
    spot: when ? naming(rest) : (spot ?? nothing),
    lot: spot === null && lot !== null ? naming(lot) : null,
    sure: code.length === 0 || isCode(code),
    when,
  };
}

/** The code of a spot and the name of its lot, which a word separates. */
function placeIn(words: Vocabulary, tokens: readonly string[]): { code: string[]; lot: string[] | null } {
  const { at, atFollows, filler } = words;
  for (const [index, token] of tokens.entries()) {
    if (!at.has(token)) continue;
    const [before, behind] = [tokens.slice(0, index), tokens.slice(index + 1)];
    const [first, second] = atFollows ? [behind, before] : [before, behind];
    const code = codeIn(words, first);
    const lot = second.slice(
      Math.max(
        second.findIndex((one) => !filler.has(one)),
        0,
      ),
    );
    if (lot.length === 0) continue;
    if (code.length > 0) return { code, lot };
    // Only a lot, unless what follows is a code: `en la plaza A1`.
    if (!isCode(codeIn(words, lot))) return { code: [], lot };
  }
  return { code: codeIn(words, tokens), lot: null };
}

/** Finds a time other than now, or a duration; `left`: the words without it. */
function timeIn(
  { time, filler }: Vocabulary,
  tokens: readonly string[],
): { kind: When["kind"] | null; left: readonly string[] } {
  const used = new Set<number>();
  let kind: When["kind"] | null = null;
  const isNumber = (index: number) => /^\p{N}{1,4}$/u.test(tokens[index] ?? "");
  const found = (what: When["kind"], ...indices: number[]) => {
    kind = kind === "later" ? kind : what;
    for (const index of indices) used.add(index);
  };
  for (const [index, token] of tokens.entries()) {
    const before = index - 1;
    if (/^\d{1,2}h(?:\d\d)?$/u.test(token)) found("later", index);
    else if (time.later.has(token)) found("later", index);
    else if (time.months.has(token)) {
      const number = [before, before - 1, index + 1].filter(isNumber)[0];
      if (number !== undefined) found("later", index, number);
    } else if (time.units.has(token) && (isNumber(before) || time.numbers.has(tokens[before] ?? ""))) {
      const soon = [before - 1, before - 2].find((one) => time.soon.has(tokens[one] ?? ""));
      if (soon !== undefined) found("later", index, before, soon);
      else found("length", index, before);
    }
    if (isNumber(index) && time.before.has(tokens[before] ?? "")) found("later", before, index);
    if (isNumber(index) && time.after.has(tokens[index + 1] ?? "")) found("later", index, index + 1);
    // The minutes of a time.
    if (isNumber(index) && used.has(before) && isNumber(before) && tokens[index]!.length === 2) used.add(index);
  }
  const left = tokens.filter((_, index) => !used.has(index));
  return { kind, left: kind === null ? tokens : left.filter((token) => token.length === 1 || !filler.has(token)) };
}
