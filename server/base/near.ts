// Near misses: which known word somebody probably meant. Pure.
import { distance } from "fastest-levenshtein";

/** How many letters may be wrong in a word of so many. */
const slips = (length: number): number => (length <= 3 ? 0 : length <= 5 ? 1 : 2);

/** The shortest beginning that stands for a whole word. */
const shortest = 3;

/**
 * The candidate that a word is a near miss of: one whose beginning it is, or one that differs by a slip or two of the finger. Null when
 * none is, or when two are equally near. Both are compared as given: normalise them first. A word that is a candidate is no miss.
 */
export function near(word: string, candidates: readonly string[]): string | null {
  if (candidates.includes(word)) return null;
  const all = [...new Set(candidates)];
  const begun = [...word].length >= shortest ? all.filter((one) => one.startsWith(word)) : [];
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1) return null;
  let [best, least, tied] = ["", Number.POSITIVE_INFINITY, false];
  for (const one of all) {
    const far = distance(word, one);
    // The shorter of the two must still have most of its letters right.
    if (far > slips(Math.min([...word].length, [...one].length)) || far > least) continue;
    [best, least, tied] = [one, far, far === least];
  }
  return best === "" || tied ? null : best;
}
