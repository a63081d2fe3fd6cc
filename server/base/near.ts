// Near misses: which known word somebody probably meant. Pure.
import { distance } from "fastest-levenshtein";

/** How much is forgiven. */
type Leniency = {
  /** Letters of the shortest beginning that stands for a whole word. */
  start: number;
  /** Slips in a word of three letters; in a shorter one there may be none. */
  short: number;
};

const usual: Leniency = { start: 3, short: 0 };

/** How many letters may be wrong in a word of so many. */
const slips = (length: number, short: number): number => (length < 3 ? 0 : length === 3 ? short : length <= 5 ? 1 : 2);

/**
 * The candidate that a word is a near miss of: one whose beginning it is, or one that differs by a slip or two of the finger; two letters
 * that changed places are one slip. Null when none is, or when two are equally near. Both are compared as given: normalise them first. A
 * word that is a candidate is no miss.
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
    // The shorter of the two must still have most of its letters right.
    if (far > slips(Math.min([...word].length, [...one].length), short) || far > least) continue;
    tied = far === least;
    [best, least] = [one, far];
  }
  return tied ? null : best;
}

/** Whether two letters side by side changed places, and nothing else is different. */
function isSwapped(one: string, other: string): boolean {
  const [a, b] = [[...one], [...other]];
  const at = a.findIndex((letter, i) => letter !== b[i]);
  if (at < 0 || a.length !== b.length) return false;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2).join("") === b.slice(at + 2).join("");
}
