// The terms of a search: words and numbers in the form in which the word indexes store them.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { foldText, unspaced } from "../../base/normalize-text.ts";
import { matchKeys } from "../../base/phone.ts";
import { wellFormed } from "../../base/text.ts";

/** Rows per block: the indexes store each word with the number of its row's block, id / 4096. See message_words in db/migrations/0004_inbox.sql. */
export const BLOCK_SIZE = 4_096;
/** More words do not narrow a search. In a script without spaces, each pair of letters is one word. */
const MAX_WORDS = 12;

/** The expressions of the indexes messages_words, contacts_words and contact_identities_username. */
export const messageWords = sql`message_words(m.id, normalize_text(coalesce(m.text_body || ' ' || m.caption, m.text_body, m.caption, '')))`;
export const contactWords = sql`contact_words(c.id, normalize_text(coalesce(c.name, '') || ' ' || coalesce(c.given_name, '')), c.phone)`;
export const usernameWords = sql`contact_words(i.contact_id, normalize_text(i.value), null)`;

/** The words of a text as normalize_text returns them, each once. */
export async function wordsOf(db: Kysely<DB> | Transaction<DB>, text: string): Promise<string[]> {
  const { rows } = await sql<{ words: string }>`select normalize_text(${wellFormed(text)}) as words`.execute(db);
  return [...new Set(rows[0]!.words.split(" "))].filter((word) => word !== "").slice(0, MAX_WORDS);
}

/**
 * A word as a tsquery: it matches words that start with it. A single letter matches only itself, except for a Korean syllable. In scripts
 * without spaces, a single letter is the start of a pair, and a pair matches only itself. "#" is replaced by the number of the block: no word
 * contains one.
 */
export const term = (word: string): string => {
  const letters = [...word].length;
  const isStart = unspacedLetter.test(word) ? letters === 1 : letters > 1 || /^\p{Script=Hangul}/u.test(word);
  return `'#${word}'${isStart ? ":*" : ""}`;
};

/** A tsquery that matches all of some words. */
export const terms = (words: readonly string[]): string => words.map(term).join(" & ");

/** A tsquery for digits anywhere in a phone number. */
export const numberTerm = (digits: string): string => `'#+${digits}':*`;

const unspacedLetter = new RegExp(`^[${unspaced}\\p{Regional_Indicator}]`, "u");

/** What to search for in phone numbers, if a text may be one: its digits without leading zeros, and their other spelling. */
export function digitsOf(text: string): string[] {
  const latin = foldText(text);
  if (!/^[\s+()\d./\\-]+$/.test(latin)) return [];
  const digits = latin.replace(/\D/g, "").replace(/^0+/, "").slice(0, 15);
  return digits.length < 3 ? [] : matchKeys(digits);
}
