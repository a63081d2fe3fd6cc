// What a search looks for: words and numbers as the indexes of words have them.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { foldText, unspaced } from "../../base/normalize-text.ts";
import { matchKeys } from "../../base/phone.ts";
import { wellFormed } from "../../base/text.ts";

/** Rows of a block: the indexes have the words of a row with the number of its block, id / 4096. See message_words in db/migrations/0004_inbox.sql. */
export const BLOCK_SIZE = 4_096;
/** Further words do not narrow a search. Of a script without spaces each pair of letters is one. */
const MAX_WORDS = 12;

/** As the indexes messages_words, contacts_words and contact_identities_username have them. */
export const messageWords = sql`message_words(m.id, normalize_text(coalesce(m.text_body || ' ' || m.caption, m.text_body, m.caption, '')))`;
export const contactWords = sql`contact_words(c.id, normalize_text(coalesce(c.name, '') || ' ' || coalesce(c.given_name, '')), c.phone)`;
export const usernameWords = sql`contact_words(i.contact_id, normalize_text(i.value), null)`;

/** The words of a text as normalize_text spells them, each once. */
export async function wordsOf(db: Kysely<DB> | Transaction<DB>, text: string): Promise<string[]> {
  const { rows } = await sql<{ words: string }>`select normalize_text(${wellFormed(text)}) as words`.execute(db);
  return [...new Set(rows[0]!.words.split(" "))].filter((word) => word !== "").slice(0, MAX_WORDS);
}

/**
 * What a search means by a word, as a tsquery: what starts with it. A single letter stands for itself, but for a Korean syllable. Where no space
 * parts words a letter is the start of a pair, and a pair is whole. "#" stands where the number of the block goes: no word has one in it.
 */
export const term = (word: string): string => {
  const letters = [...word].length;
  const isStart = unspacedLetter.test(word) ? letters === 1 : letters > 1 || /^\p{Script=Hangul}/u.test(word);
  return `'#${word}'${isStart ? ":*" : ""}`;
};

/** All of some words. */
export const terms = (words: readonly string[]): string => words.map(term).join(" & ");

/** Digits anywhere in a number. */
export const numberTerm = (digits: string): string => `'#+${digits}':*`;

const unspacedLetter = new RegExp(`^[${unspaced}\\p{Regional_Indicator}]`, "u");

/** What to look for in numbers, when a text may be one: its digits without zeros in front, and its other spellings. */
export function digitsOf(text: string): string[] {
  const latin = foldText(text);
  if (!/^[\s+()\d./\\-]+$/.test(latin)) return [];
  const digits = latin.replace(/\D/g, "").replace(/^0+/, "").slice(0, 15);
  return digits.length < 3 ? [] : matchKeys(digits);
}
