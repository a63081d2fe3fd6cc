// The part of a text in which a word that was searched for stands. Pure.
import { normalise } from "../../base/plain.ts";

/** So many characters before the word, and so many in all, are shown. */
const [lead, most] = [16, 160];

/** The part of a text around the first word that starts with one of `words`; its beginning when none does. */
export function snippet(text: string, words: readonly string[]): string {
  const flat = text.replaceAll(/\s+/gu, " ").trim();
  const start = startOf(flat, words);
  const from = start <= lead ? 0 : wordStart(flat, start - lead);
  const cut = flat.slice(from, from + most);
  // Half an emoji at either end becomes nothing.
  const whole = cut.toWellFormed().replaceAll(/^\uFFFD|\uFFFD$/g, "");
  return `${from > 0 ? "…" : ""}${whole}${from + most < flat.length ? "…" : ""}`;
}

function startOf(text: string, words: readonly string[]): number {
  for (const { 0: run, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const plain = normalise(run);
    if (words.some((word) => plain.startsWith(word))) return index;
    // Where no space parts words, each letter is one.
    const inside = words.find((word) => word.length === 1 && word > "\u2FFF" && run.includes(word));
    if (inside !== undefined) return index + run.indexOf(inside);
  }
  return 0;
}

/** The start of the word in which a place lies, or the place itself inside of a very long one. */
function wordStart(text: string, at: number): number {
  const space = text.lastIndexOf(" ", at);
  return space >= 0 && at - space < lead / 2 ? space + 1 : at;
}
