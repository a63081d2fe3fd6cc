// WhatsApp's formatting in a text: *bold*, _italic_, ~strikethrough~, ```monospace```. Pure.

/** The pattern of each kind of formatting. */
export const marks = {
  mono: /```([^`]+)```/,
  bold: /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])/u,
  italic: /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])/u,
  struck: /(?<![\p{L}\p{N}~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}~])/u,
} as const;

/** A text without formatting, as one line of a list shows it. */
export function unmarked(text: string): string {
  let plain = text;
  for (const pattern of Object.values(marks)) {
    const all = new RegExp(pattern.source, `g${pattern.flags}`);
    // Formatting may be nested; two passes are enough for what people write.
    plain = plain.replaceAll(all, "$1").replaceAll(all, "$1");
  }
  return plain;
}

/** A text as it is compared in a search: without accents and case. */
const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase();

/** Splits a text into pieces; `found` are the words that begin with one of the search words. */
export function foundIn(text: string, words: string): { text: string; found: boolean }[] {
  const wanted = folded(words)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const pieces: { text: string; found: boolean }[] = [];
  let last = 0;
  for (const { 0: run, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (!wanted.some((word) => folded(run).startsWith(word))) continue;
    if (index > last) pieces.push({ text: text.slice(last, index), found: false });
    pieces.push({ text: run, found: true });
    last = index + run.length;
  }
  if (last < text.length) pieces.push({ text: text.slice(last), found: false });
  return pieces;
}
