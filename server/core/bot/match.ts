// Whether a rule's keyword matches a customer's text. Pure. Ignores case, extra spaces, polite words, emoji and the marks that readers of a
// script leave out.
import { command, normalizeText, unspaced } from "../../base/normalize-text.ts";

/** Kinds of matching. */
export const matchKinds = ["exact", "word", "prefix", "contains"] as const;

/** `exact`: the whole text. `word`: anywhere, as whole words. `prefix`: at the start. `contains`: anywhere, even inside a word. */
export type MatchKind = (typeof matchKinds)[number];

/** The alternatives in a keyword field, separated by commas of any script. */
export function alternatives(keyword: string): string[] {
  return keyword
    .split(/[,，、،]/u)
    .map(normalizeText)
    .filter((part) => part !== "");
}

/** A customer's text as rules compare it. */
export type SaidText = {
  /** Without polite words. */
  bare: string;
  plain: string;
};

/** Normalises a text once for all rules. */
export const saidText = (text: string): SaidText => ({ bare: command(text), plain: normalizeText(text) });

/** A function that says whether one of the alternatives of a keyword matches a text. */
export function matcher(keyword: string, match: MatchKind): (said: SaidText) => boolean {
  const wanted = alternatives(keyword);
  const test = tests[match];
  return (said) => wanted.some((one) => test(said, one));
}

/** Whether one of a rule's alternatives matches the text. */
export const matches = (rule: { keyword: string; match: MatchKind }, text: string): boolean =>
  matcher(rule.keyword, rule.match)(saidText(text));

const tests: Record<MatchKind, (said: SaidText, keyword: string) => boolean> = {
  exact: ({ bare, plain }, keyword) => bare === keyword || plain === keyword,
  word: ({ plain }, keyword) => hasWord(plain, keyword),
  prefix: ({ bare, plain }, keyword) => startsWith(bare, keyword) || startsWith(plain, keyword),
  contains: ({ plain }, keyword) => clusterAt(plain, keyword, plain.indexOf(keyword)) !== null,
};

const startsWith = (plain: string, keyword: string): boolean =>
  plain.startsWith(keyword) && clusterAt(plain, keyword, 0) !== null;

/** The first position, from `at` on, where a keyword occurs without a following mark that would change its last letter; null: none. */
function clusterAt(plain: string, keyword: string, at: number): number | null {
  for (let place = at; place >= 0; place = plain.indexOf(keyword, place + 1))
    if (!/^\p{M}/u.test(plain.slice(place + keyword.length))) return place;
  return null;
}

const words = new Intl.Segmenter("en", { granularity: "word" });
const hasUnspaced = new RegExp(`[${unspaced}]`, "u");

/** Whether a keyword occurs in a text as whole words. In scripts without spaces, words are found with a dictionary. */
function hasWord(plain: string, keyword: string): boolean {
  if (` ${plain} `.includes(` ${keyword} `)) return true;
  if (!hasUnspaced.test(keyword)) return false;
  const bounds = new Set([plain.length]);
  for (const { index } of words.segment(plain)) bounds.add(index);
  for (let at = plain.indexOf(keyword); at >= 0; at = plain.indexOf(keyword, at + 1))
    if (bounds.has(at) && bounds.has(at + keyword.length)) return true;
  return false;
}
