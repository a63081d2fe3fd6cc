// The part of a text around a word that was searched for. Pure.
import { foldText, unspaced } from "../../base/normalize-text.ts";

/** How many characters are shown before the word, and in all. */
const [lead, most] = [16, 160];

/** The part of a text around the first word that starts with one of `words`; the beginning of the text when none does. */
export function snippet(text: string, words: readonly string[]): string {
  const flat = text.replaceAll(/\s+/gu, " ").trim();
  const start = startOf(flat, words);
  const from = start <= lead ? 0 : wordStart(flat, start - lead);
  const cut = flat.slice(from, from + most);
  // Removes half an emoji at either end.
  const whole = cut.toWellFormed().replaceAll(/^\uFFFD|\uFFFD$/g, "");
  return `${from > 0 ? "…" : ""}${whole}${from + most < flat.length ? "…" : ""}`;
}

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });
const spacedWord = new RegExp(`^(?![${unspaced}])[\\p{L}\\p{N}]`, "u");
const inWord = /[\p{L}\p{N}\p{M}]$/u;

/** The position of the first of the words; 0 when there is none. */
function startOf(text: string, words: readonly string[]): number {
  let folded = "";
  const places: number[] = [];
  for (const { segment, index } of clusters.segment(text)) {
    const plain = foldText(segment);
    for (let i = 0; i < plain.length; i++) places.push(index);
    folded += plain;
  }
  const first = firstOf(folded, [...rowsOf(words)]) ?? firstOf(folded, words);
  return first === null ? 0 : places[first]!;
}

function firstOf(folded: string, words: readonly string[]): number | null {
  const found = words.flatMap((word) => {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1))
      if (!spacedWord.test(word) || !inWord.test(folded.slice(Math.max(0, at - 2), at))) return [at];
    return [];
  });
  return found.length === 0 ? null : Math.min(...found);
}

/** The words, with overlapping pairs of letters joined to the text that was typed. */
function* rowsOf(words: readonly string[]): Generator<string> {
  let row = "";
  for (const word of words) {
    const [first, second] = [...word];
    if (row !== "" && row.endsWith(first ?? "") && !spacedWord.test(word)) {
      row += second ?? "";
      continue;
    }
    if (row !== "") yield row;
    row = word;
  }
  if (row !== "") yield row;
}

/** The start of the word at a position, or the position itself inside a very long word. */
function wordStart(text: string, at: number): number {
  const space = text.lastIndexOf(" ", at);
  return space >= 0 && at - space < lead / 2 ? space + 1 : at;
}
