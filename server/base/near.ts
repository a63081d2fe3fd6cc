// Fuzzy matching: which known word somebody probably meant. Pure.
import { distance } from "fastest-levenshtein";

/** How many errors are tolerated. */
type Leniency = {
  /** The fewest letters with which a prefix stands for the whole word. */
  start: number;
  /** Errors allowed in a word of three letters; a shorter one may have none. */
  short: number;
};

const usual: Leniency = { start: 3, short: 0 };

/** How many errors a word of a given length may have. */
const slips = (length: number, short: number): number => (length < 3 ? 0 : length === 3 ? short : length <= 5 ? 1 : 2);

/**
 * The candidate that somebody probably meant: the only one that begins with the word, or the closest within one or two errors; two swapped
 * neighbouring letters are one error. Null when there is none, when two are equally close, or when the word itself is a candidate. Words are
 * compared as given: normalise them first.
 */
export function near<Word extends string>(
  word: string,
  candidates: readonly Word[],
  { start, short } = usual,
): Word | null {
  if ((candidates as readonly string[]).includes(word)) return null;
  const all = [...new Set(candidates)];
  const begun = [...word].length >= start ? all.filter((one) => one.startsWith(word)) : [];
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1) return null;
  let best: Word | null = null;
  let least = Number.POSITIVE_INFINITY;
  let tied = false;
  for (const one of all) {
    const far = isSwapped(word, one) ? 1 : distance(word, one);
    // The limit is that of the shorter of the two words.
    if (far > slips(Math.min([...word].length, [...one].length), short) || far > least) continue;
    tied = far === least;
    [best, least] = [one, far];
  }
  return tied ? null : best;
}

/** Whether the only difference is that two neighbouring letters are swapped. */
function isSwapped(one: string, other: string): boolean {
  const [a, b] = [[...one], [...other]];
  const at = a.findIndex((letter, i) => letter !== b[i]);
  if (at < 0 || a.length !== b.length) return false;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2).join("") === b.slice(at + 2).join("");
}
